"""RDF files as submitted: read in a process of their own, each triple with its line, nothing fetched."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pscvc_kg.documents.refusing import LARGEST, is_plain
from pscvc_kg.documents.telling import mistaken
from pscvc_kg.errors import InputError

FORMATS = {
    ".ttl": "TURTLE",
    ".nt": "N_TRIPLES",
    ".rdf": "RDF_XML",
    ".owl": "RDF_XML",
    ".xml": "RDF_XML",
    ".jsonld": "JSON_LD",
    ".json": "JSON_LD",
    ".trig": "TRIG",
    ".nq": "N_QUADS",
}
"""The formats by the endings of files' names."""
_SECONDS, _BYTES_A_SECOND, _BYTES_A_SECOND_OF_JSON = 8, 5_000_000, 1_000_000
_MEMORY, _MEMORY_A_BYTE = 900_000_000, 20
_LONGEST = 10_000_000
"""Bytes of a line of N-Triples; Oxigraph takes 16 million."""
_WORKER = "from pscvc_kg.documents.worker import main; main()"


@dataclass(frozen=True, eq=False)
class Document:
    """An RDF file: ``triples`` is N-Triples, one a line; ``numbers`` are their lines in the file.

    ``numbers`` is empty where the lines of ``triples`` are those of the file; 0 is a line that is unknown.
    ``subjects`` is how many things the file describes.
    """

    file: str
    sha256: str
    format: str
    triples: bytes
    subjects: int
    numbers: tuple[int, ...] = ()

    def said_of(self, subjects: Iterable[str]) -> dict[str, list[tuple[int, bytes]]]:
        """What the file says of each of *subjects*: line (0: unknown) and N-Triples, in the file's order."""
        wanted = {f"<{subject}>".encode(): subject for subject in subjects}
        found: dict[str, list[tuple[int, bytes]]] = {}
        for index, line in enumerate(self.triples.split(b"\n")):
            subject = wanted.get(line.partition(b" ")[0])
            if subject is not None:
                number = self.numbers[index] if self.numbers else index + 1
                found.setdefault(subject, []).append((number, line))
        return found


@dataclass(frozen=True, order=True)
class Dropped:
    """A statement that had to be left out: its line (0: unknown) and terms, the kind of fault, what has it.

    The kinds of faults are those of `documents.refusing.fault_of`.
    """

    line: int
    subject: str
    predicate: str
    object: str
    kind: str
    value: str


@dataclass(frozen=True, eq=False)
class Found:
    """A file of open data: its statements as N-Triples, and those that had to be left out."""

    file: str
    sha256: str
    triples: bytes
    dropped: tuple[Dropped, ...] = ()


def is_document(path: Path) -> bool:
    """Whether *path* is an RDF file by its name."""
    return path.suffix.lower() in FORMATS


def read_document(path: Path) -> Document:
    """The RDF file at *path*.

    Raises:
        InputError: It cannot be read, is no RDF of the format that its name tells, says something that no
            submission may say, or takes too long or too much memory to read.
    """
    data = _read(path)
    name = FORMATS[path.suffix.lower()]
    digest = hashlib.sha256(data).hexdigest()
    label = name.lower().replace("_", "-")
    if name == "N_TRIPLES":
        lines = data.split(b"\n")
        _refuse_long(path.name, lines)
        subjects = {line.partition(b" ")[0] for line in lines if line}
        if is_plain(data, subjects):
            whole = data if data.endswith(b"\n") else data + b"\n"
            return Document(path.name, digest, label, whole, len(subjects))
    _refuse_large(path.name, data)
    triples, numbers, _none = _parsed(path.name, data, name)
    subjects = {line.partition(b" ")[0] for line in triples.splitlines()}
    return Document(path.name, digest, label, triples, len(subjects), numbers)


def read_found(path: Path) -> Found:
    """The file of open data at *path* as it is: what cannot be kept of it is left out and told.

    Raises:
        InputError: It cannot be read, or is not of the format that its name tells.
    """
    data = _read(path)
    _refuse_large(path.name, data)
    triples, _numbers, dropped = _parsed(path.name, data, FORMATS[path.suffix.lower()], "found")
    return Found(path.name, hashlib.sha256(data).hexdigest(), triples, dropped)


def read_json(path: Path) -> Found:
    """The JSON file at *path* as plain facts, each key a property (see `documents.facts`).

    Raises:
        InputError: It cannot be read, or is no JSON.
    """
    data = _read(path)
    _refuse_large(path.name, data)
    triples, _numbers, _none = _parsed(path.name, data, "JSON", "found")
    return Found(path.name, hashlib.sha256(data).hexdigest(), triples)


def _read(path: Path) -> bytes:
    """The bytes of the file at *path*, which has some."""
    try:
        if path.exists() and not path.is_file():
            raise InputError(f"{path}: this is not a file; name a file")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); name a file that exists") from error
    if not data.strip():
        raise InputError(f"{path.name}: the file is empty; save it again")
    if wrong := mistaken(data, path.suffix.lower()):
        raise InputError(f"{path.name}: {wrong}")
    return data


def _refuse_large(file: str, data: bytes) -> None:
    if len(data) > LARGEST:
        raise InputError(
            f"{file}: the file has more than {LARGEST // 1_000_000} MB; split it, or send N-Triples"
        )


def _refuse_long(file: str, lines: Sequence[bytes]) -> None:
    """Refuse a line that no parser takes in."""
    if max(map(len, lines)) > _LONGEST:
        number = next(number for number, line in enumerate(lines, 1) if len(line) > _LONGEST)
        raise InputError(
            f"{file}, line {number}: the text has more than {_LONGEST // 1_000_000} MB; shorten it"
        )


def _parsed(
    file: str, data: bytes, name: str, how: str = "submitted"
) -> tuple[bytes, tuple[int, ...], tuple[Dropped, ...]]:
    """The triples of *data*, their lines and what was left out.

    They come from a process that may crash and is killed at its limit.
    """
    seconds = _SECONDS + len(data) // (_BYTES_A_SECOND_OF_JSON if name == "JSON" else _BYTES_A_SECOND)
    try:
        ended = subprocess.run(
            [
                sys.executable,
                "-c",
                _WORKER,
                name,
                str(seconds),
                str(_MEMORY + _MEMORY_A_BYTE * len(data)),
                how,
            ],
            input=data,
            capture_output=True,
            timeout=seconds,
            check=False,
            env=_environment(),
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(
            f"{file}: reading it takes more than {seconds} s; send it in smaller parts"
        ) from error
    head, _, rest = ended.stdout.partition(b"\n")
    if ended.returncode or not head:
        raise InputError(
            f"{file}: cannot be read: it nests too deep or needs too much memory; simplify it or split it"
        )
    said = json.loads(head)
    if "error" in said:
        place = "".join(f", {what} {said[what]}" for what in ("line", "column") if said.get(what))
        raise InputError(f"{file}{place}: {said['error']}")
    numbers, triples = [], []
    for line in BytesIO(rest):
        number, _, triple = line.partition(b" ")
        numbers.append(int(number))
        triples.append(triple)
    if not triples and not said.get("dropped"):
        raise InputError(f"{file}: the file says nothing; name one that describes services")
    dropped = tuple(Dropped(*fields) for fields in said.get("dropped", ()))
    return b"".join(triples), tuple(numbers), dropped


def _environment() -> dict[str, str]:
    """Only what the process needs: where our code and what it uses lie."""
    return {"PYTHONPATH": ":".join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"}
