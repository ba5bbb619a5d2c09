"""Days as people write them on the command line."""

from __future__ import annotations

from datetime import date

from pscvc_kg.errors import UsageError


def day(text: str) -> date:
    """The day that *text* is, written ``2025-03-01``.

    Raises:
        UsageError: It is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"'{text}' is not a day; write it as year-month-day, for instance 2025-03-01."
        ) from error
