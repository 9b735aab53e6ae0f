# A source states that it wants everything.
# after: read
# source: own
class attack:
    wants = {"read": ["/"], "env": ["CORPUS_SECRET"], "fetch": ["http://127.0.0.1/"], "connect": ["127.0.0.1:1"]}
    def __init__(self, path, **_):
        self.path = path
    def next(self):
        try:
            return {"text": open(self.path).read()}
        except OSError:
            return {"text": env["CORPUS_SECRET"]}
