"""V8, of which a cell has one isolate: text in, text out, and a limit of time and of memory.

`contract.py` says what an engine is. `raw.py` binds mini-racer's library itself, which is five times as fast as
`public.py`, which uses what mini-racer promises to keep. `choosing.py` takes the first, where it can be had.
"""
