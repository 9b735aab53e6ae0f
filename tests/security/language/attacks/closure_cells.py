def outer():
    secret = 5
    return lambda: secret
def attack():
    return {"proof": outer().__closure__[0].cell_contents}
