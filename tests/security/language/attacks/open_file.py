import io


def attack():
    return {"proof": io.open("/etc/passwd").read()}
