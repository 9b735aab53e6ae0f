def attack():
    match int:
        case object(__class__=t):
            return {"proof": t("X", (), {}).__name__}
