"""Public services in CPSV-AP from an endpoint: Norway's, unless another address is given."""

from pscvc_kg.sources.source import File, Source

SOURCE = Source(
    name="cpsv-ap-services",
    title={
        "en": "Public services in the catalogue of Norway",
        "fr": "Services publics du catalogue de la Norvège",
    },
    publisher={"en": "Norwegian Digitalisation Agency", "fr": "Agence norvégienne de la numérisation"},
    page="https://data.norge.no/",
    address="https://sparql.fellesdatakatalog.digdir.no",
    licence="Norwegian Licence for Open Government Data (NLOD) 2.0",
    way="sparql",
    layouts=("cpsv-ap", "org"),
    elsewhere={"en": "Public services at {host}", "fr": "Services publics de {host}"},
    files=(File("cpsv-ap-services.ttl"),),
)
