"""The inventory of services that federal departments of Canada submit, with its standards."""

from pscvc_kg.sources.source import File, Source

SOURCE = Source(
    name="service-inventory",
    title={
        "en": "Government of Canada Service Inventory",
        "fr": "Répertoire des services du gouvernement du Canada",
    },
    publisher={
        "en": "Treasury Board of Canada Secretariat",
        "fr": "Secrétariat du Conseil du Trésor du Canada",
    },
    page="https://open.canada.ca/data/en/dataset/3ac0d080-6149-499a-8b06-7ce5f00ec56c",
    address="https://open.canada.ca/data/dataset/3ac0d080-6149-499a-8b06-7ce5f00ec56c/resource/",
    licence="Open Government Licence – Canada",
    way="files",
    layouts=("gc-services", "gc-standards"),
    files=(
        File("service.csv", "c0cf9766-b85b-48c3-b295-34f72305aaf6/download/service.csv"),
        File("service-std.csv", "8736cd7e-9bf9-4a45-9eee-a6cb3c43c07e/download/service-std.csv"),
    ),
)
