"""The `python` scheme of cocained: user Python files as sources (sources.md; architecture.md, Walls)."""

from cocaine_python.runtime import Python

__all__ = ["Python"]
