# A variable of the daemon's environment that is granted to nobody.
# after: read
# source: own
def attack(**_):
    return {"text": env["CORPUS_SECRET"]}
