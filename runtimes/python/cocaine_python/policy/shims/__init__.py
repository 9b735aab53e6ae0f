"""Stand-ins for names whose own code would be a way around the walls: by module, by name."""

from __future__ import annotations

from typing import Any

from cocaine_python.policy import spaces
from cocaine_python.policy.shims import classes, functions, logs, zones

SHIMS: dict[str, dict[str, Any]] = {
    "abc": classes.ABC,
    "collections": classes.COLLECTIONS,
    "dataclasses": classes.DATACLASSES,
    "enum": classes.ENUM,
    "functools": functions.FUNCTOOLS,
    "logging": logs.LOGGING,
    "operator": functions.OPERATOR,
    "types": spaces.TYPES,
    "typing": classes.TYPING,
    "warnings": logs.WARNINGS,
    "zoneinfo": zones.ZONEINFO,
}
