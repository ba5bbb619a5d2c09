"""Where the statements that questions read stand in the files from which they came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pscvc_kg import current
from pscvc_kg.namespaces import GRAPH_LOG
from pscvc_kg.report import Location
from pscvc_kg.store import Store, Term

from .finding_again import find_again
from .history import Chapter, history

Statement = tuple[str, str, Term]
"""A subject, a path and a value that `current` states."""


def places(store: Store, statements: Iterable[Statement]) -> Mapping[Statement, Location]:
    """Where each of *statements* stands: the cell of a submission that holds, or of a register.

    Of several submissions that say it, the latest period counts. What was inferred has no place. Of a
    catalogue in RDF or JSON, and of a register loaded before files were kept, only the file is known.
    """
    wanted = set(statements)
    subjects = sorted({subject for subject, _, _ in wanted})
    if not subjects:
        return {}
    found: dict[Statement, Location] = {}
    chapters = {chapter.graph: chapter for chapter in history(store)}
    read_from: dict[tuple[tuple[str, str], ...], list[tuple[Chapter, str, set[Statement], set[str]]]] = (
        defaultdict(list)
    )
    placed: set[Statement] = set()
    for said in current.live_submissions(store):
        own = _of(store, said.graph, subjects) & wanted - placed
        if own and said.submission in chapters:
            placed |= own
            chapter = chapters[said.submission]
            layout = said.layout.rpartition("/")[2]
            read_from[chapter.files].append((chapter, layout, own, _records(store, said.graph, own)))
    for several in read_from.values():
        # Submissions that came in one file are looked for in it once.
        own = set().union(*(statements_of for _, _, statements_of, _ in several))
        records = set().union(*(records_of for _, _, _, records_of in several))
        again = find_again(store, [(several[0][0].files, {layout for _, layout, _, _ in several})], records)
        files = " / ".join(title for title, _ in several[0][0].files)
        for subject, path, value in own:
            place = again.locator.locate(subject, path, value.value, value.language)
            found[subject, path, value] = place or again.row_of(subject) or Location(files)
    for graph, layout, file, name in store.query(current.rule("source-files"), graph=GRAPH_LOG).texts():
        own = _of(store, graph, subjects) & wanted - placed
        if not own:
            continue
        layouts = {layout.rpartition("/")[2]}
        again = find_again(store, [(((file, name),), layouts)], _records(store, graph, own))
        for subject, path, value in own:
            place = again.locator.locate(subject, path, value.value, value.language)
            found.setdefault((subject, path, value), place or Location(file))
    return found


def _records(store: Store, graph: str, statements: Iterable[Statement]) -> set[str]:
    """The records of *graph* that are about the subjects of *statements*."""
    values = {"subject": [Term(subject) for subject in sorted({subject for subject, _, _ in statements})]}
    return {
        record
        for _, record in store.query(current.rule("records-naming"), graph=graph, values=values).texts()
    }


def _of(store: Store, graph: str, subjects: Iterable[str]) -> set[Statement]:
    """What *graph* says of *subjects*."""
    values = {"subject": [Term(subject) for subject in subjects]}
    rows = store.query(current.rule("statements-about"), graph=graph, values=values).rows
    return {(subject.value, path.value, value) for subject, path, value in rows if subject and path and value}
