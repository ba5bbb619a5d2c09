"""What a report says beside an earlier one, and of waivers."""

WORDS: dict[str, dict[str, str]] = {
    "since": {
        "en": "Compared with {file}, as of {day}",
        "fr": "Par rapport à {file}, en date du {day}",
    },
    "new_finding": {"en": "new", "fr": "nouveau"},
    "new_findings": {"en": "new", "fr": "nouveaux"},
    "fixed_finding": {"en": "fixed", "fr": "corrigé"},
    "fixed_findings": {"en": "fixed", "fr": "corrigés"},
    "remaining_finding": {"en": "remaining", "fr": "restant"},
    "remaining_findings": {"en": "remaining", "fr": "restants"},
    "fixed-rule": {"en": "Fixed", "fr": "Corrigé"},
    "unseen_finding": {"en": "not looked for this time", "fr": "non recherché cette fois"},
    "unseen_findings": {"en": "not looked for this time", "fr": "non recherchés cette fois"},
    "unseen-rule": {"en": "Not looked for", "fr": "Non recherché"},
    "mark-new": {"en": "NEW", "fr": "NOUVEAU"},
    "other_rules": {
        "en": (
            "That report was made with version {then} of the rules, this one with {now}: findings may be new "
            "or gone for that reason only."
        ),
        "fr": (
            "Ce rapport-là a été fait avec la version {then} des règles, celui-ci avec la {now} : des "
            "constats peuvent être nouveaux ou disparus pour cette seule raison."
        ),
    },
    "waived": {"en": "Waived: somebody answers for these", "fr": "Dispensés : quelqu'un en répond"},
    "waived_by": {
        "en": "{reason} ({owner}, until {day})",
        "fr": "{reason} ({owner}, jusqu'au {day})",
    },
    "expired_waivers": {
        "en": "Waivers that have expired: renew them or act on their findings",
        "fr": "Dispenses échues : renouvelez-les ou donnez suite à leurs constats",
    },
    "idle_waivers": {
        "en": "Waivers that name no finding any more: remove them",
        "fr": "Dispenses qui ne nomment plus aucun constat : retirez-les",
    },
}
