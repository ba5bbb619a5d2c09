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


def remembered(name: str, source: str, make: Callable[[], Any]) -> Any:
    """What *make* gives, from the cache when it was asked before about the same *source*.

    Args:
        name: What is kept, as a part of the file's name.
        source: Everything the value depends on; it and the package's version make the file's name.
        make: Gives a value that JSON can hold.

    A cache that cannot be read or written is as good as none: the value is worked out.
    """
    digest = hashlib.sha256(f"{__version__}\x1f{source}".encode()).hexdigest()[:24]
    place = _folder() / f"{name}-{digest}.json"
    with suppress(OSError, ValueError):
        return json.loads(place.read_text(encoding="utf-8"))
    value = make()
    with suppress(OSError):
        _write(place, json.dumps(value, ensure_ascii=False))
    return value


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
