"""Why a candidate is one, in a sentence of each language, from the evidence that was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pscvc_kg.linking.comparing import How
from pscvc_kg.report import Text


@dataclass(frozen=True)
class Ground:
    """One piece of evidence: a key of ``WORDS`` and the values that its sentence names.

    A value that is said otherwise in each language stands under ``name@en`` and ``name@fr``.
    """

    key: str
    values: tuple[tuple[str, str], ...] = ()
    against: bool = False

    @classmethod
    def of(cls, key: str, *, against: bool = False, **values: str) -> Ground:
        """The ground *key* with its *values*."""
        return cls(key, tuple(sorted(values.items())), against)


WORDS: dict[str, dict[str, str]] = {
    "identifier": {"en": "the identifier {value} is the same", "fr": "l'identifiant {value} est le même"},
    "shared-identifier": {
        "en": "the identifier {value} is the same, but several have it",
        "fr": "l'identifiant {value} est le même, mais plusieurs l'ont",
    },
    "number": {
        "en": "the number {value} is the same, without saying in which register",
        "fr": "le numéro {value} est le même, sans indication du répertoire",
    },
    "site": {"en": "the web address {value} is the same", "fr": "l'adresse Web {value} est la même"},
    "host": {"en": "the web domain {value} is the same", "fr": "le domaine Web {value} est le même"},
    How.EXACT: {"en": "the name is the same, {known}", "fr": "le nom est le même, {known}"},
    How.WRITTEN: {
        "en": "the name differs from {known} only in capitals, accents or punctuation",
        "fr": "le nom ne diffère de {known} que par des majuscules, des accents ou la ponctuation",
    },
    How.GRAMMAR: {
        "en": "the name differs from {known} only in articles or legal form",
        "fr": "le nom ne diffère de {known} que par des articles ou la forme juridique",
    },
    How.JOINED: {
        "en": "the name has the letters of {known}, joined otherwise",
        "fr": "le nom a les lettres de {known}, réunies autrement",
    },
    How.ORDER: {
        "en": "the name has the words of {known} in another order",
        "fr": "le nom a les mots de {known} dans un autre ordre",
    },
    How.SPELLING: {
        "en": "the name is spelled nearly as {known}",
        "fr": "le nom s'écrit presque comme {known}",
    },
    How.SHORTENED: {
        "en": "the name reads like {known} with shortened words",
        "fr": "le nom se lit comme {known} avec des mots abrégés",
    },
    How.LONGER: {
        "en": "the name reads like {known} and adds {added}",
        "fr": "le nom se lit comme {known} et ajoute {added}",
    },
    How.SHORTER: {
        "en": "the name reads like {known} without {lacking}",
        "fr": "le nom se lit comme {known} sans {lacking}",
    },
    How.LANGUAGE: {
        "en": "the name has words akin to those of {known}",
        "fr": "le nom a des mots apparentés à ceux de {known}",
    },
    How.PARTLY: {
        "en": "the name shares words with {known}, but has {added} where that has {lacking}",
        "fr": "le nom partage des mots avec {known}, mais a {added} là où l'autre a {lacking}",
    },
    How.NUMBERS: {
        "en": "the name is like {known}, but its numbers differ",
        "fr": "le nom ressemble à {known}, mais ses numéros diffèrent",
    },
    How.CODES: {
        "en": "the name is like {known}, but a letter or code differs",
        "fr": "le nom ressemble à {known}, mais une lettre ou un code diffère",
    },
    How.LED: {
        "en": "the name is like {known}, but has another small word before one that they share",
        "fr": "le nom ressemble à {known}, mais a un autre petit mot devant un mot commun",
    },
    "country-beside": {
        "en": "beside a country, its own, the name says {rest}, like {known}",
        "fr": "à côté d'un pays, le sien, le nom dit {rest}, comme {known}",
    },
    "only-of-country": {
        "en": "{known} is the only one of that country with a word like one of the name",
        "fr": "{known} est seule de ce pays à avoir un mot semblable à un mot du nom",
    },
    "taken-apart": {
        "en": "the name reads like {known} once its compounds are taken apart",
        "fr": "le nom se lit comme {known} une fois ses mots composés séparés",
    },
    "word-unknown": {
        "en": "the name reads like {known} in another language if {added} stands for {lacking}",
        "fr": "le nom se lit comme {known} dans une autre langue si {added} tient lieu de {lacking}",
    },
    "skipping": {
        "en": "the short form has first letters of {known} and leaves out words",
        "fr": "la forme abrégée a des premières lettres de {known} et omet des mots",
    },
    "shortened-beginning": {
        "en": "the name ends like {known}, and {short} may shorten the beginning",
        "fr": "le nom finit comme {known}, et {short} peut en abréger le début",
    },
    "blend": {
        "en": "the name joins how {known} begins and another word of it",
        "fr": "le nom joint le début de {known} et un autre de ses mots",
    },
    "blending": {
        "en": "{known} joins how the name begins and another word of it",
        "fr": "{known} joint le début du nom et un autre de ses mots",
    },
    "keyword": {
        "en": "one is called as a keyword of the other, {keyword}",
        "fr": "l'un s'appelle comme un mot clé de l'autre, {keyword}",
    },
    How.GIVEN: {"en": "the short form {known} is the same", "fr": "la forme abrégée {known} est la même"},
    How.DERIVED: {
        "en": "the short form is made of the first letters of {known}",
        "fr": "la forme abrégée est faite des premières lettres de {known}",
    },
    How.INITIALS: {
        "en": "its first letters are the short form {known}",
        "fr": "ses premières lettres sont la forme abrégée {known}",
    },
    "both": {
        "en": "each of the names in the cell leads there",
        "fr": "chacun des noms de la cellule y mène",
    },
    "rest": {
        "en": "the cell also says {rest}, which does not",
        "fr": "la cellule dit aussi {rest}, qui n'y mène pas",
    },
    "former": {"en": "it was called so formerly", "fr": "elle s'appelait ainsi auparavant"},
    "ended": {"en": "it ended on {day}", "fr": "elle a pris fin le {day}"},
    "succeeded": {"en": "{other} went on under that name", "fr": "{other} a pris la suite sous ce nom"},
    "not-yet": {"en": "it began on {day} only", "fr": "elle n'a commencé que le {day}"},
    "country": {"en": "the country is the same", "fr": "le pays est le même"},
    "other-country": {"en": "the country is another one", "fr": "le pays est un autre"},
    "context": {"en": "both belong to {known}", "fr": "les deux relèvent de {known}"},
    "other-context": {"en": "it belongs to {known}", "fr": "elle relève de {known}"},
    "other-name": {
        "en": "its name, {known}, has other words",
        "fr": "son nom, {known}, a d'autres mots",
    },
    # What a data set is about.
    "stated": {
        "en": "its catalogue states the code {value}",
        "fr": "son catalogue indique le code {value}",
    },
    "stated-elsewhere": {
        "en": "its catalogue states {value}, a code of another agency than that of the bureau responsible",
        "fr": "son catalogue indique {value}, code d'un autre organisme que celui du bureau responsable",
    },
    "stated-example": {
        "en": "its catalogue states {value}, the example of the standard's documentation",
        "fr": "son catalogue indique {value}, l'exemple de la documentation de la norme",
    },
    "title-whole": {"en": "the title names {name}", "fr": "le titre nomme {name}"},
    "title-part": {
        "en": "the title has {said} of {name}",
        "fr": "le titre a {said} de {name}",
    },
    "keyword-whole": {"en": "a keyword is {name}", "fr": "un mot clé est {name}"},
    "keyword-part": {
        "en": "a keyword has {said} of {name}",
        "fr": "un mot clé a {said} de {name}",
    },
    "description-whole": {"en": "the description names {name}", "fr": "la description nomme {name}"},
    "short": {
        "en": "the title or a keyword has its short form, {short}",
        "fr": "le titre ou un mot clé a sa forme abrégée, {short}",
    },
    "carries": {
        "en": "{publisher}, whose data they are, is called as it is",
        "fr": "{publisher}, de qui sont les données, s'appelle comme lui",
    },
    "carries-nearly": {
        "en": "{publisher}, whose data they are, has its name in its own",
        "fr": "{publisher}, de qui sont les données, a son nom dans le sien",
    },
    "unit": {
        "en": "the publisher is {short}, which stands beside its name",
        "fr": "l'éditeur est {short}, qui figure à côté de son nom",
    },
    "no-owner": {
        "en": "nothing says that both belong to the same organization",
        "fr": "rien ne dit que les deux relèvent de la même organisation",
    },
    "other-owner": {
        "en": "one belongs to {mine}, the other to {theirs}",
        "fr": "l'un relève de {mine}, l'autre de {theirs}",
    },
    "other-identifier": {
        "en": "its identifier of that scheme is {known}",
        "fr": "son identifiant dans ce répertoire est {known}",
    },
    "tie": {
        "en": "{other} could be meant as well",
        "fr": "{other} pourrait aussi être visé",
    },
}


def sentence(grounds: Sequence[Ground]) -> Text:
    """One sentence in each language: what speaks for it, then what speaks against it."""
    return {language: _sentence(grounds, language) for language in ("en", "fr")}


def _sentence(grounds: Sequence[Ground], language: str) -> str:
    said = [_clause(ground, language) for ground in grounds if not ground.against]
    against = [_clause(ground, language) for ground in grounds if ground.against]
    text = _listed(said, language)
    if against:
        but = {"en": "but", "fr": "mais"}[language]
        text = f"{text}, {but} {_listed(against, language)}" if text else _listed(against, language)
    return f"{text[:1].upper()}{text[1:]}."


def _clause(ground: Ground, language: str) -> str:
    values = {}
    for key, value in ground.values:
        name, _, only = key.partition("@")
        if only in ("", language):
            values[name] = value if name == "day" else _quoted(value, language)
    return WORDS[ground.key][language].format(**values)


def _listed(clauses: Iterable[str], language: str) -> str:
    *first, last = clauses or [""]
    also = {"en": "and", "fr": "et"}[language]
    return f"{', '.join(first)}, {also} {last}" if first else last


def _quoted(text: str, language: str) -> str:
    line = " ".join(text.split())
    return f"«\u00a0{line}\u00a0»" if language == "fr" else f"“{line}”"
