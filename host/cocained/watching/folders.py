"""Finds the paths below a folder, among many paths, without looking at all of them."""

from __future__ import annotations

import os


class Folders:
    """A set of absolute paths, linked from each folder to what is in it."""

    def __init__(self) -> None:
        self._paths: set[str] = set()
        self._inside: dict[str, set[str]] = {}
        """By folder: the paths in it, and the folders in it that have some below."""

    def clear(self) -> None:
        self._paths.clear()
        self._inside.clear()

    def add(self, path: str) -> None:
        self._paths.add(path)
        while path != "/":
            folder = os.path.dirname(path)
            inside = self._inside.get(folder)
            if inside is not None:
                inside.add(path)
                return
            self._inside[folder] = {path}
            path = folder

    def discard(self, path: str) -> None:
        self._paths.discard(path)
        while path != "/" and path not in self._paths and path not in self._inside:
            folder = os.path.dirname(path)
            inside = self._inside[folder]
            inside.discard(path)
            if inside:
                return
            del self._inside[folder]
            path = folder

    def below(self, folder: str) -> list[str]:
        """Those of the set, and folders on the way to them."""
        found = list(self._inside.get(folder, ()))
        for path in found:  # which grows
            found.extend(self._inside.get(path, ()))
        return found
