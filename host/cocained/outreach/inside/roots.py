"""What is granted to be read, as the kernel's wall has it: by folders, since a rule of Landlock is for one inode."""

from __future__ import annotations

import os


def rule_for(root: str) -> str:
    """The folder that a rule lets be read, for a granted path: that very folder, or the one in which the file is.

    A file is often exchanged for another one of its name, and would be behind the wall then. The rule is the second
    wall: what a folder has beside the file the first one refuses (`opening.py`). No rule is for the whole machine, but
    where that is granted.
    """
    real = os.path.realpath(root)
    if os.path.isdir(real):
        return real
    folder = os.path.dirname(real)
    return folder if folder != "/" and os.path.isdir(folder) else real
