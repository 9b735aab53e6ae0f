"""The sentence about a malformed request names what is wrong in it, whatever its action (protocol.md §2)."""

from __future__ import annotations

import msgspec
import pytest

from cocaine_sdk import protocol
from cocaine_sdk.errors import MalformedRequest


@pytest.mark.parametrize("action", protocol.ACTIONS)
def test_the_wrong_field_is_named(action: str) -> None:
    request = {"version": 2, "token": "t", "action": action, "id": []}
    with pytest.raises(MalformedRequest, match=r"got `array` - at `\$\.id`"):
        protocol.decode_request(msgspec.json.encode(request))
