"""Which line of an RDF file says what of one thing, found without going through all of them again."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox


class Lines:
    """The lines of a file that speak of one thing."""

    def __init__(self, lines: Iterable[tuple[int, bytes]]) -> None:
        """Each of *lines* is its number (0: unknown) and its triple in N-Triples, all about one thing."""
        self._first: dict[tuple[str | None, str | None], int] = {}
        for number, triple in lines:
            path, value = _says(triple)
            for key in ((path, value), (path, None), (None, value), (None, None)):
                self._first.setdefault(key, number)

    def best(self, path: str | None, value: str | None) -> int:
        """The first line that says *value* under *path*; else that says *path*, else *value*, else any."""
        keys = ((path, value), (path, None), (None, value), (None, None))
        return next(self._first[key] for key in keys if key in self._first)


def _says(triple: bytes) -> tuple[str, str]:
    """The predicate and the object's text or IRI."""
    text = triple.decode()
    if "\\" in text:
        quad = next(iter(ox.parse(text, format=ox.RdfFormat.N_TRIPLES)))
        return quad.predicate.value, str(getattr(quad.object, "value", quad.object))
    _subject, _, rest = text.partition("> <")
    path, _, rest = rest.partition("> ")
    if rest.startswith('"'):
        return path, rest[1 : rest.rindex('"')]
    return path, rest.strip(" .\n").strip("<>")
