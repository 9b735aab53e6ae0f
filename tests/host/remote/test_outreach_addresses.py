"""Only public addresses are reached, in whatever form they are written, and those that are allowed by name."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocained.outreach.addresses import is_reachable, networks


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
        "223.255.255.255", "172.32.0.1", "100.128.0.1",
    ],
)  # fmt: skip
def test_public_addresses_are_reached(address: str) -> None:
    assert is_reachable(address, ())


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.0.170", "192.0.2.1", "192.88.99.1",
        "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::2", "fe80::1", "febf::1", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "ff0e::1", "100::1",
        "2001:db8::1", "3fff::1", "5f00::1", "2001::1", "2001:10::1", "2001:20::1", "64:ff9b:1::1", "4000::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0.0.0.0", "::ffff:0:127.0.0.1", "::127.0.0.1", "::8.8.8.8",
        "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2620:0:1::5efe:7f00:1", "2620:0:1::200:5efe:a00:1",
        "fe80::1%eth0", "2606:4700::1111%eth0", "", "localhost", "127.1", "2130706433", "0x7f.0.0.1", "1.1.1.1/32",
        " 1.1.1.1",
    ],
)  # fmt: skip
def test_what_is_not_public_or_no_address_is_not_reached(address: str) -> None:
    assert not is_reachable(address, ())


def test_what_is_allowed_by_name_is_reached_and_nothing_beside_it() -> None:
    private = networks(["10.1.0.0/16", "::1/128", "127.0.0.1"])
    reached = ["10.1.2.3", "::ffff:10.1.2.3", "::1", "127.0.0.1"]
    not_reached = ["10.2.0.1", "127.0.0.2", "64:ff9b::a01:203", "2002:a01:203::1", "::2", "169.254.169.254"]
    assert [a for a in reached + not_reached if is_reachable(a, private)] == reached


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_an_ipv4_address_is_as_public_in_each_of_its_forms(address: IPv4Address) -> None:
    plain = is_reachable(str(address), ())
    number = int(address)
    forms = [0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80]
    assert {is_reachable(str(IPv6Address(form)), ()) for form in forms} == {plain}


@given(st.integers(0, 2**32 - 1).map(IPv4Address) | st.integers(0, 2**128 - 1).map(IPv6Address))
def test_nothing_is_reached_that_the_standard_library_takes_for_special(
    address: IPv4Address | IPv6Address,
) -> None:
    special = address.is_private or address.is_multicast or address.is_reserved or address.is_loopback
    if is_reachable(str(address), ()) and not (isinstance(address, IPv6Address) and _embeds(address)):
        assert not special
        assert address.is_global


def _embeds(address: IPv6Address) -> bool:
    return address.ipv4_mapped is not None or address in networks(["64:ff9b::/96"])[0]


@pytest.mark.parametrize("text", ["10.0.0.1/8", "10.0.0.0/33", "localhost", "", "::/129"])
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        networks([text])
