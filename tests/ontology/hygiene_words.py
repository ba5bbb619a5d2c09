"""What the tests of hygiene share: files and IRIs as contributors write them."""

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
