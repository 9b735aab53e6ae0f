"""The module that a file runs in: its name, its built-ins, `store`, `log` and the ways out of the cell.

What differs from source to source are variables of the module. The built-ins are one dict for all, made in the zygote:
a copy of it would touch, and so take from the shared pages, half a megabyte of objects in every cell.
"""

from __future__ import annotations

import builtins
import sys
from pathlib import PurePosixPath
from types import ModuleType

from cocaine_python.facades import facade_of_log, facade_of_print, facade_of_store
from cocaine_python.policy import owned
from cocaine_python.policy.builtins import BUILTINS
from cocaine_python.policy.shims import logs
from cocaine_python.reaching import facade_of_connect, facade_of_env, facade_of_fetch, facade_of_open
from cocaine_sdk.plugin import Code
from cocaine_sdk.reach import Reach
from cocaine_sdk.source import Log, Store


def module_of(code: Code, store: Store, log: Log, reach: Reach, *, walled: bool) -> ModuleType:
    """An empty module, ready to run the file in. dataclasses look it up by its name, so it is registered."""
    module = ModuleType(f"python.d.{PurePosixPath(code.file).stem}")
    names = vars(module)
    names.update(
        {
            "__file__": code.file,
            "__builtins__": BUILTINS if walled else vars(builtins),
            "store": facade_of_store(store),
            "log": facade_of_log(log),
            "print": facade_of_print(log),
            "open": facade_of_open(reach),
            "fetch": facade_of_fetch(reach),
            "connect": facade_of_connect(reach),
            "env": facade_of_env(reach),
        }
    )
    if walled:
        owned.MODULES.add(module.__name__)
        logs.write_to(log)
    for name in ("__loader__", "__spec__", "__package__"):
        names.pop(name, None)
    sys.modules[module.__name__] = module
    return module
