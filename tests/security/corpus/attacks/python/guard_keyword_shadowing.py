# What a guard passes itself is given by keyword.
# after: interpreter
# control: wall
# source: CVE-2026-55830 (GHSA-ffg3-p8fm-mjx2)
def attack(**_):
    return {"proof": str(getattr(attack, name="__globals__", default=None))}
