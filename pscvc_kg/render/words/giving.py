"""What goes out: exports, pages and the service (``pscvc export``, ``terms --site``, ``serve``)."""

WORDS: dict[str, dict[str, str]] = {
    "serving": {
        "en": "Serving at {address} until Ctrl-C. In OpenRefine: Reconcile, Start reconciling, Add standard "
        "service, and paste that address.",
        "fr": "Service à l'adresse {address} jusqu'à Ctrl-C. Dans OpenRefine\u00a0: Réconcilier, Démarrer la "
        "réconciliation, Ajouter un service standard, puis coller cette adresse.",
    },
    "left-out": {
        "en": "not exported, {what}: {reason}: {records}",
        "fr": "non exporté, {what}\u00a0: {reason}\u00a0: {records}",
    },
    "left-out-said": {
        "en": "exported without {what}: {reason}: {records}",
        "fr": "exporté sans {what}\u00a0: {reason}\u00a0: {records}",
    },
    "left-out-all": {
        "en": "all that is left out: write it to a table with --left-out FILE.csv",
        "fr": "tout ce qui est omis\u00a0: écrivez-le dans un tableau avec --left-out FICHIER.csv",
    },
    "site-written": {
        "en": "{pages} pages in English and French are in {folder}; begin with {start}.",
        "fr": "{pages} pages en anglais et en français se trouvent dans {folder}; commencez par {start}.",
    },
}
