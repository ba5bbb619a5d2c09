"""The words of the life of submissions: history and differences."""

from __future__ import annotations

LIFE_WORDS: dict[str, dict[str, str]] = {
    "history": {"en": "History of submissions", "fr": "Historique des dépôts"},
    "unload": {
        "en": "To take one back: pscvc withdraw FILE --store WHERE --reason TEXT",
        "fr": "Pour en retirer un\u00a0: pscvc withdraw FICHIER --store GRAPHE --reason TEXTE",
    },
    "nobody": {
        "en": "Nobody has submitted anything that this asks for.",
        "fr": "Personne n'a rien déposé de ce qui est demandé.",
    },
    "told": {
        "en": "{submissions} of {organizations}.",
        "fr": "{submissions} de {organizations}.",
    },
    "loaded": {"en": "Loaded registers and catalogues", "fr": "Registres et catalogues chargés"},
    "part": {"en": "Register or catalogue", "fr": "Registre ou catalogue"},
    "file": {"en": "File", "fr": "Fichier"},
    "loaded-at": {"en": "Loaded (UTC)", "fr": "Chargé (UTC)"},
    "replaced-on": {"en": "replaced on {day}", "fr": "remplacé le {day}"},
    "told-as-of": {
        "en": "{submissions} of {organizations}, as they stood at the end of {day} (UTC).",
        "fr": "{submissions} de {organizations}, tels qu'à la fin du {day} (UTC).",
    },
    "period": {"en": "Period", "fr": "Période"},
    "number": {"en": "No.", "fr": "N\u00ba"},
    "accepted": {"en": "Accepted (UTC)", "fr": "Accepté (UTC)"},
    "records": {"en": "Records", "fr": "Enreg."},
    "held": {"en": "Held", "fr": "Retenus"},
    "rules": {"en": "Checked by", "fr": "Vérifié selon"},
    "files": {"en": "Files and layouts", "fr": "Fichiers et dispositions"},
    "became": {"en": "What became of it", "fr": "Ce qu'il est devenu"},
    "for-day": {"en": "{rules}, as of {day}", "fr": "{rules}, en date du {day}"},
    "accepted-by": {"en": "accepted by {who}", "fr": "accepté par {who}"},
    "waived": {"en": "{n} waived", "fr": "{n} dispensés"},
    "holds": {"en": "holds", "fr": "en vigueur"},
    "partly-replaced": {
        "en": "in part replaced by No. {by}; holds: {layouts}",
        "fr": "remplacé en partie par le n\u00ba\u00a0{by}; en vigueur\u00a0: {layouts}",
    },
    "replaced": {"en": "replaced by No. {by}", "fr": "remplacé par le n\u00ba\u00a0{by}"},
    "nothing-taken": {
        "en": "nothing taken: every record is held",
        "fr": "rien d'accepté\u00a0: tous les enregistrements sont retenus",
    },
    "withdrawn": {"en": "withdrawn on {day}", "fr": "retiré le {day}"},
    "because": {"en": "{what}: {why}", "fr": "{what}\u00a0: {why}"},
    "by": {"en": "{what} ({who})", "fr": "{what} ({who})"},
    "difference": {"en": "What differs", "fr": "Ce qui diffère"},
    "numbered": {"en": "{period}, No. {numbers}", "fr": "{period}, n\u00ba\u00a0{numbers}"},
    "same": {"en": "Both say the same.", "fr": "Les deux disent la même chose."},
    "counts": {
        "en": "Figures changed: {changed}; added: {added}; gone: {gone}; the same: {same}. "
        "Records that came: {came}; that went: {went}.",
        "fr": "Chiffres et textes changés\u00a0: {changed}; ajoutés\u00a0: {added}; partis\u00a0: {gone}; "
        "inchangés\u00a0: {same}. Enregistrements arrivés\u00a0: {came}; partis\u00a0: {went}.",
    },
    "came": {"en": "Came", "fr": "Arrivés"},
    "went": {"en": "Went", "fr": "Partis"},
    "record": {"en": "Record", "fr": "Enregistrement"},
    "figure": {"en": "Figure", "fr": "Chiffre ou texte"},
    "before": {"en": "Before", "fr": "Avant"},
    "after": {"en": "After", "fr": "Après"},
    "change": {"en": "Change", "fr": "Écart"},
    "where": {"en": "Where", "fr": "Où"},
    "cell-before": {"en": "Cell before", "fr": "Cellule d'avant"},
    "cell-after": {"en": "Cell after", "fr": "Cellule d'après"},
    "nothing": {"en": "nothing", "fr": "rien"},
    "points": {"en": "{n} points", "fr": "{n}\u00a0points"},
    "computed": {"en": "computed from {columns}", "fr": "calculé à partir de {columns}"},
    "in-en": {"en": "English", "fr": "anglais"},
    "in-fr": {"en": "French", "fr": "français"},
    "no-place": {"en": "cell not known", "fr": "cellule inconnue"},
    "no-file": {"en": "its file is no longer kept", "fr": "son fichier n'est plus conservé"},
    "lost": {
        "en": "No longer kept, because a submission that was read from it is withdrawn: {files}. "
        "Of what came from there, the row is known at most.",
        "fr": "N'est plus conservé, parce qu'un dépôt qui en a été tiré est retiré\u00a0: {files}. De ce qui "
        "en provient, on connaît tout au plus la ligne.",
    },
    "uncompared": {
        "en": "Not compared: the other has no column for it",
        "fr": "Non comparé\u00a0: l'autre n'a pas de colonne pour cela",
    },
    "only-before": {"en": "only before", "fr": "seulement avant"},
    "only-after": {"en": "only after", "fr": "seulement après"},
    "which": {"en": "Which", "fr": "Lequel"},
    "how-many": {"en": "How many", "fr": "Combien"},
}


def life(key: str, lang: str, **values: object) -> str:
    """The words called *key*."""
    text = LIFE_WORDS[key][lang]
    return text.format(**values) if values else text
