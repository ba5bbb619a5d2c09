"""Copies of a store: a backup is verified and sealed when it is made, and verified before it is restored."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pscvc_kg import chain, seal
from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.errors import StoreError
from pscvc_kg.folder import hold, is_store, no_store, refusal

from . import log
from .verifying import Verified, verify

_NOT_COPIED = {*seal.OURS, "LOCK"}
_TRIES = 5
"""A copy that is taken between two of a writer's steps is thrown away and taken again."""


@dataclass(frozen=True)
class Backup:
    """A copy of a store: *where* it is, and the number and checksum of its log's last entry.

    ``moment`` is when it was made; files and statements are counts, *size* is in bytes.
    """

    where: str
    entry: int
    checksum: str
    moment: str
    files: int
    size: int
    statements: int


def backup(
    where: str | Path, target: str | Path, *, clock: log.Clock = log.now, progress: log.Progress = log.silent
) -> Backup:
    """Copy the store at *where*, which another process may be writing to, to the new folder *target*.

    The copy is verified and sealed before it has its name: its files share nothing with those of the store.

    Raises:
        StoreError: There is no store, *target* is taken, the disk is full, or the store is damaged.
    """
    source, place = Path(where), Path(target)
    if not is_store(where):
        raise no_store(str(where))
    with _new_folder(place) as copy:
        for left in reversed(range(_TRIES)):
            busy = _copy_store(source, copy)
            _compare(source, copy)
            with EmbeddedStore(copy, read_only=True) as store:
                last = chain.last_entry(store)
            moment = log.time_of(clock()).value
            facts = {"of": str(source.resolve()), "entry": last.number, "checksum": last.checksum}
            sealed = seal.write(copy, {**facts, "moment": moment})
            found = verify(copy, progress=progress, keep=False)
            if not found.faults:
                break
            if not busy or not left:
                raise _damaged(f"the store at {where}", found, f"pscvc verify --store {where}")
            shutil.rmtree(copy)
    size = sum(each.size for each in sealed.files.values())
    return Backup(str(target), last.number, last.checksum, moment, len(sealed.files), size, found.statements)


def restore(backup: str | Path, where: str | Path, *, progress: log.Progress = log.silent) -> Backup:
    """Verify *backup* and put a copy of it at *where*, which must be new: whole or not at all.

    Raises:
        StoreError: There is no backup, it fails its check, *where* is taken, or the disk is full.
    """
    source, place = Path(backup), Path(where)
    if not is_store(backup):
        raise StoreError(f"there is no backup at {backup}; name the folder that pscvc backup wrote")
    with _new_folder(place) as copy:
        found = verify(source, progress=progress, keep=False)
        if found.faults:
            raise _damaged(f"the backup at {backup}", found, f"pscvc verify --store {backup}")
        _copy_files(source, copy)
        sealed = seal.read(source)
        if sealed:
            shutil.copyfile(source / seal.SEAL, copy / seal.SEAL)
            if name := next((name for name, _ in seal.changed(copy, sealed)), None):
                raise StoreError(f"{name} could not be copied as it is; try again, or look after the disk")
        with EmbeddedStore(copy, read_only=True) as store:
            last = chain.last_entry(store)
    size = sum(file.stat().st_size for file in place.iterdir())
    moment = str(sealed.backup.get("moment", sealed.moment)) if sealed else ""
    files = len(list(place.iterdir()))
    return Backup(str(where), last.number, last.checksum, moment, files, size, found.statements)


@contextmanager
def _new_folder(place: Path) -> Iterator[Path]:
    """A folder beside *place* that gets its name when all went well, and is gone otherwise."""
    if place.is_dir() and next(place.iterdir(), None) is not None:
        what = "a store already" if is_store(place) else "not empty"
        raise StoreError(f"the folder {place} is {what}; name a new one, so that nothing is overwritten")
    if place.exists() and not place.is_dir():
        raise StoreError(f"{place} is a file; name a new folder")
    place = place.absolute()
    if not place.parent.is_dir():
        raise StoreError(f"the folder {place} cannot be made; name one whose parent exists")
    beside = place.with_name(f".{place.name[:100]}.{os.getpid()}.part")
    try:
        yield beside
        for file in beside.iterdir():
            seal.sync(file)
        beside.replace(place)
        seal.sync(place.parent)
    except OSError as error:
        raise refusal(str(place), error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _copy_store(source: Path, copy: Path) -> bool:
    """Copy a store; whether another process has it, so that the engine has to say what belongs together."""
    try:
        held = hold(str(source))
    except StoreError:
        with EmbeddedStore(source, read_only=True) as store:
            try:
                store.oxigraph.backup(copy)
            except (OSError, RuntimeError) as error:
                raise refusal(str(copy), error) from error
        _part(copy)
        return True
    try:
        _copy_files(source, copy)
    finally:
        held.release(clean=not held.unclean)
    return False


def _copy_files(source: Path, copy: Path) -> None:
    copy.mkdir()
    for file in sorted(source.iterdir()):
        if file.is_file() and file.name not in _NOT_COPIED:
            shutil.copyfile(file, copy / file.name)


def _part(copy: Path) -> None:
    """Make files that the engine shares with the store files of their own: damage stays on one side."""
    for file in copy.iterdir():
        if file.stat().st_nlink > 1:
            own = file.with_name(file.name + ".dbtmp")
            shutil.copyfile(file, own)
            own.replace(file)


def _compare(source: Path, copy: Path) -> None:
    """Refuse a file that is not what the store's own seal says: a backup would keep the damage."""
    try:
        sealed = seal.read(source)
    except seal.AlteredError as error:
        raise StoreError(
            f"the store at {source} is damaged ({seal.SEAL} is not what was written); see pscvc verify"
        ) from error
    for name, fault in seal.changed(copy, sealed, unclean=True) if sealed else ():
        if fault != "missing":
            raise StoreError(
                f"the store at {source} is damaged ({name} is not as it was); see all with pscvc verify "
                f"--store {source}, and restore an earlier backup"
            )


def _damaged(what: str, found: Verified, how: str) -> StoreError:
    first = found.faults[0]
    return StoreError(
        f"{what} fails its check (faults: {len(found.faults)}, the first: {first.place} {first.what['en']}); "
        f"see all with {how}, and use an earlier backup"
    )
