"""The cache: a value is worked out once for a text, and a cache that fails is as good as none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pscvc_kg import cache


class Made:
    """A value that counts how often it was made."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> list[object]:
        self.times += 1
        return ["é", 1, None, ["x"]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache in a folder of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "pscvc"


def test_value_is_made_once_for_a_text_and_anew_for_another(folder: Path) -> None:
    made = Made()
    first = cache.remembered("a", "text", made)
    assert cache.remembered("a", "text", made) == first == ["é", 1, None, ["x"]]
    assert made.times == 1
    cache.remembered("a", "other text", made)
    assert made.times == 2
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("damage", ["", "{}", '["é", 1', "[]", "null", "[" * 100_000, "0\n{}", "\udc80"])
def test_damaged_cache_is_made_anew(folder: Path, damage: str) -> None:
    made = Made()
    cache.remembered("a", "text", made)
    (kept,) = folder.iterdir()
    written = kept.read_bytes()
    kept.write_text(damage, encoding="utf-8", errors="surrogateescape")
    assert cache.remembered("a", "text", made) == made()
    assert kept.read_bytes() == written


def test_value_is_the_same_whether_it_was_kept_or_not(folder: Path) -> None:
    values = [cache.remembered("a", "text", lambda: {1: (date(2025, 3, 1), True)}) for _ in range(2)]
    assert values == [{"1": ["2025-03-01", True]}] * 2


def test_folder_that_cannot_be_made_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert cache.remembered("a", "text", Made())[0] == "é"
