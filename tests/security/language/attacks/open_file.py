def attack():
    return {"proof": open("/etc/passwd").read()}
