"""The words of a report as a page and as linked data, in every language; the other words are in `words`."""

from __future__ import annotations

REPORT_WORDS: dict[str, dict[str, str]] = {
    "site": {"en": "Public sector value chains", "fr": "Chaînes de valeur du secteur public"},
    "skip": {"en": "Skip to the content", "fr": "Aller au contenu"},
    "language": {"en": "Language", "fr": "Langue"},
    "sideways": {
        "en": "The picture is wider than the screen: move it sideways.",
        "fr": "L'image est plus large que l'écran\u00a0: faites-la glisser.",
    },
    "report": {"en": "Validation report", "fr": "Rapport de validation"},
    "rules-version": {"en": "Version of the rules", "fr": "Version des règles"},
    "ontology": {"en": "Version of the ontology", "fr": "Version de l'ontologie"},
    "package": {"en": "Version of the program", "fr": "Version du programme"},
    "as-of": {"en": "As of", "fr": "En date du"},
    "files": {"en": "Files that were checked", "fr": "Fichiers vérifiés"},
    "file": {"en": "File", "fr": "Fichier"},
    "sheet": {"en": "Sheet", "fr": "Feuille"},
    "shapes": {"en": "shapes of your own", "fr": "contraintes fournies"},
    "layout": {"en": "Layout", "fr": "Disposition"},
    "rows": {"en": "Rows", "fr": "Lignes"},
    "digest": {"en": "SHA-256 of the file", "fr": "SHA-256 du fichier"},
    "overview": {"en": "Findings by rule", "fr": "Constats par règle"},
    "severity": {"en": "Severity", "fr": "Gravité"},
    "rule": {"en": "Rule", "fr": "Règle"},
    "findings": {"en": "Findings", "fr": "Constats"},
    "example": {"en": "A right cell", "fr": "Une cellule juste"},
    "reference": {"en": "Reference", "fr": "Référence"},
    "places": {"en": "Where it was found: {rule}", "fr": "Où le constat a été fait\u00a0: {rule}"},
    "row": {"en": "Row", "fr": "Ligne"},
    "record": {"en": "Record", "fr": "Enregistrement"},
    "column": {"en": "Column", "fr": "Colonne"},
    "value": {"en": "What stands there", "fr": "Ce qui s'y trouve"},
    "message": {"en": "What was found", "fr": "Ce qui a été constaté"},
    "line": {"en": "line {n}", "fr": "ligne {n}"},
    "more-places": {
        "en": "And {n} more. All of them: pscvc validate … --format csv, or --format json.",
        "fr": "Et {n} de plus. Les voir tous\u00a0: pscvc validate … --format csv, ou --format json.",
    },
    "waiver": {"en": "Who answers for it", "fr": "Qui en répond"},
    "fixed": {"en": "Fixed since then", "fr": "Corrigés depuis"},
    "unseen": {
        "en": "Not looked for this time: their rule was not checked, or no such table was given",
        "fr": "Non recherchés cette fois\u00a0: leur règle n'a pas été vérifiée, ou aucun tableau de ce "
        "genre n'a été remis",
    },
    "place": {"en": "Where", "fr": "Où"},
    "idle": {"en": "Rules that had nothing to look at", "fr": "Règles qui n'avaient rien à examiner"},
    "idle-why": {
        "en": "No record here is of the kind that these rules look at. They were not passed.",
        "fr": "Aucun enregistrement n'est du genre que ces règles examinent. Elles ne sont pas satisfaites.",
    },
    "clean": {
        "en": "Rules that looked at records and found nothing: {n}",
        "fr": "Règles qui ont examiné des enregistrements sans rien constater\u00a0: {n}",
    },
    "looked-at": {"en": "Things looked at", "fr": "Éléments examinés"},
    "why-not": {"en": "Why", "fr": "Pourquoi"},
    "made-by": {
        "en": "Made by pscvc {version}. This page is one file; it needs no network.",
        "fr": "Produit par pscvc {version}. Cette page est un seul fichier; elle se passe de réseau.",
    },
}
