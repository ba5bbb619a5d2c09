"""What the tests of hygiene share: files and IRIs as contributors write them, and what a query names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from pscvc_kg.namespaces import BASE, CODE, PSC
from pscvc_kg.resources import ONTOLOGY

PREFIXES = {PSC: "psc:", CODE: "code:", f"{BASE}ontology/": "ontology:"}


def place(file: Path) -> str:
    """A file as contributors know it: ``ontology/measure.ttl``."""
    return file.relative_to(ONTOLOGY.parent).as_posix()


def short(text: object) -> str:
    """*text* with our IRIs as files write them: ``psc:Report``, ``code:indicator/applications-online``."""
    written = str(text)
    for start, prefix in PREFIXES.items():
        written = re.sub(rf"{re.escape(start)}(?=\w)", prefix, written)
    return written


def refuse(sentences: Iterable[str]) -> None:
    """Fail with *sentences*, one a line, when there are any."""
    if lines := sorted(set(sentences)):
        pytest.fail("\n".join(lines), pytrace=False)


def spelled_out(query: str) -> set[str]:
    """The IRIs in a query's text; a constraint inside a shape takes our prefixes from the shapes file."""
    text = re.sub(r"(?m)^\s*#.*$|\"[^\"\n]*\"", "", query)
    prefixes = {"psc": PSC, "code": CODE} | dict(re.findall(r"(?i)\bPREFIX\s+([\w-]*):\s*<([^>]*)>", text))
    body = re.sub(r"(?i)\bPREFIX\s+[\w-]*:\s*<[^>]*>", "", text)
    names = re.findall(
        r"(?<![\w?$/:-])([A-Za-z][\w-]*):((?:[\w%-]|\\.|\.(?=\w))+)", re.sub(r"<[^>\s]*>", " ", body)
    )
    spelled = {prefixes[prefix] + local.replace("\\", "") for prefix, local in names if prefix in prefixes}
    return spelled | set(re.findall(r"<(https?://[^>\s]+)>", body))
