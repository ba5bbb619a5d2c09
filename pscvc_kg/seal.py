"""The seal of a store's folder: what its files were when it was last closed, so that a changed byte shows.

Three files of ours lie beside the engine's. ``pscvc-seal.json`` holds size and SHA-256 of every other file,
and a checksum of itself. ``pscvc-open`` is there, and locked, while a process has the store open; where it is
left without a process, the work stopped uncleanly and the seal is older than the files. ``pscvc-failed.json``
says that a check found faults.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

SEAL = "pscvc-seal.json"
OPEN = "pscvc-open"
FAILED = "pscvc-failed.json"
OURS = frozenset({SEAL, OPEN, FAILED})
_PART = ".part"
_IMMUTABLE = ".sst"
"""The engine writes such a file once, under a number that it never uses again."""

Fault = Literal["missing", "size", "content", "seal"]


class TakenError(Exception):
    """Another process, or another object of this one, has the store."""


class AlteredError(Exception):
    """The seal itself is not what was written."""


@dataclass(frozen=True)
class Sealed:
    """What a file was: its size and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Seal:
    """What the files of a folder were at *moment*; *backup* says of what a backup is one."""

    files: Mapping[str, Sealed]
    moment: str
    backup: Mapping[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> str:
        """The day on which it was made."""
        return self.moment[:10]


def read(folder: Path) -> Seal | None:
    """The seal of *folder*; None where it has none.

    Raises:
        AlteredError: It is not what was written.
    """
    try:
        content = json.loads((folder / SEAL).read_bytes())
        checksum = content.pop("checksum")
        files = {name: Sealed(size, sha256) for name, (size, sha256) in content["files"].items()}
        seal = Seal(files, content["moment"], content["backup"])
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise AlteredError from error
    if checksum != _digest(content) or (folder / SEAL).read_bytes() != _written(content):
        raise AlteredError
    return seal


def write(folder: Path, backup: Mapping[str, Any] | None = None) -> Seal:
    """Seal the files of *folder* as they are, in one step, on the disk when this returns.

    A file that is written only once keeps the hash that an earlier seal gives it, so that a byte that changed
    since is not sealed with it.
    """
    try:
        earlier = read(folder)
    except AlteredError:
        earlier = None
    known = earlier.files if earlier else {}
    files = {}
    for file in _files(folder):
        size = file.stat().st_size
        before = known.get(file.name)
        kept = before and before.size == size and file.suffix == _IMMUTABLE
        files[file.name] = before if before and kept else Sealed(size, sha256_of(file))
    seal = Seal(files, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), dict(backup or {}))
    content = {
        "files": {name: [sealed.size, sealed.sha256] for name, sealed in files.items()},
        "moment": seal.moment,
        "backup": seal.backup,
    }
    put(folder / SEAL, _written(content))
    return seal


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _written(content: Mapping[str, Any]) -> bytes:
    return (json.dumps({**content, "checksum": _digest(content)}, indent=1, sort_keys=True) + "\n").encode()


def changed(
    folder: Path,
    seal: Seal,
    *,
    quick: bool = False,
    unclean: bool = False,
    tell: Callable[[str], None] = lambda _name: None,
) -> Iterator[tuple[str, Fault]]:
    """The files that are not as *seal* says, each with what is wrong.

    Args:
        folder: Where they are.
        seal: What they were.
        quick: Look only at the size of files that are written once: they are the many and the large.
        unclean: The work stopped after the seal was made: only files that are written once have to be as they
            were, and they may be gone.
        tell: Told the name of each file before it is read.
    """
    for name, sealed in seal.files.items():
        immutable = name.endswith(_IMMUTABLE)
        if unclean and not immutable:
            continue
        file = folder / name
        if not file.is_file():
            if not unclean:
                yield name, "missing"
            continue
        tell(name)
        if file.stat().st_size != sealed.size:
            yield name, "size"
        elif not (quick and immutable) and sha256_of(file) != sealed.sha256:
            yield name, "content"


def unknown(folder: Path, seal: Seal | None, *, unclean: bool) -> list[str]:
    """The files of *folder* that *seal* says nothing of, or nothing that still holds."""
    known = set(seal.files) if seal else set()
    if unclean:
        known = {name for name in known if name.endswith(_IMMUTABLE)}
    return [file.name for file in _files(folder) if file.name not in known]


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.is_file() and not is_ours(file.name))


def is_ours(name: str) -> bool:
    """Whether a file is one of ours, or what was left of writing one."""
    return name.removesuffix(_PART) in OURS


def sha256_of(file: Path) -> str:
    """The SHA-256 of what is in *file*."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def put(file: Path, content: bytes) -> None:
    """Write *content* to *file* whole or not at all, on the disk when this returns."""
    beside = file.with_name(file.name + _PART)
    try:
        with beside.open("wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    sync(file.parent)


def sync(folder: Path) -> None:
    """Return when the names in *folder* are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True)
class Failed:
    """That a check on *day* found faults: how many, the first one, and whether files were not as sealed."""

    day: str
    faults: int
    first: str
    files: bool


def failed(folder: Path) -> Failed | None:
    """The mark that a check of the store in *folder* left; None where the last one found nothing."""
    try:
        return Failed(**json.loads((folder / FAILED).read_bytes()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        return Failed("?", 1, "", True)


def mark(folder: Path, failure: Failed | None) -> None:
    """Leave the mark *failure* in *folder*, or take it away."""
    if failure is None:
        (folder / FAILED).unlink(missing_ok=True)
    else:
        put(folder / FAILED, (json.dumps(vars(failure), ensure_ascii=False) + "\n").encode())


def sentence(where: str) -> str | None:
    """That the store at *where* failed its check, in one sentence; None where it did not."""
    found = failed(Path(where))
    if found is None:
        return None
    return (
        f"the store at {where} failed its check on {found.day} (faults: {found.faults}, the first: "
        f"{found.first}); what it answers may be wrong; restore a backup with pscvc restore, or see all with "
        f"pscvc verify --store {where}"
    )


class Hold:
    """One process's hold on a folder: nobody else opens the store meanwhile.

    ``unclean`` is whether an earlier holder ended without letting go.

    Raises:
        TakenError: Another has it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._descriptor, self.unclean = _locked(folder / OPEN)
        self._let_go = weakref.finalize(self, os.close, self._descriptor)

    def release(self, *, clean: bool) -> None:
        """Let go; *clean* where the seal is right, so that the next opening may rely on it."""
        if clean:
            with contextlib.suppress(OSError):
                (self.folder / OPEN).unlink(missing_ok=True)
                sync(self.folder)
        self._let_go()


def _locked(file: Path) -> tuple[int, bool]:
    """A descriptor of *file* with a lock on it, and whether the file was there without a process."""
    while True:
        try:
            descriptor, left = os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o644), False
        except FileExistsError:
            try:
                descriptor, left = os.open(file, os.O_RDWR), True
            except FileNotFoundError:
                continue
        try:
            _lock(descriptor)
            # Whoever held it may have removed it between our opening and our locking it.
            if file.stat().st_ino == os.fstat(descriptor).st_ino:
                if not left:
                    sync(file.parent)
                return descriptor, left
        except BlockingIOError as error:
            os.close(descriptor)
            raise TakenError from error
        except FileNotFoundError:
            pass
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows: the engine's own lock has to do
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
