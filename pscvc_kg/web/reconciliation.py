"""The reconciliation service over HTTP (API 0.2), by which OpenRefine and its like match lists to our things.

The routes can be part of a larger server. Every address also stands under ``/en`` and ``/fr``, which settle
the language; otherwise it is ``?lang=`` or what the client accepts.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPMethod
from typing import Any
from urllib.parse import parse_qs, unquote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from pscvc_kg.errors import PscvcError, StoreError, UsageError
from pscvc_kg.following import Following
from pscvc_kg.linking.reconciling import Reconciler, TooLongError
from pscvc_kg.linking.suggesting import Suggester
from pscvc_kg.render.thing import cut_page, flyout, missing_page, thing_page
from pscvc_kg.store import Store
from pscvc_kg.web import protocol
from pscvc_kg.web.languages import LANGUAGES, spoken
from pscvc_kg.web.protocol import TooMuchError

BODY = 1_000_000
"""Bytes of a request's body."""
SECONDS = 10.0
"""How long a batch may take, so that none keeps the others waiting."""
PAGE = 20
"""Suggestions at a time."""
GET, POST = HTTPMethod.GET, HTTPMethod.POST
_BESIDE = {"lang", "callback", "_"}
"""Fields that say nothing of what is asked: older clients send some of them until they see CORS."""
_FORM = "application/x-www-form-urlencoded"


class Known:
    """What there is to ask of the state that *following* has: made anew when that has changed."""

    def __init__(self, following: Following) -> None:
        self._following = following
        self._lock = threading.Lock()
        self._store: Store | None = None
        self._made: tuple[Reconciler, Suggester] | None = None

    def now(self) -> tuple[Reconciler, Suggester]:
        """The present state's; whoever has an older one keeps it until it lets go."""
        with self._lock:
            store = self._following.store()
            if self._made is None or store is not self._store:
                reconciler = Reconciler(store)
                self._store, self._made = store, (reconciler, Suggester(reconciler.inventory))
            return self._made


def application(known: Known, path: str = "/reconcile") -> Starlette:
    """The service alone, at *path*; the root leads there."""

    async def root(_request: Request) -> Response:
        return RedirectResponse(path)

    return Starlette(
        routes=[Route("/", root, methods=[GET]), *routes(known, path)],
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=["*"],
                allow_methods=[GET, POST],
                allow_headers=["*"],
            )
        ],
        exception_handlers={HTTPException: _refused},
    )


def routes(known: Known, path: str = "/reconcile") -> list[Route]:
    """The addresses of the service under *path*."""
    answers: dict[str, tuple[Callable[[_Call], Response], list[str]]] = {
        "": (_service, [GET, POST]),
        "/suggest/entity": (_suggest_things, [GET]),
        "/suggest/type": (_suggest_types, [GET]),
        "/suggest/property": (_suggest_properties, [GET]),
        "/flyout/entity": (_fly_out_thing, [GET]),
        "/flyout/type": (_fly_out_type, [GET]),
        "/flyout/property": (_fly_out_property, [GET]),
        "/properties": (_properties, [GET]),
        "/preview": (_preview, [GET]),
        "/view": (_view, [GET]),
    }
    return [
        Route(f"{path}{language}{part}", _endpoint(known, f"{path}{language}", answer), methods=methods)
        for part, (answer, methods) in answers.items()
        for language in ("", *(f"/{one}" for one in LANGUAGES))
    ]


class _Call:
    """One request with its fields read, in the language that it is to be answered in."""

    def __init__(self, known: Known, request: Request, fields: dict[str, str], here: str) -> None:
        self.reconciler, self.suggester = known.now()
        self.inventory = self.reconciler.inventory
        self.fields = fields
        self.query = request.url.query
        self.here = f"{str(request.base_url).rstrip('/')}{here}"
        self.lang = spoken(request, here)

    def number(self, name: str) -> int | None:
        """The field *name* as a whole number; None where it is absent.

        Raises:
            UsageError: It is none.
        """
        text = self.fields.get(name, "").strip()
        if not text:
            return None
        if not text.isdecimal() or len(text) > 9:
            raise UsageError(f"'{name}' is no whole number from 0 on")
        return int(text)


