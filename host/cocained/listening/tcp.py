"""What listens for a tcp endpoint, by libzmq's words: `tcp://interface:port`, the interface an address (IPv6 in
brackets), the name of one, which means its IPv4 address, `localhost`, or `*`."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import struct

from cocained.listening.refusal import CannotListen

BACKLOG = 100
"""Connections that wait to be accepted: libzmq's own figure."""
LOOPBACK = "127.0.0.1"
_ADDRESS_OF_INTERFACE = 0x8915  # SIOCGIFADDR
_NAME = 15
"""Bytes of the longest name of an interface."""


class TcpListener:
    """The place of one tcp endpoint."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        interface, _, port = endpoint.partition("://")[2].rpartition(":")
        self._interface = interface
        self._port = int(port)

    def open(self) -> int:
        """A descriptor that listens, whose owner closes it. Raises `CannotListen`."""
        try:
            with self._bind() as listener:
                listener.setblocking(False)
                listener.listen(BACKLOG)
                return listener.detach()
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            raise CannotListen(self._endpoint, error.strerror or str(error), taken) from None

    def probe(self) -> None:
        """Bind, without listening, and let go: nobody who binds meanwhile is kept from it. Raises `CannotListen`."""
        try:
            self._bind().close()
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            raise CannotListen(self._endpoint, error.strerror or str(error), taken) from None

    def remove(self) -> None:
        """A port leaves nothing behind."""

    def _bind(self) -> socket.socket:
        if self._interface != "*":
            return self._bind_to(*self._resolve())
        try:
            return self._bind_to(socket.AF_INET6, "::")  # and IPv4 with it
        except OSError as error:
            if error.errno not in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL):
                raise
            return self._bind_to(socket.AF_INET, "0.0.0.0")

    def _bind_to(self, family: int, address: str) -> socket.socket:
        listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            listener.bind((address, self._port))
        except BaseException:
            listener.close()
            raise
        return listener

    def _resolve(self) -> tuple[int, str]:
        """Family and address; no resolver is asked."""
        name = self._interface.removeprefix("[").removesuffix("]")
        if name == "localhost":
            return socket.AF_INET, LOOPBACK
        for family in (socket.AF_INET, socket.AF_INET6):
            try:
                found = socket.getaddrinfo(name, None, family, flags=socket.AI_NUMERICHOST)
            except (socket.gaierror, UnicodeError):
                continue
            return family, str(found[0][4][0])
        return socket.AF_INET, _address_of(name)


def _address_of(interface: str) -> str:
    """Raises `OSError`."""
    name = interface.encode()
    if len(name) > _NAME:
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        found = fcntl.ioctl(probe, _ADDRESS_OF_INTERFACE, struct.pack("256s", name))
    return socket.inet_ntoa(found[20:24])


def name_of(listener: socket.socket) -> str:
    """The endpoint where it listens, as libzmq writes it."""
    host, port, *_ = listener.getsockname()
    return f"tcp://[{host}]:{port}" if listener.family == socket.AF_INET6 else f"tcp://{host}:{port}"
