"""What can stop the work, each with the exit status that a face gives it."""

from __future__ import annotations

from collections.abc import Sequence


class PscvcError(Exception):
    """Something stopped us. The message is one sentence that names the place and the remedy.

    Attributes:
        exit_status: What the command line returns: 2 wrong usage, 3 unreadable input or refused store,
            4 our own fault.
    """

    exit_status = 4


class UsageError(PscvcError):
    """The call asks for something that does not exist: a profile, a question, a parameter."""

    exit_status = 2


class InputError(PscvcError):
    """A file could not be read as what it should be; nothing was written."""

    exit_status = 3


class FilesError(InputError):
    """Several files were given, and some could not be read; nothing was written.

    Attributes:
        each: A sentence for each of these files, in the order in which they were given.
    """

    def __init__(self, head: str, each: Sequence[str]) -> None:
        super().__init__(f"{head}: {'; '.join(each)}")
        self.head, self.each = head, tuple(each)


class StoreError(PscvcError):
    """The store refused: another process has it, it is damaged, or it lacks what the work needs."""

    exit_status = 3
