"""What is installed: by its metadata alone. Whether a plugin loads is shown by `cocaine plugins --load`."""

from __future__ import annotations

import stat
from collections import defaultdict
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

from cocaine_sdk.driver import DRIVERS
from cocaine_sdk.plugin import PLUGINS
from cocaine_sdk.storage import STORAGES
from cocained.config import Config
from cocained.doctor.findings import Finding, broken, ok, warning

_KINDS = {PLUGINS: "scheme", DRIVERS: "driver", STORAGES: "storage"}


def examine(config: Config) -> list[Finding]:
    schemes = [finding for group in _KINDS for finding in _group(group)]
    return [*(schemes or [_none()]), _folder(config.plugins)]


def _group(group: str) -> list[Finding]:
    """A finding for each scheme; of drivers and storages those alone that are wrong."""
    named: dict[str, list[EntryPoint]] = defaultdict(list)
    for point in entry_points(group=group):
        named[point.name].append(point)
    findings = [_named(_KINDS[group], name, points) for name, points in sorted(named.items())]
    return [each for each in findings if group == PLUGINS or each.mark != "ok"]


def _named(kind: str, name: str, points: list[EntryPoint]) -> Finding:
    origins = sorted({_origin(point) for point in points})
    what = f"{kind} {name}"
    if len(points) > 1 and (len(origins) > 1 or len({point.value for point in points}) > 1):
        says = f"{' and '.join(origins)} both bring it, and the daemon will not start"
        return broken(what, says, "uninstall all but one", distributions=origins)
    module = points[0].module.partition(".")[0]
    if find_spec(module) is None:
        says = f"{origins[0]} names the module {module}, which is not there"
        return broken(what, says, "install it anew", distributions=origins)
    return ok(what, origins[0], distributions=origins)


def _origin(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist is not None else "an unknown distribution"


def _none() -> Finding:
    return warning("schemes", "no plugin is installed: there is no source that could be made", "install one")


def _folder(path: Path) -> Finding:
    """Where the files of sources are: who writes there says what runs."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        says = f"{path}, where sources' files are looked for: {error.strerror}"
        return warning("folder", says, "make it, or name another: --plugins", path=str(path))
    if not stat.S_ISDIR(mode):
        return warning(
            "folder", f"{path}, where sources' files are looked for, is no folder", "name one: --plugins"
        )
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        return warning(
            "folder", f"anybody may write to {path}, and so put other code into sources", f"chmod o-w {path}"
        )
    return ok("folder", f"sources' files are in {path}", path=str(path))
