"""Which walls a cell stands behind here, as the kernel and the configuration have it."""

from __future__ import annotations

from cocained.cells.inside import lock
from cocained.cells.inside.layers import FULL_LANDLOCK, LANDLOCK, Layers
from cocained.config import Config
from cocained.doctor.findings import Finding, Mark, ok, warning
from cocained.doctor.processtable import PROC

_REFUSES = "until then the daemon refuses to start, unless it shall do without: --sandbox=language-only"
_LESS = {
    "kernel-only": "sources run behind the kernel's wall only: all that Python has in memory is theirs",
    "language-only": "sources run behind the language's wall only: who breaks out of it has all that the daemon has",
}


def examine(config: Config) -> list[Finding]:
    layers = lock.layers()
    return [
        _sandbox(config),
        *_kernel(layers, config),
        _namespaces(),
        _close_range(layers),
        _hardened(config),
    ]


def _sandbox(config: Config) -> Finding:
    if config.sandbox == "full":
        return ok("sandbox", "sources run behind both walls, the language's and the kernel's", is_full=True)
    return warning("sandbox", _LESS[config.sandbox], "leave --sandbox out", is_full=False)


def _kernel(layers: Layers, config: Config) -> list[Finding]:
    """What is missing has a sentence of its own, with the way out in it."""
    gaps = layers.gaps()
    wanted = config.sandbox != "language-only"
    mark, remedy = (Mark.MISSING, _REFUSES) if wanted else (Mark.WARNING, "")
    if "calls" in gaps:
        return [Finding(mark, "seccomp", gaps["calls"], remedy, {"machine": layers.machine})]
    seccomp = ok("seccomp", "a cell can make the few system calls that it needs; to try a way out is its end")
    if "seccomp" in gaps:
        seccomp = Finding(mark, "seccomp", gaps["seccomp"], remedy)
    if layers.landlock == 0:
        return [seccomp, Finding(mark, "landlock", gaps["landlock"], remedy, {"abi": 0, "holds": []})]
    return [seccomp, _landlock(layers.landlock, gaps.get("landlock"))]


def _landlock(abi: int, gap: str | None) -> Finding:
    holds = [what for since, what in LANDLOCK.items() if since <= abi]
    if gap is not None:
        return warning("landlock", gap, abi=abi, holds=holds)
    brought = ", ".join(f"{what} ({since})" for since, what in LANDLOCK.items())
    says = f"ABI {abi}, of {FULL_LANDLOCK} that the wall takes: {brought}"
    return ok("landlock", says, abi=abi, holds=holds)


def _namespaces() -> Finding:
    """None is needed, so that a kernel or a container without them is as good as any other."""
    try:
        most = int((PROC / "sys/user/max_user_namespaces").read_text())
    except (OSError, ValueError):
        most = 0
    return ok("namespaces", "the walls need none, and a cell that asks for one is killed", users=most > 0)


def _close_range(layers: Layers) -> Finding:
    gap = layers.gaps().get("close_range")
    if gap is not None:
        return warning("close_range", gap)
    return ok("close_range", "a cell closes at once all that it inherits, but its own socket")


def _hardened(config: Config) -> Finding:
    if config.hardened:
        return ok("hardened", "JavaScript is interpreted: no memory of a cell becomes executable", on=True)
    says = "off: JavaScript's compiler makes memory of its own cells executable; --hardened is slower, and does not"
    return ok("hardened", says, on=False)
