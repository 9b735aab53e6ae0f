# uri: Webhook
# process: b'{"event": "push", "items": [1, 2]}'
# expect: [{'event': 'push', 'sum': 3, 'text': '{"a": [1, null, true]}'}]
import json

class Webhook:
    def process(self, data):
        body = json.loads(data)
        return {"event": body["event"], "sum": sum(body["items"]), "text": json.dumps({"a": [1, None, True]})}
