# uri: Parser
# expect: [{'ip': '10.0.0.1', 'status': 200, 'bytes': 512}, {'ip': '10.0.0.2', 'status': 404, 'bytes': 0}, StopIteration]
import re

_LINE = re.compile(r'(?P<ip>\S+) - - \[.*?\] ".*?" (?P<status>\d{3}) (?P<bytes>\d+|-)')
_LOG = '''10.0.0.1 - - [now] "GET / HTTP/1.1" 200 512
garbage
10.0.0.2 - - [now] "GET /x HTTP/1.1" 404 -'''

def _number(text):
    return 0 if text == "-" else int(text)

class Parser:
    def __iter__(self):
        for line in _LOG.splitlines():
            if m := _LINE.match(line):
                d = m.groupdict()
                yield {"ip": d["ip"], "status": int(m.group("status")), "bytes": _number(d["bytes"])}
