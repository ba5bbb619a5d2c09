"""What every job may be given: files, and somebody who watches how it gets on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

Files = str | Path | Iterable[str | Path]
Progress = Callable[[int, int, str], None]
"""Called with how many steps are done, of how many, and what the next one is about."""


def silent(_done: int, _total: int, _about: str) -> None:
    """The progress that nobody watches."""


def paths(files: Files) -> list[Path]:
    return [Path(files)] if isinstance(files, (str, Path)) else [Path(file) for file in files]
