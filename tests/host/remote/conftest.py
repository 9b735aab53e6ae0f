"""Origins with certificates made here, an outreach, and daemons that may fetch from these."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import trustme

from cocained.outreach.orders import Fetch
from cocained.outreach.outreach import Outreach
from tests.host.remote.origin import Origin

if TYPE_CHECKING:
    from tests.conftest import Daemon

LOOPBACK = ("127.0.0.0/8",)
MakeOrigin = Callable[..., Origin]


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def authorities(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with its certificate."""
    path = tmp_path_factory.mktemp("trust") / "authorities.pem"
    path.write_bytes(authority.cert_pem.bytes())
    return path


def context_of(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@pytest.fixture
def make_origin(authority: trustme.CA) -> Iterator[MakeOrigin]:
    """Origins: by https with a certificate for localhost, unless another is given, or `plain` is."""
    made: list[Origin] = []

    def make(
        certificate: trustme.LeafCert | None = None, plain: bool = False, host: str = "localhost"
    ) -> Origin:
        context = None if plain else context_of(certificate or authority.issue_cert("localhost", "127.0.0.1"))
        made.append(Origin(context, host).start())
        return made[-1]

    yield make
    for origin in made:
        origin.stop()


@pytest.fixture
def origin(make_origin: MakeOrigin) -> Origin:
    return make_origin()


@pytest.fixture
async def outreach(authorities: Path) -> AsyncIterator[Outreach]:
    made = Outreach(None, True, authorities)
    yield made
    await made.close()


def order(url: str, *allowed: str, private: tuple[str, ...] = LOOPBACK, **more: Any) -> Fetch:
    """Of what lies below its own host, unless other beginnings are allowed."""
    scheme, _, rest = url.partition("://")
    own = f"{scheme}://{rest.partition('/')[0]}/"
    return Fetch(url=url, allowed=allowed or (own,), private=private, **({"timeout": 20.0} | more))


@pytest.fixture
def serving(make_daemon: Callable[..., Daemon], authorities: Path) -> Callable[..., Daemon]:
    """Starts a daemon that may fetch from these origins; its `[remote]` is written anew by `configure`."""

    def start(*origins: Origin, **remote: Any) -> Daemon:
        daemon = make_daemon()
        configure(daemon, authorities, *origins, **remote)
        daemon.options = ("--config", str(config_of(daemon)))
        return daemon.start()

    return start


def config_of(daemon: Daemon) -> Path:
    return daemon.folder / "cocained.toml"


def configure(daemon: Daemon, authorities: Path, /, *origins: Origin, **remote: Any) -> None:
    settings = {
        "origins": [f"{origin.url}/" for origin in origins],
        "private": list(LOOPBACK),
        "authorities": str(authorities),
        "refresh": 3600.0,
    } | remote
    lines = "".join(f"{key} = {_toml(value)}\n" for key, value in settings.items())
    config_of(daemon).write_text(f"[remote]\n{lines}")


def _toml(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value) if isinstance(value, int | float) else f'"{value}"'
