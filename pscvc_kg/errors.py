"""What can stop the work, each with the exit status that a face gives it."""

from __future__ import annotations


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


class StoreError(PscvcError):
    """The store refused: another process has it, it is damaged, or it lacks what the work needs."""

    exit_status = 3
