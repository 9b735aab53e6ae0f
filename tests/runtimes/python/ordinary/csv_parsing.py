# uri: Rows
# expect: [{'name': 'a', 'n': 1}, {'name': 'b', 'n': 2}, StopIteration]
import csv, io

DATA = """name,n
a,1
b,2
"""

def Rows():
    for row in csv.DictReader(io.StringIO(DATA)):
        yield {"name": row["name"], "n": int(row["n"])}
