def attack():
    try:
        1 / 0
    except ZeroDivisionError as e:
        return {"proof": str(e.__traceback__.tb_frame.f_globals)}
