"""The static half of the language wall: one walk over a file's tree.

What can be judged by its name is judged here, once, and then runs at full speed: `self.x` stays `self.x`. Only where a
name is guarded does a call of a guard take its place. Guards have names that no file can spell (they hold a `:`), so
nothing has to be forbidden to protect them.

The base class refuses every node it doesn't know; what is overridden here is what its stock policy refuses or slows
down for reasons that don't hold in a cell (objects of Zope with security declarations of their own).
"""

from __future__ import annotations

import ast
from typing import Any

from RestrictedPython.transformer import RestrictingNodeTransformer

from cocaine_python.policy import names
from cocaine_python.policy.names import Kind, kind_of
from cocaine_python.policy.refusals import ATTRIBUTE_HINTS, INTERPRETER, Refusal

READ = "guard:read"
WRITE = "guard:write"

_ASYNC_HINT = "a source is called, and may block until its deadline: write it without async and await"


class Transformer(RestrictingNodeTransformer):
    """Checks and rewrites the tree it visits; `refusals` holds what was found."""

    def __init__(self) -> None:
        super().__init__()
        self.refusals: list[Refusal] = []
        self._scopes = ["module"]
        self._in_pattern = 0

    # --- refusing

    def refuse(self, node: ast.AST, message: str, hint: str = "") -> None:
        self.refusals.append(
            Refusal(message, hint, getattr(node, "lineno", 0), getattr(node, "col_offset", -1) + 1)
        )

    def error(self, node: ast.AST, info: str) -> None:
        """What the base class refuses."""
        self.refuse(node, info)

    def warn(self, node: ast.AST, info: str) -> None:
        pass

    def not_allowed(self, node: ast.AST) -> None:
        what = type(node).__name__
        if what == "TryStar":
            self.refuse(node, "except* is not allowed", "catch the exceptions one by one, with except")
        elif what.startswith("Async") or what == "Await":
            self.refuse(
                node, "async and await are not allowed: there is no event loop in a cell", _ASYNC_HINT
            )
        else:
            self.refuse(node, f"this construct ({what}) is not known to the walls, and so not allowed")

    def check_name(self, node: ast.AST, name: str | None, allow_magic_methods: bool = False) -> None:  # noqa: ARG002
        """A name that is bound: by assignment, def, class, import, except, pattern, argument …"""
        if name is None:
            return
        if name in names.FORBIDDEN:
            self.refuse(node, f"the name {name!r} is reserved: {INTERPRETER}", "choose another name")
        elif names.is_special(name) and not self._may_bind(name):
            hint = ATTRIBUTE_HINTS.get(name, "choose a name without double underscores")
            self.refuse(node, f"{name!r} cannot be defined here: {INTERPRETER}", hint)

    def _may_bind(self, name: str) -> bool:
        if self._scopes[-1] == "module":
            return name in names.MODULE
        return self._scopes[-1] == "class" and (name in names.DEFINABLE or name in names.MODULE)

    # --- names and attributes

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if isinstance(node.ctx, ast.Load):
            if names.is_special(node.id) and node.id not in names.LOADABLE:
                hint = (
                    "type(self) is the class of an object"
                    if node.id == "__class__"
                    else ATTRIBUTE_HINTS.get(node.id, "")
                )
                self.refuse(node, f"the name {node.id!r} cannot be used: {INTERPRETER}", hint)
        else:
            self.check_name(node, node.id)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.node_contents_visit(node)
        if isinstance(node.ctx, ast.Load):
            return self._read(node)
        if not names.is_writable(node.attr):
            self.refuse(
                node, f"the attribute {node.attr!r} cannot be set: {INTERPRETER}", "choose another name"
            )
        node.value = _call(WRITE, node.value)
        return node

    def _read(self, node: ast.Attribute) -> ast.AST:
        kind = kind_of(node.attr)
        if kind is Kind.PLAIN:
            return node
        if kind is Kind.REFUSED or self._in_pattern:
            self._refuse_attribute(node, node.attr)
            return node
        return _call(READ, node.value, ast.Constant(node.attr), at=node)

    def _refuse_attribute(self, node: ast.AST, name: str) -> None:
        self.refuse(
            node, f"the attribute {name!r} cannot be used: {INTERPRETER}", ATTRIBUTE_HINTS.get(name, "")
        )

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        return self.node_contents_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        return self.node_contents_visit(node)

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        if node.arg is not None and (names.is_special(node.arg) or node.arg in names.FORBIDDEN):
            self._refuse_attribute(node, node.arg)
        return self.node_contents_visit(node)

    # --- assignment and iteration: nothing to guard, an iterator gives nothing that its owner could not read

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        target = node.targets[0]
        if len(node.targets) == 1 and isinstance(target, ast.Name) and self._is_literal(target, node.value):
            return node
        return self.node_contents_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if isinstance(node.target, ast.Name) and self._is_literal(node.target, node.value):
            node.annotation = self.visit(node.annotation)  # an expression like any other, and it runs
            return node
        return self.node_contents_visit(node)

    def _is_literal(self, target: ast.Name, value: ast.expr | None) -> bool:
        """`__slots__ = ("a", "b")` and its like, of names that anyone could read."""
        if target.id not in names.LITERAL or self._scopes[-1] != "class" or value is None:
            return False
        items = value.elts if isinstance(value, ast.Tuple | ast.List) else [value]
        fits = _fits_slot if target.id == "__slots__" else _is_plain
        return all(isinstance(i, ast.Constant) and isinstance(i.value, str) and fits(i.value) for i in items)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        target = node.target
        if isinstance(target, ast.Attribute) and not _is_plain(target.attr):
            self._refuse_attribute(target, target.attr)  # it is read as well, and shown to `__radd__`
        return self.node_contents_visit(node)

    def visit_For(self, node: ast.For) -> ast.AST:
        return self.node_contents_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        if node.is_async:
            self.refuse(node.target, "async comprehensions are not allowed", _ASYNC_HINT)
        return self.node_contents_visit(node)

    def visit_With(self, node: ast.With) -> ast.AST:
        return self.node_contents_visit(node)

    def visit_Global(self, node: ast.Global) -> ast.AST:
        for name in node.names:
            self.check_name(node, name)
        return node

    def visit_Nonlocal(self, node: ast.Nonlocal) -> ast.AST:
        for name in node.names:
            self.check_name(node, name)
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        self.check_name(node, node.name)
        return self.node_contents_visit(node)

    # --- definitions

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.check_name(node, node.name)
        return self._inside("function", node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return self._inside("function", node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        self.check_name(node, node.arg)
        return self.node_contents_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self.check_name(node, node.name)
        for keyword in node.keywords:
            if keyword.arg is None:
                self.refuse(
                    node,
                    "class keywords cannot come from a dict",
                    "write them out: class Name(Base, key=value)",
                )
        return self._inside("class", node)

    def _inside(self, scope: str, node: Any) -> ast.AST:
        self._scopes.append(scope)
        try:
            visited: ast.AST = self.node_contents_visit(node)
            return visited
        finally:
            self._scopes.pop()

    def visit_Module(self, node: ast.Module) -> ast.AST:
        return self.node_contents_visit(node)

    def visit_TypeAlias(self, node: ast.AST) -> ast.AST:
        return self.node_contents_visit(node)

    def visit_TypeVar(self, node: Any) -> ast.AST:
        self.check_name(node, node.name)
        visited: ast.AST = self.node_contents_visit(node)
        return visited

    visit_ParamSpec = visit_TypeVarTuple = visit_TypeVar

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.AST:
        return self.node_contents_visit(node)

    # --- imports: which module is decided when the import runs (importing.py), or before (imports.py)

    def visit_Import(self, node: ast.Import) -> ast.AST:
        return self._import(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        return self._import(node)

    def _import(self, node: ast.Import | ast.ImportFrom) -> ast.AST:
        for alias in node.names:
            if alias.name == "*":
                self.refuse(
                    node, "import * is not allowed", "name what you need: from module import name, other"
                )
            self.check_name(node, alias.asname or alias.name.partition(".")[0])
        return node

    # --- match

    def visit_Match(self, node: ast.Match) -> ast.AST:
        return self.node_contents_visit(node)

    def visit_match_case(self, node: ast.match_case) -> ast.AST:
        self._in_pattern += 1
        node.pattern = self.visit(node.pattern)
        self._in_pattern -= 1
        if node.guard is not None:
            node.guard = self.visit(node.guard)
        node.body = [self.visit(statement) for statement in node.body]
        return node

    def visit_MatchValue(self, node: ast.MatchValue) -> ast.AST:
        return self.node_contents_visit(node)

    def visit_MatchSingleton(self, node: ast.MatchSingleton) -> ast.AST:
        return node

    def visit_MatchSequence(self, node: ast.MatchSequence) -> ast.AST:
        return self.node_contents_visit(node)

    def visit_MatchOr(self, node: ast.MatchOr) -> ast.AST:
        return self.node_contents_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> ast.AST:
        self.check_name(node, node.name)
        return node

    def visit_MatchAs(self, node: ast.MatchAs) -> ast.AST:
        self.check_name(node, node.name)
        return self.node_contents_visit(node)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> ast.AST:
        self.check_name(node, node.rest)
        return self.node_contents_visit(node)

    def visit_MatchClass(self, node: ast.MatchClass) -> ast.AST:
        for name in node.kwd_attrs:
            if kind_of(name) is not Kind.PLAIN:
                self._refuse_attribute(node, name)
        return self.node_contents_visit(node)


def _is_plain(name: str) -> bool:
    return kind_of(name) is Kind.PLAIN


def _fits_slot(name: str) -> bool:
    return name in ("__dict__", "__weakref__") or (not names.is_special(name) and name not in names.FORBIDDEN)


def _call(guard: str, *arguments: ast.expr, at: ast.expr | None = None) -> ast.Call:
    call = ast.Call(ast.Name(guard, ast.Load()), list(arguments), [])
    ast.copy_location(call, at or arguments[0])
    return ast.fix_missing_locations(call)
