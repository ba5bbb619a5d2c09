"""Links as SSSOM: tab-separated values under a header of YAML in comments (https://w3id.org/sssom/)."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pscvc_kg.errors import InputError
from pscvc_kg.namespaces import DATA, GRAPH, key_segment
from pscvc_kg.report import Text

SKOS = "http://www.w3.org/2004/02/skos/core#"
SEMAPV = "https://w3id.org/semapv/vocab/"
SSSOM = "https://w3id.org/sssom/"
EXACT, CLOSE, RELATED = SKOS + "exactMatch", SKOS + "closeMatch", SKOS + "relatedMatch"
PREDICATES = {"exact": EXACT, "close": CLOSE, "related": RELATED}
"""What a link may say of two things: the same, nearly the same, one has to do with the other."""
LEXICAL, MANUAL = SEMAPV + "LexicalMatching", SEMAPV + "ManualMappingCuration"
SAME_AS = "http://www.w3.org/2002/07/owl#sameAs"
NO_TERM_FOUND = SSSOM + "NoTermFound"
NOT = "Not"
UNSPECIFIED_LICENCE = SSSOM + "license/unspecified"
ENDING = ".sssom.tsv"
LINKS = GRAPH + "links/"

OBJECTS = "pscvc_graph:current"
"""Where the objects of our links are looked for: the state that questions read."""

RELATIONS = (EXACT, CLOSE, RELATED, SKOS + "broadMatch", SKOS + "narrowMatch", SAME_AS)
"""What a row may say: the links of ours, two more of other tools, and what promotion says."""
JUSTIFICATIONS = tuple(
    SEMAPV + name
    for name in (
        "LexicalMatching",
        "ManualMappingCuration",
        "MappingReview",
        "LogicalReasoning",
        "CompositeMatching",
        "UnspecifiedMatching",
        "SemanticSimilarityThresholdMatching",
        "LexicalSimilarityThresholdMatching",
        "MappingChaining",
        "MappingInversion",
        "StructuralMatching",
        "InstanceBasedMatching",
        "BackgroundKnowledgeBasedMatching",
    )
)
"""How the standard (SSSOM 1.1) lets a row be justified."""
_PREFIXES = {
    "pscvc": DATA,
    "pscvc_graph": GRAPH,
    "semapv": SEMAPV,
    "skos": SKOS,
    "sssom": SSSOM,
    "orcid": "https://orcid.org/",
    "owl": "http://www.w3.org/2002/07/owl#",
}
_ENTITIES = (
    "subject_id",
    "predicate_id",
    "object_id",
    "mapping_justification",
    "author_id",
    "reviewer_id",
    "creator_id",
)
"""The columns whose cells are names of things, several with ``|`` between them where that is allowed."""
_REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_id",
    "author_label",
    "reviewer_id",
    "reviewer_label",
    "mapping_date",
    "review_date",
    "confidence",
    "mapping_tool",
    "mapping_tool_version",
    "other",
    "comment",
)
"""The columns that we write, in the order of the standard; those of others' files follow."""
_SCALARS = ("mapping_set_id", "mapping_set_title", "license")
"""What we read of a header: each is one text, however the rest of the header is made."""
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]+)/")
_OTHER_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!//)")
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
"""What a cell holds as one space: tabs and ends of lines, too, but no space at which French never breaks."""
_FAULTS = 5
"""How many faulty lines behind the first are named."""
_NO_PREFIX = ("http", "https", "ftp")
"""What is the start of an address, and never a prefix that two strokes follow."""
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|(?:urn|did|ark|info|tag|ni):", re.IGNORECASE)
_CURIE = re.compile(r"([\w.-]+):(.*)")
_SHARE = re.compile(r"(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)


@dataclass(frozen=True)
class Link:
    """One row of a mapping set: *subject* is (or, ``negated``, is not) *object* in the sense of *predicate*.

    Each is an IRI; *slots* are the row's other columns as text, without those that are empty.
    """

    subject: str
    predicate: str
    object: str
    justification: str
    negated: bool = False
    slots: Mapping[str, str] = field(default_factory=dict)

    @property
    def pair(self) -> tuple[str, str]:
        """What the row is about: a decision on a pair holds whatever the predicate."""
        return self.subject, self.object

    @property
    def subject_label(self) -> str:
        """What the subject is called, or its IRI."""
        return self.slots.get("subject_label") or self.subject

    @property
    def object_label(self) -> str:
        """What the object is called, or its IRI."""
        return self.slots.get("object_label") or self.object

    @property
    def confidence(self) -> float | None:
        """How sure the row is, from 0 to 1; None where it does not say."""
        return float(text) if (text := self.slots.get("confidence")) else None

    @property
    def other(self) -> dict[str, str]:
        """What the column ``other`` says: names and values."""
        parts = (part.partition("=") for part in self.slots.get("other", "").split("|"))
        return {name: value for name, _, value in parts if name}

    @property
    def by_person(self) -> bool:
        """Whether a person asserts it, not a program."""
        return self.justification == MANUAL


@dataclass(frozen=True)
class LinkSet:
    """A mapping set: its metadata as SSSOM names them (without the prefixes), and its rows in their order.

    *remarks* are told of the list that it was made for; no file keeps them.
    """

    metadata: Mapping[str, Any]
    links: tuple[Link, ...]
    remarks: tuple[Text, ...] = field(default=(), compare=False)

    @property
    def iri(self) -> str:
        """What the set is called."""
        return str(self.metadata["mapping_set_id"])


def name_of(path: Path) -> str:
    """What a list or a mapping set in the file at *path* is called when nobody says otherwise.

    >>> name_of(Path("work/names.sssom.tsv")), name_of(Path("my list.xlsx"))
    ('names', 'my list')
    """
    return path.name.removesuffix(ENDING) if path.name.endswith(ENDING) else path.stem


def others(values: Mapping[str, str]) -> str:
    """*values* as the column ``other`` writes them."""
    return "|".join(f"{name}={value}" for name, value in values.items())


def written(links: LinkSet) -> str:
    """The file: the same set gives the same bytes."""
    import yaml

    prefixes = _prefixes(links)
    metadata = {**links.metadata, "curie_map": prefixes}
    head = yaml.safe_dump(metadata, allow_unicode=True, sort_keys=True, width=1_000_000)
    text = io.StringIO()
    text.writelines(f"#{line}\n" for line in head.splitlines())
    rows = [_cells(link, prefixes) for link in links.links]
    used = {name for row in rows for name in row}
    columns = [name for name in _COLUMNS if name in used or name in _REQUIRED]
    columns += sorted(used - set(columns))
    out = csv.DictWriter(text, columns, restval="", delimiter="\t", lineterminator="\n")
    out.writeheader()
    out.writerows(rows)
    return text.getvalue()


def _prefixes(links: LinkSet) -> dict[str, str]:
    """The prefixes that the rows need: ours, and one for each host or scheme whose things they name."""
    found = dict(_PREFIXES)
    for link in links.links:
        for iri in _iris(link):
            if any(iri.startswith(space) for space in found.values()):
                continue
            if match := _ADDRESS.match(iri):
                space, scheme, name = match[0], match[1], re.sub(r"\W", "_", match[2])
            elif match := _OTHER_SCHEME.match(iri):
                space, scheme, name = match[0], "", re.sub(r"\W", "_", match[1])
            else:
                continue
            if name.lower() in _NO_PREFIX or found.get(name, space) != space:
                name = f"{scheme}_{name}"
            while found.get(name, space) != space:
                name += "_"
            found[name] = space
    return dict(sorted(found.items()))


def _iris(link: Link) -> Iterator[str]:
    yield from (link.subject, link.predicate, link.object, link.justification)
    for name in _ENTITIES:
        yield from filter(None, link.slots.get(name, "").split("|"))


def _cells(link: Link, prefixes: Mapping[str, str]) -> dict[str, str]:
    cells = {
        "subject_id": link.subject,
        "predicate_id": link.predicate,
        "predicate_modifier": NOT if link.negated else "",
        "object_id": link.object,
        "mapping_justification": link.justification,
        **link.slots,
    }
    return {
        name: "|".join(_short(part, prefixes) for part in text.split("|"))
        if name in _ENTITIES
        else _SPACES.sub(" ", text).strip()
        for name, text in cells.items()
        if text
    }


def _short(iri: str, prefixes: Mapping[str, str]) -> str:
    """*iri* with the longest prefix that it begins with."""
    fitting = [(space, name) for name, space in prefixes.items() if iri.startswith(space)]
    if not fitting:
        return iri
    space, name = max(fitting, key=lambda each: (len(each[0]), each[1]))
    return f"{name}:{iri.removeprefix(space)}"


def read(path: Path) -> LinkSet:
    """The mapping set in the file at *path*.

    Raises:
        InputError: It is no SSSOM, or a row lacks what a link needs; the sentence names the row.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; check the name and the folder") from None
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise InputError(
            f"{path}: the file cannot be read ({why}); links are a text file, as pscvc link -o writes it"
        ) from None
    lines = text.splitlines(keepends=True)
    head = 0
    while head < len(lines) and lines[head].lstrip('"').startswith("#"):
        head += 1
    metadata = _metadata(path, "".join(_comment(line) for line in lines[:head]))
    prefixes = {**_PREFIXES, **metadata.pop("curie_map")}
    links = tuple(_rows(path, "".join(lines[head:]), head, prefixes))
    if not metadata.get("mapping_set_id"):
        metadata["mapping_set_id"] = set_iri(name_of(path))
    return LinkSet(metadata, links)


def _comment(line: str) -> str:
    """A line of the header without its mark, and without what a spreadsheet that saved it put around it."""
    text = line.rstrip("\t\r\n")
    if text.startswith('"') and text.endswith('"'):
        text = text[1:-1].replace('""', '"')
    return text.removeprefix("#") + "\n"


def sha256(path: Path) -> str:
    """The digest of the file at *path*, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def set_iri(name: str) -> str:
    """What the mapping set of that name is called in the graph."""
    return LINKS + key_segment(name)


def _metadata(path: Path, head: str) -> dict[str, Any]:
    import yaml

    try:
        found = yaml.safe_load(head) or {}
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        # A day that there is not, such as 2025-02-30, is a ValueError.
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        raise InputError(f"{path}{place}: the header in comments is no YAML; correct it") from None
    if not isinstance(found, dict) or not isinstance(found.get("curie_map") or {}, dict):
        raise InputError(f"{path}: the header in comments is no list of names and values; correct it")
    prefixes = found.pop("curie_map", None) or {}
    texts = {**{name: found[name] for name in _SCALARS if name in found}, **prefixes}
    for name, value in texts.items():
        # Lists within lists may be small in the file and beyond all measure when written out.
        if isinstance(name, tuple) or isinstance(value, list | dict | set | tuple):
            raise InputError(f"{path}: in the header {str(name)[:40]} is a list; write one text there")
    return {**found, "curie_map": {str(name): str(space) for name, space in prefixes.items()}}


def _rows(path: Path, table: str, above: int, prefixes: Mapping[str, str]) -> Iterator[Link]:
    try:
        rows = list(csv.reader(io.StringIO(table), delimiter="\t", strict=True))
    except csv.Error as error:
        raise InputError(
            f"{path}: the table cannot be read ({error}); save it as tab-separated text"
        ) from None
    columns = rows[0] if rows else []
    if missing := [name for name in _REQUIRED if name not in columns]:
        raise InputError(
            f"{path}: this is no SSSOM table: the column '{missing[0]}' is missing; give a file that pscvc "
            "link -o wrote, or one of that standard"
        )
    faults: list[tuple[int, InputError]] = []
    for number, row in enumerate(rows[1:], above + 2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            if len(row) != len(columns):
                raise InputError(
                    f"{path}, line {number}: the row has {len(row)} cell{'s' if len(row) != 1 else ''} "
                    f"and the header has {len(columns)}; correct the row"
                )
            cells = {name: cell.strip() for name, cell in zip(columns, row, strict=True) if cell.strip()}
            yield _link(f"{path}, line {number}", cells, prefixes)
        except InputError as error:
            faults.append((number, error))
    if faults:
        raise InputError(str(faults[0][1]) + _others([number for number, _ in faults[1:]]))


def _others(lines: Sequence[int]) -> str:
    """That other lines have faults, too, so that they need not be found one by one."""
    if not lines:
        return ""
    shown = ", ".join(map(str, lines[:_FAULTS])) + (" …" if len(lines) > _FAULTS else "")
    return f" (and {len(lines)} more, in line{'s' if len(lines) > 1 else ''} {shown})"


def _link(place: str, cells: dict[str, str], prefixes: Mapping[str, str]) -> Link:
    for name in _REQUIRED:
        if name not in cells:
            raise InputError(f"{place}: the cell of {name} is empty; fill it in, or delete the row")
    for name in _ENTITIES:
        if name in cells:
            parts = cells[name].split("|")
            cells[name] = "|".join(_long(part, prefixes, f"{place}, {name}") for part in parts)
    modifier = cells.pop("predicate_modifier", "")
    if modifier not in ("", NOT):
        raise InputError(f"{place}: the predicate_modifier is '{modifier}'; write Not, or leave it empty")
    if "confidence" in cells and not _is_share(cells["confidence"]):
        raise InputError(
            f"{place}: the confidence is '{cells['confidence']}'; write a number from 0 to 1, or leave "
            "it empty"
        )
    for name in ("mapping_date", "review_date"):
        if name in cells and not _is_day(cells[name]):
            raise InputError(
                f"{place}: the {name} is '{cells[name]}'; write it as YYYY-MM-DD, a day that there is"
            )
    _require_known(place, "predicate_id", cells["predicate_id"], RELATIONS[:3])
    _require_known(place, "mapping_justification", cells["mapping_justification"], JUSTIFICATIONS[:2])
    subject, predicate, thing, justification = (cells.pop(name) for name in _REQUIRED)
    return Link(subject, predicate, thing, justification, modifier == NOT, cells)


def _require_known(place: str, column: str, iri: str, usual: Sequence[str]) -> None:
    """Refuse a predicate or justification that says nothing here; the sentence names the *usual* ones."""
    if iri not in (RELATIONS if column == "predicate_id" else JUSTIFICATIONS):
        words = " or ".join(_short(one, _PREFIXES) for one in usual).replace(" or ", ", ", len(usual) - 2)
        raise InputError(
            f"{place}: the {column} is {_short(iri, _PREFIXES)}, which is unknown here; write {words}"
        )


def _is_share(text: str) -> bool:
    """Whether it is a number from 0 to 1 that can be written out: an exponent has two digits at most."""
    return bool(_SHARE.fullmatch(text)) and float(text) <= 1


def _is_day(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _long(text: str, prefixes: Mapping[str, str], place: str) -> str:
    """The IRI that *text*, a CURIE or an IRI, stands for."""
    iri = text
    match = _CURIE.fullmatch(text)
    if match and match[2].startswith("//") and match[1].lower() in _NO_PREFIX:
        match = None
    if match and match[1] in prefixes:
        iri = prefixes[match[1]] + match[2]
    elif not _ABSOLUTE.match(text):
        raise InputError(
            f"{place}: '{text}' is neither an address nor a name with a prefix of the curie_map; write the "
            "address, or add the prefix to the header"
        )
    if re.search(r'[\x00-\x20<>"{}|^`\\]', iri):
        raise InputError(
            f"{place}: '{text}' is no address: it has signs that no address may have; encode them"
        )
    return iri


def appended(links: LinkSet, more: Iterable[Link]) -> LinkSet:
    """*links* with *more* after what is there, which stays as it is."""
    return LinkSet(links.metadata, (*links.links, *more))
