"""Questions on a graph, and the pictures of their answers."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from decimal import Decimal
from typing import TYPE_CHECKING

from pscvc_kg.api.graph import Graph
from pscvc_kg.api.story import shipped

if TYPE_CHECKING:
    from pscvc_kg.questions import Answer


def ask(
    question: str,
    /,
    store: Graph | None = None,
    *,
    lang: str = "en",
    as_of: str | None = None,
    **values: str | int | Decimal | bool | Sequence[str],
) -> Answer:
    """Answer a question on *store*, or on the shipped data when None, as it stood on the day *as_of*.

    >>> answer = ask("hand-overs", chain="birth-of-a-child", lang="fr")
    >>> answer.columns[0].label["fr"], len(answer.rows) > 10
    ('Organisation qui transmet', True)
    """
    with ExitStack() as closing:
        graph = store if store is not None else closing.enter_context(shipped())
        if as_of is not None:
            graph = closing.enter_context(graph.as_of(as_of))
        return graph.ask(question, lang=lang, **values)


def draw(answer: Answer) -> str:
    """The picture of *answer*, SVG in the answer's language, as its question says that it is drawn.

    Raises:
        UsageError: The question has no picture.

    >>> draw(ask("hand-overs", chain="birth-of-a-child")).startswith("<svg")
    True
    """
    from pscvc_kg.render.pictures import answer_svg

    return answer_svg(answer, answer.lang)
