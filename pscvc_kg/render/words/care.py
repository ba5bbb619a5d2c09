"""Verifying, backing up and restoring a graph."""

WORDS: dict[str, dict[str, str]] = {
    "care-files": {"en": "Sealed", "fr": "Scellés"},
    "care-unsealed": {"en": "Not sealed", "fr": "Non scellés"},
    "care-content": {"en": "Read", "fr": "Lus"},
    "care-log": {"en": "Log", "fr": "Journal"},
    "care-none": {"en": "none", "fr": "aucun"},
    "care-never": {"en": "never sealed", "fr": "jamais scellés"},
    "care-sealed": {"en": "on {day} at {time} UTC", "fr": "le {day} à {time} UTC"},
    "care-whole": {
        "en": "The store at {where} is whole.",
        "fr": "Le graphe dans {where} est entier.",
    },
    "care-remedy": {
        "en": "; put a backup back with pscvc restore.",
        "fr": "; rétablissez une sauvegarde avec pscvc restore.",
    },
    "care-backup": {
        "en": "Backed up to {where} on {day} at {time} UTC, up to entry {entry} of the log ({checksum}…): "
        "{statements}, verified and sealed.",
        "fr": "Sauvegardé dans {where} le {day} à {time} UTC, jusqu'à l'entrée {entry} du journal "
        "({checksum}…)\u00a0: {statements}, contrôlés et scellés.",
    },
    "care-restored": {
        "en": "Restored to {where} the backup of {day} at {time} UTC, up to entry {entry} of the log "
        "({checksum}…): {statements}, verified.",
        "fr": "Rétabli dans {where} la sauvegarde du {day} à {time} UTC, jusqu'à l'entrée {entry} du journal "
        "({checksum}…)\u00a0: {statements}, contrôlés.",
    },
    "care-size": {"en": "Size", "fr": "Taille"},
    "care-mb": {"en": "MB", "fr": "Mo"},
}
