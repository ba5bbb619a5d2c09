"""The folder of a store: who has it, whether it may hold one, whether it is whole, and what went wrong."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from pscvc_kg import seal
from pscvc_kg.errors import StoreError

_TAKEN = "the store at {0} is open in another process; wait until that has ended and try again"
_ABSENT = "there is no store at {0}; make one with: pscvc load FILE... --store {0}"
_ROCKSDB = re.compile(r"CURRENT|LOCK|IDENTITY|LOG(\.old.*)?|(MANIFEST|OPTIONS)-.*|\d+\.\w+|.*\.dbtmp")
_NOTHING = 8_000_000
"""Bytes with which a disk is as good as full: the engine cannot write what it writes at an opening."""
_GROWTH = 3
"""Bytes on the disk for each byte of a table."""
_SPARE = 8_000_000
"""Bytes that the engine's log and files of a commit take, however small it is."""


def is_store(where: str | Path) -> bool:
    """Whether the folder at *where* holds a store already; raises StoreError where none can be made."""
    check_folder(str(where), create=True)
    return any((Path(where) / name).exists() for name in ("CURRENT", seal.SEAL))


def hold(where: str) -> seal.Hold:
    """A hold on the folder *where*, which is made when absent.

    Raises:
        StoreError: Another process has the store.
    """
    folder = Path(where)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        text = f"the folder {where} cannot be made ({error.strerror}); name a folder whose parent exists"
        raise StoreError(text) from error
    try:
        return seal.Hold(folder)
    except seal.TakenError as error:
        raise StoreError(_TAKEN.format(where)) from error


def require_room(where: str, files: Iterable[str | Path]) -> None:
    """Refuse to begin what the disk of the store at *where* has no room for: *files* as statements.

    Raises:
        StoreError: There is too little.
    """
    if not Path(where).is_dir():
        return  # it is in memory
    needed = _SPARE + _GROWTH * sum(Path(file).stat().st_size for file in files if Path(file).is_file())
    free = shutil.disk_usage(where).free
    if free < needed:
        raise StoreError(
            f"the disk that holds the store at {where} has {free / 1e6:,.0f} MB free, and this needs "
            f"about {needed / 1e6:,.0f} MB; make room on it and try again"
        )


def _is_full(where: str) -> bool:
    try:
        return shutil.disk_usage(where).free < _NOTHING
    except OSError:
        return False


def check_seal(where: str, held: seal.Hold) -> None:
    """Refuse a store of which a file is not as it was when it was closed, unless a check has said so."""
    if held.unclean or seal.failed(held.folder):
        return
    try:
        found = seal.read(held.folder)
        name = (
            next((name for name, _ in seal.changed(held.folder, found, quick=True)), None) if found else None
        )
    except seal.AlteredError:
        name = seal.SEAL
    if name:
        raise StoreError(
            f"the store at {where} is damaged or cannot be read ({name} is not as it was when the store was "
            f"closed); see what is wrong with pscvc verify --store {where}, and put a backup back with pscvc "
            "restore"
        )


def no_store(where: str) -> StoreError:
    """That there is no store at *where*."""
    return StoreError(_ABSENT.format(where))


def is_address(where: str) -> bool:
    """Whether *where* names an endpoint and no folder."""
    return re.match(r"https?://", where, re.IGNORECASE) is not None


def without_login(address: str) -> str:
    """The *address* of an endpoint without a name and password in it."""
    return re.sub(r"(?<=://)[^/?#]*@", "", address, count=1)


def no_folder(where: str) -> StoreError:
    """That this job needs a folder, and *where* is an endpoint."""
    return StoreError(
        f"{without_login(where)} is the address of a SPARQL endpoint, which answers ask and sparql only; do "
        "this on a folder, and send its state to the endpoint with pscvc.publish in Python"
    )


def check_folder(where: str, create: bool) -> None:
    """Refuse what would put a store's files where they do not belong."""
    if is_address(where):
        raise no_folder(where)
    folder = Path(where)
    if not folder.exists():
        if not create:
            raise StoreError(_ABSENT.format(where))
        return
    if not folder.is_dir():
        raise StoreError(f"{where} is a file and a store is a folder; name a folder")
    try:
        names = [entry.name for entry in folder.iterdir() if not seal.is_ours(entry.name)]
    except OSError as error:
        raise StoreError(_sentence(where, error)) from error
    if (folder / seal.SEAL).exists():
        return
    others = sorted(name for name in names if not _ROCKSDB.fullmatch(name))
    if others and not (folder / "CURRENT").exists():
        raise StoreError(
            f"the folder {where} holds other files ({others[0]}) and no store; name a new or an empty folder"
        )
    if not names and not create:
        raise StoreError(_ABSENT.format(where))


def refusal(where: str, error: OSError | RuntimeError) -> StoreError:
    """What happened to the store at *where*, as an error of ours."""
    return StoreError(_sentence(where, error))


def _sentence(where: str, error: OSError | RuntimeError) -> str:
    """What happened to the store at *where*, and what to do about it."""
    text = str(error)
    code = error.errno if isinstance(error, OSError) else None
    if "lock" in text.lower() and "/LOCK" in text:
        return _TAKEN.format(where)
    if code == errno.ENOSPC or "No space left" in text:
        return f"the disk that holds the store at {where} is full; make room on it and try again"
    if code in (errno.EACCES, errno.EPERM, errno.EROFS) or re.search("Permission denied|Read-only", text):
        return f"the store at {where} may not be written to; change the rights of the folder or name another"
    if "while mkdir" in text.lower():
        return f"the folder {where} cannot be made ({text}); name a folder whose parent exists"
    if _is_full(where):
        # What the engine could not finish looks damaged until it has room to finish it.
        return f"the disk that holds the store at {where} is full ({text}); make room on it and try again"
    return (
        f"the store at {where} is damaged or cannot be read ({text}); put a backup back with pscvc restore, "
        "or load a new one"
    )
