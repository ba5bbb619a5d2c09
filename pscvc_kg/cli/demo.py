"""``pscvc demo``: the main job on the shipped story, step by step, each with the command that does it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pscvc_kg import api, resources
from pscvc_kg.cli.show import names_in, page, say
from pscvc_kg.errors import InputError
from pscvc_kg.render import ANSWER_FORMS, LOADED_FORMS, RECEIPT_FORMS, REPORT_FORMS
from pscvc_kg.render.page import join
from pscvc_kg.render.words import word

if TYPE_CHECKING:
    from pscvc_kg.report import Report

DAY = "2025-03-01"
"""The day that the rules take for today: the same output whenever the demo runs."""
QUESTION, DRAWN = "hand-overs", "chain-links"
CHAIN = "birth-of-a-child"
EXAMPLE = Path("demo-output")
"""The folder that the commands name where none is kept."""


def show(output: Path | None, lang: str) -> None:
    """The whole job, saying what each step does; *output* keeps the files and the graph."""
    sources, submissions = api.sort_by_kind(sorted(resources.STORY.glob("*.csv")))
    if output:
        sources, submissions = _keep(output, sources, submissions)
    folder = output or EXAMPLE
    store = f"--store {_written(folder / 'graph')}"
    registers, files = _written(folder / "registers" / "*.csv"), _written(folder / "submissions" / "*.csv")
    day = f"--as-of {DAY}"
    _say("story", lang)
    with api.open(output / "graph" if output else None) as graph:
        _step(1, "load", lang, f"pscvc load {registers} {store}")
        say(LOADED_FORMS["text"], api.load(sources, graph), lang, None)

        _step(2, "validate", lang, f"pscvc validate {files} {store} {day}")
        report = api.validate(submissions, store=graph, as_of=DAY)
        say(REPORT_FORMS["text"], report, lang, None)

        _step(3, "accept", lang, f"pscvc accept {files} {store} {day} --hold")
        receipt = api.accept(submissions, report, graph, hold=True)
        say(partial(RECEIPT_FORMS["text"], names=names_in(receipt, graph, lang)), receipt, lang, None)

        _step(4, "ask", lang, f"pscvc ask {QUESTION} chain={CHAIN} {store}")
        say(ANSWER_FORMS["table"], graph.ask(QUESTION, lang=lang, chain=CHAIN), lang, None)

        web, picture = folder / "report.html", folder / f"{CHAIN}.svg"
        _step(
            5,
            "look",
            lang,
            f"pscvc validate {files} {store} {day} --format html -o {_written(web)}",
            f"pscvc draw {CHAIN} {store} -o {_written(picture)}",
        )
        shown = output or Path(tempfile.mkdtemp(prefix="pscvc-demo-"))
        say(REPORT_FORMS["html"], report, lang, shown / web.name)
        say(ANSWER_FORMS["svg"], graph.ask(DRAWN, lang=lang, chain=CHAIN), lang, shown / picture.name)
        sys.stdout.write(f"{shown / web.name}\n{shown / picture.name}\n")
    if output:
        _write_report(report, output, lang)
    _say("kept" if output else "not-kept", lang, folder=_written(folder))


def _keep(output: Path, sources: list[Path], submissions: list[Path]) -> tuple[list[Path], list[Path]]:
    """Copy the story's files to *output*, which must be new or empty."""
    try:
        if output.exists() and any(output.iterdir()):
            raise InputError(
                f"the folder {output} is not empty; name a new one, so that nothing is overwritten"
            )
        _copy(sorted(resources.LIST.glob("*.csv")), output / "list")
        return _copy(sources, output / "registers"), _copy(submissions, output / "submissions")
    except OSError as error:
        raise InputError(
            f"{output} cannot be written ({error.strerror}); name a folder that can be made"
        ) from error


def _copy(files: list[Path], folder: Path) -> list[Path]:
    folder.mkdir(parents=True)
    return [Path(shutil.copy(file, folder)) for file in files]


def _write_report(report: Report, output: Path, lang: str) -> None:
    for form, ending in (("text", "txt"), ("json", "json")):
        say(REPORT_FORMS[form], report, lang, output / f"report.{ending}")


def _step(number: int, name: str, lang: str, *commands: str) -> None:
    paper = page()
    heading = f"{number}  {word(f'demo-{name}', lang)}"
    lines = ["", paper.paint(heading, "bold"), paper.paint("─" * len(heading), "dim")]
    lines += paper.wrap(word(f"demo-{name}-what", lang))
    lines += [*(paper.paint(f"$ {command}", "dim") for command in commands), ""]
    sys.stdout.write(join(lines))


def _say(name: str, lang: str, **values: str) -> None:
    paper = page()
    text = word(f"demo-{name}", lang, **values)
    sys.stdout.write(join([*([] if name == "story" else [""]), *paper.wrap(text)]))


def _written(path: Path) -> str:
    text = path.as_posix()
    return f'"{text}"' if " " in text else text
