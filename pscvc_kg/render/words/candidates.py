"""Supposed hand-overs, and what was decided on them (``pscvc candidates``)."""

WORDS: dict[str, dict[str, str]] = {
    "candidate": {
        "en": "candidate",
        "fr": "candidat",
    },
    "candidates": {
        "en": "candidates",
        "fr": "candidats",
    },
    "candidates-total": {
        "en": "{candidates} for hand-overs that nobody stated. None is one until a person accepts it.",
        "fr": "{candidates} à des passages de relais que personne n'a déclarés. Aucun n'en est "
        "un avant qu'une personne l'accepte.",
    },
    "candidates-one-pattern": {
        "en": "All of them, to decide in: -o FILE.xlsx. One pattern only: --pattern NAME, which stands in "
        "brackets above.",
        "fr": "Tous, pour en décider\u00a0: -o FICHIER.xlsx. Un seul motif\u00a0: --pattern NOM, qui figure "
        "ci-dessus entre parenthèses.",
    },
    "candidates-written": {
        "en": "In {file}: {candidates}. To read the decisions back: {command}",
        "fr": "Dans {file}\u00a0: {candidates}. Pour relire les décisions\u00a0: {command}",
    },
    "candidates-by": {"en": '"NAME"', "fr": '"NOM"'},
    "candidates-wait": {
        "en": "{candidates} more through “{name}” wait until those that are listed are decided on.",
        "fr": "{candidates} de plus par «\u00a0{name}\u00a0» attendent que ceux de la liste soient décidés.",
    },
    "candidate-statement": {
        "en": "{subject}, property {property}",
        "fr": "{subject}, propriété {property}",
    },
    "candidates-help": {
        "en": "How to",
        "fr": "Mode d'emploi",
    },
    "candidates-help-what": {
        "en": "Each row is a hand-over from one service or organization to another that nobody "
        "stated, and what speaks for it. The name of the other organization is marked in "
        "the words of the source. Where no service stands, the source names the organization "
        "only.",
        "fr": "Chaque ligne est un passage de relais d'un service ou d'une organisation à "
        "l'autre que personne n'a déclaré, et ce qui l'appuie. Le nom de l'autre "
        "organisation est marqué dans les mots de la source. Là où aucun service ne figure, "
        "la source ne nomme que l'organisation.",
    },
    "candidates-help-decide": {
        "en": "Choose in “Decision”: accept (it goes as written), reverse (it goes the other "
        "way), reject (there is none; it is not proposed again). A row without a decision "
        "stays open. “Comment” is kept with the decision.",
        "fr": "Choisissez dans «\u00a0Décision\u00a0»\u00a0: accepter (dans le sens indiqué), "
        "inverser (dans l'autre sens), rejeter (il n'y en a pas; il n'est plus proposé). "
        "Une ligne sans décision reste ouverte. Le «\u00a0Commentaire\u00a0» est gardé "
        "avec la décision.",
    },
    "candidates-help-folded": {
        "en": "Columns on the right are folded; the sign + above them opens them. There you may "
        "write what is handed over and the chain that it is a part of. Rows may be sorted "
        "and filtered, columns moved and hidden; “Pattern” and “Candidate” must stay as "
        "they are.",
        "fr": "Les colonnes de droite sont repliées; le signe + au-dessus les ouvre. On peut y "
        "écrire ce qui est transmis et la chaîne concernée. On peut trier et filtrer les "
        "lignes, déplacer et masquer des colonnes; «\u00a0Motif\u00a0» et "
        "«\u00a0Candidat\u00a0» doivent rester tels quels.",
    },
    "candidates-help-back": {
        "en": "Save the workbook (.xlsx or .ods) and give it back:",
        "fr": "Enregistrez le classeur (.xlsx ou .ods) et rendez-le\u00a0:",
    },
    "candidates-choose": {
        "en": "Choose one of the list, or leave the cell empty.",
        "fr": "Choisissez dans la liste, ou laissez la cellule vide.",
    },
    "candidate-likelihood": {
        "en": "of those like it that people read, {share} in 100 were right",
        "fr": "parmi ses semblables que des personnes ont lus, {share} sur 100 étaient justes",
    },
    "candidate-accept": {
        "en": "accepted by {by} on {day}",
        "fr": "accepté par {by} le {day}",
    },
    "candidate-reverse": {
        "en": "accepted the other way round by {by} on {day}",
        "fr": "accepté en sens inverse par {by} le {day}",
    },
    "candidate-reject": {
        "en": "rejected by {by} on {day}",
        "fr": "rejeté par {by} le {day}",
    },
    "decided-accept": {
        "en": "Accepted: {candidates}.",
        "fr": "Acceptés\u00a0: {candidates}.",
    },
    "decided-reverse": {
        "en": "Accepted the other way round: {candidates}.",
        "fr": "Acceptés en sens inverse\u00a0: {candidates}.",
    },
    "decided-reject": {
        "en": "Rejected: {candidates}.",
        "fr": "Rejetés\u00a0: {candidates}.",
    },
    "decided-nothing": {
        "en": "Nothing new was decided.",
        "fr": "Rien de nouveau n'a été décidé.",
    },
    "decided-before": {
        "en": "Decided so before: {candidates}.",
        "fr": "Déjà décidés ainsi\u00a0: {candidates}.",
    },
    "decided-open": {
        "en": "Without a decision: {rows}.",
        "fr": "Sans décision\u00a0: {rows}.",
    },
}
