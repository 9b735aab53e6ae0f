"""Why a server counts as down: a short reason for programs, and a sentence for people."""

from __future__ import annotations

import socket
import ssl
from enum import StrEnum

from pymysql.err import InterfaceError, MySQLError

LONGEST = 300
"""Characters of what a server says."""


class Reason(StrEnum):
    """Stable."""

    RESOLVE = "resolve"
    """The name does not resolve."""
    REFUSED = "refused"
    """Nobody listens there."""
    UNREACHABLE = "unreachable"
    """No way leads there."""
    TIMEOUT = "timeout"
    """No answer in time."""
    GONE = "gone"
    """The connection was closed in the middle."""
    PROTOCOL = "protocol"
    """What answers does not speak MySQL's protocol."""
    TLS = "tls"
    """No encryption, or none as it was asked for."""
    AUTH_PLUGIN = "auth_plugin"
    """The account has a way to log in that is not spoken here."""
    ACCESS_DENIED = "access_denied"
    NO_DATABASE = "no_database"
    TOO_MANY_CONNECTIONS = "too_many_connections"
    READ_ONLY = "read_only"
    """The query would have written, and the server did not let it."""
    QUERY = "query"
    """The query failed, or its result is out of bounds."""
    SERVER_ERROR = "server_error"
    """Another error that the server gives before any query."""


class Stage(StrEnum):
    """What was going on, for people."""

    RESOLVING = "resolving its name"
    CONNECTING = "connecting"
    GREETING = "waiting for its greeting"
    SECURING = "shaking hands for TLS"
    LOGGING_IN = "logging in"
    LOOKING = "asking for its state"
    QUERYING = "running the query"


BY_CODE = {
    code: reason
    for reason, codes in {
        Reason.ACCESS_DENIED: (1044, 1045, 1129, 1130, 1142, 1143, 1227, 1370, 1698, 1820, 1862, 3118, 4151),
        Reason.NO_DATABASE: (1049,),
        Reason.TOO_MANY_CONNECTIONS: (1040, 1203, 1226),
        Reason.READ_ONLY: (1792, 1836),
        Reason.TIMEOUT: (1205, 1969, 3024),
        Reason.GONE: (1053, 1927, 2006, 2013, 3169, 4031),
        Reason.TLS: (3159,),
        Reason.AUTH_PLUGIN: (1251, 1275, 1524, 2059),
    }.items()
    for code in codes
}
"""Errors of servers, and of the client's side (from 2000 to 2999)."""


class Outage(Exception):
    """The server is down, as far as this check can see."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        self.reason = reason
        super().__init__(sentence)


class Refusal(Outage):
    """The server's own answer: the connection is good for more."""


def outage(error: Exception, place: str, stage: Stage) -> Outage:
    """What an error of the driver, of TLS or of the socket means."""
    match error:
        case Outage():
            return error
        case MySQLError():
            return _told(error, place, stage)
        case socket.gaierror():
            name = place.rpartition(":")[0]
            return Outage(Reason.RESOLVE, f"the name {name} does not resolve: {error.strerror}")
        case ssl.SSLError():
            why = getattr(error, "verify_message", "") or error.reason or "the handshake failed"
            return Outage(Reason.TLS, f"no TLS with {place}: {why}")
        case OSError():
            return _of_socket(error, place, stage)
    return Outage(
        Reason.PROTOCOL, f"{place} does not speak MySQL's protocol, {stage}: {type(error).__name__}"
    )


def late(place: str, stage: Stage, timeout: float) -> Outage:
    return Outage(Reason.TIMEOUT, f"{place} gave no answer within {timeout:g} s, {stage}")


def _of_socket(error: OSError, place: str, stage: Stage) -> Outage:
    why = error.strerror or type(error).__name__
    match error:
        case ConnectionRefusedError() | FileNotFoundError():
            return Outage(Reason.REFUSED, f"nobody listens at {place}: {why}")
        case ConnectionError():
            return Outage(Reason.GONE, f"{place} closed the connection, {stage}: {why}")
        case TimeoutError():
            return Outage(Reason.TIMEOUT, f"{place} gave no answer, {stage}: {why}")
    return Outage(Reason.UNREACHABLE, f"no way to {place}: {why}")


def _told(error: MySQLError, place: str, stage: Stage) -> Outage:
    """An error that the server sent, or that the driver has a number for."""
    code, message = (*error.args, "", "")[:2]
    if isinstance(error, InterfaceError) or code in (2006, 2013):
        return Outage(Reason.GONE, f"{place} closed the connection, {stage}")
    if not isinstance(code, int):
        return Outage(Reason.PROTOCOL, f"{place} does not speak MySQL's protocol, {stage}: {_short(code)}")
    other = Reason.QUERY if stage is Stage.QUERYING else Reason.SERVER_ERROR
    reason = BY_CODE.get(code, other)
    kind = Outage if reason is Reason.GONE else Refusal
    return kind(reason, f"{place} says, {stage}: {_short(message)} ({code})")


def _short(text: object) -> str:
    return "".join(c if c.isprintable() else " " for c in str(text)[:LONGEST]).strip()
