# Another port and other hosts than the granted ones.
# after: connect
# source: SSRF
# granted: connect
def attack(tcp, door, **_):
    for host in ("127.0.0.1", "127.1", "localhost", "::ffff:127.0.0.1", "0", "0.0.0.0", "2130706433", "127.0.0.1 ", "127.0.0.1\0", "::1", "127.0.0.1@x", f"127.0.0.1:{tcp}"):
        try:
            connect(host, int(tcp)).send(b"!")
        except (OSError, ValueError):
            continue
