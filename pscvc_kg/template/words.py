"""What the workbook itself says, beside what form and rules say, in both languages."""

from __future__ import annotations

from pscvc_kg.report import Text

WORDS: dict[str, Text] = {
    "about": {"en": "Instructions", "fr": "Mode d'emploi"},
    "lists": {"en": "Lists", "fr": "Listes"},
    "sheets": {"en": "The sheets", "fr": "Les feuilles"},
    "how": {"en": "How to fill in this workbook", "fr": "Comment remplir ce classeur"},
    "signs": {"en": "Signs and colours", "fr": "Signes et couleurs"},
    "violation": {
        "en": "must be filled in on every row",
        "fr": "à remplir obligatoirement dans chaque rangée",
    },
    "warning": {"en": "should be filled in", "fr": "à remplir de préférence"},
    "optional": {"en": "fill in where you can", "fr": "à remplir si possible"},
    "red": {"en": "to be corrected before you send it", "fr": "à corriger avant l'envoi"},
    "amber": {"en": "still empty, and should not be", "fr": "encore vide, et ne devrait pas l'être"},
    "header": {"en": "Header", "fr": "En-tête"},
    "cell": {"en": "Cell", "fr": "Cellule"},
    "legend": {
        "en": "{must} must be filled in    {should} should be filled in    red: to be corrected",
        "fr": "{must} obligatoire    {should} souhaité    rouge\u00a0: à corriger",
    },
    "template": {"en": "Template", "fr": "Gabarit"},
    "rules": {"en": "Rules", "fr": "Règles"},
    "version": {"en": "version {version}", "fr": "version {version}"},
    "example": {"en": "Example: ", "fr": "Exemple\u00a0: "},
    "example-is": {"en": "Example: {text}", "fr": "Exemple\u00a0: {text}"},
    "several": {
        "en": "Several values: with a semicolon between.",
        "fr": "Plusieurs valeurs\u00a0: séparées par un point-virgule.",
    },
    "longest": {"en": "At most {count} characters.", "fr": "Au plus {count} caractères."},
    "number": {"en": "A number, without unit.", "fr": "Un nombre, sans unité."},
    "date": {"en": "A date: year-month-day.", "fr": "Une date\u00a0: année-mois-jour."},
    "code": {
        "en": "Choose from the list; the sheet “Lists” says what each choice means.",
        "fr": "Choisissez dans la liste; la feuille «\u00a0Listes\u00a0» dit ce que chaque choix signifie.",
    },
    "reference": {
        "en": "Choose from the rows of the sheet “{sheets}”.",
        "fr": "Choisissez parmi les rangées de la feuille «\u00a0{sheets}\u00a0».",
    },
    "or": {"en": "” or “", "fr": "\u00a0» ou «\u00a0"},
    "not-in-list": {
        "en": "This is not in the list. Keep it only if you are sure.",
        "fr": "Cette valeur n'est pas dans la liste. Ne la gardez que si vous en êtes certain.",
    },
    "not-a-number": {
        "en": "Write a number, without unit or note.",
        "fr": "Inscrivez un nombre, sans unité ni remarque.",
    },
    "not-a-date": {"en": "Write a date: year-month-day.", "fr": "Inscrivez une date\u00a0: année-mois-jour."},
    "too-long": {"en": "The text is too long.", "fr": "Le texte est trop long."},
    "list": {"en": "List", "fr": "Liste"},
    "choose": {"en": "Choose this", "fr": "À choisir"},
    "also": {"en": "Also understood (French)", "fr": "Aussi compris (anglais)"},
    "notation": {"en": "Code, also understood", "fr": "Code, aussi compris"},
    "meaning": {"en": "What it means", "fr": "Ce que cela signifie"},
    "lists-help": {
        "en": "What the drop-down lists offer, and what each choice means. Nothing to fill in here.",
        "fr": "Ce que les listes déroulantes offrent et ce que chaque choix signifie. Rien à remplir ici.",
    },
    "page": {"en": "&A, page &P of &N", "fr": "&A, page &P de &N"},
}


def word(key: str, language: str, **values: object) -> str:
    """The text called *key* in *language* with *values* filled in."""
    return WORDS[key][language].format(**values)
