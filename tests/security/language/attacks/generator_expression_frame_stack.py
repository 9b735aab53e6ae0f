def attack():
    gen = (gen.gi_frame.f_back.f_back for _ in [1])
    for frame in gen:
        return {"proof": str(frame)}
