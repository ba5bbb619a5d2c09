"""What became of files: accepted, held, refused, withdrawn, loaded."""

WORDS: dict[str, dict[str, str]] = {
    "suppressed": {
        "en": "Suppressed as too small: {values}.",
        "fr": "Trop petit pour être connu, supprimé\u00a0: {values}.",
    },
    "withdrawn": {
        "en": "Withdrawn: {submissions} of {organization} for {period}.",
        "fr": "Retrait de {submissions} de {organization} pour {period}.",
    },
    "unloaded": {
        "en": "Withdrawn: what was loaded from {files}, {parts} ({names}).",
        "fr": "Retrait de ce qui avait été chargé de {files}, {parts} ({names}).",
    },
    "holds-again": {
        "en": "Holds again: version {numbers}.",
        "fr": "Est de nouveau en vigueur\u00a0: version {numbers}.",
    },
    "accepted": {"en": "Accepted", "fr": "Acceptés"},
    "held": {"en": "Held", "fr": "Retenus"},
    "all_held": {
        "en": "Nothing taken: every record is held, and what was accepted earlier stays",
        "fr": (
            "Rien d'accepté\u00a0: tous les enregistrements sont retenus, et ce qui avait été accepté demeure"
        ),
    },
    "held_whole": {"en": ", {n} of them held whole", "fr": ", dont {n} entièrement retenus"},
    "refused": {"en": "Refused", "fr": "Refusés"},
    "not_given": {"en": "(not given)", "fr": "(non indiqué)"},
    "known": {"en": "as before", "fr": "déjà là"},
    "held_dependants": {"en": "Needs a record that is held", "fr": "Dépend d'un enregistrement retenu"},
    "taken": {
        "en": (
            "Accepted {submissions} of {organizations}{whole}: {records}. Held: {held}. Refused: {refused}."
        ),
        "fr": (
            "Accepté\u00a0: {submissions} de {organizations}{whole}, {records}. Retenus\u00a0: {held}. "
            "Refusés\u00a0: {refused}."
        ),
    },
    "part": {"en": "part", "fr": "partie"},
    "parts": {"en": "parts", "fr": "parties"},
    "new": {"en": "new", "fr": "nouvelle"},
    "replaced": {"en": "replaced", "fr": "remplacée"},
    "unchanged": {"en": "unchanged", "fr": "inchangée"},
    "unresolved": {"en": "In no register", "fr": "Dans aucun registre"},
    "outdated": {
        "en": "Load these again: a register knows names in them now",
        "fr": "À charger de nouveau, car un registre connaît maintenant des noms qui y figurent",
    },
    "left_out": {"en": "Left out", "fr": "Laissé de côté"},
    "left_out_whole": {"en": "the record is left out: {why}", "fr": "l'enregistrement est omis\u00a0: {why}"},
    "left_out_address": {"en": "{value} is no address", "fr": "{value} n'est pas une adresse"},
    "left_out_language": {
        "en": "{value} is no language tag",
        "fr": "{value} n'est pas une étiquette de langue",
    },
    "left_out_nested": {
        "en": "{value} is a statement about a statement",
        "fr": "{value} est un énoncé sur un énoncé",
    },
    "left_out_needs": {"en": "it has no {value}", "fr": "il n'a pas de {value}"},
    "left_out_twice": {
        "en": "a record before it is {value} already",
        "fr": "un enregistrement qui le précède est déjà {value}",
    },
    "left_out_ours": {
        "en": "it speaks of what the vocabulary, rules or registers of this program name",
        "fr": "il parle de ce que nomment le vocabulaire, les règles ou les registres de ce programme",
    },
    "left_out_nothing": {
        "en": "nothing that it says is kept in this graph",
        "fr": "rien de ce qu'il dit n'est conservé dans ce graphe",
    },
    "unread_personal": {
        "en": "{file}: not read, since it may be about individuals: {names}.",
        "fr": "{file}\u00a0: non lu, car cela peut porter sur des individus\u00a0: {names}.",
    },
    "unread_other": {
        "en": "{file}: not read, since nothing asks for it: {names}.",
        "fr": "{file}\u00a0: non lu, car rien ne le demande\u00a0: {names}.",
    },
    "column_unread": {
        "en": "{file}: the column {column} is not known and was not read.",
        "fr": "{file}\u00a0: la colonne {column} n'est pas connue et n'a pas été lue.",
    },
}
