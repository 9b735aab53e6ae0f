# A file is asked for that is granted to nobody.
# after: read
# source: own
def attack(path, **_):
    return {"text": open(path).read()}
