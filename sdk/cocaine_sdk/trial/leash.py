"""The program `cocained`, on a leash: it ends when whoever started it does, however that ends.

    python -m cocaine_sdk.trial.leash PID FOLDER ARGUMENTS…

PID is the process that started it. The kernel sends SIGTERM when that is gone; then FOLDER is removed from here.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import shutil
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, folder, *arguments = sys.argv[1:]
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):
        sys.exit("whoever started it is gone already")
    sys.argv = ["cocained", *arguments]
    try:
        runpy.run_module("cocained", run_name="__main__", alter_sys=True)
    finally:
        if os.getppid() != int(parent):
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
