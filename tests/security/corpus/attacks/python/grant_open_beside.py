# A path that climbs out of the folder which is granted, in each way that there is to write it.
# after: read
# source: path traversal
# granted: read
def attack(granted, path, **_):
    for tried in (path, granted + "/../secret", granted + "/./../secret", granted + "//..//secret", granted + "/note/../../secret",
                  granted + "/inner/../../secret", granted + "/%2e%2e/secret", granted + "/..\\secret", granted + "/..;/secret",
                  granted + "/note\0/../../secret", granted + "x/../secret", "file://" + path, "/" + path, granted + "/../../" + path):
        try:
            return {"text": open(tried).read()}
        except (OSError, ValueError):
            continue
