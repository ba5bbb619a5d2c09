"""The graph in the forms of other tools: catalogues, data cubes, tables and quads.

What an export says stands in ``queries/exports/<name>/``; this job runs it, checks it and writes it down.
"""

from pscvc_kg.exporting.catalogue import Export, Part, export_named, exports
from pscvc_kg.exporting.exporting import QUADS, TABLES, Exported, check, export, forms
from pscvc_kg.exporting.leaving_out import LeftOut

__all__ = [
    "QUADS",
    "TABLES",
    "Export",
    "Exported",
    "LeftOut",
    "Part",
    "check",
    "export",
    "export_named",
    "exports",
    "forms",
]
