"""Lines of text on a page of some width, with colour where a terminal shows it."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

NARROWEST = 12
"""Below this many characters a column of a table is no longer read with ease."""

_CODES = {"bold": "1", "dim": "2", "violation": "1;31", "warning": "1;33", "info": "1;36", "good": "1;32"}


def plain(text: str) -> str:
    r"""*text* as it may go to a terminal: controls, bidi marks and what else has no sign become ``\ufffd``.

    Cells come from anywhere: an escape sequence in one would clear the screen, or turn a line around. Line
    ends and tabs become spaces; no-break spaces stay.

    >>> plain("a\x1b[2Jb\u202ec\td")
    'a\ufffd[2Jb\ufffdc d'
    """
    if text.isprintable():
        return text
    return "".join(map(_plain, text))


def _plain(sign: str) -> str:
    if sign in "\t\n\r":
        return " "
    return sign if sign.isprintable() or unicodedata.category(sign) == "Zs" else "\ufffd"


@dataclass(frozen=True)
class Page:
    """How wide the text may be, in characters, and whether it is coloured. All text on it is `plain`."""

    width: int = 100
    colour: bool = False

    def paint(self, text: str, style: str) -> str:
        """*text* in one of the styles, or as it is where there is no colour."""
        text = plain(text)
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.colour and text else text

    def wrap(self, text: str, indent: int = 0, hanging: int = 0) -> list[str]:
        """*text* in lines no wider than the page. Only wider words are cut; no-break spaces hold."""
        return textwrap.wrap(
            plain(text),
            width=max(self.width, indent + hanging + 20),
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hanging),
            break_on_hyphens=False,
        ) or [""]

    def opposite(self, left: str, right: str, style: str) -> list[str]:
        """*left* in a style, and *right* at the other margin of its first line where it fits, else below."""
        right = plain(right)
        width = self.width - len(right) - 2
        lines = textwrap.wrap(plain(left), width, subsequent_indent="    ", break_on_hyphens=False)
        first, *others = lines or [""]
        gap = " " * (self.width - len(first) - len(right))
        painted = [self.paint(first, style) + gap + right]
        return painted + [self.paint(line, style) for line in others]

    def table(
        self, rows: Sequence[Sequence[str]], *, indent: int = 0, right: Iterable[int] = ()
    ) -> list[str]:
        """Rows in aligned columns, each as wide as its widest cell; *right* columns end together."""
        rows = [list(map(plain, row)) for row in rows]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        flush = set(right)
        lines = []
        for row in rows:
            cells = [
                cell.rjust(width) if index in flush else cell.ljust(width)
                for index, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            lines.append((" " * indent + "  ".join(cells)).rstrip())
        return lines

    def definitions(self, rows: Sequence[tuple[str, str]], indent: int = 0) -> list[str]:
        """Names in one column and what they mean beside them, or under a name that is too long."""
        rows = [(plain(name), plain(text)) for name, text in rows]
        widest = min(max(len(name) for name, _ in rows), self.width // 2)
        lines = []
        for name, text in rows:
            wrapped = textwrap.wrap(text, self.width - indent - widest - 2, break_on_hyphens=False) or [""]
            if len(name) <= widest:
                lines.append(" " * indent + name.ljust(widest) + "  " + wrapped.pop(0))
            else:
                lines.append(" " * indent + name)
            lines += [" " * (indent + widest + 2) + other for other in wrapped]
        return lines

    def grid(
        self,
        headers: Sequence[str],
        rows: Sequence[Sequence[str]],
        right: Iterable[int] = (),
        *,
        once: bool = False,
    ) -> list[str]:
        """A table under headers, cells wrapped to fit the page; one block a row where it is too narrow.

        With *once*, leading cells of a table that only repeat the row above stay empty; numbers always stand.
        """
        headers, *rows = [list(map(plain, row)) for row in (headers, *rows)]
        flush = set(right)
        columns = list(zip(headers, *rows, strict=True))
        # Half of a number is another number: only text is broken.
        least = [max(map(len, column[1:]), default=0) * (at in flush) for at, column in enumerate(columns)]
        widths = self._fit([max(map(len, column)) for column in columns], least)
        if widths is None:
            return self._blocks(headers, rows)
        head = self._grid_row(headers, widths, flush)
        lines = [self.paint(line, "bold") for line in head]
        lines.append(self.paint("  ".join("─" * width for width in widths), "dim"))
        for row in _without_repeats(rows, flush) if once else rows:
            lines += self._grid_row(row, widths, flush)
        return lines

    def _fit(self, widths: list[int], least: list[int]) -> list[int] | None:
        """The widths cut down to the page, widest first, none below its *least*; None if it is too narrow."""
        room = self.width - 2 * (len(widths) - 1)
        cap = max(widths)
        while cap >= NARROWEST:
            fitted = [max(min(width, cap), low) for width, low in zip(widths, least, strict=True)]
            if sum(fitted) <= room:
                return fitted
            cap -= 1
        return None

    def _grid_row(self, row: Sequence[str], widths: Sequence[int], flush: set[int]) -> list[str]:
        cells = [_in_cell(cell, width) for cell, width in zip(row, widths, strict=True)]
        return [
            "  ".join(
                text.rjust(width) if index in flush else text.ljust(width)
                for index, (text, width) in enumerate(zip(parts, widths, strict=True))
            ).rstrip(" ")
            for parts in zip_longest(*cells, fillvalue="")
        ]

    def _blocks(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
        widest = max(map(len, headers))
        lines: list[str] = []
        for row in rows:
            for header, cell in zip(headers, row, strict=True):
                name = header.ljust(widest)
                first, *others = textwrap.wrap(cell, max(self.width - widest - 2, 20)) or [""]
                lines.append(f"{self.paint(name, 'bold')}  {first}")
                lines += [" " * (widest + 2) + other for other in others]
            lines.append("")
        return lines[:-1]


def _without_repeats(rows: Sequence[Sequence[str]], numbers: Container[int]) -> list[list[str]]:
    """The rows with nothing in the leading cells that only repeat the row above; numbers always stand."""
    result: list[list[str]] = []
    above: Sequence[str] = ()
    for row in rows:
        same = 0
        while same < len(above) - 1 and same not in numbers and row[same] == above[same]:
            same += 1
        result.append([""] * same + list(row[same:]))
        above = row
    return result


def _in_cell(text: str, width: int) -> list[str]:
    """*text* in lines of a narrow column; a word that is too wide begins a line, and letters get a hyphen."""
    lines = []
    for line in textwrap.wrap(text, width, break_long_words=False) or [""]:
        while len(line) > width:
            hyphen = "-" if line.replace("'", "").isalpha() else ""
            cut = width - len(hyphen)
            lines.append(line[:cut] + hyphen)
            line = line[cut:]
        lines.append(line)
    return lines


def join(lines: Iterable[str]) -> str:
    """The lines as one text that ends with a line feed; no line ends with a space."""
    return "\n".join(line.rstrip(" ") for line in lines) + "\n"
