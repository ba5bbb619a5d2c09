"""Where ontology/, shapes/, queries/ and the shipped story lie: in a checkout or in the wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_PACKAGED = _PACKAGE / "_data"
_ROOT = _PACKAGED if _PACKAGED.is_dir() else _PACKAGE.parent

ONTOLOGY = _ROOT / "ontology"
SHAPES = _ROOT / "shapes"
QUERIES = _ROOT / "queries"
LIST = _PACKAGED / "list" if _PACKAGED.is_dir() else _ROOT / "tests" / "data" / "list-of-names"
"""A list of names that somebody wants to link, and the register that they mean."""
STORY = _PACKAGED / "story" if _PACKAGED.is_dir() else _ROOT / "tests" / "data" / "birth-of-a-child"
