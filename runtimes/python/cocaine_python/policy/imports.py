"""Imports that will be refused, found before anything runs: even those inside a function that is called much later."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cocaine_python.policy.importing import guarded_import
from cocaine_python.policy.refusals import Refusal, RefusedImport

_CATCHES = frozenset(("ImportError", "ModuleNotFoundError", "Exception", "BaseException"))


def refused_imports(tree: ast.Module) -> Iterator[Refusal]:
    """The refused imports of a file, except where it is ready for them: `try … except ImportError`,
    `if TYPE_CHECKING`, `if __name__ == "__main__"`."""
    for node in _reached(tree):
        for module, names in _asked(node):
            try:
                guarded_import(module, None, None, names, getattr(node, "level", 0))
            except RefusedImport as error:
                yield Refusal(
                    str(error), error.hint, getattr(node, "lineno", 0), getattr(node, "col_offset", -1) + 1
                )


def _asked(node: ast.AST) -> list[tuple[str, tuple[str, ...]]]:
    if isinstance(node, ast.Import):
        return [(alias.name, ()) for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [(node.module or "", tuple(alias.name for alias in node.names if alias.name != "*"))]
    return []


def _reached(node: ast.AST) -> Iterator[ast.AST]:
    for child in _children(node):
        yield child
        yield from _reached(child)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.If) and _never_true(node.test):
        yield from node.orelse
    elif isinstance(node, ast.Try) and any(map(_catches_imports, node.handlers)):
        yield from [*node.handlers, *node.orelse, *node.finalbody]
    else:
        yield from ast.iter_child_nodes(node)


def _never_true(test: ast.expr) -> bool:
    match test:
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            return True
        case ast.Compare(
            left=ast.Name(id="__name__"), ops=[ast.Eq()], comparators=[ast.Constant(value="__main__")]
        ):
            return True
    return False


def _catches_imports(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or (isinstance(kind, ast.Name) and kind.id in _CATCHES) for kind in kinds)
