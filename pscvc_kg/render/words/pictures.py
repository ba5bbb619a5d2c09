"""Pictures of answers: what is drawn, what is not and why."""

WORDS: dict[str, dict[str, str]] = {
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
}
