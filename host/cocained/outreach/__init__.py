"""Reaching out on behalf of others: the host talks to no stranger, one locked process does.

`orders.py` is what both sides say, `inside/` what runs in the process. A new kind of order takes a struct and its
answer there, a handler in `inside/handlers.py`, and a method in `outreach.py`.
"""
