"""A workbook as bytes in which nothing tells when it was made."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

_STAMP = (1980, 1, 1, 0, 0, 0)


def settled(book: Workbook) -> bytes:
    """The bytes of *book* without the time at which it was written."""
    first = io.BytesIO()
    book.save(first)
    target = io.BytesIO()
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == "docProps/core.xml":
                data = re.sub(
                    rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", data
                )
            info = zipfile.ZipInfo(member.filename, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return target.getvalue()
