def attack():
    try:
        try:
            1 / 0
        finally:
            {}["x"]
    except KeyError as e:
        return {"proof": str(e.__context__.__traceback__)}