def _endpoint(
    known: Known, here: str, answer: Callable[[_Call], Response]
) -> Callable[[Request], Awaitable[Response]]:
    """What Starlette calls: it reads the request, lets *answer* work in a thread, and says what is wrong."""

    async def endpoint(request: Request) -> Response:
        try:
            fields = await _fields(request)
            response = await run_in_threadpool(lambda: answer(_Call(known, request, fields, here)))
        except (TooMuchError, TooLongError) as error:
            return _error(413, str(error))
        except UsageError as error:
            return _error(400, str(error))
        except StoreError as error:
            return _error(503, str(error))
        except PscvcError as error:
            return _error(500, str(error))
        except HTTPException:
            raise
        except Exception as error:
            return _error(500, f"this is a fault of pscvc itself ({type(error).__name__})")
        response.headers["Content-Language"] = spoken(request, here)
        response.headers["Vary"] = "Accept-Language"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return endpoint


async def _fields(request: Request) -> dict[str, str]:
    """The fields of the address and of the form that is the body; of one that comes twice, the last.

    Raises:
        UsageError: The body is no form, or not in UTF-8.
        TooMuchError: It is too long.
    """
    fields = dict(request.query_params)
    if request.method != POST:
        return fields
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY:
            raise TooMuchError(f"the body has more than {BODY:,} bytes; send smaller batches")
    if kind != _FORM:
        raise UsageError(
            f"the body is {kind or 'of no type'}; send a form ({_FORM}) with the field 'queries'"
        )
    try:
        form = parse_qs(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=100)
    except UnicodeDecodeError as error:
        raise UsageError("the body is not in UTF-8; send it in UTF-8") from error
    except ValueError as error:
        raise TooMuchError("the form has more than 100 fields; send 'queries' or 'extend'") from error
    return fields | {name: values[-1] for name, values in form.items()}


def _error(status: int, sentence: str) -> Response:
    return JSONResponse({"error": {"message": sentence, "status": status}}, status)


async def _refused(_request: Request, error: Exception) -> Response:
    """What Starlette itself refuses: an address or a method that there is not."""
    assert isinstance(error, HTTPException)
    sentence = {
        404: "there is nothing at this address; the service is described at its root",
        405: "this address takes another method; send GET, and batches by POST to the service itself",
    }.get(error.status_code, str(error.detail))
    response = _error(error.status_code, sentence)
    response.headers.update(error.headers or {})
    return response


# The answers


def _service(call: _Call) -> Response:
    """The service's own address: its manifest, or the answer to a batch or to a call for values."""
    queries, extend = call.fields.get("queries"), call.fields.get("extend")
    if queries is not None and extend is not None:
        raise UsageError("this holds both 'queries' and 'extend'; send one of them at a time")
    if queries is not None:
        batch = protocol.read_batch(queries)
        until = time.monotonic() + SECONDS
        proposed = {key: call.reconciler.propose(asked, until) for key, asked in batch.items()}
        return JSONResponse(protocol.results(call.inventory, proposed, call.lang))
    if extend is not None:
        things, columns = protocol.read_extension(extend)
        told = call.inventory.tell(things, sorted({one.name for one in columns}), call.lang)
        by_name = {one.property.name: one for one in told}
        return JSONResponse(protocol.extension(call.inventory, things, columns, by_name, call.lang))
    if call.fields.keys() - _BESIDE:
        raise UsageError(
            "this holds neither 'queries' nor 'extend'; send one of them, or nothing for the manifest"
        )
    return JSONResponse(protocol.manifest(call.inventory, call.here, call.lang))


