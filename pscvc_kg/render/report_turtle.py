"""A report as linked data: W3C's SHACL report, where each result is, how good the data are, what was run.

A result is a ``sh:ValidationResult`` (SHACL, section 3.6). Its place is a ``prov:Location``, which may be "a
directory, row, or column" (PROV-O), and a resource of Web Annotation whose selectors are fragments of tables
(RFC 7111, rows counted from the header) and of lines of text (RFC 5147). Rules that were not applied are
assertions of EARL 1.0; measures are those of DQV, in the Linked Data Quality Dimensions; digests are SPDX's.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from functools import cached_property

import pyoxigraph as ox

from pscvc_kg.namespaces import BASE, DCT, METRIC, PROV, PSC, RDF_TYPE, SH, SHAPE, XSD, key_segment
from pscvc_kg.quality import METRICS, measures
from pscvc_kg.render.page import Page
from pscvc_kg.render.places import place_text
from pscvc_kg.render.words import LANGUAGES, word
from pscvc_kg.report import Finding, Input, Location, Report, Rule, Supplied, Text

PREFIXES = {
    "csvw": "http://www.w3.org/ns/csvw#",
    "dct": DCT,
    "dqv": "http://www.w3.org/ns/dqv#",
    "earl": "http://www.w3.org/ns/earl#",
    "ldqd": "http://www.w3.org/2016/05/ldqd#",
    "metric": METRIC,
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": PROV,
    "psc": PSC,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": SH,
    "shape": SHAPE,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": XSD,
}
_TABLE_FRAGMENT = "http://tools.ietf.org/rfc/rfc7111"
_LINE_FRAGMENT = "http://tools.ietf.org/rfc/rfc5147"
_TYPE = ox.NamedNode(RDF_TYPE)

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Column = tuple[str, str | None, str | None, str | None]
Quoted = tuple[Location, str | None]


def report_turtle(report: Report, lang: str, page: Page | None = None) -> bytes:
    """The report in Turtle, texts in every language. The same report gives the same bytes and addresses."""
    graph = _Graph(report)
    prefixes = PREFIXES | {"report": graph.base}
    return ox.serialize(graph.triples(), format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b""


class _Graph:
    """The triples of one report, under an address that follows from what it says."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._findings = report.every_finding
        self.base = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, _digest(report))}#"
        read: tuple[Input | Supplied, ...] = (*report.inputs, *report.supplied)
        self._digests = {one.file: one.sha256 for one in read}
        self._file_numbers = {
            name: number for number, name in enumerate(dict.fromkeys(one.file for one in read), 1)
        }
        self._tables = {(one.file, one.sheet): number for number, one in enumerate(report.inputs, 1)}

    def triples(self) -> Iterator[ox.Triple]:
        yield from self._run()
        yield from self._inputs()
        yield from self._rules()
        for number, finding in enumerate(self._findings, 1):
            yield from self._result(number, finding)
        yield from self._columns()
        for (place, quote), number in self._places.items():
            yield from self._place(number, place, quote)
        yield from self._waivers()
        yield from self._unapplied()
        yield from self._quality()

    def _own(self, name: str) -> ox.NamedNode:
        return ox.NamedNode(self.base + name)

    @cached_property
    def _places(self) -> dict[Quoted, int]:
        """Every place that a finding names, numbered: a cell, or what is quoted of it."""
        named = (
            place
            for one in self._findings
            for place in ((one.location, one.cell or None), *((other, None) for other in one.related))
        )
        return {place: number for number, place in enumerate(dict.fromkeys(named), 1)}

    @cached_property
    def _columns_of_places(self) -> dict[Column, int]:
        columns = (_column(place) for place, _ in self._places)
        return {column: number for number, column in enumerate(dict.fromkeys(filter(None, columns)), 1)}

    def _run(self) -> Iterator[ox.Triple]:
        """The report, what it was made by, from what, and under which rules."""
        report, run, rules, program = map(self._own, ("report", "run", "rules", "program"))
        yield from _say(report, ("rdf:type", _name("sh:ValidationReport"), _name("prov:Entity")))
        yield from _say(report, ("sh:conforms", ox.Literal(self._report.conforms)))
        yield from _say(report, ("prov:wasGeneratedBy", run))
        results = (self._own(f"finding-{number}") for number, _ in enumerate(self._findings, 1))
        yield from _say(report, ("sh:result", *results))
        files = (self._own(f"file-{number}") for number in self._file_numbers.values())
        yield from _say(run, ("rdf:type", _name("prov:Activity")), ("prov:used", *files, rules))
        yield from _say(run, ("psc:asOf", ox.Literal(self._report.as_of, datatype=_name("xsd:date"))))
        yield from _say(run, ("prov:wasAssociatedWith", program))
        association = self._own("association")
        yield from _say(run, ("prov:qualifiedAssociation", association))
        yield from _say(association, ("rdf:type", _name("prov:Association")), ("prov:agent", program))
        yield from _say(association, ("prov:hadPlan", rules))
        yield from _say(program, ("rdf:type", _name("prov:SoftwareAgent")), ("rdfs:label", _text("pscvc_kg")))
        yield from _say(program, ("owl:versionInfo", _text(self._report.package)))
        yield from _say(rules, ("rdf:type", _name("prov:Plan"), _name("prov:Entity")))
        yield from _say(rules, ("dct:isVersionOf", ox.NamedNode(BASE + "shapes")))
        yield from _say(rules, ("owl:versionInfo", _text(self._report.rules)))
        profile = ox.NamedNode(f"{BASE}profile/{self._report.profile}")
        yield from _say(rules, ("dct:references", profile))
        yield from _say(profile, ("dct:identifier", _text(self._report.profile)))

    def _inputs(self) -> Iterator[ox.Triple]:
        """The files with their digests, and the tables in them."""
        for name, number in self._file_numbers.items():
            file, digest = self._own(f"file-{number}"), self._own(f"file-{number}-sha256")
            yield from _say(file, ("rdf:type", _name("prov:Entity")), ("dct:title", _text(name)))
            yield from _say(file, ("spdx:checksum", digest))
            yield from _say(digest, ("rdf:type", _name("spdx:Checksum")))
            yield from _say(digest, ("spdx:algorithm", _name("spdx:checksumAlgorithm_sha256")))
            value = ox.Literal(self._digests[name], datatype=_name("xsd:hexBinary"))
            yield from _say(digest, ("spdx:checksumValue", value))
        for one in self._report.inputs:
            table, layout = (
                self._own(f"table-{self._tables[one.file, one.sheet]}"),
                self._layout(one.layout),
            )
            kinds = ["csvw:Table", "prov:Entity"] if one.is_table else ["prov:Entity"]
            yield from _say(table, ("rdf:type", *map(_name, kinds)))
            yield from _say(table, ("dct:isPartOf", self._own(f"file-{self._file_numbers[one.file]}")))
            if one.sheet is not None:
                yield from _say(table, ("dct:title", _text(one.sheet)))
            yield from _say(table, ("dct:conformsTo", layout))
        for name in sorted({one.layout for one in self._report.inputs}):
            yield from _say(self._layout(name), ("rdf:type", _name("dct:Standard")))
            yield from _say(self._layout(name), ("dct:identifier", _text(name)))

    def _layout(self, name: str) -> ox.NamedNode:
        return self._own(f"layout-{key_segment(name)}")

    def _rules(self) -> Iterator[ox.Triple]:
        """The names and remedies of the rules that the report speaks of."""
        rules: dict[str, Rule] = {one.rule.iri: one.rule for one in self._findings}
        rules |= {one.rule.iri: one.rule for one in (*self._report.not_checked, *self._report.limited)}
        for _, rule in sorted(rules.items()):
            shape = _node(rule.source_shape)
            yield from _say(shape, ("dct:identifier", _text(rule.code)))
            yield from _say(shape, ("sh:name", *_texts(rule.title)), ("psc:fix", *_texts(rule.fix)))

    def _result(self, number: int, finding: Finding) -> Iterator[ox.Triple]:
        result = self._own(f"finding-{number}")
        yield from _say(result, ("rdf:type", _name("sh:ValidationResult")))
        yield from _say(result, ("sh:focusNode", _node(finding.focus)))
        if finding.path is not None:
            yield from _say(result, ("sh:resultPath", _node(finding.path)))
        value = _value(finding)
        if value is not None:
            yield from _say(result, ("sh:value", value))
        yield from _say(result, ("sh:sourceShape", _node(finding.rule.source_shape)))
        component = finding.component or SH + "SPARQLConstraintComponent"
        yield from _say(result, ("sh:sourceConstraintComponent", _node(component)))
        yield from _say(result, ("sh:resultSeverity", _name(f"sh:{finding.rule.severity.capitalize()}")))
        yield from _say(result, ("sh:resultMessage", *_texts(finding.message)))
        yield from _say(result, ("dct:identifier", _text(finding.fingerprint)))
        yield from _say(result, ("prov:atLocation", self._place_node(finding.location, finding.cell)))
        yield from _say(result, ("dct:relation", *map(self._place_node, finding.related)))

    def _place_node(self, place: Location, quote: str | None = None) -> ox.NamedNode:
        return self._own(f"place-{self._places[place, quote or None]}")

    def _columns(self) -> Iterator[ox.Triple]:
        for (file, sheet, _letter, header), number in self._columns_of_places.items():
            column = self._own(f"column-{number}")
            yield from _say(column, ("rdf:type", _name("csvw:Column")))
            if header is not None:
                yield from _say(column, ("csvw:title", _text(header)))
            yield from _say(column, ("dct:isPartOf", *self._source(file, sheet)))

    def _place(self, number: int, place: Location, quote: str | None) -> Iterator[ox.Triple]:
        own = self._own(f"place-{number}")
        yield from _say(own, ("rdf:type", _name("prov:Location"), _name("oa:SpecificResource")))
        yield from _say(own, ("rdfs:label", *_texts({lang: place_text(place, lang) for lang in LANGUAGES})))
        yield from _say(own, ("oa:hasSource", *self._source(place.file, place.sheet)))
        column = _column(place)
        if column is not None:
            yield from _say(own, ("dct:isPartOf", self._own(f"column-{self._columns_of_places[column]}")))
        fragments = list(_fragments(place))
        selectors = [self._own(f"place-{number}-{name}") for name, _, _ in fragments]
        quotes = [self._own(f"place-{number}-text")] if quote else []
        yield from _say(own, ("oa:hasSelector", *selectors, *quotes))
        for selector, (_, standard, fragment) in zip(selectors, fragments, strict=True):
            yield from _say(selector, ("rdf:type", _name("oa:FragmentSelector")))
            yield from _say(selector, ("dct:conformsTo", ox.NamedNode(standard)))
            yield from _say(selector, ("rdf:value", _text(fragment)))
        for selector in quotes:
            yield from _say(selector, ("rdf:type", _name("oa:TextQuoteSelector")))
            yield from _say(selector, ("oa:exact", _text(quote or "")))

    def _source(self, file: str, sheet: str | None) -> list[ox.NamedNode]:
        """The table, else the file, in which a place is; none where the place is not in what was checked."""
        if (file, sheet) in self._tables:
            return [self._own(f"table-{self._tables[file, sheet]}")]
        return [self._own(f"file-{self._file_numbers[file]}")] if file in self._file_numbers else []

    def _waivers(self) -> Iterator[ox.Triple]:
        """Who answers for which results, why, and until when: notes on them, as Web Annotation has it."""
        first = len(self._report.findings) + 1
        for number, one in enumerate(self._report.waived, first):
            note = self._own(f"waiver-{number}")
            yield from _say(
                note, ("rdf:type", _name("oa:Annotation")), ("oa:motivatedBy", _name("oa:assessing"))
            )
            yield from _say(note, ("oa:hasTarget", self._own(f"finding-{number}")))
            yield from _say(note, ("oa:bodyValue", _text(one.waiver.reason)))
            yield from _say(note, ("dct:creator", _text(one.waiver.owner)))
            last = ox.Literal(one.waiver.expires, datatype=_name("xsd:date"))
            yield from _say(note, ("dct:valid", last))

    def _unapplied(self) -> Iterator[ox.Triple]:
        """The rules that were not checked, those checked in part, and those that had nothing to look at."""
        idle = {lang: word("nothing_applied_why", lang) for lang in LANGUAGES}
        outcomes: list[tuple[str, str, Text]] = [
            *(("untested", one.rule.iri, one.why) for one in self._report.not_checked),
            *(("cantTell", one.rule.iri, one.why) for one in self._report.limited),
            *(("inapplicable", one.shape, idle) for one in self._report.checked if not one.focus_nodes),
        ]
        for number, (outcome, rule, why) in enumerate(outcomes, 1):
            assertion, result = self._own(f"assertion-{number}"), self._own(f"outcome-{number}")
            yield from _say(assertion, ("rdf:type", _name("earl:Assertion")))
            yield from _say(assertion, ("earl:assertedBy", self._own("program")), ("earl:test", _node(rule)))
            files = (self._own(f"file-{one}") for one in self._file_numbers.values())
            yield from _say(assertion, ("earl:subject", *files), ("earl:result", result))
            yield from _say(assertion, ("prov:wasGeneratedBy", self._own("run")))
            yield from _say(result, ("rdf:type", _name("earl:TestResult")))
            yield from _say(result, ("earl:outcome", _name(f"earl:{outcome}")))
            yield from _say(result, ("dct:description", *_texts(why)))

    def _quality(self) -> Iterator[ox.Triple]:
        for metric in METRICS.values():
            own = _name(f"metric:{metric.name}")
            yield from _say(own, ("rdf:type", _name("dqv:Metric")), ("skos:prefLabel", *_texts(metric.label)))
            yield from _say(own, ("skos:definition", *_texts(metric.definition)))
            kind = _name("xsd:decimal" if metric.share else "xsd:integer")
            yield from _say(own, ("dqv:expectedDataType", kind))
            if metric.dimension:
                yield from _say(own, ("dqv:inDimension", _name(f"ldqd:{metric.dimension}")))
        for number, measure in enumerate(measures(self._report), 1):
            own = self._own(f"measure-{number}")
            table = self._own(f"table-{self._tables[measure.of.file, measure.of.sheet]}")
            yield from _say(own, ("rdf:type", _name("dqv:QualityMeasurement")))
            yield from _say(own, ("dqv:isMeasurementOf", _name(f"metric:{measure.metric.name}")))
            yield from _say(own, ("dqv:computedOn", table))
            kind = _name("xsd:decimal" if measure.metric.share else "xsd:integer")
            yield from _say(own, ("dqv:value", ox.Literal(str(measure.value), datatype=kind)))
            yield from _say(own, ("prov:wasGeneratedBy", self._own("run")))


