"""The command line: it calls the jobs and shows what comes back. Errors end here, each in one sentence."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import sys
from collections.abc import Sequence

from pscvc_kg.errors import FilesError, PscvcError

WRONG_USAGE = 2
OUR_FAULT = 4
_OBJECTS_BETWEEN_COLLECTIONS = 1_000_000
"""Cells and rows are many objects and no cycles: looking through them for cycles takes a tenth of a run."""


def main() -> None:
    """The ``pscvc`` program."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError):
            # Files and pipes always get UTF-8; a terminal keeps its encoding and shows "?" for what it lacks.
            stream.reconfigure(  # type: ignore[union-attr]
                encoding=stream.encoding if stream.isatty() else "utf-8", errors="replace"
            )
    status = run(sys.argv[1:])
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        # The reader has seen enough (``| head``); Python would complain again when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    # The system takes a graph's memory back at once; giving it back piece by piece takes a tenth of a second.
    os._exit(status)


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments say and return the exit status; never a traceback without ``--debug``."""
    from typer import Abort, TyperException
    from typer.main import get_command

    from pscvc_kg.cli.commands import app

    debug = "--debug" in arguments or bool(os.environ.get("PSCVC_DEBUG"))
    rest = [argument for argument in arguments if argument != "--debug"]
    if not rest:
        # A call that says nothing gets the help, where errors go.
        with contextlib.redirect_stdout(sys.stderr):
            get_command(app).main(["--help"], prog_name="pscvc", standalone_mode=False)
        return WRONG_USAGE
    try:
        return int(get_command(app).main(rest, prog_name="pscvc", standalone_mode=False) or 0)
    except TyperException as error:
        return _fail(f"{error.format_message()} {_where_help_is(error)}", error.exit_code, rest)
    except FilesError as error:
        if debug:
            raise
        return _fail(error.head, error.exit_status, rest, error.each)
    except PscvcError as error:
        if debug:
            raise
        return _fail(str(error), error.exit_status, rest)
    except Abort:
        return 130
    except BrokenPipeError:
        return 0
    except Exception as error:
        if debug:
            raise
        what = f"{type(error).__name__}: {error}".rstrip(": ")
        return _fail(
            f"This is a fault of pscvc itself ({what}). Run it again with --debug for the details.",
            OUR_FAULT,
            rest,
        )


def _where_help_is(error: object) -> str:
    command = getattr(getattr(error, "ctx", None), "command_path", "pscvc")
    return f"See: {command} --help"


def _fail(message: str, status: int, arguments: Sequence[str], each: Sequence[str] = ()) -> int:
    """Say what stopped us: a sentence on stderr, or one JSON object on stdout where JSON was asked for.

    Where it was several things, *each* has a line of its own.
    """
    from pscvc_kg.render.page import plain

    sentence, *others = (plain(" ".join(text.split())) for text in (message, *each))
    if _wants_json(arguments):
        error: dict[str, object] = {"message": sentence, "status": status}
        print(
            json.dumps({"error": error | ({"each": others} if others else {})}, ensure_ascii=False, indent=2)
        )
    else:
        print(f"pscvc: {sentence}{':' if others else ''}", file=sys.stderr)
        for other in others:
            print(f"  - {other}", file=sys.stderr)
    return status


def _wants_json(arguments: Sequence[str]) -> bool:
    """Whether the call asks for JSON; read by hand, since the arguments themselves may be what is wrong."""
    chosen = os.environ.get("PSCVC_FORMAT", "")
    for index, argument in enumerate(arguments):
        if argument == "--format":
            chosen = "".join(arguments[index + 1 : index + 2])
        elif argument.startswith("--format="):
            chosen = argument.partition("=")[2]
    return chosen == "json"
