"""Where data comes in for sources: sockets that several tasks share, each in a process of its own.

libzmq counts what waits by messages, whatever they weigh, and one that never ends it keeps whole: so the sockets live
in processes that may take so much memory and no more, and the daemon takes from each what its sources have room for.
"""
