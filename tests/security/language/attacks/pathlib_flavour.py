from pathlib import PurePosixPath
def attack():
    return {"proof": str(PurePosixPath)}
