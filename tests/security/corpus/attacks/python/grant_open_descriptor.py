# The path is a number, which is a descriptor to the library's own `open`.
# after: read
# source: own
# granted: read
# control: wall
def attack(**_):
    for number in range(16):
        try:
            return {"proof": open(number).read()}
        except (OSError, TypeError, ValueError):
            continue
