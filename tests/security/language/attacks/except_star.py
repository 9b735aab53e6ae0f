def attack():
    try:
        raise ExceptionGroup("x", [ValueError()])
    except* ValueError as e:
        found = str(e)
    return {"proof": found}
