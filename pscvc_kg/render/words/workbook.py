"""The annotated workbook of a report."""

WORDS: dict[str, dict[str, str]] = {
    "book-issues": {"en": "Issues", "fr": "Problèmes"},
    "book-summary": {"en": "Summary", "fr": "Sommaire"},
    "book-title": {"en": "What was found in this workbook", "fr": "Constats sur ce classeur"},
    "book-hint": {
        "en": (
            "Each cell named here is filled and has a comment that says what to do; its name leads to it. "
            "Correct the cells and send this workbook back: this sheet and the next are not read."
        ),
        "fr": (
            "Chaque cellule nommée ici est colorée et porte un commentaire qui dit que faire; son nom y "
            "mène. Corrigez les cellules et renvoyez ce classeur\u00a0: cette feuille et la suivante ne "
            "seront pas lues."
        ),
    },
    "book-severity": {"en": "severity", "fr": "gravité"},
    "book-severities": {"en": "findings by severity", "fr": "constats par gravité"},
    "book-cell": {"en": "cell", "fr": "cellule"},
    "book-value": {"en": "value", "fr": "valeur"},
    "book-message": {"en": "what was found", "fr": "constat"},
    "book-sha": {"en": "SHA-256 of the file", "fr": "SHA-256 du fichier"},
    "book-title-of-rule": {"en": "what must hold", "fr": "ce qui est attendu"},
    "book-all": {"en": "All findings", "fr": "Tous les constats"},
    "book-limited": {"en": "checked in part", "fr": "vérifié en partie"},
    "book-someone": {"en": "Earlier comment", "fr": "Commentaire antérieur"},
    "book-notes": {"en": "about this workbook", "fr": "à propos de ce classeur"},
    "book-nothing-lost": {
        "en": "Every file is here with all its rows and columns.",
        "fr": "Chaque fichier est ici avec toutes ses lignes et colonnes.",
    },
    "book-copied": {
        "en": (
            "{file}: its sheets were copied behind those of the first workbook, with the values of their "
            "formulas; pictures, charts and named ranges were not copied."
        ),
        "fr": (
            "{file}\u00a0: ses feuilles ont été copiées après celles du premier classeur, avec les valeurs "
            "de leurs formules; les images, les graphiques et les plages nommées n'ont pas été copiés."
        ),
    },
    "book-as-text": {
        "en": (
            "{file}: this workbook cannot be changed in place, so its cells stand here as text, without "
            "their formats and formulas."
        ),
        "fr": (
            "{file}\u00a0: ce classeur ne peut être modifié tel quel; ses cellules figurent donc ici comme "
            "texte, sans leurs formats ni leurs formules."
        ),
    },
    "book-too-long": {
        "en": "{file}: the sheet {sheet} ends where a sheet can hold no more rows or columns.",
        "fr": (
            "{file}\u00a0: la feuille {sheet} s'arrête où une feuille ne peut contenir plus de lignes "
            "ou de colonnes."
        ),
    },
    "book-cut": {
        "en": "Sheet {sheet}: texts that are longer than a cell can hold end with “…”.",
        "fr": "Feuille {sheet}\u00a0: les textes trop longs pour une cellule finissent par «\u00a0…\u00a0».",
    },
    "book-lost": {
        "en": "{file}: this copy lacks {what}; keep your own workbook for them.",
        "fr": "{file}\u00a0: il manque à cette copie {what}; conservez votre propre classeur pour les avoir.",
    },
    "book-lost-bars": {
        "en": "details of newer conditional formats (data bars, icons)",
        "fr": "des détails de mises en forme conditionnelles récentes (barres, icônes)",
    },
    "book-lost-connections": {"en": "data connections", "fr": "les connexions de données"},
    "book-lost-controls": {
        "en": "buttons, controls and embedded files",
        "fr": "les boutons, contrôles et fichiers incorporés",
    },
    "book-lost-drawings": {
        "en": "some pictures, charts or shapes",
        "fr": "des images, graphiques ou formes",
    },
    "book-lost-macros": {"en": "macros", "fr": "les macros"},
    "book-lost-rich": {
        "en": "data types and pictures in cells",
        "fr": "les types de données et images en cellule",
    },
    "book-lost-slicers": {"en": "slicers and timelines", "fr": "les segments et chronologies"},
    "book-lost-sparklines": {"en": "sparklines", "fr": "les graphiques sparkline"},
    "book-lost-threads": {
        "en": "the threads of comments (their text stays as notes)",
        "fr": "les fils de commentaires (leur texte reste en notes)",
    },
    "book-formulas": {
        "en": "Formulas are kept; the spreadsheet program computes their values when it opens the workbook.",
        "fr": "Les formules sont conservées; le tableur calcule leurs valeurs à l'ouverture du classeur.",
    },
    "book-uncommented": {
        "en": (
            "A workbook with more than 20,000 comments opens too slowly: {cells} with milder findings are "
            "filled without one, and the list of findings says what is wrong with them."
        ),
        "fr": (
            "Un classeur de plus de 20\u202f000 commentaires s'ouvre trop lentement\u00a0: {cells} aux "
            "constats plus légers sont en couleur sans commentaire, et la liste dit ce qui ne va pas."
        ),
    },
    "book-unlinked": {
        "en": "A sheet can hold no more than {links}: further down, the cell is named without one.",
        "fr": "Une feuille contient au plus {links}\u00a0: plus bas, la cellule est nommée sans lien.",
    },
    "book-full": {
        "en": "There are more findings than a sheet has rows; the mildest are not listed.",
        "fr": "Il y a plus de constats qu'une feuille n'a de lignes; les plus légers n'y figurent pas.",
    },
}
