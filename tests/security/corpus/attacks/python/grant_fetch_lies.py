# A length that is a lie, and headers without end.
# after: the host
# source: own
# granted: fetch
# control: wall
# deadline: 5
def attack(site, **_):
    for trap in ("lying", "headers"):
        try:
            fetch(f"{site}/granted/{trap}")
        except OSError:
            continue
