"""JSON that is no JSON-LD becomes plain facts, as the rows of a table do: a query gives them meaning."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from pscvc_kg.documents.refusing import CUT_SHORT, DEEPEST, RefusedError
from pscvc_kg.namespaces import COLUMN, JSON

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})
_DEEP = f"the text nests more than {DEEPEST} levels deep; write it flatter"
VALUE = COLUMN + "value"
"""What leads from an entry of a list that is a plain value to that value."""


def facts(data: bytes) -> bytes:
    """What the JSON *data* says, one triple a line after its line's number, which is unknown (0).

    An object is a node, named by where it stands (``…/dataset/3/publisher``), and each key a property of it;
    an entry of a list that is a plain value is a node too, so that it can be a record. Numbers keep the text
    in which they are written; what is empty says nothing.

    Raises:
        RefusedError: It is no JSON, or no UTF-8.
    """
    try:
        content = json.loads(data.decode(), parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise broken(error) from error
    except RecursionError as error:
        raise RefusedError(_DEEP) from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RefusedError("the text is no UTF-8; save it as UTF-8", line) from error
    return "".join(f"0 {fact} .\n" for fact in _facts(content)).encode(errors="replace")


def broken(error: json.JSONDecodeError) -> RefusedError:
    """What to tell of text that is no JSON: whether it was cut short, or where it is wrong."""
    if error.msg.startswith("Unterminated string") or not error.doc[error.pos :].strip():
        line, column = error.doc.count("\n") + 1, len(error.doc) - error.doc.rfind("\n")
        return RefusedError(CUT_SHORT, line, column)
    return RefusedError(f"this is no JSON ({error.msg}); correct it", error.lineno, error.colno)


def _facts(content: Any) -> Iterator[str]:
    """The triples of *content*, without recursion: it may nest as deep as the parser allows."""
    waiting: list[tuple[str, Any, int]] = [(JSON, content, 0)]
    names: dict[str, str] = {}
    while waiting:
        node, value, depth = waiting.pop()
        if depth > DEEPEST:
            raise RefusedError(_DEEP)
        if not isinstance(value, dict):
            value = {"value": value}
        for key, said in value.items():
            name = names.get(key) or names.setdefault(key, quote(key, safe="", errors="replace"))
            listed = isinstance(said, list)
            for number, one in enumerate(said if listed else [said]):
                if one is None or one == "" or isinstance(one, list):
                    continue
                place = f"{node}/{name}/{number}" if listed else f"{node}/{name}"
                if isinstance(one, dict):
                    yield f"<{node}> <{COLUMN}{name}> <{place}>"
                    waiting.append((place, one, depth + 1))
                else:
                    text = (str(one).lower() if isinstance(one, bool) else str(one)).translate(_ESCAPES)
                    yield f'<{node}> <{COLUMN}{name}> "{text}"'
                    if listed:
                        yield f"<{node}> <{COLUMN}{name}.entry> <{place}>"
                        yield f'<{place}> <{VALUE}> "{text}"'
