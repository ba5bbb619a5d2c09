"""What is too much to check: refused in a sentence before rules begin that would not end."""

from __future__ import annotations

import functools

import pyoxigraph as ox

from pscvc_kg import headers, resources
from pscvc_kg.errors import InputError
from pscvc_kg.validation.wording import LANGUAGES, filled


@functools.cache
def _guards() -> tuple[tuple[str, str], ...]:
    """The sentence, with variables, and the text of each query that refuses what it finds."""
    read = (headers.read(path) for path in sorted((resources.QUERIES / "guards").glob("*.rq")))
    return tuple((str(header["refuses"]), text) for header, text in read if "refuses" in header)


def refuse_too_much(stated: ox.Store, files: str) -> None:
    """Refuse *files* when what they state is so much of one thing that a rule would not end.

    Raises:
        InputError: It is.
    """
    for sentence, query in _guards():
        found = stated.query(query)
        assert isinstance(found, ox.QuerySolutions)
        names = [variable.value for variable in found.variables]
        for solution in found:
            bindings = {name: term for name, term in zip(names, solution, strict=True) if term is not None}
            raise InputError(
                f"{files}: {filled(sentence, bindings, LANGUAGES[0], lambda _iri, _language: None)}"
            )
