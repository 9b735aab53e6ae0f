# A method, a header and a URL end their line, and begin another request.
# after: connect
# source: request smuggling
# granted: fetch
# control: wall
def attack(site, **_):
    name = site.rpartition("/")[2]
    other = f"\r\n\r\nGET /{name}/secret HTTP/1.1\r\nHost: x\r\n\r\n"
    for more in ({"headers": {"X": "a" + other}}, {"headers": {"X" + other: "a"}}, {"method": "GET" + other}, {"method": "CONNECT"},
                 {"headers": {"X": "a\n\nGET /" + name + "/secret HTTP/1.1\n\n"}}, {"headers": {"X": "a\r"}}, {"headers": {"X": "é\u010a\u010d"}}):
        try:
            fetch(site + "/granted/note", **more)
        except (OSError, ValueError):
            continue
    for url in (site + "/granted/note" + other, site + "/granted/note HTTP/1.1\r\nX: y", site + "/granted/note?%0d%0a%0d%0aGET /secret", site + "/granted/no\u010a\u010dte"):
        try:
            fetch(url)
        except (OSError, ValueError):
            continue
