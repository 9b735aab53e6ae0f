# The rest of a mapping pattern.
# after: interpreter
# source: pyjail: the built-in functions
def attack(**_):
    match {"a": 1}:
        case {**__builtins__}:
            return {"proof": 1}
