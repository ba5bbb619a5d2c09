"""What a check of a store found, and what was backed up or restored."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pscvc_kg.render.page import Page, join
from pscvc_kg.render.words import count, label, word, write_day, write_number

if TYPE_CHECKING:
    from pscvc_kg.submissions import Backup, Fault, Verified


def verified_text(found: Verified, lang: str, page: Page) -> str:
    """What a check found, for a person: what was looked at, and a sentence for each fault."""
    sealed = word("care-never", lang) if found.sealed is None else _moment(found.sealed, lang)
    rows = [
        (word("care-files", lang), f"{count(found.files, 'file', lang)}, {sealed}"),
        (word("care-unsealed", lang), _unsealed(found, lang)),
        (word("care-content", lang), _content(found, lang)),
        (word("care-log", lang), count(found.entries, "entry", lang)),
    ]
    lines = page.definitions(rows)
    for note in found.notes:
        lines += page.wrap(note[lang])
    lines.append("")
    if not found.faults:
        return join([*lines, page.paint(word("care-whole", lang, where=found.where), "good")])
    lines.append(page.paint(count(len(found.faults), "fault", lang), "violation"))
    for fault in found.faults:
        lines += page.wrap(f"- {fault_sentence(fault, lang)}", 0, 2)
    return join(lines)


def fault_sentence(fault: Fault, lang: str) -> str:
    """The place, what is wrong there, and the remedy."""
    return f"{fault.place} {fault.what[lang]}{word('care-remedy', lang)}"


def _unsealed(found: Verified, lang: str) -> str:
    return ", ".join(found.unsealed) if found.unsealed else word("care-none", lang)


def _content(found: Verified, lang: str) -> str:
    return f"{count(found.graphs, 'graph', lang)}, {count(found.statements, 'statement', lang)}"


def _moment(moment: str, lang: str) -> str:
    day, _, time = moment.partition("T")
    return word("care-sealed", lang, day=write_day(day, lang), time=time[:5])


def verified_json(found: Verified, lang: str, page: Page | None = None) -> str:
    """What a check found, for a program."""
    content = {
        "store": found.where,
        "whole": not found.faults,
        "sealed": found.sealed,
        "files": found.files,
        "unsealed": list(found.unsealed),
        "graphs": found.graphs,
        "statements": found.statements,
        "entries": found.entries,
        "notes": [note[lang] for note in found.notes],
        "faults": [{"place": fault.place, "message": fault_sentence(fault, lang)} for fault in found.faults],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def backup_text(made: Backup, lang: str, page: Page) -> str:
    """What was backed up, for a person."""
    return join(page.wrap(_about("care-backup", made, lang)))


def restored_text(made: Backup, lang: str, page: Page) -> str:
    """What was restored, for a person."""
    return join(page.wrap(_about("care-restored", made, lang)))


def _about(key: str, made: Backup, lang: str) -> str:
    day, _, time = made.moment.partition("T")
    said = word(
        key,
        lang,
        where=made.where,
        day=write_day(day, lang),
        time=time[:5],
        entry=write_number(made.entry, lang),
        checksum=made.checksum[:12],
        statements=count(made.statements, "statement", lang),
    )
    size = write_number(round(made.size / 1e6, 1), lang)
    files = count(made.files, "file", lang)
    return f"{said} {label('care-size', lang)} {files}, {size}\u00a0{word('care-mb', lang)}."


def backup_json(made: Backup, lang: str, page: Page | None = None) -> str:
    """What was backed up or restored, for a program."""
    content = {
        "folder": made.where,
        "moment": made.moment,
        "entry": made.entry,
        "checksum": made.checksum,
        "statements": made.statements,
        "files": made.files,
        "bytes": made.size,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
