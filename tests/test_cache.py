"""The cache: a value is worked out once for a text, and a cache that fails is as good as none."""

from __future__ import annotations

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


def test_damaged_cache_is_made_anew(folder: Path) -> None:
    made = Made()
    cache.remembered("a", "text", made)
    (kept,) = folder.iterdir()
    kept.write_text('["é", 1', encoding="utf-8")
    assert cache.remembered("a", "text", made) == made()
    assert kept.read_text(encoding="utf-8") == '["é", 1, null, ["x"]]'


def test_folder_that_cannot_be_made_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert cache.remembered("a", "text", Made())[0] == "é"
