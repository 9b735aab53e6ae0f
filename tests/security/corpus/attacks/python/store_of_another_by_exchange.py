# A value is compared that is not its own.
# after: others' data
# source: own
# control: wall
def attack(space, other, **_):
    store.compare_and_set(f"../{space}/secret", None, "mine")
    return {"found": [store.get(f"../{space}/secret"), store.incr(f"../{space}/n")]}
