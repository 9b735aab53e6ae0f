"""The `javascript` scheme of cocained: user JavaScript files as sources, on V8 (javascript.md)."""

from cocaine_javascript.runtime import JavaScript

__all__ = ["JavaScript"]
