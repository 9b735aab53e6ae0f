def attack():
    return {"proof": str(print.__self__)} if hasattr(print, "__self__") else {"proof": str(print.__globals__)}
