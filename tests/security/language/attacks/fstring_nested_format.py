def attack():
    return {"proof": f"{1:{attack.__code__.co_name}}" if False else f"{(lambda: attack.__globals__)()}"}
