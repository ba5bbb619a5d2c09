"""Links as the text of an SSSOM file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping

from .model import ENTITIES, NO_PREFIX, NOT, PREFIXES, REQUIRED, Link, LinkSet

_COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_id",
    "author_label",
    "reviewer_id",
    "reviewer_label",
    "mapping_date",
    "review_date",
    "confidence",
    "mapping_tool",
    "mapping_tool_version",
    "other",
    "comment",
)
"""The columns that we write, in the order of the standard; those of others' files follow."""
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]+)/")
_OTHER_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!//)")
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
"""What a cell holds as one space: tabs and ends of lines, too, but no space at which French never breaks."""


def written(links: LinkSet) -> str:
    """The file: the same set gives the same bytes."""
    import yaml

    prefixes = _prefixes(links)
    metadata = {**links.metadata, "curie_map": prefixes}
    head = yaml.safe_dump(metadata, allow_unicode=True, sort_keys=True, width=1_000_000)
    text = io.StringIO()
    text.writelines(f"#{line}\n" for line in head.splitlines())
    rows = [_cells(link, prefixes) for link in links.links]
    used = {name for row in rows for name in row}
    columns = [name for name in _COLUMNS if name in used or name in REQUIRED]
    columns += sorted(used - set(columns))
    out = csv.DictWriter(text, columns, restval="", delimiter="\t", lineterminator="\n")
    out.writeheader()
    out.writerows(rows)
    return text.getvalue()


def _prefixes(links: LinkSet) -> dict[str, str]:
    """The prefixes that the rows need: ours, and one for each host or scheme whose things they name."""
    found = dict(PREFIXES)
    for link in links.links:
        for iri in _iris(link):
            if any(iri.startswith(space) for space in found.values()):
                continue
            if match := _ADDRESS.match(iri):
                space, scheme, name = match[0], match[1], re.sub(r"\W", "_", match[2])
            elif match := _OTHER_SCHEME.match(iri):
                space, scheme, name = match[0], "", re.sub(r"\W", "_", match[1])
            else:
                continue
            if name.lower() in NO_PREFIX or found.get(name, space) != space:
                name = f"{scheme}_{name}"
            while found.get(name, space) != space:
                name += "_"
            found[name] = space
    return dict(sorted(found.items()))


def _iris(link: Link) -> Iterator[str]:
    yield from (link.subject, link.predicate, link.object, link.justification)
    for name in ENTITIES:
        yield from filter(None, link.slots.get(name, "").split("|"))


def _cells(link: Link, prefixes: Mapping[str, str]) -> dict[str, str]:
    cells = {
        "subject_id": link.subject,
        "predicate_id": link.predicate,
        "predicate_modifier": NOT if link.negated else "",
        "object_id": link.object,
        "mapping_justification": link.justification,
        **link.slots,
    }
    return {
        name: "|".join(short(part, prefixes) for part in text.split("|"))
        if name in ENTITIES
        else _SPACES.sub(" ", text).strip()
        for name, text in cells.items()
        if text
    }


def short(iri: str, prefixes: Mapping[str, str]) -> str:
    """*iri* with the longest prefix that it begins with."""
    fitting = [(space, name) for name, space in prefixes.items() if iri.startswith(space)]
    if not fitting:
        return iri
    space, name = max(fitting, key=lambda each: (len(each[0]), each[1]))
    return f"{name}:{iri.removeprefix(space)}"
