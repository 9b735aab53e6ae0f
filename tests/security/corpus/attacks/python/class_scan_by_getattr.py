# Everything in the file answers to every name.
# after: the host
# source: own
# name: nothing
# control: wall
class Any:
    def __getattr__(self, name):
        return self
    def __call__(self, *a, **k):
        raise SystemExit
    def __eq__(self, other):
        raise SystemExit
    def __hash__(self):
        raise SystemExit
thing = Any()
def attack(**_):
    return {}
