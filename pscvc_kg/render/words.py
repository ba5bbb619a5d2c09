"""The words around the facts in every language, and how each language writes numbers and dates."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

LANGUAGES = ("en", "fr")

NO_BREAK = "\u00a0"
NARROW = "\u202f"

# Canadian French: a no-break space before a colon and inside « », none before ; ? and !.
WORDS: dict[str, dict[str, str]] = {
    "violation": {"en": "violation", "fr": "violation"},
    "violations": {"en": "violations", "fr": "violations"},
    "warning": {"en": "warning", "fr": "avertissement"},
    "warnings": {"en": "warnings", "fr": "avertissements"},
    "info": {"en": "info", "fr": "info"},
    "infos": {"en": "info", "fr": "infos"},
    "finding": {"en": "finding", "fr": "constat"},
    "findings": {"en": "findings", "fr": "constats"},
    "row": {"en": "row", "fr": "ligne"},
    "rows": {"en": "rows", "fr": "lignes"},
    "withdrawn_since": {
        "en": "submission that held then was withdrawn since and is left out",
        "fr": "dépôt alors en vigueur a été retiré depuis et n'est pas compté",
    },
    "withdrawn_sinces": {
        "en": "submissions that held then were withdrawn since and are left out",
        "fr": "dépôts alors en vigueur ont été retirés depuis et ne sont pas comptés",
    },
    "line": {"en": "line", "fr": "ligne"},
    "sheet": {"en": "sheet", "fr": "feuille"},
    "column": {"en": "column", "fr": "colonne"},
    "empty": {"en": "empty", "fr": "vide"},
    "record": {"en": "record", "fr": "enregistrement"},
    "records": {"en": "records", "fr": "enregistrements"},
    "rule": {"en": "rule", "fr": "règle"},
    "rules": {"en": "rules", "fr": "règles"},
    "submission": {"en": "submission", "fr": "dépôt"},
    "submissions": {"en": "submissions", "fr": "dépôts"},
    "organization": {"en": "organization", "fr": "organisation"},
    "organizations": {"en": "organizations", "fr": "organisations"},
    "name": {"en": "name", "fr": "nom"},
    "names": {"en": "names", "fr": "noms"},
    "file": {"en": "file", "fr": "fichier"},
    "files": {"en": "files", "fr": "fichiers"},
    "working-check": {"en": "Checking…", "fr": "Vérification…"},
    "working-load": {"en": "Loading", "fr": "Chargement"},
    "working-accept": {"en": "Accepting", "fr": "Acceptation"},
    "value": {"en": "value", "fr": "valeur"},
    "values": {"en": "values", "fr": "valeurs"},
    "suppressed": {
        "en": "Suppressed as too small: {values}.",
        "fr": "Trop petit pour être connu, supprimé\u00a0: {values}.",
    },
    "working-candidates": {"en": "Looking for candidates", "fr": "Recherche de candidats"},
    "working-decide": {"en": "Deciding", "fr": "Décision"},
    "candidate": {"en": "candidate", "fr": "candidat"},
    "candidates": {"en": "candidates", "fr": "candidats"},
    "candidates-total": {
        "en": "{candidates} for hand-overs that nobody stated. None is one until a person accepts it.",
        "fr": "{candidates} à des passages de relais que personne n'a déclarés. Aucun n'en est un avant "
        "qu'une personne l'accepte.",
    },
    "candidate-likelihood": {
        "en": "right {share} times in 100, by those that were read",
        "fr": "juste {share} fois sur 100, d'après ceux qui ont été lus",
    },
    "candidate-accept": {"en": "accepted by {by} on {day}", "fr": "accepté par {by} le {day}"},
    "candidate-reverse": {
        "en": "accepted the other way round by {by} on {day}",
        "fr": "accepté en sens inverse par {by} le {day}",
    },
    "candidate-reject": {"en": "rejected by {by} on {day}", "fr": "rejeté par {by} le {day}"},
    "decided-accept": {"en": "Accepted: {candidates}.", "fr": "Acceptés\u00a0: {candidates}."},
    "decided-reverse": {
        "en": "Accepted the other way round: {candidates}.",
        "fr": "Acceptés en sens inverse\u00a0: {candidates}.",
    },
    "decided-reject": {"en": "Rejected: {candidates}.", "fr": "Rejetés\u00a0: {candidates}."},
    "decided-nothing": {"en": "Nothing new was decided.", "fr": "Rien de nouveau n'a été décidé."},
    "decided-before": {
        "en": "Decided so before: {candidates}.",
        "fr": "Déjà décidés ainsi\u00a0: {candidates}.",
    },
    "decided-open": {"en": "Without a decision: {rows}.", "fr": "Sans décision\u00a0: {rows}."},
    "working-diff": {"en": "Comparing…", "fr": "Comparaison…"},
    "working-withdraw": {"en": "Withdrawing…", "fr": "Retrait…"},
    "working-serve": {"en": "Getting ready…", "fr": "Préparation…"},
    "serving": {
        "en": "Serving at {address} until Ctrl-C. In OpenRefine: Reconcile, Start reconciling, Add standard "
        "service, and paste that address.",
        "fr": "Service à l'adresse {address} jusqu'à Ctrl-C. Dans OpenRefine\u00a0: Réconcilier, Démarrer la "
        "réconciliation, Ajouter un service standard, puis coller cette adresse.",
    },
    "withdrawn": {
        "en": "Withdrawn: {submissions} of {organization} for {period}.",
        "fr": "Retrait de {submissions} de {organization} pour {period}.",
    },
    "holds-again": {
        "en": "Holds again: version {numbers}.",
        "fr": "Est de nouveau en vigueur\u00a0: version {numbers}.",
    },
    "working-link": {"en": "Linking", "fr": "Mise en correspondance"},
    "working-export": {"en": "Exporting", "fr": "Exportation"},
    "left-out": {
        "en": "not exported: <{record}>: {reason}",
        "fr": "non exporté\u00a0: <{record}>\u00a0: {reason}",
    },
    "working-ask": {"en": "Asking…", "fr": "Interrogation…"},
    "more-rows": {
        "en": "the answer has more than {shown}; ask for more with --rows NUMBER, or for all with --rows 0",
        "fr": "la réponse compte plus de {shown}; demandez-en plus avec --rows NOMBRE, ou tout avec --rows 0",
    },
    "working-site": {"en": "Writing pages", "fr": "Écriture des pages"},
    "site-written": {
        "en": "{pages} pages in English and French are in {folder}; begin with {start}.",
        "fr": "{pages} pages en anglais et en français se trouvent dans {folder}; commencez par {start}.",
    },
    "working-verify": {"en": "Verifying", "fr": "Contrôle"},
    "working-backup": {"en": "Backing up", "fr": "Sauvegarde"},
    "working-restore": {"en": "Restoring", "fr": "Restauration"},
    "fault": {"en": "fault", "fr": "défaut"},
    "faults": {"en": "faults", "fr": "défauts"},
    "graph": {"en": "graph", "fr": "graphe"},
    "graphs": {"en": "graphs", "fr": "graphes"},
    "statement": {"en": "statement", "fr": "énoncé"},
    "statements": {"en": "statements", "fr": "énoncés"},
    "entry": {"en": "entry", "fr": "entrée"},
    "entrys": {"en": "entries", "fr": "entrées"},
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
    "period": {"en": "period", "fr": "période"},
    "version": {"en": "version", "fr": "version"},
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
    "working-fetch": {"en": "Fetching", "fr": "Téléchargement"},
    "publisher": {"en": "Publisher", "fr": "Éditeur"},
    "licence": {"en": "Licence", "fr": "Licence"},
    "read_by": {"en": "Read by", "fr": "Lu par"},
    "way_files": {"en": "download of its files", "fr": "téléchargement de ses fichiers"},
    "way_sparql": {"en": "a SPARQL query", "fr": "une requête SPARQL"},
    "way_ckan": {"en": "the CKAN interface, page by page", "fr": "l'interface CKAN, page par page"},
    "loaded_as": {"en": "Loaded as", "fr": "Chargé comme"},
    "address": {"en": "Address", "fr": "Adresse"},
    "retrieved": {"en": "Fetched", "fr": "Récupéré"},
    "sha256": {"en": "SHA-256", "fr": "SHA-256"},
    "bytes": {"en": "bytes", "fr": "octets"},
    "left_out": {"en": "Left out", "fr": "Laissé de côté"},
    "left_out_whole": {"en": "the record is left out: {why}", "fr": "l'enregistrement est omis\u00a0: {why}"},
    "left_out_address": {"en": "{value} is no address", "fr": "{value} n'est pas une adresse"},
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
    "left_out_nothing": {"en": "it says nothing that is known", "fr": "il ne dit rien de connu"},
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
    "aspect-example": {"en": "Example", "fr": "Exemple"},
    "explain_term": {
        "en": "Explain one with: pscvc terms NAME",
        "fr": "Pour en expliquer un\u00a0: pscvc terms NOM",
    },
    "explain_rule": {
        "en": "Explain one with: pscvc rules NAME",
        "fr": "Pour en expliquer une\u00a0: pscvc rules NOM",
    },
    "profile": {"en": "Profile", "fr": "Profil"},
    "needs": {"en": "Needs in the graph", "fr": "Exige dans le graphe"},
    "needs_years": {"en": "Earlier years needed", "fr": "Exercices antérieurs nécessaires"},
    "finds": {"en": "Finds", "fr": "Constate"},
    "why": {"en": "Why", "fr": "Pourquoi"},
    "colon": {"en": ":", "fr": "\u00a0:"},
    "quote": {"en": "“{}”", "fr": "«\u00a0{}\u00a0»"},
    "checked": {
        "en": "Checked under profile {profile} (rules {rules}), as of {day}",
        "fr": "Vérification selon le profil {profile} (règles {rules}), en date du {day}",
    },
    "rule-title": {"en": "Rule", "fr": "Règle"},
    "sources": {"en": "Sources", "fr": "Sources"},
    "do": {"en": "What to do", "fr": "Que faire"},
    "also": {"en": "see also", "fr": "voir aussi"},
    "more": {"en": "and {n} more", "fr": "et {n} de plus"},
    "see_all": {
        "en": "All findings: --format csv or --format json",
        "fr": "Tous les constats\u00a0: --format csv ou --format json",
    },
    "nothing_checked": {
        "en": "Nothing was checked: no rule looks at a row of these files.",
        "fr": "Rien n'a été vérifié\u00a0: aucune règle n'examine une ligne de ces fichiers.",
    },
    "supplied": {"en": "and the shapes in {file}", "fr": "et les contraintes dans {file}"},
    "limited": {"en": "Checked in part", "fr": "Vérifié en partie"},
    "not_checked": {"en": "Not checked", "fr": "Non vérifié"},
    "since": {
        "en": "Compared with {file}, as of {day}",
        "fr": "Par rapport à {file}, en date du {day}",
    },
    "new_finding": {"en": "new", "fr": "nouveau"},
    "new_findings": {"en": "new", "fr": "nouveaux"},
    "fixed_finding": {"en": "fixed", "fr": "corrigé"},
    "fixed_findings": {"en": "fixed", "fr": "corrigés"},
    "remaining_finding": {"en": "remaining", "fr": "restant"},
    "remaining_findings": {"en": "remaining", "fr": "restants"},
    "fixed-rule": {"en": "Fixed", "fr": "Corrigé"},
    "unseen_finding": {"en": "not looked for this time", "fr": "non recherché cette fois"},
    "unseen_findings": {"en": "not looked for this time", "fr": "non recherchés cette fois"},
    "unseen-rule": {"en": "Not looked for", "fr": "Non recherché"},
    "mark-new": {"en": "NEW", "fr": "NOUVEAU"},
    "other_rules": {
        "en": (
            "That report was made with version {then} of the rules, this one with {now}: findings may be new "
            "or gone for that reason only."
        ),
        "fr": (
            "Ce rapport-là a été fait avec la version {then} des règles, celui-ci avec la {now} : des "
            "constats peuvent être nouveaux ou disparus pour cette seule raison."
        ),
    },
    "waived": {"en": "Waived: somebody answers for these", "fr": "Dispensés : quelqu'un en répond"},
    "waived_by": {
        "en": "{reason} ({owner}, until {day})",
        "fr": "{reason} ({owner}, jusqu'au {day})",
    },
    "expired_waivers": {
        "en": "Waivers that have expired: renew them or act on their findings",
        "fr": "Dispenses échues : renouvelez-les ou donnez suite à leurs constats",
    },
    "idle_waivers": {
        "en": "Waivers that name no finding any more: remove them",
        "fr": "Dispenses qui ne nomment plus aucun constat : retirez-les",
    },
    "nothing_applied": {"en": "Nothing to check", "fr": "Rien à vérifier"},
    "nothing_applied_why": {
        "en": "No record here is of the kind that these rules look at",
        "fr": "Aucun enregistrement n'est du genre que ces règles examinent",
    },
    "versions": {
        "en": "Question {question} {version}, pscvc_kg {package}, ontology {ontology}",
        "fr": "Question {question} {version}, pscvc_kg {package}, ontologie {ontology}",
    },
    "drawn": {
        "en": "the first {n} of {all} rows are drawn",
        "fr": "les {n} premières lignes sur {all} sont dessinées",
    },
    "no-number": {
        "en": "rows without a number, not drawn: {n}",
        "fr": "lignes sans nombre, non dessinées\u00a0: {n}",
    },
    "slice": {
        "en": "only {shown} is drawn; others in the answer: {n}",
        "fr": "seul est dessiné\u00a0: {shown}; autres dans la réponse\u00a0: {n}",
    },
    "nothing-flows": {
        "en": "rows with zero or less, not drawn: {n}",
        "fr": "lignes à zéro ou moins, non dessinées\u00a0: {n}",
    },
    "largest-flows": {
        "en": "the {n} largest of {all} flows are drawn; the others come to {sum} of {total}",
        "fr": "les {n} flux les plus grands sur {all} sont dessinés; les autres totalisent {sum} sur {total}",
    },
    "thin-flows": {
        "en": "too small to have a width, drawn as a line: {n}",
        "fr": "trop petits pour avoir une largeur, tracés comme une ligne\u00a0: {n}",
    },
    "flows-back": {
        "en": "Not drawn, because they lead back to where something came from:",
        "fr": "Non dessinés, parce qu'ils reviennent d'où quelque chose est venu\u00a0:",
    },
    "wider-ties": {
        "en": "the wider a tie, the more: {column}",
        "fr": "plus un lien est large, plus il y en a\u00a0: {column}",
    },
    "far-ties": {"en": "dashed: not directly", "fr": "tireté\u00a0: non directement"},
    "followed-ties": {
        "en": "ties at a distance that follow from those drawn, not drawn: {n}",
        "fr": "liens à distance qui découlent de ceux dessinés, non dessinés\u00a0: {n}",
    },
    "drawn-nodes": {
        "en": "of {all} that are tied, {n} are drawn",
        "fr": "sur {all} qui sont reliés, {n} sont dessinés",
    },
    "strongest-ties": {
        "en": "the strongest ties are drawn, {n} of {all}",
        "fr": "les liens les plus forts sont dessinés, {n} sur {all}",
    },
    "connected-ties": {
        "en": "the ties of the best connected are drawn, {n} of {all}",
        "fr": "les liens des mieux reliés sont dessinés, {n} sur {all}",
    },
    "no-tie": {
        "en": "rows that do not name two ends, not drawn: {n}",
        "fr": "lignes qui ne nomment pas deux extrémités, non dessinées\u00a0: {n}",
    },
    "drawn-lines": {
        "en": "the {n} series with the most values are drawn, of {all}",
        "fr": "les {n} séries qui ont le plus de valeurs sont dessinées, sur {all}",
    },
    "second-values": {
        "en": "rows with a second value for the same period, not drawn: {n}",
        "fr": "lignes avec une deuxième valeur pour la même période, non dessinées\u00a0: {n}",
    },
    "gap": {
        "en": "where a line is interrupted, there is no value",
        "fr": "là où une ligne s'interrompt, il n'y a pas de valeur",
    },
    "drawn-rows": {
        "en": "the {n} fullest rows are drawn, of {all}",
        "fr": "les {n} lignes les plus remplies sont dessinées, sur {all}",
    },
    "other-columns": {"en": "others: {n}", "fr": "autres\u00a0: {n}"},
    "no-mark": {
        "en": "rows for which there is no sign, not drawn: {n}",
        "fr": "lignes pour lesquelles il n'y a pas de signe, non dessinées\u00a0: {n}",
    },
    "goes-back": {"en": "goes back to an earlier stage", "fr": "revient à une étape précédente"},
    "question": {"en": "Question", "fr": "Question"},
    "answer": {"en": "Answer", "fr": "Réponse"},
    "about-answer": {"en": "About", "fr": "À propos"},
    "query": {"en": "Query", "fr": "Requête"},
    "cut": {
        "en": "Texts of more than 32,767 signs are cut and end with an ellipsis",
        "fr": "Les textes de plus de 32\u202f767 signes sont coupés; ils finissent par «\u00a0…\u00a0»",
    },
    "as_of": {"en": "as of", "fr": "en date du"},
    "source": {"en": "Source", "fr": "Source"},
    "graph-holds": {"en": "The graph holds", "fr": "Le graphe contient"},
    "yes": {"en": "yes", "fr": "oui"},
    "no": {"en": "no", "fr": "non"},
    "percent": {"en": "{n}%", "fr": "{n}\u00a0%"},
    "no_rows": {
        "en": "No rows: nothing in the graph answers this",
        "fr": "Aucune ligne\u00a0: rien dans le graphe n'y répond",
    },
    "questions": {"en": "Questions", "fr": "Questions"},
    "how_to_ask": {
        "en": (
            "Ask one with: pscvc ask NAME [name=value ...]. What may be chosen stands under each with an "
            "example; what is not chosen may be anything. What a choice may be: "
            "pscvc ask NAME --values CHOICE. "
            "Questions that speak of something: pscvc ask --find WORD."
        ),
        "fr": (
            "Pour en poser une\u00a0: pscvc ask NOM [nom=valeur ...]. Ce qui peut être choisi figure"
            " sous chacune avec un exemple; ce qui n'est pas choisi peut être n'importe quoi."
            " Ce que peut être un choix\u00a0: pscvc ask NOM --values CHOIX."
            " Les questions qui parlent de quelque chose\u00a0: pscvc ask --find MOT."
        ),
    },
    "required": {"en": "required", "fr": "requis"},
    "any-value": {
        "en": "Any {type}, for example {example}.",
        "fr": "N'importe quel {type}, par exemple {example}.",
    },
    "type-text": {"en": "text", "fr": "texte"},
    "type-integer": {"en": "whole number", "fr": "nombre entier"},
    "type-decimal": {"en": "number", "fr": "nombre"},
    "type-date": {"en": "date", "fr": "jour"},
    "type-boolean": {"en": "of true and false", "fr": "de true et false"},
    "cell": {"en": "cell", "fr": "cellule"},
    "cells": {"en": "cells", "fr": "cellules"},
    "link": {"en": "link", "fr": "lien"},
    "links": {"en": "links", "fr": "liens"},
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
    "conforms": {"en": "Nothing to report.", "fr": "Rien à signaler."},
    "rules_not_checked": {"en": "{n} not checked", "fr": "{n} non vérifiées"},
    "rule_not_checked": {"en": "{n} not checked", "fr": "{n} non vérifiée"},
}

_MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
}


def word(key: str, lang: str, **values: object) -> str:
    """The words called *key* in *lang*, with their places filled in."""
    text = WORDS[key][lang]
    return text.format(**values) if values else text


def label(key: str, lang: str) -> str:
    """The words called *key*, with the colon that the language puts after them."""
    return WORDS[key][lang] + WORDS["colon"][lang]


def count(number: int, thing: str, lang: str) -> str:
    """A number with the word for what it counts: ``1,721 rows``, ``0 ligne``. French counts 0 as one."""
    singular = abs(number) < 2 if lang == "fr" else abs(number) == 1
    space = NO_BREAK if lang == "fr" else " "
    return f"{write_number(number, lang)}{space}{WORDS[thing if singular else thing + 's'][lang]}"


def quoted(text: str, lang: str) -> str:
    """*text* between the quotation marks of the language."""
    return WORDS["quote"][lang].format(text)


def write_number(number: int | float | Decimal, lang: str) -> str:
    r"""A number as the language writes it, with the digits that it has.

    >>> write_number(1721, "en"), write_number(Decimal("-1721.50"), "fr")
    ('1,721', '-1\u202f721,50')
    """
    text = f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
    if lang == "fr":
        return text.replace(",", NARROW).replace(".", ",")
    return text


def write_day(day: str, lang: str) -> str:
    """An ISO date as the language writes it: ``1 March 2025``, ``1er mars 2025``; else as it stands."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
        return day
    moment = date.fromisoformat(day)
    first = "1er" if lang == "fr" and moment.day == 1 else str(moment.day)
    return NO_BREAK.join((first, _MONTHS[lang][moment.month - 1], str(moment.year)))
