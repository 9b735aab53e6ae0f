"""A generator: each run goes on to the next `yield`; where it returns, the task is exhausted.

    cocaine push 'python:///primes.py/primes?below=1000' --interval 500ms
"""

from itertools import count


def primes(below="inf"):
    known = []
    for number in count(2):
        if number >= float(below):
            return
        if all(number % prime for prime in known):
            known.append(number)
            yield {"prime": number, "known": len(known)}
