"""Which names code may say: frozen data, and the one question asked of it.

A name is *plain* where the attribute may be read as it stands. It is *guarded* where what stands behind it is
handed out as a copy, or only after a look at its owner. Anything else is refused.
"""

from __future__ import annotations

from enum import Enum

from RestrictedPython.transformer import INSPECT_ATTRIBUTES


def words(text: str) -> list[str]:
    """The words of a table that is written as prose."""
    return text.split()


_OPERATORS = words("""
    add sub mul matmul truediv floordiv mod divmod pow lshift rshift and or xor
""")

DEFINABLE = frozenset(
    f"__{name}__"
    for name in words("""
    init new post_init init_subclass class_getitem set_name subclasshook
    iter next len length_hint contains getitem setitem delitem missing reversed call enter exit
    eq ne lt le gt ge hash bool repr str bytes format sizeof dir
    int float complex index round trunc floor ceil neg pos abs invert
    get set delete getattr setattr delattr copy deepcopy replace
    """)
    + _OPERATORS
    + ["r" + name for name in _OPERATORS]
    + ["i" + name for name in _OPERATORS if name != "divmod"]
)
"""Special methods that a class may have. `__del__`, `__getattribute__`, `__reduce__`, … are missing on purpose."""

LITERAL = frozenset(("__slots__", "__match_args__"))
"""Class variables that steer the interpreter: only as literals of plain names."""

MODULE = frozenset(
    f"__{name}__"
    for name in words("""
    all version author email license copyright date status credits maintainer title url description doc
    """)
)
"""Special variables that a file may set."""

LOADABLE = MODULE | DEFINABLE | {"__name__", "__file__", "__debug__"}
"""Special variables that may be read by name."""

_HOOKS = frozenset(words("__get__ __set__ __delete__ __set_name__ __copy__ __deepcopy__ __replace__"))
"""May be defined, not read: those of others apply a descriptor to any object, or write into the dict of any."""

GUARDED = frozenset(
    words("""
    __class__ __dict__ __name__ __qualname__ __module__ __doc__ __annotations__ __members__
    __setattr__ __delattr__ __getattr__ format format_map obj
    """)
)
READABLE = (DEFINABLE - GUARDED - _HOOKS) | frozenset(
    words(
        "__cause__ __context__ __suppress_context__ __notes__ __wrapped__ __isabstractmethod__ __version__ __all__"
    )
)
"""Special attributes that may be read as they stand."""

WRITABLE = frozenset(words("__name__ __qualname__ __doc__ __wrapped__ __version__"))
"""Special attributes that may be set on a source's own functions and classes."""

FORBIDDEN = INSPECT_ATTRIBUTES | frozenset(
    words("""
    _evaluate _convert_ _create_ _add_alias_ _add_member_ _add_value_alias_
    mro func_globals func_code func_closure im_func im_self im_class
    co_consts co_names co_varnames gi_suspended tb_lasti f_lasti
    """)
)
"""Ways into the interpreter without double underscores. `_evaluate` of a typing.ForwardRef is `eval`; `_convert_` of an
enum makes members out of any module,
`_add_alias_` gives it special names."""


class Kind(Enum):
    PLAIN = 1
    GUARDED = 2
    REFUSED = 3


def is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__") and len(name) > 4


def kind_of(name: str) -> Kind:
    """How the attribute `name` may be read."""
    if name in FORBIDDEN:
        return Kind.REFUSED
    if name in GUARDED:
        return Kind.GUARDED
    if is_special(name) and name not in READABLE:
        return Kind.REFUSED
    return Kind.PLAIN


def is_writable(name: str) -> bool:
    """Whether the attribute `name` may be set or deleted, on an object that allows it."""
    return name not in FORBIDDEN and (not is_special(name) or name in WRITABLE)
