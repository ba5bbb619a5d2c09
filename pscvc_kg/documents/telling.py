"""What a file is by how it begins, where its name says otherwise: common mistakes, each with its remedy."""

from __future__ import annotations

import re

# What was taken for a comment stays one: else many comments could be told apart in very many ways.
_HTML = re.compile(
    rb"(?>(?:<\?xml[^>]*>|<!--.*?-->)\s*)*+<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_TURTLE = re.compile(rb"(?:#[^\n]*\n\s*)*(?:@prefix|@base|prefix\s+[\w-]*:\s*<|base\s+<)", re.IGNORECASE)
_XML = re.compile(rb"<\?xml\b|<rdf:RDF\b")
_JSON = re.compile(rb"\{\s*(?:\"|\})|\[\s*[{\"\]]")
_PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
_READ_AS = {
    ".ttl": "Turtle",
    ".nt": "N-Triples",
    ".trig": "TriG",
    ".nq": "N-Quads",
    ".rdf": "RDF/XML",
    ".owl": "RDF/XML",
    ".xml": "RDF/XML",
    ".json": "JSON",
    ".jsonld": "JSON-LD",
}
_LOOKED_AT = 4_000


def mistaken(data: bytes, ending: str) -> str | None:
    """What is wrong with a file of this *ending* that begins as *data*, and the remedy; None if nothing."""
    for start, name in _PACKED.items():
        if data.startswith(start):
            return f"the file is compressed ({name}); unpack it and name what was in it"
    head = data[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _HTML.match(head):
        return "the file is a web page, perhaps of an error, and no data; fetch it again from its source"
    form = _READ_AS[ending]
    if _XML.match(head) and form != "RDF/XML":
        return _other(form, ending, "RDF/XML", ".rdf")
    if _TURTLE.match(head) and form not in ("Turtle", "TriG"):
        return _other(form, ending, "Turtle", ".ttl")
    if _JSON.match(head) and form in ("RDF/XML", "N-Triples", "N-Quads"):
        return _other(form, ending, "JSON", ".json")
    return None


def _other(form: str, ending: str, found: str, right: str) -> str:
    return f"its ending {ending} says {form}, and it begins as {found} does; rename it to end in {right}"
