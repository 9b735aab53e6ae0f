"""What is granted is had, behind every set of walls: else what the corpus is denied would show nothing."""

from __future__ import annotations

import pytest

from tests.security.corpus import campaign
from tests.security.corpus.attack import After, Attack, Wall

PYTHON = b"""
def attack(granted, site, door, **_):
    connect("127.0.0.1", int(door)).close()
    return {"file": open(granted + "/inner/note").read(), "fetched": fetch(site + "/granted/note").text(),
            "variable": env["CORPUS_GRANTED"], "connected": True}
"""
JAVASCRIPT = b"""
async function attack({ granted, site, door }) {
  await (await connect('127.0.0.1', Number(door))).close();
  const file = await (await open(granted + '/inner/note')).text();
  return { file, fetched: await (await fetch(site + '/granted/note')).text(),
           variable: env.CORPUS_GRANTED, connected: true };
}
"""
HAD = '{"file":"for everybody","fetched":"for everybody","variable":"given","connected":true}'
WITH_GRANTS = [Wall.ALL, Wall.KERNEL, Wall.LANGUAGE]


@pytest.mark.parametrize("wall", WITH_GRANTS)
@pytest.mark.parametrize("language", ["python", "javascript"])
def test_a_source_has_what_it_is_granted(language: str, wall: Wall) -> None:
    text = PYTHON if language == "python" else JAVASCRIPT
    peaceful = Attack(
        name="peaceful",
        language=language,
        text=text,
        what="It takes what is its own.",
        after=After.READ,
        source="own",
        granted=("read", "connect", "fetch", "env"),
    )
    report = campaign.run([peaceful], wall)
    outcome = report.outcomes[language, "peaceful"]
    assert (outcome.words, outcome.taken) == (HAD, frozenset())
