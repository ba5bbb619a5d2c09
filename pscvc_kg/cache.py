"""What takes long to work out and follows from texts alone, kept from run to run in the user's cache."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from pscvc_kg import __version__

_PART = "\x1f"


def remembered(name: str, source: str, make: Callable[[], Any]) -> Any:
    """What *make* gives, as JSON holds it, from the cache when it was asked before about the same *source*.

    Args:
        name: What is kept, as a part of the file's name.
        source: Everything the value depends on; it and the package's version make the file's name.
        make: Gives a value that JSON can hold; what it cannot, such as a date, becomes text.

    A cache that cannot be read or written, or whose content is not what was written, is as good as none: the
    value is worked out. It is the same whether it was kept or not.
    """
    place = _folder() / f"{name}-{_digest(f'{__version__}{_PART}{source}')[:24]}.json"
    with suppress(OSError, ValueError):
        mark, _, text = place.read_text(encoding="utf-8").partition("\n")
        if mark == _digest(text):
            return json.loads(text)
    text = json.dumps(make(), ensure_ascii=False, default=str)
    with suppress(OSError):
        _write(place, f"{_digest(text)}\n{text}")
    return json.loads(text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _folder() -> Path:
    """The user's cache folder for this program, as the XDG base directory specification places it."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    # The specification says to ignore a relative path.
    base = Path(given) if given.startswith("/") else Path(os.path.expanduser("~")) / ".cache"  # noqa: PTH111
    return base / "pscvc"


def _write(place: Path, text: str) -> None:
    """Write *text* at once or not at all, so that another process never reads a half."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=place.parent, delete=False) as file:
        file.write(text)
    Path(file.name).replace(place)
