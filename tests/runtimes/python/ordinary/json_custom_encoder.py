# uri: Dump
# expect: [{'text': '{"when": "2024-01-01", "s": [1, 2]}'}]
import json, datetime

class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, datetime.date):
            return o.isoformat()
        if isinstance(o, set):
            return sorted(o)
        return super().default(o)

class Dump:
    def next(self):
        return {"text": json.dumps({"when": datetime.date(2024, 1, 1), "s": {2, 1}}, cls=Encoder)}
