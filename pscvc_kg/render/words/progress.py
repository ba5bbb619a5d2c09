"""What a command says on a terminal while it works."""

WORDS: dict[str, dict[str, str]] = {
    "working-check": {"en": "Checking…", "fr": "Vérification…"},
    "working-load": {"en": "Loading", "fr": "Chargement"},
    "working-accept": {"en": "Accepting", "fr": "Acceptation"},
    "working-candidates": {"en": "Looking for candidates", "fr": "Recherche de candidats"},
    "working-decide": {"en": "Deciding", "fr": "Décision"},
    "working-diff": {"en": "Comparing…", "fr": "Comparaison…"},
    "working-withdraw": {"en": "Withdrawing…", "fr": "Retrait…"},
    "working-serve": {"en": "Getting ready…", "fr": "Préparation…"},
    "working-link": {"en": "Linking", "fr": "Mise en correspondance"},
    "working-export": {"en": "Exporting", "fr": "Exportation"},
    "working-ask": {"en": "Asking…", "fr": "Interrogation…"},
    "working-site": {"en": "Writing pages", "fr": "Écriture des pages"},
    "working-verify": {"en": "Verifying", "fr": "Contrôle"},
    "working-backup": {"en": "Backing up", "fr": "Sauvegarde"},
    "working-restore": {"en": "Restoring", "fr": "Restauration"},
    "working-fetch": {"en": "Fetching", "fr": "Téléchargement"},
}
