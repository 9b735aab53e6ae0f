# A connection to this machine that is granted to nobody.
# after: connect
# source: SSRF
def attack(tcp, **_):
    connect("127.0.0.1", int(tcp)).send(b"!")
