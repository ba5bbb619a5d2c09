"""The words of the workbook in which a person decides on links: its headers, its choices and its help."""

from __future__ import annotations

from pscvc_kg.report import Text

REVIEW_WORDS: dict[str, Text] = {
    "sheet": {"en": "Review", "fr": "Révision"},
    "about": {"en": "How to", "fr": "Mode d'emploi"},
    "subject": {"en": "Name in the list", "fr": "Nom dans la liste"},
    "object": {"en": "Could be", "fr": "Désigne peut-être"},
    "confidence": {"en": "Confidence", "fr": "Confiance"},
    "reason": {"en": "Why", "fr": "Pourquoi"},
    "decision": {"en": "Decision", "fr": "Décision"},
    "relation": {"en": "Relation", "fr": "Relation"},
    "comment": {"en": "Comment", "fr": "Commentaire"},
    "subject_id": {"en": "Address of the name", "fr": "Adresse du nom"},
    "object_id": {"en": "Address of what it could be", "fr": "Adresse de ce qu'il désigne peut-être"},
    "accept": {"en": "accept", "fr": "accepter"},
    "reject": {"en": "reject", "fr": "rejeter"},
    "unsure": {"en": "unsure", "fr": "incertain"},
    "exact": {"en": "the same", "fr": "la même chose"},
    "close": {"en": "nearly the same", "fr": "presque la même chose"},
    "related": {"en": "has to do with it", "fr": "y est lié"},
}
HELP_WORDS: dict[str, Text] = {
    "title": {"en": "Review of links: {name}", "fr": "Révision des liens\u00a0: {name}"},
    "count": {
        "en": "Names to review: {names}. Rows, one for each thing that a name could mean: {rows}.",
        "fr": "Noms à réviser\u00a0: {names}. Lignes, une par chose qu'un nom peut désigner\u00a0: {rows}.",
    },
    "steps": {"en": "What to do", "fr": "Marche à suivre"},
    "step-1": {
        "en": "On the sheet “Review” the rows of one name stand together, the best first. Read why. "
        "“Confidence” says how alike the names are, not how often that is right.",
        "fr": "Sur la feuille «\u00a0Révision\u00a0», les lignes d'un nom se suivent, la meilleure d'abord. "
        "Lisez pourquoi. La «\u00a0Confiance\u00a0» dit à quel point les noms se ressemblent, non combien de "
        "fois c'est juste.",
    },
    "step-2": {
        "en": "Choose in “Decision”. To accept one row of a name is enough: its other rows need no decision. "
        "If none is meant, reject each.",
        "fr": "Choisissez dans «\u00a0Décision\u00a0». Accepter une ligne d'un nom suffit\u00a0: ses autres "
        "lignes n'ont pas besoin de décision. Si aucune ne convient, rejetez-les toutes.",
    },
    "step-3": {
        "en": "Where the two are not the same, change “Relation”. “Comment” takes your reason; it is kept.",
        "fr": "Si les deux ne sont pas la même chose, changez «\u00a0Relation\u00a0». «\u00a0Commentaire"
        "\u00a0» reçoit votre motif, qui est conservé.",
    },
    "step-4": {
        "en": "Show all rows again if you filtered them, save, and read the workbook back:",
        "fr": "Affichez de nouveau toutes les lignes si vous les avez filtrées, enregistrez, puis relisez le "
        "classeur\u00a0:",
    },
    "decisions": {"en": "Decisions", "fr": "Décisions"},
    "accept": {
        "en": "The name means this; the link holds.",
        "fr": "Le nom désigne cette chose; le lien vaut.",
    },
    "reject": {
        "en": "It does not, and it is not proposed again.",
        "fr": "Il ne la désigne pas, et elle n'est plus proposée.",
    },
    "unsure": {
        "en": "Somebody looked and cannot tell; it stays open.",
        "fr": "Quelqu'un a regardé et ne peut trancher; la question reste ouverte.",
    },
    "empty": {"en": "(empty)", "fr": "(vide)"},
    "empty-means": {"en": "Nobody decided; it stays open.", "fr": "Personne n'a décidé; elle reste ouverte."},
    "relations": {"en": "Relations", "fr": "Relations"},
    "exact": {
        "en": "Another name of the very same thing.",
        "fr": "Un autre nom de cette chose même.",
    },
    "close": {
        "en": "So near that most uses may take one for the other.",
        "fr": "Si proche que la plupart des usages peuvent prendre l'un pour l'autre.",
    },
    "related": {
        "en": "One has to do with the other, and they are two things.",
        "fr": "L'un a trait à l'autre, et ce sont deux choses.",
    },
    "wrong": {"en": "Not one of the choices", "fr": "Hors de la liste"},
    "choose": {
        "en": "Choose one from the list, or leave the cell empty.",
        "fr": "Choisissez dans la liste, ou laissez la cellule vide.",
    },
}
