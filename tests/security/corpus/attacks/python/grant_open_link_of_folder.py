# A link in the granted folder leads to the folder above it, or to the root.
# after: read
# source: path traversal
# granted: read
def attack(granted, path, **_):
    for tried in (granted + "/above/secret", granted + "/root" + path, granted + "/inner/../above/secret"):
        try:
            return {"text": open(tried).read()}
        except OSError:
            continue
