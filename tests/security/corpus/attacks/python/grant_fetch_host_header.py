# Another host is named in the header.
# after: connect
# source: SSRF
# granted: fetch
# control: wall
def attack(site, tcp, **_):
    for headers in ({"Host": f"127.0.0.1:{tcp}"}, {"X-Forwarded-Host": "x", "host ": "y"}, {"Proxy-Authorization": "x"}, {":authority": "x"}):
        try:
            fetch(site + "/granted/note", headers=headers)
        except (OSError, ValueError):
            continue