def _suggest_things(call: _Call) -> Response:
    types = tuple(filter(None, [call.fields.get("type", "")]))
    found = call.suggester.things(call.fields.get("prefix", ""), types)
    return JSONResponse(protocol.suggested_things(call.inventory, _page(call, found), call.lang))


def _suggest_types(call: _Call) -> Response:
    found = call.suggester.types(call.fields.get("prefix", ""), call.lang)
    return JSONResponse(protocol.suggested_types(call.inventory, _page(call, found), call.lang))


def _suggest_properties(call: _Call) -> Response:
    found = call.suggester.properties(call.fields.get("prefix", ""), call.lang)
    return JSONResponse(protocol.suggested_properties(_page(call, found), call.lang))


def _page(call: _Call, found: list[Any]) -> list[Any]:
    """Those of the suggestions that come after so many as the client has."""
    skip = call.number("cursor") or 0
    return found[skip : skip + PAGE]


def _properties(call: _Call) -> Response:
    type_, limit = call.fields.get("type", ""), call.number("limit")
    found = call.inventory.properties_of(_meant(call.inventory.types, type_) if type_ else [])
    return JSONResponse(protocol.proposed_properties(found, type_, limit, call.lang))


def _meant(known: Mapping[str, object], sent: str) -> list[str]:
    """Those of the *known* IRIs that were *sent*; where there are none, what was sent.

    OpenRefine 3.6 writes an IRI into an address as it stands, so that what follows its ``#`` is never sent.
    """
    return [sent] if sent in known else [one for one in known if one.startswith(f"{sent}#")] or [sent]


def _fly_out_thing(call: _Call) -> Response:
    inventory, thing = call.inventory, call.inventory.things.get(call.fields.get("id", ""))
    return _flyout(
        call, (inventory.name(thing, call.lang), inventory.about(thing, call.lang)) if thing else None
    )


def _fly_out_type(call: _Call) -> Response:
    one = call.inventory.types.get(call.fields.get("id", ""))
    return _flyout(call, (one.label[call.lang], one.iri) if one else None)


def _fly_out_property(call: _Call) -> Response:
    one = call.inventory.properties.get(call.fields.get("id", ""))
    return _flyout(call, (one.label[call.lang], one.description[call.lang]) if one else None)


def _flyout(call: _Call, said: tuple[str, str] | None) -> Response:
    """What a client shows beside a suggestion while the mouse is over it."""
    if said is None:
        return _error(404, "there is nothing of this id; send one that was suggested")
    return JSONResponse({"id": call.fields["id"], "html": flyout(*said)})


def _preview(call: _Call) -> Response:
    """A small page about one thing, to be shown in a frame."""
    return _about(call, whole=False)


def _view(call: _Call) -> Response:
    """Everything that the properties tell of one thing."""
    return _about(call, whole=True)


def _about(call: _Call, *, whole: bool) -> Response:
    iri, thing = call.fields.get("id", ""), None
    for sent in (iri, unquote(call.query.partition("id=")[2])):  # an IRI with & or + as it stands
        meant = _meant(call.inventory.things, sent) if sent else []
        if len(meant) > 1:
            return HTMLResponse(cut_page(sent, call.lang), 404)
        if meant and (thing := call.inventory.things.get(meant[0])):
            iri = thing.iri
            break
    if thing is None:
        return HTMLResponse(missing_page(call.lang), 404)
    shown = [
        one for one in call.inventory.properties_of(call.inventory.types_of(iri)) if whole or one.preview
    ]
    told = call.inventory.tell([iri], [one.name for one in shown], call.lang)
    facts = [
        (one.property.label[call.lang], [(value, one.names.get(value.value, "")) for value in values])
        for one in told
        if (values := one.said(iri, call.lang))
    ]
    title, about = call.inventory.name(thing, call.lang), call.inventory.about(thing, call.lang)
    return HTMLResponse(thing_page(iri, title, about, facts, call.lang, whole=whole))
