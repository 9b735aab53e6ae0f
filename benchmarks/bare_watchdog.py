"""What watchdog by itself can do: it prints the path of each file that is made.

`python -m benchmarks.bare_watchdog FOLDER` says a line when it watches, and ends with its standard input.
"""

from __future__ import annotations

import sys

from watchdog.events import FileCreatedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer


class Printer(FileSystemEventHandler):
    def on_created(self, event: FileSystemEvent) -> None:
        print(event.src_path, flush=True)


def main() -> None:
    observer = Observer()
    observer.schedule(Printer(), sys.argv[1], event_filter=[FileCreatedEvent])
    observer.start()
    print("watching", flush=True)
    sys.stdin.read()
    observer.stop()
    observer.join()


if __name__ == "__main__":
    main()
