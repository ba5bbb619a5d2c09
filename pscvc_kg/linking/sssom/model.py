"""A mapping set and its rows, and the terms that they are made of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
PREFIXES = {
    "pscvc": DATA,
    "pscvc_graph": GRAPH,
    "semapv": SEMAPV,
    "skos": SKOS,
    "sssom": SSSOM,
    "orcid": "https://orcid.org/",
    "owl": "http://www.w3.org/2002/07/owl#",
}
ENTITIES = (
    "subject_id",
    "predicate_id",
    "object_id",
    "mapping_justification",
    "author_id",
    "reviewer_id",
    "creator_id",
)
"""The columns whose cells are names of things, several with ``|`` between them where that is allowed."""
REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
NO_PREFIX = ("http", "https", "ftp")
"""What is the start of an address, and never a prefix that two strokes follow."""


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


def set_iri(name: str) -> str:
    """What the mapping set of that name is called in the graph."""
    return LINKS + key_segment(name)


def sha256(path: Path) -> str:
    """The digest of the file at *path*, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def others(values: Mapping[str, str]) -> str:
    """*values* as the column ``other`` writes them."""
    return "|".join(f"{name}={value}" for name, value in values.items())


def appended(links: LinkSet, more: Iterable[Link]) -> LinkSet:
    """*links* with *more* after what is there, which stays as it is."""
    return LinkSet(links.metadata, (*links.links, *more))
