"""The words around the facts in every language, and how each language writes numbers and dates."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

LANGUAGES = ("en", "fr")

NO_BREAK = "\u00a0"
NARROW = "\u202f"

# Canadian French: a no-break space before a colon and inside « », none before ; ? and !.
WORDS: dict[str, dict[str, str]] = {
    "violation": {"en": "violation", "fr": "violation"},
    "violations": {"en": "violations", "fr": "violations"},
    "warning": {"en": "warning", "fr": "avertissement"},
    "warnings": {"en": "warnings", "fr": "avertissements"},
    "info": {"en": "info", "fr": "info"},
    "infos": {"en": "info", "fr": "infos"},
    "finding": {"en": "finding", "fr": "constat"},
    "findings": {"en": "findings", "fr": "constats"},
    "row": {"en": "row", "fr": "ligne"},
    "rows": {"en": "rows", "fr": "lignes"},
    "line": {"en": "line", "fr": "ligne"},
    "sheet": {"en": "sheet", "fr": "feuille"},
    "column": {"en": "column", "fr": "colonne"},
    "empty": {"en": "empty", "fr": "vide"},
    "record": {"en": "record", "fr": "enregistrement"},
    "records": {"en": "records", "fr": "enregistrements"},
    "rule": {"en": "rule", "fr": "règle"},
    "rules": {"en": "rules", "fr": "règles"},
    "submission": {"en": "submission", "fr": "soumission"},
    "submissions": {"en": "submissions", "fr": "soumissions"},
    "organization": {"en": "organization", "fr": "organisation"},
    "organizations": {"en": "organizations", "fr": "organisations"},
    "file": {"en": "file", "fr": "fichier"},
    "files": {"en": "files", "fr": "fichiers"},
    "triple": {"en": "statement", "fr": "énoncé"},
    "triples": {"en": "statements", "fr": "énoncés"},
    "colon": {"en": ":", "fr": NO_BREAK + ":"},
    "quote": {"en": "“{}”", "fr": f"«{NO_BREAK}{{}}{NO_BREAK}»"},
    "checked": {
        "en": "Checked under profile {profile} (rules {rules}), as of {day}",
        "fr": "Vérification selon le profil {profile} (règles {rules}), en date du {day}",
    },
    "do": {"en": "What to do", "fr": "Que faire"},
    "also": {"en": "see also", "fr": "voir aussi"},
    "more": {"en": "and {n} more", "fr": "et {n} de plus"},
    "not_checked": {"en": "Not checked", "fr": "Non vérifié"},
    "nothing_applied": {
        "en": "Nothing to check",
        "fr": "Rien à vérifier",
    },
    "nothing_applied_why": {
        "en": "no record here is of the kind that these shapes look at",
        "fr": "aucun enregistrement n’est du genre que ces formes examinent",
    },
    "as_of": {"en": "as of", "fr": "en date du"},
    "source": {"en": "Source", "fr": "Source"},
    "yes": {"en": "yes", "fr": "oui"},
    "no": {"en": "no", "fr": "non"},
    "percent": {"en": "{n}%", "fr": f"{{n}}{NO_BREAK}%"},
    "no_rows": {
        "en": "No rows: nothing in the graph answers this",
        "fr": "Aucune ligne" + NO_BREAK + ": rien dans le graphe n’y répond",
    },
    "questions": {"en": "Questions", "fr": "Questions"},
    "how_to_ask": {
        "en": "Ask one with: pscvc ask NAME [name=value ...]. What may be chosen stands under each with an example; "
        "what is not chosen may be anything.",
        "fr": f"Pour en poser une{NO_BREAK}: pscvc ask NOM [nom=valeur ...]. Ce qui peut être choisi figure sous "
        "chacune avec un exemple; ce qui n’est pas choisi peut être n’importe quoi.",
    },
    "conforms": {"en": "Nothing to report.", "fr": "Rien à signaler."},
    "rules_not_checked": {
        "en": "{n} not checked",
        "fr": "{n} non vérifiées",
    },
    "rule_not_checked": {"en": "{n} not checked", "fr": "{n} non vérifiée"},
}

_MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
}


def word(key: str, lang: str, **values: object) -> str:
    """The words called *key* in *lang*, with their places filled in."""
    text = WORDS[key][lang]
    return text.format(**values) if values else text


def label(key: str, lang: str) -> str:
    """The words called *key*, with the colon that the language puts after them."""
    return WORDS[key][lang] + WORDS["colon"][lang]


def count(number: int, thing: str, lang: str) -> str:
    """A number with the word for what it counts: ``1,721 rows``, ``0 ligne``. French counts 0 as one."""
    singular = abs(number) < 2 if lang == "fr" else abs(number) == 1
    space = NO_BREAK if lang == "fr" else " "
    return f"{write_number(number, lang)}{space}{WORDS[thing if singular else thing + 's'][lang]}"


def quoted(text: str, lang: str) -> str:
    """*text* between the quotation marks of the language."""
    return WORDS["quote"][lang].format(text)


def write_number(number: int | float | Decimal, lang: str) -> str:
    r"""A number as the language writes it, with the digits that it has.

    >>> write_number(1721, "en"), write_number(Decimal("-1721.50"), "fr")
    ('1,721', '-1\\u202f721,50')
    """
    text = f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
    if lang == "fr":
        return text.replace(",", NARROW).replace(".", ",")
    return text


def write_day(day: str, lang: str) -> str:
    """An ISO date as the language writes it: ``1 March 2025``, ``1er mars 2025``; else as it stands."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
        return day
    moment = date.fromisoformat(day)
    first = "1er" if lang == "fr" and moment.day == 1 else str(moment.day)
    return NO_BREAK.join((first, _MONTHS[lang][moment.month - 1], str(moment.year)))
