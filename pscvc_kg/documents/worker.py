"""Parses one RDF document in a process of its own, which may crash or be killed.

The document comes on stdin; the arguments are the name of its format, seconds of processor time, bytes of
memory that it may take, and whether it was ``submitted``, so that all of it must be sound, or is taken as it
was ``found``. On stdout stands one line of JSON, then the triples as N-Triples, each after the number of its
line (0 where unknown) and a space. The JSON is ``{}``, or holds ``error``, a sentence, and where they are
known ``line`` and ``column``; of a document as found it holds ``dropped``, what had to be left out.
"""

from __future__ import annotations

import hashlib
import json
import re
import resource
import sys
from collections.abc import Iterator
from typing import IO, cast
from xml.parsers import expat

import pyoxigraph as ox

from pscvc_kg.documents.facts import broken, facts
from pscvc_kg.documents.refusing import CUT_SHORT, DEEPEST, RefusedError, fault_of, reason_to_refuse
from pscvc_kg.namespaces import BASE

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_ENTITIES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENDS = {
    expat.errors.codes[name]
    for name in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}
"""How an XML parser says that the text ended too early."""
_NAMELESS = BASE + ".well-known/genid/"


class _Lines:
    """A file that hands over one line at a time: a triple comes out right after the line that ends it.

    A line that is longer than what is asked for comes in parts: more than that ends the parser's process.
    """

    def __init__(self, data: bytes) -> None:
        self._lines = data.splitlines(keepends=True)
        self._line, self._read = b"", 0
        self.number = 0

    def read(self, size: int) -> bytes:
        if self._read >= len(self._line):
            if self.number >= len(self._lines):
                return b""
            self._line, self._read = self._lines[self.number], 0
            self.number += 1
        part = self._line[self._read : self._read + size]
        self._read += len(part)
        return part


def main() -> None:
    """Parse stdin, write to stdout."""
    name, seconds, memory = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read().removeprefix(b"\xef\xbb\xbf")
    out = sys.stdout.buffer
    dropped: list[tuple[int, str, str, str, str, str]] = []
    try:
        if name == "JSON":
            _refuse_by_bytes(data, name)
            out.write(b"{}\n" + facts(data))
            return
        triples = list(_parsed(data, name) if sys.argv[4] == "submitted" else _found(data, name, dropped))
        named = _with_names(triples)
    except RefusedError as error:
        out.write(
            json.dumps({"error": str(error), "line": error.line, "column": error.column}).encode() + b"\n"
        )
        return
    out.write(json.dumps({"dropped": dropped} if dropped else {}).encode() + b"\n")
    for line, triple in named:
        out.write(f"{line} {triple} .\n".encode())


def _parsed(data: bytes, name: str) -> Iterator[tuple[int, ox.Triple]]:
    """Each triple with its line; what must not be said is refused once all of it is read."""
    _refuse_by_bytes(data, name)
    source = _Lines(data)
    refused: list[tuple[int, str]] = []
    format = getattr(ox.RdfFormat, name)
    try:
        for quad in ox.parse(cast("IO[bytes]", source), format=format, rename_blank_nodes=False):
            line = source.number if name != "JSON_LD" else 0
            if not isinstance(quad.graph_name, ox.DefaultGraph):
                raise RefusedError(
                    "a named graph stands here, and a submission is one graph; leave the graph's name out",
                    line,
                )
            if why := reason_to_refuse(quad):
                refused.append((line, why))
            yield line, quad.triple
    except (SyntaxError, ValueError) as error:
        raise _no_json(data, name) or _unreadable(error, source.number) from error
    if refused:
        line, why = refused[0]
        more = f", and {len(refused) - 1} more of this kind" if len(refused) > 1 else ""
        raise RefusedError(f"{why}{more}", line or None)


def _found(
    data: bytes, name: str, dropped: list[tuple[int, str, str, str, str, str]]
) -> Iterator[tuple[int, ox.Triple]]:
    """Each triple that can be kept, whatever graph it stands in; the others go into *dropped*."""
    _refuse_by_bytes(data, name)
    source = _Lines(data)
    parser = ox.parse(
        cast("IO[bytes]", source),
        format=getattr(ox.RdfFormat, name),
        rename_blank_nodes=False,
        lenient=True,
    )
    try:
        for quad in parser:
            line = source.number if name != "JSON_LD" else 0
            if fault := fault_of(quad.triple):
                texts = (str(getattr(term, "value", term)) for term in quad.triple)
                dropped.append((line, *texts, *fault))  # type: ignore[arg-type]
            else:
                yield line, quad.triple
    except (SyntaxError, ValueError) as error:
        raise _no_json(data, name) or _unreadable(error, source.number) from error


