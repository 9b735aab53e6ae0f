"""The core of the daemon: what tasks, threads and runs are, and what becomes of them.

It knows no socket, no database and no process: what it asks of the rooms around it is in `contracts.py`.
"""
