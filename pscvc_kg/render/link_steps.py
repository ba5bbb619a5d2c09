"""What can be done next with links: the calls as they are typed, after a command has shown its result."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from pscvc_kg.linking.deciding import tally
from pscvc_kg.linking.requiring import name_in
from pscvc_kg.linking.sssom import LinkSet
from pscvc_kg.render.link_words import said
from pscvc_kg.render.page import Page, join

if TYPE_CHECKING:
    from pscvc_kg.linking.keeping import Kept


def next_steps(links: LinkSet, lang: str, page: Page, *, path: Path | None, store: str | None = None) -> str:
    """The calls that review and keep *links*, which are in the file at *path*, or in none.

    Args:
        links: The links.
        lang: The language of the sentences.
        page: Unused: a call is never broken over lines, so that it can be copied.
        path: Where they were written; None where they were only shown.
        store: The graph that they were made for; a place for its name where it is not known.
    """
    if path is None:
        return said("unwritten", lang) + "\n"
    file, graph = shlex.quote(str(path)), shlex.quote(store) if store else said("store", lang)
    accept = f"pscvc link --accept {file} --store {graph} --by {said('by', lang)}"
    lines = [said("next-accept", lang, command=accept)]
    if tally(links)["review"]:
        review = f"pscvc link --review {file} --by {said('by', lang)}"
        lines.insert(0, said("next-review", lang, command=review))
    return join(lines)


def kept_steps(kept: Kept, lang: str, page: Page, *, store: str) -> str:
    """What the list of the links is called that were *kept* in the graph at *store*, and how to see them."""
    name = name_in(kept.set)
    ask = f"pscvc ask links list={shlex.quote(name)} --store {shlex.quote(store)}"
    return said("next-ask", lang, name=name, command=ask) + "\n"
