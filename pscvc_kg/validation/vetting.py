"""What supplied shapes may not say: queries that SHACL forbids, our rules' names, and what checks nothing."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from difflib import get_close_matches

import pyoxigraph as ox

from pscvc_kg.errors import InputError
from pscvc_kg.namespaces import SH, SHAPE
from pscvc_kg.validation.components import ShapesGraph
from pscvc_kg.validation.nameless import local_name

_SUBQUERY = re.compile(r"\{\s*(SELECT\b)", re.IGNORECASE)
_CALLS_OUT = re.compile(r"\bSERVICE\b", re.IGNORECASE)
_HEAD_ENDS = re.compile(r"\bWHERE\b|\{", re.IGNORECASE)
_NO_CODE = re.compile(
    r"<[^<>\s]*>|\"\"\".*?\"\"\"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*", re.DOTALL
)
_WORDS_OF_PYTHON = ("and", "class", "in", "not", "or")
"""Terms that rdflib's namespace cannot have as names of its own."""


def refuse_terms(file: str, triples: Iterable[ox.Triple]) -> None:
    """Refuse a file of shapes that says nothing in SHACL, or something that SHACL does not know.

    Raises:
        InputError: It does; the message names the nearest term.
    """
    terms = {term.value for triple in triples for term in triple if isinstance(term, ox.NamedNode)}
    said = sorted(term.removeprefix(SH) for term in terms if term.startswith(SH))
    if not said:
        raise InputError(f"{file}: this file has no shape; give a vocabulary with --background")
    known = _terms_of_shacl()
    for name in said:
        if name and name not in known:
            near = get_close_matches(name, sorted(known), n=1)
            hint = f"did you mean sh:{near[0]}?" if near else "correct it"
            raise InputError(f"{file}: SHACL has no term sh:{name}; {hint}")
    if "target" in said:
        raise InputError(
            f"{file}: sh:target is one of SHACL's advanced features, which are not applied; say what "
            "the shape looks at with sh:targetClass, sh:targetNode, sh:targetSubjectsOf or sh:targetObjectsOf"
        )


def refuse_ours(file: str, triples: Iterable[ox.Triple]) -> None:
    """Refuse shapes that bear the names of our rules: what they find would stand for what ours do.

    Raises:
        InputError: One does.
    """
    subjects = (triple.subject.value for triple in triples if isinstance(triple.subject, ox.NamedNode))
    ours = min((name for name in subjects if name.startswith(SHAPE)), default=None)
    if ours is not None:
        raise InputError(f"{file}: {local_name(ours)} bears the name of a rule of ours; rename it")


def refuse_queries(file: str, graph: ShapesGraph) -> None:
    """Refuse what SHACL does not allow in a query and an engine may let through.

    A subquery that does not give ``$this`` on sees all nodes; SERVICE asks another machine.

    Raises:
        InputError: A query does one or the other.
    """
    for query in graph.queries():
        code = _NO_CODE.sub(" ", query)
        if _CALLS_OUT.search(code):
            raise InputError(f"{file}: a query calls another machine (SERVICE); remove it")
        for match in _SUBQUERY.finditer(code):
            head = _HEAD_ENDS.split(code[match.start(1) :], maxsplit=1)[0]
            if "*" not in head and not re.search(r"[$?]this\b", head):
                raise InputError(f"{file}: a subquery does not select $this, as SHACL asks; add it")


@functools.cache
def _terms_of_shacl() -> frozenset[str]:
    """The local names of the terms of SHACL, as rdflib declares them."""
    from rdflib import SH as VOCABULARY

    names = (str(term) for term in dir(VOCABULARY))
    return frozenset({name.removeprefix(SH) for name in names if name.startswith(SH)} | {*_WORDS_OF_PYTHON})
