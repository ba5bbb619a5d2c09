"""The IRIs that the machinery must write itself; other terms live in ontology/, shapes/ and queries/."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

BASE = "https://w3id.org/pscvc/"
PSC = BASE + "ns#"
SHAPE = BASE + "shapes#"
CODE = BASE + "code/"
DATA = BASE + "data/"
GRAPH = BASE + "graph/"
# Row facts: the cells of a table before a mapping gives them meaning. They never leave a run.
COLUMN = BASE + "column/"
ROW = BASE + "row/"
# The objects of a JSON document, by where they stand in it; they never leave a run either.
JSON = "urn:json"

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"
SH = "http://www.w3.org/ns/shacl#"
PROV = "http://www.w3.org/ns/prov#"
DCT = "http://purl.org/dc/terms/"

METRIC = BASE + "metric/"

GRAPH_ONTOLOGY = GRAPH + "ontology"
GRAPH_CURRENT = GRAPH + "current"
GRAPH_LOG = GRAPH + "log"


def key_segment(text: str) -> str:
    """One key value as a part of an IRI: Unicode NFC, trimmed, percent-encoded.

    >>> key_segment(" SRV 03/é ")
    'SRV%2003%2F%C3%A9'
    """
    return quote(unicodedata.normalize("NFC", text).strip(), safe="")
