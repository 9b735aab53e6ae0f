import functools, json
def attack():
    functools.wraps(attack)(json.dumps)
    return {"proof": json.dumps.__wrapped__.__name__}
