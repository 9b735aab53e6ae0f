import textwrap
def attack():
    textwrap.dedent.hook = 1
    return {"proof": textwrap.dedent.hook}
