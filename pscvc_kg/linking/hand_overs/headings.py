"""What the columns and choices of the workbook of candidates are called, to write and to read it by."""

from __future__ import annotations

from collections.abc import Mapping

from pscvc_kg.report import Text

SHOWN: Mapping[str, Text] = {
    "from_name": {"en": "From: service", "fr": "De\u00a0: service"},
    "from_organization_name": {"en": "From: organization", "fr": "De\u00a0: organisation"},
    "to_name": {"en": "To: service", "fr": "Vers\u00a0: service"},
    "to_organization_name": {"en": "To: organization", "fr": "Vers\u00a0: organisation"},
    "direction": {"en": "Direction", "fr": "Sens"},
    "quotation": {"en": "What the source says", "fr": "Ce que dit la source"},
    "place": {"en": "Where it stands", "fr": "Où cela se trouve"},
    "reason": {"en": "Reason", "fr": "Raison"},
    "decision": {"en": "Decision", "fr": "Décision"},
    "comment": {"en": "Comment", "fr": "Commentaire"},
}
"""The columns that are read first, in their order."""
FOLDED: Mapping[str, Text] = {
    "value_object_en": {"en": "Handed over (in English)", "fr": "Ce qui est transmis (en anglais)"},
    "value_object_fr": {"en": "Handed over (in French)", "fr": "Ce qui est transmis (en français)"},
    "chain": {"en": "Chain", "fr": "Chaîne"},
    "likelihood": {"en": "Right so often", "fr": "Juste si souvent"},
    "also": {"en": "Further evidence", "fr": "Autres indices"},
    "decided_by": {"en": "Decided by", "fr": "Décidé par"},
    "decided_on": {"en": "Decided on", "fr": "Décidé le"},
    "from_organization": {"en": "From: organization's address", "fr": "De\u00a0: adresse de l'organisation"},
    "from_service": {"en": "From: service's address", "fr": "De\u00a0: adresse du service"},
    "to_organization": {"en": "To: organization's address", "fr": "Vers\u00a0: adresse de l'organisation"},
    "to_service": {"en": "To: service's address", "fr": "Vers\u00a0: adresse du service"},
    "value_object": {"en": "Handed over: address", "fr": "Ce qui est transmis\u00a0: adresse"},
    "through": {"en": "Through: address", "fr": "Par\u00a0: adresse"},
    "subject": {"en": "Evidence: subject", "fr": "Indice\u00a0: sujet"},
    "property": {"en": "Evidence: property", "fr": "Indice\u00a0: propriété"},
    "pattern": {"en": "Pattern", "fr": "Motif"},
    "candidate": {"en": "Candidate", "fr": "Candidat"},
}
"""The columns after them, folded: what few write in, and what the program knows a row by."""
DECISIONS: Mapping[str, Text] = {
    "accept": {"en": "accept", "fr": "accepter"},
    "reverse": {"en": "reverse", "fr": "inverser"},
    "reject": {"en": "reject", "fr": "rejeter"},
}
"""The choices, each of which the ontology's list of decisions knows as a word for its code."""
DIRECTIONS: Mapping[str, Text] = {
    "to": {"en": "→ said so", "fr": "→ énoncé"},
    "with": {
        "en": "together; which way is not said",
        "fr": "ensemble; sens non énoncé",
    },
    "untold": {"en": "not said", "fr": "non énoncé"},
}
"""What is known of the way that a hand-over goes."""
