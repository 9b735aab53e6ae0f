# A link in the granted folder leads to a file beside it.
# after: read
# source: path traversal
# granted: read
def attack(granted, **_):
    return {"text": open(granted + "/link").read()}
