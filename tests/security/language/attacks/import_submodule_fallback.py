def attack():
    from json import decoder
    return {"proof": str(decoder.scanner)}
