"""The state of a store that others may change meanwhile: what a server answers from.

A folder is held only while a snapshot of it is made, so that others can load, accept and withdraw; what they
have done is seen at the next call. An endpoint is asked as it is; that it has changed cannot be told.
"""

from __future__ import annotations

import os
import threading
import weakref
from contextlib import ExitStack, suppress
from typing import Self

from pscvc_kg.embedded import EmbeddedStore
from pscvc_kg.errors import StoreError
from pscvc_kg.folder import is_address
from pscvc_kg.limiting import snapshot
from pscvc_kg.store import Store, open_store


class Following:
    """The present state of the store in the folder *where*, or of *memory*. Close it.

    Raises:
        StoreError: There is no store, another process has it, it cannot be read.
    """

    def __init__(self, where: str | None = None, memory: Store | None = None) -> None:
        self._where = where
        self._lock = threading.Lock()
        self._left: list[weakref.finalize[[], EmbeddedStore]] = []
        self._seen: object = None
        if memory is not None:
            self._store: Store = memory
        else:
            self._open()

    def store(self) -> Store:
        """The state as it is now; another object than before when it has changed. Nobody else closes it.

        While another process has the folder, and where it cannot be read any more, it is the state before.
        """
        with self._lock:
            if self._where is not None and not is_address(self._where) and self._files() != self._seen:
                # While another process has it, the next call tries again.
                with suppress(StoreError):
                    self._renew()
            return self._store

    def close(self) -> None:
        """Let go of everything: no snapshot is left."""
        with self._lock:
            for left in self._left:
                left()
            self._left.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> None:
        """Take the endpoint itself, or a snapshot of the folder."""
        assert self._where is not None
        if is_address(self._where):
            self._store = open_store(self._where)
        else:
            self._renew()

    def _renew(self) -> None:
        """Make a snapshot of the folder; it goes when nobody has its store any more."""
        assert self._where is not None
        with ExitStack() as stack:
            with open_store(self._where, create=False) as whole:
                assert isinstance(whole, EmbeddedStore)
                folder = stack.enter_context(snapshot(whole))
            self._seen = self._files()
            store = EmbeddedStore(folder, read_only=True)
            self._left = [one for one in self._left if one.alive]
            self._left.append(weakref.finalize(store, stack.pop_all().close))
        self._store = store

    def _files(self) -> object:
        """What tells whether somebody has written: the engine's tables, and its journals that hold something.

        Who only reads leaves both as they were: the engine makes an empty journal and files of other kinds.
        """
        assert self._where is not None
        try:
            with os.scandir(self._where) as entries:
                sizes = {entry.name: entry.stat().st_size for entry in entries if _holds_data(entry.name)}
        except OSError:
            return None  # a file that has just gone, or all of them
        return sorted((name, size) for name, size in sizes.items() if size)


def _holds_data(name: str) -> bool:
    return name.endswith((".sst", ".log"))
