# uri: Legacy?word=abc
# expect: [{'w': 'abc', 'n': 3}]
from __future__ import print_function, division
try:
    unicode
except NameError:
    unicode = str
try:
    import simplejson as json
except ImportError:
    import json

class Legacy(object):
    def __init__(self, word):
        self.word = unicode(word)
    def __iter__(self):
        return self
    def next(self):
        return json.loads(json.dumps({'w': self.word, 'n': len(self.word)}))
    __next__ = next
