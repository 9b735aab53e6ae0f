"""The `python` scheme of cocained: user Python files as sources (sources.md §1, security.md)."""

from cocaine_python.runtime import Python

__all__ = ["Python"]
