def attack():
    match attack:
        case object(__globals__=g):
            return {"proof": str(g)}
