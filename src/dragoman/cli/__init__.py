"""The command line. Each group of commands has a file; commands are imported when they are called."""

from __future__ import annotations

import importlib
import sys

import click

from dragoman.errors import DragomanError

COMMANDS = {
    "bench": "dragoman.cli.bench",
    "briefing": "dragoman.cli.casefile",
    "case": "dragoman.cli.reviewing",
    "code": "dragoman.cli.coding",
    "corpus": "dragoman.cli.corpus",
    "directory": "dragoman.cli.directory",
    "events": "dragoman.cli.casefile",
    "explain": "dragoman.cli.coding",
    "export": "dragoman.cli.casefile",
    "judge": "dragoman.cli.judging",
    "plan": "dragoman.cli.planning",
    "ref": "dragoman.cli.reference",
    "review": "dragoman.cli.reviewing",
    "search": "dragoman.cli.casefile",
    "serve": "dragoman.cli.serving",
    "timeline": "dragoman.cli.casefile",
    "visits": "dragoman.cli.casefile",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(COMMANDS[name]), name)
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dragoman")
def dragoman() -> None:
    """Reads news reports about a negotiation and keeps its record.

    \b
    Example:
      dragoman code report.txt --published 2018-04-11
    """


def main() -> None:
    """The program: errors of the input are one line on stderr and exit status 1."""
    try:
        dragoman()
    except DragomanError as error:
        click.echo(f"dragoman: {error.line()}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
