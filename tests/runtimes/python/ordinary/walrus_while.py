# uri: Chunks?text=abcdefg
# expect: [{'chunks': ['abc', 'def', 'g'], 'cmp': True}]
import io

class Chunks:
    def __init__(self, text): self.text = text
    def next(self):
        f = io.StringIO(self.text)
        chunks = []
        while chunk := f.read(3):
            chunks.append(chunk)
        return {"chunks": chunks, "cmp": 0 < len(chunks) <= 3 != 4}
