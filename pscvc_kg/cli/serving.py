"""The command that serves the graph over HTTP."""

# No `from __future__ import annotations` here: Typer would compile each of these annotations at every start.

from contextlib import ExitStack
from typing import Annotated

import typer

from pscvc_kg.cli import options
from pscvc_kg.cli.options import Language, examples
from pscvc_kg.errors import UsageError

app = typer.Typer()


@app.command(epilog=examples("pscvc serve", "pscvc serve --store chains/ --port 8080"))
def serve(
    store: options.StoreToServe = None,
    host: Annotated[
        str,
        typer.Option(
            "--host", envvar="PSCVC_HOST", help="The address to listen at; this machine alone by default."
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option("--port", metavar="N", envvar="PSCVC_PORT", min=0, max=65535, help="0: a free one."),
    ] = 8000,
    lang: options.Lang = Language.en,
) -> None:
    """Serve the graph to OpenRefine, until Ctrl-C.

    OpenRefine and its like match their lists to it. It is a reconciliation service (API 0.2) over
    organizations, services, programmes and terms. Others may load, accept and withdraw meanwhile: the answers
    follow. What is served can be read by whoever reaches the address.
    """
    from pscvc_kg import api, seal
    from pscvc_kg.cli.show import warn, working
    from pscvc_kg.following import Following
    from pscvc_kg.render.words import word

    try:
        from pscvc_kg.web.reconciliation import Known, application
        from pscvc_kg.web.serving import address, listen
        from pscvc_kg.web.serving import serve as run
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("starlette", "uvicorn"):
            raise
        raise UsageError(
            f"{error.name} is not installed; serve needs the extra 'server': pip install 'pscvc-kg[server]'"
        ) from error
    with ExitStack() as closing:
        listening = closing.enter_context(listen(host, port))
        with working("working-serve", str(lang)):
            if store is not None and (failed := seal.sentence(store)):
                warn(failed)
            memory = closing.enter_context(api.shipped()).store if store is None else None
            known = Known(closing.enter_context(Following(store, memory)))
            known.now()
        here = f"{address(listening)}/reconcile"
        run(
            application(known), listening, lambda: print(word("serving", str(lang), address=here), flush=True)
        )
