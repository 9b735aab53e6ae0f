def attack(f=(lambda x=(lambda: 0).__globals__: x)):
    return {"proof": str(f())}
