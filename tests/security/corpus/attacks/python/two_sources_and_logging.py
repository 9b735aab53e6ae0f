# The same by the log, whose lines another source's could be.
# after: others' data
# source: own
import logging
heard = []
class Listener:
    def write(self, text):
        heard.append(text)
class Neighbour:
    def __init__(self, secret):
        self.secret = secret
        print(secret, file=Listener())
        logging.info(secret)
    def next(self):
        log(self.secret)
        return {"n": 1}
def attack(**_):
    return {"found": heard}
