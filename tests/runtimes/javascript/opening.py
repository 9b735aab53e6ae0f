"""What sources say in a process whose isolates get the prelude in one way: `python opening.py snapshot|evaluated`."""

from __future__ import annotations

import json
import sys
from typing import Any

from cocaine_javascript import JavaScript
from cocaine_javascript.engines import choosing, snapshot
from cocaine_sdk.plugin import Code, Walls

SOURCE = """
class All {
  async next() {
    log('a line', [1, { b: 2 }]);
    const url = new URL('https://example.com/a/../b?c=d#e');
    url.searchParams.append('f', 'g h');
    return {
      names: Object.getOwnPropertyNames(globalThis).sort(), count: await store.incr('n'), gone: await store.get('gone', 'none'),
      url: `${url}`, uuid: crypto.randomUUID().length, random: crypto.getRandomValues(new Uint8Array(8)).length,
      base64: btoa('abc') + atob('YWJj'), text: new TextDecoder().decode(new TextEncoder().encode('\\u00fc')),
      values: [new Map([['a', 1n]]), new Set([1]), new Date(0), NaN, new Error('bad')], intl: (1e6).toLocaleString('de'),
      temporal: typeof Temporal, hidden: typeof startCocaine + typeof Rehearsed,
    };
  }
  process(data) {
    return { json: data.json(), text: `${data}`, bytes: data.toHex() };
  }
  reschedule() {
    return new Date(5000);
  }
}
"""  # noqa: E501  JavaScript in strings is not broken
RANDOM = "const random = () => ({ chance: Math.random(), secret: crypto.randomUUID() })"


class Store(dict[str, Any]):
    def incr(self, key: str, by: int) -> int:
        self[key] = self.get(key, 0) + by
        return int(self[key])

    def set(self, key: str, value: Any) -> None:
        self[key] = value

    def delete(self, key: str) -> bool:
        return self.pop(key, None) is not None

    def compare_and_set(self, *_: object) -> bool:
        return False


def main() -> None:
    if sys.argv[1] == "evaluated":
        snapshot.VERSION = b"another"
    runtime, lines = JavaScript(), []
    runtime.preload()

    def load(text: str, name: str) -> Any:
        code = Code(
            uri=f"javascript:///x.js/{name}", file="x.js", text=text.encode(), name=name, arguments={}
        )
        runtime.start()
        source = runtime.load(code, Store(), lambda *line: lines.append(line), Walls())
        source.timeout = 60.0
        return source

    everything = load(SOURCE, "All")
    said = [everything.next(), everything.process(b'{"a":[1]}'), everything.reschedule(), lines]
    random = [load(RANDOM, "random").next() for _ in range(2)]
    print(json.dumps({"snapshot": choosing._opened, "said": said, "random": random}))


if __name__ == "__main__":
    main()
