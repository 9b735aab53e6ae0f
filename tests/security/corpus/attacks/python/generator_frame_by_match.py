# A pattern of a class reads attributes by keyword.
# after: interpreter
# source: pyjail: match patterns
def look(gen):
    match gen:
        case object(gi_frame=object(f_back=frame)):
            return frame
def attack(path, **_):
    gen = (look(gen) for _ in [1])
    for frame in gen:
        return {"proof": str(frame)}
