"""The tour of ``pscvc demo``."""

WORDS: dict[str, dict[str, str]] = {
    "demo-story": {
        "en": (
            "The birth of a child, as agencies see it: real services of several organizations, "
            "from the published inventory of the Government of Canada, with the hand-overs "
            "between them."
        ),
        "fr": (
            "La naissance d'un enfant, vue par les organismes\u00a0: de vrais services de plusieurs "
            "organisations, tirés du répertoire publié par le gouvernement du Canada, et ce qui"
            " passe de l'une à l'autre."
        ),
    },
    "demo-load": {"en": "Load the registers", "fr": "Charger les registres"},
    "demo-load-what": {
        "en": (
            "Organizations, programmes and service identifiers go into the graph, so that "
            "submissions can be checked against them. Each file is recognised by its columns."
        ),
        "fr": (
            "Les organisations, les programmes et les identifiants de service entrent dans le "
            "graphe, pour que les dépôts puissent être vérifiés. Chaque fichier est "
            "reconnu à ses colonnes."
        ),
    },
    "demo-validate": {
        "en": "Validate what agencies submit",
        "fr": "Vérifier ce que déposent les organismes",
    },
    "demo-validate-what": {
        "en": "Each rule that found something says what to do; each finding says in which cell it is.",
        "fr": (
            "Chaque règle qui constate quelque chose dit que faire; chaque constat dit dans "
            "quelle cellule il est."
        ),
    },
    "demo-accept": {"en": "Accept what is sound", "fr": "Accepter ce qui est valable"},
    "demo-accept-what": {
        "en": (
            "One submission for each organization and period. Records with violations are held,"
            " with what depends on them; the others go in."
        ),
        "fr": (
            "Un dépôt par organisation et période. Les enregistrements en violation sont "
            "retenus, avec ceux qui en dépendent; les autres entrent."
        ),
    },
    "demo-ask": {"en": "Ask across organizations", "fr": "Interroger d'une organisation à l'autre"},
    "demo-ask-what": {
        "en": "One question of many; the list comes with: pscvc ask",
        "fr": "Une question parmi d'autres; la liste s'obtient avec\u00a0: pscvc ask",
    },
    "demo-look": {"en": "Report, and draw", "fr": "Rendre compte et dessiner"},
    "demo-look-what": {
        "en": "The findings as one page in both languages, and the whole chain as a picture.",
        "fr": "Les constats en une page dans les deux langues, et toute la chaîne en image.",
    },
    "demo-kept": {
        "en": "The files, the report and the graph are in {folder}; the commands above work on them.",
        "fr": (
            "Les fichiers, le rapport et le graphe sont dans {folder}; les commandes ci-dessus "
            "s'y appliquent."
        ),
    },
    "demo-not-kept": {
        "en": "Nothing else was kept. To try the commands above yourself: pscvc demo --output {folder}",
        "fr": (
            "Rien d'autre n'a été gardé. Pour essayer les commandes ci-dessus\u00a0: "
            "pscvc demo --output {folder}"
        ),
    },
}
