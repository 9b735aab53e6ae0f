# wall-only
def attack():
    match {"a": 1}:
        case {**__builtins__}:
            return {"proof": 1}
