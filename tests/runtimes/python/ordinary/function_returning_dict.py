# uri: check?host=db1
# expect: [{'host': 'db1', 'calls': 1}, {'host': 'db1', 'calls': 2}]
calls = 0

def check(host):
    global calls
    calls += 1
    return {"host": host, "calls": calls}
