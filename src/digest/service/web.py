"""The web app: published files, readers' pages and `/health`. The one host of Starlette."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from digest.errors import StoreError
from digest.language import later
from digest.log import log_for
from digest.publish.site import CONTENT_SECURITY_POLICY
from digest.service.health import Health
from digest.service.pages import LinkRefused, Pages, limited_body
from digest.service.published import METHODS, Published
from digest.service.seam import App

_ALWAYS = {
    b"content-security-policy": CONTENT_SECURITY_POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"strict-origin-when-cross-origin",
}
_WORDS = {
    404: (later("Nothing here"), later("There is no page at this address.")),
    405: (later("Not like that"), later("This address does not answer to that kind of request.")),
    413: (later("Too much"), later("That is more than this form has room for.")),
}
_OTHERWISE = (later("This did not work"), later("The request cannot be answered."))


def web(app: App, health: Callable[[], Health], now: Callable[[], datetime]) -> ASGIApp:
    """The whole web app, ready for uvicorn.

    Args:
        health: what to tell at `/health`; may block.
    """
    desk = _Desk(Pages(app, now), health)
    star = Starlette(
        routes=[
            Route("/health", desk.health),
            Route("/unsubscribe/{token}", desk.unsubscribe, methods=["GET", "POST"]),
            Route("/{path:path}", Published(app.public, app.config).answer, methods=METHODS),
        ],
        exception_handlers={
            HTTPException: desk.refused,
            ClientDisconnect: desk.left,
            StoreError: desk.closed,
            Exception: desk.broken,
        },
    )
    # Without proxies their headers are what anybody may have written, and nobody reads them.
    if not (proxies := [str(network) for network in app.config.web.proxies]):
        return _Guard(star)
    # uvicorn and Starlette each have their own types for one protocol (ASGI 3).
    return cast("ASGIApp", ProxyHeadersMiddleware(cast("Any", _Guard(star)), proxies))


class _Desk:
    """What answers at each address."""

    def __init__(self, pages: Pages, health: Callable[[], Health]) -> None:
        self._pages = pages
        self._health = health

    def health(self, _: Request) -> Response:
        health = self._health()
        return JSONResponse(health.document(), health.status, {"Cache-Control": "no-store"})

    async def unsubscribe(self, request: Request) -> Response:
        if request.method != "POST":
            return await run_in_threadpool(self._pages.unsubscribe_form, request)
        form = await limited_body(request)
        return await run_in_threadpool(self._pages.unsubscribe, request, form)

    def refused(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        heading, text = _WORDS.get(error.status_code, _OTHERWISE)
        if isinstance(error, LinkRefused):
            heading, text = later("This link does not work"), error.detail
        return self._pages.message(request, heading, text, status=error.status_code, headers=error.headers)

    def closed(self, request: Request, error: Exception) -> Response:
        log_for(method=request.method).error("request failed", reason=str(error))
        return self._sorry(request, 503)

    def broken(self, request: Request, error: Exception) -> Response:
        trace = "".join(traceback.format_exception(error))
        log_for(method=request.method).error("request failed", reason=repr(error), traceback=trace)
        return self._sorry(request, 500)

    def left(self, _request: Request, _error: Exception) -> Response:
        return Response(status_code=400)

    def _sorry(self, request: Request, status: int) -> Response:
        headers = {"Cache-Control": "no-store", "Retry-After": "300"}
        text = later("Something of ours does not work just now. A few minutes later it should.")
        return self._pages.message(request, later("Please try again"), text, status=status, headers=headers)


class _Guard:
    """Gives every answer the headers that protect its reader, unless it has stricter ones."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                have = {name.lower() for name, _ in message["headers"]}
                more = [(name, value) for name, value in _ALWAYS.items() if name not in have]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        await self._app(scope, receive, guarded)
