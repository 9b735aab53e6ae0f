# An exception leads to the frames that it passed, and on to their callers'.
# after: read
# source: pyjail: traceback frames
def attack(path, **_):
    try:
        1 / 0
    except ZeroDivisionError as e:
        frame = e.__traceback__.tb_frame
        while frame:
            found = frame.f_builtins
            if "guard:read" not in found:
                return {"text": found["open"](path).read()}
            frame = frame.f_back
