# uri: Report
# expect: [{'t': 'a line\nthat\nwraps', 'd': 'x\n  y\n', 's': 'Hello [...]', 'u': 'CAFE', 'h': '&lt;b&gt;'}]
import textwrap, unicodedata, html

class Report:
    def next(self):
        return {"t": textwrap.fill("a line that wraps", 6), "d": textwrap.dedent("  x\n    y\n"),
                "s": textwrap.shorten("Hello  world of text", 12), "u": unicodedata.normalize("NFD", "CAFÉ").encode("ascii", "ignore").decode(), "h": html.escape("<b>")}
