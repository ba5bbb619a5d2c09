"""Supposed hand-overs, and what was decided on them (``pscvc candidates``)."""

WORDS: dict[str, dict[str, str]] = {
    "candidate": {"en": "candidate", "fr": "candidat"},
    "candidates": {"en": "candidates", "fr": "candidats"},
    "candidates-total": {
        "en": "{candidates} for hand-overs that nobody stated. None is one until a person accepts it.",
        "fr": "{candidates} à des passages de relais que personne n'a déclarés. Aucun n'en est un avant "
        "qu'une personne l'accepte.",
    },
    "candidate-likelihood": {
        "en": "right {share} times in 100, by those that were read",
        "fr": "juste {share} fois sur 100, d'après ceux qui ont été lus",
    },
    "candidate-accept": {"en": "accepted by {by} on {day}", "fr": "accepté par {by} le {day}"},
    "candidate-reverse": {
        "en": "accepted the other way round by {by} on {day}",
        "fr": "accepté en sens inverse par {by} le {day}",
    },
    "candidate-reject": {"en": "rejected by {by} on {day}", "fr": "rejeté par {by} le {day}"},
    "decided-accept": {"en": "Accepted: {candidates}.", "fr": "Acceptés\u00a0: {candidates}."},
    "decided-reverse": {
        "en": "Accepted the other way round: {candidates}.",
        "fr": "Acceptés en sens inverse\u00a0: {candidates}.",
    },
    "decided-reject": {"en": "Rejected: {candidates}.", "fr": "Rejetés\u00a0: {candidates}."},
    "decided-nothing": {"en": "Nothing new was decided.", "fr": "Rien de nouveau n'a été décidé."},
    "decided-before": {
        "en": "Decided so before: {candidates}.",
        "fr": "Déjà décidés ainsi\u00a0: {candidates}.",
    },
    "decided-open": {"en": "Without a decision: {rows}.", "fr": "Sans décision\u00a0: {rows}."},
}
