"""GC InfoBase: federal organizations, posts, programmes and their tags, intended results, employees."""

from pscvc_kg.sources.source import File, Source

_NAMES = (
    "igoc.csv",
    "ministries.csv",
    "ministers.csv",
    "org_to_minister.csv",
    "crso.csv",
    "program.csv",
    "program_tag_types.csv",
    "program_tags.csv",
    "tags_to_programs.csv",
    "results.csv",
    "pi_dr_links.csv",
    "org_employee_dept.csv",
    "org_employee_gender.csv",
)

SOURCE = Source(
    name="infobase",
    title={"en": "GC InfoBase", "fr": "InfoBase du GC"},
    publisher={
        "en": "Treasury Board of Canada Secretariat",
        "fr": "Secrétariat du Conseil du Trésor du Canada",
    },
    page="https://github.com/TBS-EACPD/infobase",
    address="https://raw.githubusercontent.com/TBS-EACPD/infobase/master/data/",
    licence="MIT",
    way="files",
    layouts=(
        "gc-core-responsibilities",
        "gc-employees",
        "gc-employees-by-group",
        "gc-infobase-organizations",
        "gc-infobase-programmes",
        "gc-intended-results",
        "gc-minister-organizations",
        "gc-posts-and-portfolios",
        "gc-programme-result-links",
        "gc-programme-tag-kinds",
        "gc-programme-tags",
        "gc-tagged-programmes",
    ),
    files=tuple(File(name, name) for name in _NAMES),
)