def _digest(report: Report) -> str:
    """The same for two reports that say the same."""
    head = (report.version, report.profile, report.rules, report.ontology, report.package, report.as_of)
    parts = [*head, *map(repr, (*report.inputs, *report.supplied))]
    parts += [f"{one.fingerprint} {one.location} {one.message['en']}" for one in report.every_finding]
    parts += [repr(one.waiver) for one in report.waived]
    parts += [f"{one.rule.iri} {one.why['en']}" for one in (*report.not_checked, *report.limited)]
    parts += [f"{one.shape} {one.focus_nodes}" for one in report.checked]
    return hashlib.sha256("\x1f".join(parts).encode(errors="replace")).hexdigest()


def _column(place: Location) -> Column | None:
    """The column of a place, by file, sheet, letter and header."""
    if place.column is None and place.header is None:
        return None
    return (place.file, place.sheet, place.column, place.header)


def _fragments(place: Location) -> Iterator[tuple[str, str, str]]:
    """How the place is found in its table and in its text: a name, the standard, the fragment."""
    column = _number(place.column) if place.column else None
    if place.row is not None and column is not None:
        yield "cell", _TABLE_FRAGMENT, f"cell={place.row},{column}"
    elif place.row is not None:
        yield "row", _TABLE_FRAGMENT, f"row={place.row}"
    elif column is not None:
        yield "column", _TABLE_FRAGMENT, f"col={column}"
    if place.line is not None:
        # RFC 5147 counts the gaps between lines, from 0 before the first.
        yield "line", _LINE_FRAGMENT, f"line={place.line - 1},{place.line}"


