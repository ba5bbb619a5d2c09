"""The language in which a request is to be answered."""

from __future__ import annotations

from starlette.requests import Request

LANGUAGES = ("en", "fr")


def spoken(request: Request, here: str) -> str:
    """The language of the address, of ``?lang=``, or the one that the client likes best; else English."""
    settled = here.rpartition("/")[2]
    asked = request.query_params.get("lang", "")[:2].lower()
    for said in (settled, asked):
        if said in LANGUAGES:
            return said
    liked: list[tuple[float, str]] = []
    for part in request.headers.get("accept-language", "").split(",")[:50]:
        tag, _, rest = part.strip().partition(";")
        language = tag.strip()[:2].lower()
        if language in LANGUAGES and (weight := _weight(rest)) > 0:
            liked.append((weight, language))
    return max(liked, key=lambda one: one[0])[1] if liked else LANGUAGES[0]


def _weight(text: str) -> float:
    """How much a language is liked, as its ``q=`` says; 1 where it does not, 0 where it is no number."""
    if not text.strip():
        return 1.0
    try:
        weight = float(text.strip().removeprefix("q="))
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
