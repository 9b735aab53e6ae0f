# uri: Probe?n=2
# expect: [{'n': 2}]
#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""A probe."""
__author__ = "somebody"
__version__ = "1.0"
__all__ = ["Probe"]

import sys

class Probe(object):
    def __init__(self, n=1):
        self.n = int(n)
    def next(self):
        return {"n": self.n}

def main():
    for x in Probe(sys.argv[1]):
        print(x)

if __name__ == "__main__":
    import os
    main()
