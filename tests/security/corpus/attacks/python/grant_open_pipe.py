# A pipe in the granted folder, at whose other end nobody is: whoever opens it waits.
# after: the host
# source: own
# granted: read
# control: wall
def attack(granted, **_):
    for _ in range(5):
        try:
            open(granted + "/pipe").read()
        except OSError:
            continue
    return {"text": open(granted + "/note").read()}
