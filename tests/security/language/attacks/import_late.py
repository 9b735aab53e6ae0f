def attack():
    import subprocess
    return {"proof": str(subprocess.Popen)}
