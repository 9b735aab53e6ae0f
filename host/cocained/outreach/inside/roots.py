"""What is granted to be read: where that is, and what of it the kernel's wall has.

Links in a granted path are followed once, when it is granted. What is put in its place later as a link is none of it:
whoever can write in the folder would grant himself what he likes.
"""

from __future__ import annotations

import os

from cocained.outreach.orders import Begin

_OWN = "/proc/self"


def places_of(begin: Begin) -> dict[str, str]:
    """Where each granted path led when it was granted; where it leads now, if that is not known yet."""
    return {root: begin.places.get(root) or _place_of(root) for root in begin.readable}


def as_seen_here(place: str) -> str:
    """As this process's kernel calls it."""
    return place.replace(_OWN, f"/proc/{os.getpid()}", 1) if _is_in(place, _OWN) else place


def _place_of(root: str) -> str:
    """Without links, but for what `/proc` has of whoever looks: that is the same place for the next process."""
    real, own = os.path.realpath(root), f"/proc/{os.getpid()}"
    return real.replace(own, _OWN, 1) if _is_in(real, own) else real


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def rule_for(place: str) -> str:
    """The folder that a rule lets be read: that very folder, or the one in which the file is. Empty for none, where a
    link leads to another place now. By folders, since a rule of Landlock is for one inode.

    A file is often exchanged for another one of its name, and would be behind the wall then. The rule is the second
    wall: what a folder has beside the file the first one refuses (`opening.py`). No rule is for the whole machine, but
    where that is granted.
    """
    folder = os.path.dirname(place)
    if os.path.isdir(place) and _place_of(place) == place:
        return place
    if folder != "/" and os.path.isdir(folder) and _place_of(folder) == folder:
        return folder
    return place if _place_of(place) == place else ""
