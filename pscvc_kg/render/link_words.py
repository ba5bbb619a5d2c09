"""The words of links: proposed, looked at, decided, kept."""

from __future__ import annotations

LINK_WORDS: dict[str, dict[str, str]] = {
    "review": {"en": "TO REVIEW: could be meant", "fr": "À RÉVISER\u00a0: peut être désigné"},
    "accepted": {"en": "ACCEPTED, the least sure first", "fr": "ACCEPTÉS, le moins sûr d'abord"},
    "rejected": {"en": "REJECTED", "fr": "REJETÉS"},
    "none": {"en": "NONE FOUND", "fr": "AUCUN TROUVÉ"},
    "total": {
        "en": "{names}: {accepted} accepted, {review} to review, {none} without a match.",
        "fr": "{names}\u00a0: {accepted} acceptés, {review} à réviser, {none} sans correspondance.",
    },
    "unsaid": {"en": "confidence not stated", "fr": "confiance non indiquée"},
    "unsure-by": {"en": "{who} was unsure", "fr": "{who} hésitait"},
    "written": {"en": "Written to {file}.", "fr": "Écrit dans {file}."},
    "unwritten": {
        "en": "Nothing is written yet; with -o FILE.sssom.tsv the links can be reviewed and accepted.",
        "fr": "Rien n'est encore écrit; avec -o FICHIER.sssom.tsv, les liens pourront être révisés et "
        "acceptés.",
    },
    "by": {"en": '"NAME"', "fr": '"NOM"'},
    "store": {"en": "WHERE", "fr": "GRAPHE"},
    "shipped": {
        "en": "without --store the list is compared with what the shipped story holds; name your graph: "
        "--store WHERE",
        "fr": "sans --store, la liste n'est comparée qu'à ce que contient le récit fourni; nommez votre "
        "graphe\u00a0: --store GRAPHE",
    },
    "next-review": {
        "en": "To decide on what is to review: {command}",
        "fr": "Pour décider de ce qui est à réviser\u00a0: {command}",
    },
    "next-accept": {
        "en": "To keep what is decided in the graph: {command}",
        "fr": "Pour garder dans le graphe ce qui est décidé\u00a0: {command}",
    },
    "next-ask": {
        "en": "The list is called “{name}” in the graph. To see its links: {command}",
        "fr": "La liste s'appelle «\u00a0{name}\u00a0» dans le graphe. Pour voir ses liens\u00a0: {command}",
    },
    "kept": {
        "en": "Links in the graph: {accepted} accepted, {rejected} rejected, {none} without a match. Left to "
        "review in the file: {open}.",
        "fr": "Liens dans le graphe\u00a0: {accepted} acceptés, {rejected} rejetés, {none} sans "
        "correspondance. Encore à réviser dans le fichier\u00a0: {open}.",
    },
    "carried": {
        "en": "Earlier decisions that the file does not hold and that stay: {n}.",
        "fr": "Décisions antérieures absentes du fichier et maintenues\u00a0: {n}.",
    },
    "gone": {
        "en": "Links that held so far and do no longer: {n}.",
        "fr": "Liens valables jusqu'ici et qui ne le sont plus\u00a0: {n}.",
    },
    "taken-back": {
        "en": "Taken back; links that hold no longer: {n}. The log keeps who decided it and why.",
        "fr": "Retirés; liens qui ne sont plus valables\u00a0: {n}. Le journal garde qui l'a décidé et "
        "pourquoi.",
    },
    "promoted": {
        "en": "Promoted to owl:sameAs: {done}. Refused: {refused}.",
        "fr": "Promus en owl:sameAs\u00a0: {done}. Refusés\u00a0: {refused}.",
    },
    "through": {
        "en": "it is already the same as {names}, and {why}.",
        "fr": "c'est déjà la même chose que {names}, et {why}.",
    },
    "ask": {
        "en": "{at} of {all}: {name}",
        "fr": "{at} de {all}\u00a0: {name}",
    },
    "keys": {
        "en": "y or a number: this one · n: none of these · u: unsure · s: skip · b: back · q: stop",
        "fr": "o ou un numéro\u00a0: celui-ci · n\u00a0: aucun · i\u00a0: incertain · s\u00a0: passer · "
        "r\u00a0: revenir · q\u00a0: arrêter",
    },
    "again": {"en": "Please answer with one of: {keys}", "fr": "Répondez par l'un de\u00a0: {keys}"},
    "first": {
        "en": "This is the first one; there is nothing to go back to.",
        "fr": "C'est le premier; il n'y a rien à quoi revenir.",
    },
    "taken": {
        "en": "Back: your answer to “{name}” is taken back.",
        "fr": "Retour\u00a0: votre réponse pour «\u00a0{name}\u00a0» est reprise.",
    },
    "nothing": {"en": "There is nothing to review.", "fr": "Il n'y a rien à réviser."},
    "reviewed": {
        "en": "Decided: {done}. Still to review: {left}.",
        "fr": "Décidés\u00a0: {done}. Encore à réviser\u00a0: {left}.",
    },
    "added": {
        "en": "Decisions read: {n}. Still to review: {left}.",
        "fr": "Décisions lues\u00a0: {n}. Encore à réviser\u00a0: {left}.",
    },
    "workbook": {
        "en": "{n} to review are in {file}; fill it in and read it back: {command}",
        "fr": "{n} à réviser se trouvent dans {file}; remplissez-le et relisez-le\u00a0: {command}",
    },
    "precision": {"en": "Precision of what was accepted", "fr": "Précision de ce qui a été accepté"},
    "recall": {"en": "Recall, accepted", "fr": "Rappel, accepté"},
    "recall-review": {"en": "Recall, accepted or offered", "fr": "Rappel, accepté ou offert"},
    "f1": {"en": "F1 of what was accepted", "fr": "F1 de ce qui a été accepté"},
    "cases": {"en": "Names", "fr": "Noms"},
    "abstained": {"en": "Abstained: two could be meant", "fr": "Abstentions\u00a0: deux possibles"},
    "reviewed-cases": {"en": "Left to a person", "fr": "Laissés à une personne"},
    "all": {"en": "all", "fr": "tout"},
    "errors": {"en": "Worst errors, {shown} of {all}", "fr": "Pires erreurs, {shown} sur {all}"},
    "taken-for": {"en": "taken for {found}", "fr": "pris pour {found}"},
    "not-found": {"en": "not found", "fr": "non trouvé"},
    "is": {"en": "is {right}", "fr": "est {right}"},
    "is-none": {"en": "is none of them", "fr": "n'est aucun d'eux"},
    "unknown-right": {
        "en": "Right answers that the graph does not hold: {values}.",
        "fr": "Bonnes réponses absentes du graphe\u00a0: {values}.",
    },
}
YES, NO, UNSURE, SKIP = ("y", "yes", "o", "oui"), ("n", "no", "non"), ("u", "i"), ("s", "")
BACK, STOP = ("b", "r"), ("q",)
"""What a person may answer, in any language."""


def said(key: str, lang: str, **values: object) -> str:
    """The words called *key* in *lang*, with their places filled in."""
    text = LINK_WORDS[key][lang]
    return text.format(**values) if values else text