def _number(letters: str) -> int:
    """The number of a spreadsheet's column: A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _name(short: str) -> ox.NamedNode:
    prefix, _, local = short.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def _say(subject: Node, *said: tuple[str | Term, ...]) -> Iterator[ox.Triple]:
    """The triples about *subject*: each predicate, in short, with its objects."""
    for predicate, *objects in said:
        assert isinstance(predicate, str)
        relation = _TYPE if predicate == "rdf:type" else _name(predicate)
        for each in objects:
            assert not isinstance(each, str)
            yield ox.Triple(subject, relation, each)


def _text(text: str, language: str | None = None) -> ox.Literal:
    # The name of a file may hold bytes that are no text.
    return ox.Literal(text.encode(errors="replace").decode(), language=language)


def _texts(texts: Text) -> Iterable[ox.Literal]:
    return [_text(texts[language], language) for language in LANGUAGES]


def _node(name: str) -> Node:
    """The thing called *name*: its IRI, or a thing without an address."""
    try:
        return ox.NamedNode(name)
    except ValueError:
        return ox.BlankNode(name)


def _value(finding: Finding) -> Term | None:
    """The value as the graph has it, with its datatype; as text where the report does not say more."""
    if finding.term is None:
        return None if finding.value is None else _text(finding.value)
    triple = f"<urn:a> <urn:a> {finding.term} ."
    value: Term = next(iter(ox.parse(triple, format=ox.RdfFormat.N_TRIPLES, lenient=True))).object
    return value
