"""The command line. Each group of commands has a file; commands are imported when they are called."""

from __future__ import annotations

import importlib
import io
import os
import sys
import traceback

import click

from dragoman.cli import streams
from dragoman.errors import DragomanError, refused, unforeseen

STOPPED, OWN_FAULT = 130, 70

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

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.Abort() from None
        except BrokenPipeError:  # whoever read the output has seen enough
            raise click.exceptions.Exit(0) from None


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dragoman")
def dragoman() -> None:
    """Reads news reports about a negotiation and keeps its record.

    What goes wrong is one line on stderr; DRAGOMAN_TRACE=1 in the environment adds the place of a fault of the program's own.

    \b
    Example:
      dragoman code report.txt --published 2018-04-11
    """


def main() -> None:
    """The program. What goes wrong is one line on stderr: exit status 1 for what was given, 2 for how it was asked, 70 for a
    fault of the program's own, 130 where a person stopped it."""
    streams.prepare()
    status = _status()
    try:
        sys.stdout.flush()
    except OSError as error:
        status = status or _unwritten(error)
    sys.exit(status)


def _status() -> int:
    try:
        _legible(sys.argv[1:])
        made = dragoman.main(standalone_mode=False)
        return made if isinstance(made, int) else 0
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except click.Abort:
        streams.say("dragoman: stopped")
        return STOPPED
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        for line in filter(None, shown.getvalue().splitlines()):
            streams.say(line)
        return error.exit_code
    except DragomanError as error:
        streams.say(f"dragoman: {error.line()}")
        return 1
    except OSError as error:
        return _unwritten(error)
    except Exception as error:
        return _own_fault(error)


def _legible(args: list[str]) -> None:
    """Refuses bytes that are no text, unless they are the name of a file."""
    for arg in args:
        if any("\ud800" <= ch <= "\udfff" for ch in arg) and not os.path.lexists(arg):
            raise DragomanError("no text in UTF-8, and no file of that name", arg)


def _unwritten(error: OSError) -> int:
    """A disk, a file or standard output that takes nothing, or gives nothing."""
    streams.silence()
    if isinstance(error, BrokenPipeError):
        return 0
    streams.say(f"dragoman: {refused(error).line()}")
    return 1


def _own_fault(error: Exception) -> int:
    if os.environ.get("DRAGOMAN_TRACE") or "--fail-fast" in sys.argv:
        traceback.print_exception(error)
    told = unforeseen(error, "stopped", "", "this is a fault of Dragoman's; DRAGOMAN_TRACE=1 shows its place")
    streams.say(f"dragoman: {told.line()}")
    return OWN_FAULT
