"""Agencies of the government of Canada in Wikidata, with names in all languages, websites and parents."""

from pscvc_kg.sources.source import File, Source

SOURCE = Source(
    name="wikidata-agencies",
    title={"en": "Government agencies in Wikidata", "fr": "Organismes publics dans Wikidata"},
    publisher={"en": "Wikidata", "fr": "Wikidata"},
    page="https://www.wikidata.org/wiki/Wikidata:Main_Page",
    address="https://query.wikidata.org/sparql",
    licence="CC0 1.0",
    way="sparql",
    layouts=("org",),
    files=(File("wikidata-agencies.ttl"),),
)
