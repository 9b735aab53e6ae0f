import json, zmq, time, threading
from pathlib import Path
import pytest
def cpu(pid):
    f=Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split(); return (int(f[11]),int(f[12]))
def tryask(daemon, what, label):
    s = daemon.socket(); s.rcvtimeo=2500
    s.send(what)
    try: r=s.recv(); print(label, "ok", r[-330:]); ok=True
    except zmq.Again: print(label, "STALL", cpu(daemon.pid)); ok=False
    s.close(); return ok
ST=b'{"version":2,"token":"t","action":"stats"}'
@pytest.mark.parametrize("n", range(60))
def test_a(daemon, n):
    daemon.source("page.py", "class Page:\n    def next(self):\n        return 'x' * 10_000\n")
    uri = "python:///page.py/Page"; daemon.once(uri); 
    request = json.dumps({"version": 2, "token": "t", "targets": {uri: {"driver": "once"}}}).encode()
    with zmq.Context() as context, context.socket(zmq.DEALER) as deaf:
        for option, value in ((zmq.LINGER, 0), (zmq.RCVHWM, 1), (zmq.RCVBUF, 4096), (zmq.SNDHWM, 0)):
            deaf.setsockopt(option, value)
        deaf.connect(daemon.endpoint)
        for _ in range(6000): deaf.send(request)
        daemon.serves_others()
        daemon.eventually(lambda: daemon.ask("stats")["dropped"]["replies"] > 1000)
        daemon.serves_others()
    O=json.dumps({"version": 2, "token": "t", "targets": {daemon.seed_uri: {"driver": "once"}}}).encode()
    if not tryask(daemon, O, "once"):
        tryask(daemon, ST, "stats"); tryask(daemon, ST, "stats2"); tryask(daemon, O, "once2"); tryask(daemon, request, "page")
        print(daemon.log()[-1500:]); assert 0
