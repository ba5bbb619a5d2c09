"""Files that agencies send, as tables: delimited text and .xlsx workbooks, each cell at its place."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pscvc_kg.tables.delimited import read_delimited
from pscvc_kg.tables.opendocument import is_spreadsheet, read_spreadsheet
from pscvc_kg.tables.table import MAX_BYTES, Place, Row, Table, column_letter
from pscvc_kg.tables.workbook import REPORT_SHEET, read_workbook

__all__ = ["REPORT_SHEET", "Place", "Row", "Table", "column_letter", "read_tables"]

_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"GIF8": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"SQLite format 3": "a database",
    b"PAR1": "a Parquet file",
}
_SEND = "send a CSV file or an .xlsx workbook"


def read_tables(
    path: str | Path, name: str | None = None, *, lists: bool = False, returned: bool = False
) -> tuple[Table, ...]:
    """The tables of the file at *path*: one of a delimited text, one of each visible sheet that is not empty.

    What a file is, its bytes say, not its ending. *name* is shown instead of the file's own name. Where
    *lists*, text of one column is a table, too: a list. What was *returned* is a workbook of ours, with
    columns that we hid ourselves: what is hidden is read, and so is what LibreOffice saves as .ods.

    Raises:
        InputError: The file cannot be read as tables; the one sentence names the place and the remedy.
    """
    path = Path(path)
    place = Place(name or path.name or str(path))
    data = _bytes(path, place)
    sha256 = hashlib.sha256(data).hexdigest()
    if returned and data.startswith(_ZIP) and is_spreadsheet(data):
        return read_spreadsheet(data, file=place.file, sha256=sha256)
    if data.startswith(_ZIP):
        return read_workbook(data, file=place.file, sha256=sha256, hidden=returned)
    _refuse_foreign(data, place)
    return (read_delimited(data, file=place.file, sha256=sha256, lists=lists),)


def _bytes(path: Path, place: Place) -> bytes:
    try:
        if path.is_dir():
            raise place.error("this is a folder; name the files in it")
        if not path.exists():
            raise place.error("there is no such file; check the name and the folder")
        if not path.is_file():
            raise place.error(f"this is not a file; {_SEND}")
        if path.stat().st_size > MAX_BYTES:
            raise place.error(
                f"the file has more than {MAX_BYTES // 1_000_000} MB; split it into smaller files"
            )
        data = path.read_bytes()
    except OSError as error:
        raise place.error(
            f"the file cannot be opened ({error.strerror}); check its name and permissions"
        ) from None
    if not data:
        raise place.error("the file is empty; send the file that holds the table")
    return data


def _refuse_foreign(data: bytes, place: Place) -> None:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise place.error("the workbook is protected by a password; save it without one")
        raise place.error("this is an old Office file (.xls); open it and save it as .xlsx or CSV")
    for start, kind in _FOREIGN.items():
        if data.startswith(start):
            raise place.error(f"the file is {kind}, not a table; {_SEND}")
