"""The words of the web face, in every language."""

from __future__ import annotations

from pscvc_kg.report import Text

WEB_WORDS: dict[str, Text] = {
    "service": {
        "en": "Public sector value chains: organizations, services, programmes, terms",
        "fr": "Chaînes de valeur du secteur public\u00a0: organisations, services, programmes, termes",
    },
    "limit": {"en": "Values", "fr": "Valeurs"},
    "limit-help": {
        "en": "Not more values in a cell than these; 0 for all.",
        "fr": "Nombre maximal de valeurs dans une cellule; 0 pour toutes.",
    },
    "language": {"en": "Language", "fr": "Langue"},
    "language-help": {
        "en": "The language of texts; others where there is none in it.",
        "fr": "La langue des textes; une autre où il n'y en a pas dans celle-ci.",
    },
    "language-en": {"en": "English", "fr": "Anglais"},
    "language-fr": {"en": "French", "fr": "Français"},
    "language-any": {"en": "Every language", "fr": "Toutes les langues"},
}
