def attack():
    try:
        import os
        return {"proof": os.getcwd()}
    except ImportError:
        raise RuntimeError("kept out")
