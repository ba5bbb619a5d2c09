"""The catalogue of the Open Government portal of Canada, by the interface of CKAN."""

from pscvc_kg.sources.source import Source

SOURCE = Source(
    name="open-government-portal",
    title={"en": "Open Government portal of Canada", "fr": "Portail du gouvernement ouvert du Canada"},
    publisher={
        "en": "Treasury Board of Canada Secretariat",
        "fr": "Secrétariat du Conseil du Trésor du Canada",
    },
    page="https://open.canada.ca/en",
    address="https://open.canada.ca/data/api/3/action/package_search",
    licence="Open Government Licence – Canada",
    way="ckan",
    layouts=("ckan",),
    elsewhere={"en": "Catalogue of data sets at {host}", "fr": "Catalogue de jeux de données de {host}"},
)
