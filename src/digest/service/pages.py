"""The pages that are made for one reader: unsubscribing, and messages in place of bare errors.

A GET shows, a POST acts (promise 5): mail programs and scanners follow every link, and must not end a subscription.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from digest.errors import RenderError
from digest.language import Language, language, later
from digest.log import log_for
from digest.model import Subscriber, SubscriberState
from digest.readers import tokens
from digest.service.seam import App

#: Of a form that says "List-Unsubscribe=One-Click", with room to spare.
_FORM_LIMIT = 10_000
#: Nobody else is to learn or keep an address that acts for a reader.
_PRIVATE: Mapping[str, str] = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


class LinkRefused(HTTPException):
    """A link that was not made by us, or not for this."""

    def __init__(self) -> None:
        what_to_do = later(
            "It is not complete, or not one of ours. Copy it whole from the mail, or use the unsubscribe button "
            "of your mail program."
        )
        super().__init__(404, what_to_do, headers=dict(_PRIVATE))


@dataclass(frozen=True, slots=True)
class Pages:
    """What readers meet beside the published files. Its methods block: call them in a thread."""

    app: App
    now: Callable[[], datetime]

    def unsubscribe_form(self, request: Request) -> Response:
        """The page with the button. Changes nothing."""
        subscriber = self._subscriber(request)
        if subscriber.state is SubscriberState.UNSUBSCRIBED:
            return self._ended(request, subscriber)
        return self._form(request, subscriber)

    def unsubscribe(self, request: Request, form: bytes) -> Response:
        """The button, or a mail program's own (RFC 8058 §3.2); again is fine."""
        subscriber = self._subscriber(request)
        if not is_wish(form, request.headers.get("content-type", "")):
            return self._form(request, subscriber, status=400)
        if self.app.store.subscribers.unsubscribe(subscriber.id, "link in a mail", self.now()):
            log_for(newsletter=subscriber.newsletter, subscriber=subscriber.id).info("unsubscribed")
        return self._ended(request, subscriber)

    def message(
        self, request: Request, heading: str, text: str, *, status: int, headers: Mapping[str, str] | None = None
    ) -> Response:
        """A page that says one thing in the site's language; `heading` and `text` stand in the catalogues."""
        words = language(self.app.config.site.language)
        said = {"heading": words.gettext(heading), "text": words.gettext(text)}
        return self._page(request, "web/message.html", words, status, headers or {}, **said)

    def _subscriber(self, request: Request) -> Subscriber:
        numbers = tokens.read(self.app.secret(), tokens.UNSUBSCRIBE, request.path_params["token"])
        subscriber = self.app.store.subscribers.get(numbers[0]) if numbers else None
        if subscriber is None:
            log_for(client=request.client.host if request.client else None).warning("link refused")
            raise LinkRefused
        return subscriber

    def _form(self, request: Request, subscriber: Subscriber, status: int = 200) -> Response:
        # Relative, so that it also fits behind a proxy that serves us under a path.
        action = request.path_params["token"]
        return self._private(request, "web/unsubscribe.html", subscriber, status, action=action)

    def _ended(self, request: Request, subscriber: Subscriber) -> Response:
        return self._private(request, "web/unsubscribed.html", subscriber, 200)

    def _private(
        self, request: Request, template: str, subscriber: Subscriber, status: int, **values: object
    ) -> Response:
        config = self.app.config
        newsletter = next((one for one in config.newsletter if one.slug == subscriber.newsletter), None)
        title = newsletter.title if newsletter else subscriber.newsletter
        words = language(config.language_of(newsletter) if newsletter else config.site.language)
        about = {"newsletter": title, "address": masked(subscriber.address)}
        return self._page(request, template, words, status, _PRIVATE, **about, **values)

    def _page(
        self,
        request: Request,
        template: str,
        words: Language,
        status: int,
        headers: Mapping[str, str],
        **values: object,
    ) -> Response:
        root = "../" * (request.url.path.count("/") - 1) or "./"
        try:
            text = self.app.templates.speaking(words).render(template, site=self.app.config.site, root=root, **values)
        except RenderError as error:
            # A mistake in an operator's own template; the reader still gets an answer.
            log_for(template=template).error("page not rendered", reason=str(error))
            sorry = words.gettext("This page cannot be shown just now.")
            return PlainTextResponse(f"{sorry}\n", max(status, 500), headers)
        return HTMLResponse(text, status, headers)


async def limited_body(request: Request) -> bytes:
    """The body of a request, which has no reason to be long.

    Raises:
        HTTPException: 413, it is too long.
    """
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _FORM_LIMIT:
            raise HTTPException(413)
    return body


def is_wish(body: bytes, content_type: str) -> bool:
    """Whether a POST is a reader's: what mail programs send (RFC 8058 §3.2), or the form of our page, which is empty.

    A machine that posts to every link sends neither.
    """
    if body.strip():
        return (form_value(body, content_type, "List-Unsubscribe") or "").strip().lower() == "one-click"
    return content_type.lower().startswith("application/x-www-form-urlencoded")


def form_value(body: bytes, content_type: str, name: str) -> str | None:
    """One field of a form, sent either way that RFC 8058 §3.2 allows; None if it is not there."""
    if content_type.lower().startswith("multipart/form-data"):
        return _multipart_value(body, content_type, name)
    return parse_qs(body.decode("utf-8", "replace")).get(name, [None])[0]


def _multipart_value(body: bytes, content_type: str, name: str) -> str | None:
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    for part in message_from_bytes(head + body, policy=policy.HTTP).walk():
        if part.get_param("name", header="content-disposition") == name:
            content = part.get_payload(decode=True)
            return content.decode("utf-8", "replace") if isinstance(content, bytes) else None
    return None


def masked(address: str) -> str:
    """Enough of an address for its owner to know it: "j…@example.org"."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"
