# uri: colours
# expect: [{'result': 'red'}, {'result': 'green'}, StopIteration]
def colours():
    return ["red", "green"]
