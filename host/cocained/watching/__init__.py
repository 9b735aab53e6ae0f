"""Watching paths of the file system, for the driver `fs`: threads on the one side, bursts of changes on the other.

observing.py   who watches what: equal wishes share one watcher
watcher.py     what watchers have in common
watch.py       a watcher by inotify: where the path is, and the way to it
mounts.py      which file systems the kernel makes up
place.py       what is at the path at this moment, and what that depends on
tree.py        the folder that is there, and those below it
branch.py      one folder of a tree, and how it is moved
kernel.py      the one inotify instance, by watchdog
polling.py     a watcher that looks again and again
sight.py       what was seen at one look, and what has happened between two
changes.py     what is told
coalescing.py  many changes of one path become one
folders.py     which of many paths are below a folder
burst.py       changes from any thread, until they have settled
"""
