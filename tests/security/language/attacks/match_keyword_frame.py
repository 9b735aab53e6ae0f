def g(): yield 1
def attack():
    match g():
        case object(gi_frame=frame):
            return {"proof": str(frame)}
