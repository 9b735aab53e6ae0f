"""Every installed driver by name; one small file per kind, each found through its entry point like a stranger's."""

from __future__ import annotations

import logging
from typing import Any

import msgspec

from cocaine_sdk.driver import DRIVERS, Driver
from cocaine_sdk.errors import UnknownDriver
from cocained import extensions

log = logging.getLogger(__name__)

AnyDriver = type[Driver[Any]]


class Drivers:
    """Loads all installed drivers once. One that cannot be loaded costs itself, and says so."""

    def __init__(self) -> None:
        self._drivers: dict[str, AnyDriver] = {}
        self._faults: dict[str, str] = {}
        for name in extensions.installed(DRIVERS):
            try:
                self._drivers[name] = extensions.load(DRIVERS, name)
            except extensions.ExtensionError as error:
                self._faults[name] = str(error)
                log.error("driver %s: %s", name, error)

    def __getitem__(self, name: str) -> AnyDriver:
        """Raises `UnknownDriver`."""
        try:
            return self._drivers[name]
        except KeyError:
            raise UnknownDriver(name, sorted(self._drivers)) from None

    def lacks(self, name: str) -> str:
        """Why a driver that is not there is not."""
        fault = self._faults.get(name)
        return (
            f"the driver {name} cannot be loaded: {fault}" if fault else f"the driver {name} is not installed"
        )

    def argument_names(self) -> frozenset[str]:
        """Every argument that some driver knows."""
        structs = (driver.arguments() for driver in self._drivers.values())
        return frozenset(field.encode_name for struct in structs for field in msgspec.structs.fields(struct))
