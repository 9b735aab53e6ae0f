# What it wants is changed when it was looked at.
# after: read
# source: own
# granted: read
class attack:
    wants = {"read": []}
    def __init__(self, path, **_):
        self.path = path
        attack.wants["read"].append(path)
        attack.wants = {"read": [path, "/"]}
    def next(self):
        return {"text": open(self.path).read()}
