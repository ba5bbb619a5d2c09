"""The lists of terms and rules (``pscvc terms``, ``pscvc rules``)."""

WORDS: dict[str, dict[str, str]] = {
    "aspect-example": {"en": "Example", "fr": "Exemple"},
    "explain_term": {
        "en": "Explain one with: pscvc terms NAME",
        "fr": "Pour en expliquer un\u00a0: pscvc terms NOM",
    },
    "explain_rule": {
        "en": "Explain one with: pscvc rules NAME",
        "fr": "Pour en expliquer une\u00a0: pscvc rules NOM",
    },
    "profile": {"en": "Profile", "fr": "Profil"},
    "needs": {"en": "Needs in the graph", "fr": "Exige dans le graphe"},
    "needs_years": {"en": "Earlier years needed", "fr": "Exercices antérieurs nécessaires"},
    "finds": {"en": "Finds", "fr": "Constate"},
    "why": {"en": "Why", "fr": "Pourquoi"},
}
