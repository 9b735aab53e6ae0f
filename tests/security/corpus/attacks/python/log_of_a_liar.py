# What is logged says of itself what is written, and that is half a character, or an exit.
# after: the host
# source: own
# control: wall
class Evil:
    def __str__(self):
        raise SystemExit
class Half:
    def __str__(self):
        return chr(0xD800) * 5000
def attack(**_):
    log(Half())
    print(Half(), file=None, end=chr(0xDFFF))
    log(Evil())
