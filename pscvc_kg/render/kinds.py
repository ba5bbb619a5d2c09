"""What the kinds of entries of a catalogue are called, one and several."""

from __future__ import annotations

_KINDS: dict[str, dict[str, tuple[str, str]]] = {
    "alignment": {"en": ("alignment", "alignments"), "fr": ("alignement", "alignements")},
    "class": {"en": ("class", "classes"), "fr": ("classe", "classes")},
    "code": {"en": ("code", "codes"), "fr": ("code", "codes")},
    "code-list": {"en": ("code list", "code lists"), "fr": ("liste de codes", "listes de codes")},
    "construct": {"en": ("construct", "constructs"), "fr": ("construit", "construits")},
    "finding": {
        "en": ("finding of fidelity", "findings of fidelity"),
        "fr": ("constat de fidélité", "constats de fidélité"),
    },
    "framework": {"en": ("framework", "frameworks"), "fr": ("cadre de gestion", "cadres de gestion")},
    "indicator": {"en": ("indicator", "indicators"), "fr": ("indicateur", "indicateurs")},
    "module": {"en": ("module", "modules"), "fr": ("module", "modules")},
    "passage": {"en": ("passage", "passages"), "fr": ("passage", "passages")},
    "property": {"en": ("property", "properties"), "fr": ("propriété", "propriétés")},
    "proposition": {"en": ("proposition", "propositions"), "fr": ("proposition", "propositions")},
    "question": {"en": ("question", "questions"), "fr": ("question", "questions")},
    "relation": {"en": ("relation", "relations"), "fr": ("relation", "relations")},
    "rule": {"en": ("rule", "rules"), "fr": ("règle", "règles")},
    "statement": {"en": ("statement", "statements"), "fr": ("énoncé", "énoncés")},
    "work": {"en": ("publication", "publications"), "fr": ("publication", "publications")},
}


def one(kind: str, lang: str) -> str:
    """What one entry of this kind is called."""
    return _KINDS[kind][lang][0]


def several(kind: str, lang: str) -> str:
    """What several entries of this kind are called."""
    return _KINDS[kind][lang][1]
