# wall-only
def attack():
    try:
        1 / 0
    except ZeroDivisionError as __builtins__:
        return {"proof": 1}
