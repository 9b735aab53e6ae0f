# The same for a built-in function.
# after: read
# source: pyjail: unicode identifiers
def attack(path, **_):
    return {"text": 𝘰𝘱𝘦𝘯(path).read()}
