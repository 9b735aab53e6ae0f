# A set of descriptors: nests of them have been slow in the kernel.
# after: rights
# source: own
import select
kept = []
def attack(**_):
    kept.append(select.epoll())
