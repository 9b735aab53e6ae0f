# Other variables than the granted one, in each way that there is to ask for them.
# after: read
# source: own
# granted: env
def attack(**_):
    for tried in (lambda: env["CORPUS_SECRET"], lambda: env.get("CORPUS_SECRET"), lambda: dict(env)["CORPUS_SECRET"], lambda: list(env.values()),
                  lambda: str(env), lambda: env["CORPUS_GRANTED\0"], lambda: env["corpus_secret"], lambda: env._read("CORPUS_SECRET")):
        try:
            found = tried()
        except (OSError, LookupError, ValueError, TypeError):
            continue
        if found and "given" not in str(found):
            return {"text": str(found)}
