"""Sources of open data, and what was fetched from them (``pscvc fetch``)."""

WORDS: dict[str, dict[str, str]] = {
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
}
