def attack():
    return {"proof": type("X", (str,), {"__match_args__": ("gi_frame",)}).__name__}