def _refuse_by_bytes(data: bytes, name: str) -> None:
    """Refuse what would crash or fool the parser, before it sees it."""
    if b"\x00" in data:
        raise RefusedError(
            "the text is no UTF-8 (it holds NUL); save it as UTF-8",
            data.count(b"\n", 0, data.find(b"\x00")) + 1,
        )
    if name == "RDF_XML" and (match := _ENTITIES.search(data)):
        raise RefusedError(
            "a DOCTYPE or ENTITY stands here and is refused; remove it", _line(data, match.start())
        )
    if name == "RDF_XML":
        _refuse_half(data)
    if name == "JSON_LD":
        depth = 0
        for match in _TOKEN.finditer(data):
            depth += {b"{": 1, b"[": 1, b"}": -1, b"]": -1}.get(match.group(), 0)
            if depth > DEEPEST:
                where = _line(data, match.start())
                raise RefusedError(f"the text nests more than {DEEPEST} levels deep; write it flatter", where)


def _refuse_half(data: bytes) -> None:
    """Refuse XML that was cut short: Oxigraph takes what stands before the end for all there is."""
    parser = expat.ParserCreate()
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        if error.code in _ENDS:
            raise RefusedError(CUT_SHORT, error.lineno, error.offset + 1) from error


def _no_json(data: bytes, name: str) -> RefusedError | None:
    """What is wrong with a document in JSON-LD that is not even JSON: its parser tells that less plainly."""
    if name != "JSON_LD":
        return None
    try:
        json.loads(data)
    except json.JSONDecodeError as error:
        return broken(error)
    except (ValueError, RecursionError):
        pass
    return None


def _unreadable(error: Exception, read: int) -> RefusedError:
    """What is wrong with the document, in one sentence."""
    text = str(error)
    if "LoadDocumentCallback" in text or "remote context" in text.lower():
        return RefusedError(
            "the document asks for a context elsewhere, and nothing is fetched; write the context into it"
        )
    if "No scheme found" in text:
        text = "an address without a beginning such as https://; write the whole address"
    line = getattr(error, "lineno", None)
    if "Unexpected end" in text:
        return RefusedError(CUT_SHORT, line or read or None, getattr(error, "offset", None))
    plain = re.sub(r"^Parser error (at|between) .*?: | \(line \d+\)$", "", text)
    return RefusedError(f"{plain}; correct it", line or read or None, getattr(error, "offset", None))


def _line(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _with_names(triples: list[tuple[int, ox.Triple]]) -> list[tuple[int, ox.Triple]]:
    """*triples* with names for what has none, by RDFC-1.0: the same graph gets the same names.

    The canonical form does not say which triple was which: where the other parts of one leave a choice, its
    line is unknown.
    """
    if not any(
        isinstance(node, ox.BlankNode)
        for _line, triple in triples
        for node in (triple.subject, triple.object)
    ):
        return triples
    lines: dict[tuple[str, str, str], set[int]] = {}
    for line, triple in triples:
        lines.setdefault(_signature(triple), set()).add(line)
    dataset = ox.Dataset(ox.Quad(*triple) for _line, triple in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    canonical = sorted(dataset, key=str)
    digest = hashlib.sha256("\n".join(map(str, canonical)).encode()).hexdigest()[:16]
    named = []
    for quad in canonical:
        found = lines[_signature(quad.triple)]
        subject, object_ = (_named(term, digest) for term in (quad.subject, quad.object))
        assert isinstance(subject, ox.NamedNode)
        named.append(
            (found.copy().pop() if len(found) == 1 else 0, ox.Triple(subject, quad.predicate, object_))
        )
    return named


def _signature(triple: ox.Triple) -> tuple[str, str, str]:
    subject, object_ = (
        "[]" if isinstance(term, ox.BlankNode) else str(term) for term in (triple.subject, triple.object)
    )
    return subject, triple.predicate.value, object_


def _named(
    term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, digest: str
) -> ox.NamedNode | ox.Literal:
    if isinstance(term, ox.BlankNode):
        return ox.NamedNode(f"{_NAMELESS}{digest}-{term.value}")
    assert not isinstance(term, ox.Triple)
    return term


if __name__ == "__main__":
    main()
