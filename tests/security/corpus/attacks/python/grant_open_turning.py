# A file and a folder are exchanged for links while they are opened.
# after: read
# source: TOCTOU
# granted: read
# needs: turning
# deadline: 3
def attack(granted, **_):
    for _ in range(300):
        for tried in ("turn", "door/secret"):
            try:
                text = open(f"{granted}/{tried}").read()
            except OSError:
                continue
            if text != "for everybody":
                return {"text": text}
