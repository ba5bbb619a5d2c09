"""The report of a check (``pscvc validate``)."""

WORDS: dict[str, dict[str, str]] = {
    "checked": {
        "en": "Checked under profile {profile} (rules {rules}), as of {day}",
        "fr": "Vérification selon le profil {profile} (règles {rules}), en date du {day}",
    },
    "rule-title": {"en": "Rule", "fr": "Règle"},
    "do": {"en": "What to do", "fr": "Que faire"},
    "see_all": {
        "en": "All findings: --format csv or --format json",
        "fr": "Tous les constats\u00a0: --format csv ou --format json",
    },
    "nothing_checked": {
        "en": "Nothing was checked: no rule looks at a row of these files.",
        "fr": "Rien n'a été vérifié\u00a0: aucune règle n'examine une ligne de ces fichiers.",
    },
    "supplied": {"en": "and the shapes in {file}", "fr": "et les contraintes dans {file}"},
    "limited": {"en": "Checked in part", "fr": "Vérifié en partie"},
    "not_checked": {"en": "Not checked", "fr": "Non vérifié"},
    "nothing_applied": {"en": "Nothing to check", "fr": "Rien à vérifier"},
    "nothing_applied_why": {
        "en": "No record here is of the kind that these rules look at",
        "fr": "Aucun enregistrement n'est du genre que ces règles examinent",
    },
    "conforms": {"en": "Nothing to report.", "fr": "Rien à signaler."},
    "rules_not_checked": {"en": "{n} not checked", "fr": "{n} non vérifiées"},
    "rule_not_checked": {"en": "{n} not checked", "fr": "{n} non vérifiée"},
}
