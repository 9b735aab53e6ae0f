# uri: Service?name=web
# expect: [{'name': 'web', 'log': ['started web'], 'json': '{"name": "web"}', 'str': 'Service<web>'}]
import json

class LogMixin:
    def note(self, text):
        self.__dict__.setdefault("notes", []).append(text)

class JsonMixin:
    def to_json(self):
        return json.dumps({"name": self.name})

class Service(LogMixin, JsonMixin):
    def __init__(self, name):
        super().__init__()
        self.name = name
        self.note(f"started {name}")
    def __str__(self):
        return f"{self.__class__.__name__}<{self.name}>"
    def next(self):
        return {"name": self.name, "log": self.notes, "json": self.to_json(), "str": str(self)}
