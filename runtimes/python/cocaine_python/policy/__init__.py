"""The language wall: what a source's code may say, and what it finds when it runs.

    names.py        the names, as data: which may be read, defined, written
    transformer.py  the static half: one walk over the tree, refusals with line and way out
    guards.py       the other half, for what only the run can tell: names made at run time, targets of writes
    formatting.py   str.format that cannot reach what an attribute could not
    classes.py      how classes of a source come to be
    builtins.py     the built-in names a source finds
    importing.py    `import`, from tables.py; modules whose own code would be a hole have a stand-in in shims/

Everything that is handed out has to hold under one assumption: code can read every attribute that `names.py` calls
plain, of every object that it can get, and call whatever it finds there.
"""
