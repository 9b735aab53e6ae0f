"""From the text of a file to a code object: the walls' static half, or none."""

from __future__ import annotations

import ast
import warnings
from types import CodeType

from cocaine_python.failures import failure_of, failure_of_refusal, failure_of_syntax
from cocaine_python.policy.imports import refused_imports
from cocaine_python.policy.transformer import Transformer
from cocaine_sdk import failure
from cocaine_sdk.errors import SourceFailed
from cocaine_sdk.plugin import Code


def compile_source(code: Code, *, walled: bool) -> CodeType:
    """Raises `SourceFailed`: the text is no Python, or says what the walls refuse."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "\d" in a string is its author's business
        tree = _parse(code)
        if walled:
            _check(tree, code)
        try:
            return compile(tree, code.file, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            raise SourceFailed(failure_of_syntax(error, code)) from None


def _parse(code: Code) -> ast.Module:
    try:
        return ast.parse(code.text, code.file)
    except RecursionError:
        raise SourceFailed(failure_of_syntax(SyntaxError("the code is nested too deeply"), code)) from None
    except MemoryError as error:
        raise SourceFailed(failure_of(error, code)) from None
    except (SyntaxError, ValueError) as error:
        raise SourceFailed(failure_of_syntax(error, code)) from None


def _check(tree: ast.Module, code: Code) -> None:
    for refusal in refused_imports(tree):
        raise SourceFailed(failure_of_refusal(refusal, code, failure.REFUSED_IMPORT))
    transformer = Transformer()
    try:
        transformer.visit(tree)
    except RecursionError:
        raise SourceFailed(failure_of_syntax(SyntaxError("the code is nested too deeply"), code)) from None
    for refusal in sorted(transformer.refusals, key=lambda r: (r.line, r.column)):
        raise SourceFailed(failure_of_refusal(refusal, code))
