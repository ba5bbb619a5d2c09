"""Tables as CSV, and beside them what CSV on the Web says of them: types, units, addresses, keys, licence."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pscvc_kg.exporting.catalogue import Export
from pscvc_kg.store import Store, Term


def written(
    store: Store, export: Export, terms: Mapping[str, Term], progress: Callable[[int, int, str], None]
) -> dict[str, bytes]:
    """Each table by the name of its file, and last what describes them all."""
    return {}
