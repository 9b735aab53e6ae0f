# What a refusal says of a file that is there, and of one that is not, must be the same.
# after: read
# source: own
# control: wall
def attack(path, **_):
    said = []
    for tried in (path, path + "-nothing"):
        try:
            open(tried)
        except OSError as error:
            said.append(str(error).replace(tried, "it"))
    return {"proof": said[0] != said[1]}
