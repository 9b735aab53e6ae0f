"""Help in chapters, for a command with many options."""

from __future__ import annotations

from typing import Any

import click


class Option(click.Option):
    """An option that stands under `chapter` in the help."""

    def __init__(self, *names: Any, chapter: str = "Options", **settings: Any) -> None:
        super().__init__(*names, **settings)
        self.chapter = chapter


class Command(click.Command):
    """A command that shows its options by chapter: those without one last, under `Options`."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        chapters: dict[str, list[tuple[str, str]]] = {}
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        for option in sorted(options, key=lambda option: not isinstance(option, Option)):
            record = option.get_help_record(ctx)
            if record is not None:
                chapters.setdefault(getattr(option, "chapter", "Options"), []).append(record)
        for chapter, records in chapters.items():
            with formatter.section(chapter):
                formatter.write_dl(records)
