def attack():
    try:
        1 / 0
    except ZeroDivisionError as e:
        return {"proof": str(e.with_traceback(None).__reduce__())}
