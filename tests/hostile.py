"""Files that somebody might send by mistake or by malice, each made when it is needed."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

STORY = Path(__file__).parent / "data" / "birth-of-a-child"
PSC, CODE = "https://w3id.org/pscvc/ns#", "https://w3id.org/pscvc/code/"
PREFIXES = """@prefix cpsv: <http://purl.org/vocab/cpsv#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix psc: <https://w3id.org/pscvc/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <http://data.example/> .
"""
SERVICE = 'ex:s a cpsv:PublicService ; dct:identifier "1" .\n'
NT = (
    "<http://data.example/s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
    "<http://purl.org/vocab/cpsv#PublicService> .\n"
)
VERDICT = "a verdict"
"""The file is taken and judged: status 0 or 1."""


@dataclass(frozen=True)
class Hostile:
    """A file: its name, what makes its bytes, and a piece of the sentence that refuses it, else VERDICT."""

    name: str
    make: Callable[[], bytes]
    said: str = VERDICT

    @property
    def file(self) -> str:
        """The name of the file: the case's number of words and its ending."""
        stem, _, ending = self.name.rpartition(".")
        return f"{stem.replace(' ', '-')}.{ending}"


def rows() -> list[list[str]]:
    with (STORY / "services-2023-2024.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def table(change: Callable[[list[list[str]]], object] | None = None, encoding: str = "utf-8") -> bytes:
    """The shipped inventory, changed."""
    lines = rows()[:6]
    if change:
        change(lines)
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode(encoding)


def cell(header: str, value: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    """The inventory with *value* in the first record's cell under *header*."""

    def change(lines: list[list[str]]) -> None:
        lines[1][lines[0].index(header)] = value

    return lambda: table(change, encoding)


def measured(value: str) -> Callable[[], bytes]:
    """An observation of *value* in Turtle, which rules about numbers look at."""
    return ttl(
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        f"ex:o a psc:Observation ; psc:ofIndicator ex:i ; psc:value {value} .\n"
    )


def repeated(count: int) -> Callable[[], bytes]:
    def make() -> bytes:
        head, record = table().split(b"\r\n")[:2]
        return head + b"\r\n" + (record + b"\r\n") * count

    return make


def one_identifier(count: int, each: int = 1) -> Callable[[], bytes]:
    """So many records under one identifier, each with a name of its own, *each* of one organization."""

    def change(lines: list[list[str]]) -> None:
        head, record = lines[:2]
        said = [dict(zip(head, record, strict=True)) for _ in range(count)]
        for number, row in enumerate(said):
            row |= {
                "service_id": "TBD",
                "service_name_en": f"Name {number}",
                "owner_org": f"org{number // each}",
            }
        lines[1:] = [list(row.values()) for row in said]

    return lambda: table(change)


def each(count: int, text: str) -> Callable[[], bytes]:
    """Turtle that says *text* so many times; # in it is the number."""
    return ttl("".join(text.replace("#", str(number)) for number in range(count)))


def web(stages: int, links: int) -> Callable[[], bytes]:
    """A chain with hand-overs from any stage to any."""
    chance = random.Random(1)
    ends = [(chance.randrange(stages), chance.randrange(stages)) for _ in range(links)]
    said = [f"ex:s{n} a psc:ChainStage ; psc:isStageOf ex:web .\n" for n in range(stages)]
    said += [
        f"ex:l{n} a psc:ChainLink ; psc:linksFrom ex:s{one} ; psc:linksTo ex:s{two} .\n"
        for n, (one, two) in enumerate(ends)
    ]
    return ttl("".join(said))


def ttl(text: str) -> Callable[[], bytes]:
    return lambda: (PREFIXES + SERVICE + text).encode()


def said(text: str) -> Callable[[], bytes]:
    return lambda: text.encode()


def xml(head: str, body: str = "") -> Callable[[], bytes]:
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dct="http://purl.org/dc/terms/">'
        f'<rdf:Description rdf:about="http://data.example/s"><dct:identifier>1</dct:identifier>{body}'
        "</rdf:Description></rdf:RDF>"
    )
    return lambda: f'<?xml version="1.0"?>\n{head}\n{rdf}'.encode()


def book(change: Callable[[dict[str, bytes]], object] | None = None, lines: int = 3) -> bytes:
    """A workbook of the inventory, its parts changed before they are packed."""
    from openpyxl import Workbook

    made = Workbook()
    for row in rows()[:lines]:
        made.active.append(row)
    plain = io.BytesIO()
    made.save(plain)
    with zipfile.ZipFile(plain) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    if change:
        change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def in_sheet(old: bytes, new: bytes) -> Callable[[], bytes]:
    """A workbook in whose sheet the first *old* is *new*."""

    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[SHEET]
        parts[SHEET] = parts[SHEET].replace(old, new, 1)

    return lambda: book(change)


def bomb() -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        filler = b"<row r='9'><c r='A9' t='inlineStr'><is><t>" + b"a" * 300_000_000 + b"</t></is></c></row>"
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", filler + b"</sheetData>")

    return book(change)


def many_sheets() -> bytes:
    from openpyxl import Workbook

    made = Workbook()
    for number in range(400):
        made.create_sheet(f"s{number}").append(["a", "b"])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def laughs(name: str = "lol") -> str:
    levels = "".join(
        f'<!ENTITY {name}{n} "{f"&{name}{n - 1};" * 10}">' if n else f'<!ENTITY {name}0 "lol">'
        for n in range(10)
    )
    return f"<!DOCTYPE rdf [{levels}]>"


def nested_json(depth: int) -> Callable[[], bytes]:
    return lambda: b'{"urn:p":' * depth + b"1" + b"}" * depth


def poison() -> bytes:
    """A graph of nameless nodes that all look alike: naming them in one way only takes exponential time."""
    nodes = range(14)
    return "".join(f"_:a{i} <urn:p> _:a{j} .\n" for i in nodes for j in nodes if i != j).encode()


NUMBER = "num_applications_online"
CASES = [
    # Text that is no table
    Hostile("nothing.csv", lambda: b"", "is empty"),
    Hostile("white space.csv", lambda: b" \n\t\n", "white-space.csv"),
    Hostile("byte order mark.csv", lambda: b"\xef\xbb\xbf", "byte-order-mark.csv"),
    Hostile("nul.csv", lambda: table().replace(b"1107", b"11\x0007"), "nul.csv"),
    Hostile("noise.csv", lambda: random.Random(1).randbytes(1_000_000), "noise.csv"),
    Hostile("picture.csv", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "picture"),
    Hostile("document.csv", lambda: b"%PDF-1.7\n" + b"x" * 100, "PDF"),
    Hostile("packed.csv", lambda: b"\x1f\x8b\x08" + b"\0" * 100, "compressed"),
    Hostile("old office.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
    Hostile("page.csv", lambda: b"<!DOCTYPE html><html><body>x</body></html>", "page.csv"),
    Hostile("headers only.csv", lambda: table().split(b"\r\n")[0] + b"\r\n", "no rows"),
    Hostile("unknown.csv", lambda: b"a,b,c\n1,2,3\n", "none of its headers"),
    Hostile("ragged.csv", lambda: table() + b"1,2,3\r\n", "ragged.csv"),
    Hostile("open quote.csv", lambda: table() + b'"never closed, ', "open-quote.csv"),
    Hostile(
        "a million columns.csv", lambda: b"," * 1_000_000 + b"\n" + b"," * 1_000_000 + b"\n", "columns.csv"
    ),
    Hostile("long cell.csv", cell("service_name_en", "x" * 20_000_000), "long-cell.csv"),
    Hostile("quotes.csv", lambda: table() + b'"' + b'""' * 500_000 + b'"\r\n', "quotes.csv"),
    # Encodings
    Hostile("utf 16.csv", lambda: table(encoding="utf-16")),
    Hostile("utf 16 without mark.csv", lambda: table(encoding="utf-16-le"), "without-mark.csv"),
    Hostile("utf 32.csv", lambda: table(encoding="utf-32"), "utf-32.csv"),
    Hostile("windows.csv", cell("service_name_fr", "Été", "cp1252")),
    Hostile("half of a letter.csv", lambda: table().replace("é".encode(), b"\xc3", 1), "damaged"),
    Hostile("old mac.csv", lambda: table().replace(b"\r\n", b"\r")),
    # What a cell may hold
    Hostile("repeated header.csv", lambda: table(lambda lines: lines[0].__setitem__(1, "fiscal_yr"))),
    Hostile("formula.csv", cell("service_name_en", '=HYPERLINK("http://evil.example","x")')),
    Hostile("command.csv", cell("service_name_en", "@SUM(1+1)*cmd|' /C calc'!A0")),
    Hostile("script.csv", cell("service_name_en", "<script>alert(1)</script><img src=x onerror=alert(1)>")),
    Hostile("query.csv", cell("service_id", '1" } UNION { ?s ?p ?o } #')),
    Hostile("address.csv", cell("service_id", "1> <http://www.w3.org/2002/07/owl#sameAs> <urn:x")),
    Hostile("triple.csv", cell("service_name_en", '" . <urn:a> <urn:b> "c')),
    Hostile("climbing.csv", cell("service_id", "../../../../etc/passwd")),
    Hostile("line ends.csv", cell("service_id", "1\n2\r\n3")),
    Hostile("backwards.csv", cell("service_name_fr", "\u202egnp.exe\u202c\u200b\u0301")),
    Hostile("emoji.csv", cell("service_name_fr", "👩‍👩‍👧‍👦" * 100)),
    Hostile("surrogate.csv", lambda: table().replace(b"1107", b"11\xed\xa0\x8007"), "damaged"),
    Hostile("code of ours.csv", cell("service_type", "../chain-element/people")),
    Hostile("huge number.csv", cell(NUMBER, "1e999999")),
    Hostile("no number.csv", cell(NUMBER, "NaN")),
    Hostile("endless number.csv", cell(NUMBER, "Infinity")),
    Hostile("many digits.csv", cell(NUMBER, "9" * 20_000)),
    Hostile("wide digits.csv", cell(NUMBER, "１２３")),
    Hostile("hexadecimal.csv", cell(NUMBER, "0x10")),
    Hostile("far year.csv", cell("fiscal_yr", "99999-100000")),
    Hostile("many values.csv", cell("program_id", ",".join(f"P{n}" for n in range(20_000)))),
    Hostile("many codes.csv", cell("service_type", "," * 100_000)),
    Hostile("one key.csv", repeated(3_000), "3,000 records"),
    # One thing said so often that holding each against each would not end
    Hostile("to be decided.csv", one_identifier(78)),
    Hostile("one identifier.csv", one_identifier(3_000)),
    Hostile("one identifier of many.csv", one_identifier(78 * 22, 22)),
    Hostile(
        "many periods.ttl",
        each(
            4_000,
            "ex:r# a psc:ServiceReport ; psc:isReportOn ex:s ; psc:isReportedBy ex:o .\n"
            "ex:r# psc:coversPeriod ex:p# .\n",
        ),
    ),
    Hostile("many names.ttl", each(4_000, 'ex:s dct:title "Name #"@en .\n')),
    Hostile(
        "many citations.ttl",
        each(
            2_000,
            'ex:s dct:title "Name #"@en ; psc:hasServiceStandard ex:t# .\n'
            'ex:r# a psc:StandardReport ; psc:isReportOn ex:t# ; psc:citedTitle "Other #"@en .\n',
        ),
        "2,000 names",
    ),
    Hostile("unlinked stages.ttl", each(5_000, "ex:s# a psc:ChainStage ; psc:isStageOf ex:c .\n")),
    Hostile("web.ttl", web(400, 4_000)),
    Hostile("large web.ttl", web(800, 8_000), "web, the largest chain"),
    # Workbooks
    Hostile("cut short.xlsx", lambda: book()[:-500], "cut-short.xlsx"),
    Hostile("no workbook.xlsx", lambda: b"PK\x03\x04" + b"\0" * 200, "no-workbook.xlsx"),
    Hostile("bomb.xlsx", bomb, "bomb.xlsx"),
    Hostile(
        "far cell.xlsx",
        in_sheet(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
        "far-cell.xlsx",
    ),
    Hostile("many sheets.xlsx", many_sheets, "many-sheets.xlsx"),
    Hostile(
        "entities.xlsx",
        in_sheet(b"<worksheet", laughs().replace("rdf", "worksheet").encode() + b"<worksheet"),
        "entities.xlsx",
    ),
    Hostile("climbing.xlsx", lambda: book(lambda parts: parts.__setitem__("../../evil.txt", b"x"))),
    Hostile(
        "formula.xlsx",
        in_sheet(b"</row></sheetData>", b'<c r="AZ3"><f>1+1</f></c></row></sheetData>'),
        "formula",
    ),
    Hostile(
        "error value.xlsx",
        in_sheet(b"</row></sheetData>", b'<c r="AZ3" t="e"><v>#REF!</v></c></row></sheetData>'),
        "error-value.xlsx",
    ),
    # RDF: what cannot be read
    Hostile("empty.ttl", lambda: b"", "is empty"),
    Hostile("says nothing.ttl", said(PREFIXES), "says nothing"),
    Hostile("broken.ttl", ttl("ex:a ex:b .\n"), "line 11"),
    Hostile("relative.ttl", ttl("<a> <b> <c> .\n"), "whole address"),
    Hostile("latin.ttl", lambda: ttl('ex:a ex:b "é" .\n')().replace("é".encode(), b"\xe9"), "UTF-8"),
    Hostile("nul.ttl", ttl('ex:a ex:b "\0" .\n'), "NUL"),
    Hostile("surrogate.ttl", ttl('ex:a ex:b "\\uD800" .\n'), "line 11"),
    Hostile("bad address.nt", said(NT + "<http://a b> <urn:p> <urn:o> .\n"), "line 2"),
    Hostile("cut short.nt", said(NT + '<urn:a> <urn:b> "x'), "line 2"),
    Hostile("named graph.trig", said("<urn:g> { <urn:a> <urn:b> <urn:c> }"), "named graph"),
    Hostile("about a statement.ttl", ttl("ex:a ex:b <<( ex:c ex:d ex:e )>> .\n"), "statement"),
    Hostile("no graph.json", said("[1, 2"), "no-graph.json"),
    Hostile("plain.json", said('{"a": 1}'), "says nothing"),
    Hostile("open.rdf", said('<?xml version="1.0"?><rdf:RDF'), "open.rdf"),
    Hostile(
        "nested.ttl",
        lambda: ("<urn:a> <urn:p> " + "[ <urn:p> " * 20_000 + "1" + " ]" * 20_000 + " .").encode(),
        "nests too deep",
    ),
    Hostile("nested.jsonld", nested_json(5_000), "levels deep"),
    Hostile("deeply nested.jsonld", nested_json(100_000), "levels deep"),
    Hostile("nested.rdf", xml("", "<dct:a>" * 50_000 + "</dct:a>" * 50_000), "nested.rdf"),
    Hostile("poison.nt", poison, "poison.nt"),
    Hostile(
        "long text.nt", lambda: NT.encode() + b'<urn:a> <urn:b> "' + b"x" * 20_000_000 + b'" .\n', "line 2"
    ),
    Hostile(
        "endless integer.ttl",
        ttl(f'ex:o a psc:Observation ; psc:value "-9e{"9" * 14}"^^xsd:integer .\n'),
    ),
    Hostile(
        "huge number.ttl",
        ttl('ex:o a psc:Observation ; psc:value "-9e99999999", "-9e400000000"^^xsd:decimal .\n'),
    ),
    Hostile("triple term.nt", said(NT + "<urn:a> <urn:b> <<( <urn:c> <urn:d> <urn:e> )>> .\n"), "statement"),
    # RDF: what would be fetched
    Hostile("document type.rdf", xml('<!DOCTYPE rdf SYSTEM "http://127.0.0.1:9/x.dtd">'), "DOCTYPE"),
    Hostile(
        "own file.rdf", xml('<!DOCTYPE rdf [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"), "DOCTYPE"
    ),
    Hostile("laughs.rdf", xml(laughs(), "&lol9;"), "DOCTYPE"),
    Hostile("laughs in utf 16.rdf", lambda: xml(laughs(), "&lol9;")().decode().encode("utf-16"), "UTF-8"),
    Hostile(
        "context.jsonld",
        said('{"@context": "http://127.0.0.1:9/c", "@id": "urn:a", "a": 1}'),
        "nothing is fetched",
    ),
    Hostile(
        "own context.jsonld", said('{"@context": "file:///etc/passwd", "@id": "urn:a"}'), "nothing is fetched"
    ),
    Hostile(
        "imported context.jsonld",
        said(json.dumps({"@context": {"@version": 1.1, "@import": "http://127.0.0.1:9/c"}, "@id": "urn:a"})),
        "imported-context.jsonld",
    ),
    Hostile(
        "imports.ttl", ttl("<http://127.0.0.1:9/o> owl:imports <http://127.0.0.1:9/x> .\n"), "owl:imports"
    ),
    Hostile("loopback.ttl", ttl("ex:s dct:source <http://127.0.0.1:9/x> .\n")),
    Hostile("script address.ttl", ttl("ex:s dct:source <javascript:alert(1)> .\n")),
    Hostile("long text.ttl", ttl(f'ex:s dct:description "{1_000_000 * "a"}"@en .\n')),
    Hostile("long line.nt", said(NT + "# " + 10_000 * "a" + "\n")),
    # RDF: numbers and days that are none
    Hostile("huge integer.ttl", measured('"-9e99999999999999"^^xsd:integer')),
    Hostile("large integer.ttl", measured('"-9e99999999"^^xsd:integer')),
    Hostile("huge decimal.ttl", measured('"1e999999999"^^xsd:decimal')),
    Hostile("tiny decimal.ttl", measured('"-1e-999999999"^^xsd:decimal')),
    Hostile("huge double.ttl", measured('"1e999999999"^^xsd:double')),
    Hostile("long integer.ttl", measured(f'"{10_000 * "9"}"^^xsd:integer')),
    Hostile("no day.ttl", measured('"2025-13-41"^^xsd:date')),
    # RDF: a verdict that somebody tries to forge
    Hostile("same as.ttl", ttl("ex:s owl:sameAs ex:t .\n"), "line 11"),
    Hostile("subclass.ttl", ttl("ex:T rdfs:subClassOf cpsv:PublicService .\n"), "rdfs:subClassOf"),
    Hostile("subproperty.ttl", ttl("ex:title rdfs:subPropertyOf dct:title .\n"), "rdfs:subPropertyOf"),
    Hostile("domain.ttl", ttl("dct:title rdfs:domain ex:T .\n"), "rdfs:domain"),
    Hostile("equivalent.ttl", ttl("ex:T owl:equivalentClass cpsv:PublicService .\n"), "owl:equivalentClass"),
    Hostile("class.ttl", ttl("ex:T a owl:Class .\n"), "owl:Class"),
    Hostile("own rules.ttl", ttl("ex:shape a sh:NodeShape ; sh:targetNode ex:s .\n"), "rules of its own"),
    Hostile(
        "switched off.ttl",
        ttl("<https://w3id.org/pscvc/shapes#Service-title> sh:deactivated true .\n"),
        "line 11",
    ),
    Hostile(
        "own code.ttl",
        ttl(f"<{CODE}channel/XX> a skos:Concept ; skos:inScheme <{CODE}channel> .\n"),
        "belongs to",
    ),
    Hostile(
        "own threshold.ttl",
        ttl("<https://w3id.org/pscvc/shapes#Observation-ratio> psc:threshold 9 .\n"),
        "belongs to",
    ),
    Hostile("own term.ttl", ttl("psc:Report dct:title 'x' .\n"), "belongs to"),
    Hostile("own day.ttl", ttl("psc:thisRun psc:asOf '1999-01-01' .\n"), "belongs to"),
    Hostile(
        "escaped.nt", said(NT + "<urn:a> <http://www.w3.org/2002/07/owl#s\\u0061meAs> <urn:b> .\n"), "line 2"
    ),
    Hostile(
        "escaped beginning.nt",
        said(NT + "<urn:a> <\\u0068ttp://www.w3.org/2002/07/owl#sameAs> <urn:b> .\n"),
        "line 2",
    ),
    Hostile("indented.nt", said(NT + f" \t<{PSC}thisRun> <{PSC}asOf> <urn:b> .\n"), "line 2"),
    Hostile("old line ends.nt", said(NT.strip() + f"\r<{PSC}thisRun> <{PSC}asOf> <urn:b> .\n"), "belongs to"),
    Hostile("only quoted.nt", said(NT + '<urn:a> <urn:b> "<http://www.w3.org/2002/07/owl#sameAs>" .\n')),
    Hostile("nameless.nt", said(NT + "_:a <http://purl.org/dc/terms/title> _:b .\n")),
]
