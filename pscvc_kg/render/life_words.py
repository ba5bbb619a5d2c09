"""The words of the life of submissions: history and differences."""

from __future__ import annotations

LIFE_WORDS = {
    "history": {"en": "History of submissions", "fr": "Histoire des dépôts"},
    "nobody": {
        "en": "Nobody has submitted anything that this asks for.",
        "fr": "Personne n'a rien déposé de ce qui est demandé.",
    },
    "period": {"en": "Period", "fr": "Période"},
    "number": {"en": "No.", "fr": "N\u00ba"},
    "accepted": {"en": "Accepted (UTC)", "fr": "Accepté (UTC)"},
    "records": {"en": "Records", "fr": "Enregistrements"},
    "held": {"en": "Held", "fr": "Retenus"},
    "rules": {"en": "Checked by", "fr": "Vérifié selon"},
    "files": {"en": "Files", "fr": "Fichiers"},
    "became": {"en": "What became of it", "fr": "Ce qu'il est devenu"},
    "for-day": {"en": "{rules}, for {day}", "fr": "{rules}, pour le {day}"},
    "waived": {"en": "{n} waived", "fr": "{n} levés"},
    "holds": {"en": "holds", "fr": "en vigueur"},
    "partly-replaced": {"en": "in part replaced by No. {by}", "fr": "remplacé en partie par le n\u00ba {by}"},
    "replaced": {"en": "replaced by No. {by}", "fr": "remplacé par le n\u00ba {by}"},
    "nothing-taken": {"en": "nothing was taken", "fr": "rien n'a été pris"},
    "withdrawn": {"en": "withdrawn on {day}", "fr": "retiré le {day}"},
    "because": {"en": "{what}: {why}", "fr": "{what}\u00a0: {why}"},
    "by": {"en": "{what} ({who})", "fr": "{what} ({who})"},
    "difference": {"en": "What differs", "fr": "Ce qui diffère"},
    "between": {
        "en": "From {before} to {after}",
        "fr": "De {before} à {after}",
    },
    "submission": {
        "en": "{organization}, {period}, No. {numbers}",
        "fr": "{organization}, {period}, n\u00ba {numbers}",
    },
    "same": {"en": "Both say the same.", "fr": "Les deux disent la même chose."},
    "counts": {
        "en": "Figures changed: {changed}; added: {added}; gone: {gone}. "
        "Records that came: {came}; that went: {went}.",
        "fr": "Chiffres et textes changés\u00a0: {changed}; ajoutés\u00a0: {added}; partis\u00a0: {gone}. "
        "Enregistrements arrivés\u00a0: {came}; partis\u00a0: {went}.",
    },
    "came": {"en": "Came", "fr": "Arrivés"},
    "went": {"en": "Went", "fr": "Partis"},
    "record": {"en": "Record", "fr": "Enregistrement"},
    "figure": {"en": "Figure", "fr": "Chiffre ou texte"},
    "before": {"en": "Before", "fr": "Avant"},
    "after": {"en": "After", "fr": "Après"},
    "change": {"en": "Change", "fr": "Écart"},
    "where": {"en": "Where", "fr": "Où"},
    "nothing": {"en": "nothing", "fr": "rien"},
    "no-place": {
        "en": "the file is no longer kept",
        "fr": "le fichier n'est plus gardé",
    },
    "more": {
        "en": "… and {n} more; --format csv has all",
        "fr": "… et {n} de plus; --format csv les donne tous",
    },
}


def life(key: str, lang: str, **values: object) -> str:
    """The words called *key*."""
    text = LIFE_WORDS[key][lang]
    return text.format(**values) if values else text
