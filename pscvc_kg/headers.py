"""The `#+` headers of the files in queries/: YAML in SPARQL comments, which any SPARQL tool passes over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pscvc_kg import cache
from pscvc_kg.errors import PscvcError
from pscvc_kg.report import Text

_MARK = "#+"


def read(path: Path) -> tuple[dict[str, Any], str]:
    """The header of the query at *path* and the whole text of the file.

    Raises:
        PscvcError: The header is no YAML mapping; the message names the file and the line.
    """
    text = path.read_text(encoding="utf-8")
    lines = [line[len(_MARK) :].removeprefix(" ") for line in _header_lines(text)]
    written = "\n".join(lines)
    header = cache.remembered("header", written, lambda: _parsed(path, written))
    if not isinstance(header, dict):
        raise PscvcError(f"{path.name}: there is no `#+` header; begin the file with `#+ summary: …`.")
    return header, text


def _parsed(path: Path, written: str) -> Any:
    """The value that the YAML *written* in the file at *path* states."""
    # PyYAML costs 30 ms, which a run that finds the headers in the cache need not pay.
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(written, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" line {mark.line + 1}" if mark else ""
        raise PscvcError(f"{path.name}: the `#+` header is no YAML at{place}; correct it.") from error


def text_of(path: Path, header: Mapping[str, Any], key: str) -> Text:
    """The text under *key* in English and French.

    Raises:
        PscvcError: One of the languages is absent; the message names the file and the key.
    """
    value = header.get(key)
    if not isinstance(value, dict) or not {"en", "fr"} <= value.keys():
        raise PscvcError(
            f"{path.name}: header key '{key}' needs a text in English and French: {{en: …, fr: …}}."
        )
    return {language: str(text) for language, text in value.items()}


def _header_lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not line.startswith(_MARK):
            return
        yield line
