"""Published files over HTTP: to each the form it takes, and only to who does not have it yet."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from digest.config import Config
from digest.publish.addresses import absolute, page_file
from digest.publish.clean import web_address
from digest.service import kinds
from digest.service.conditions import http_date, is_unchanged
from digest.service.files import File, Files, Form
from digest.service.negotiate import is_browser, takes_gzip

METHODS = ("GET", "HEAD", "OPTIONS")
#: Bytes that are read at once; the way to a thread and back takes longer than so few from the system's memory.
_SMALL = 262_144
_TRIES = 5


class Published:
    """Answers at the addresses of published files. Only looks at the disk; what takes longer is done in a thread."""

    def __init__(self, folder: Path, config: Config) -> None:
        self._files = Files(folder)
        self._site = web_address(config.site.url) or config.site.url
        self._hub = web_address(config.publish.hub) if config.publish.hub else None

    async def answer(self, request: Request) -> Response:
        """The file, 304, or the way to its page or folder.

        Raises:
            HTTPException: 404, there is nothing to be shown.
        """
        path = request.path_params["path"]
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(METHODS)})
        found = self._files.locate(path)
        if found is not None and found.is_dir():
            if path and not path.endswith("/"):
                # Relative: it leads right behind any proxy, and nowhere else.
                return Response(status_code=301, headers={"Location": f"./{quote(found.name)}/"})
            path = page_file(path)
            found = self._files.locate(path)
        elif path.endswith("/"):
            found = None
        if found is None:
            raise HTTPException(404)
        if (page := self._page_instead(request, path)) is not None:
            return page
        return await self._file(request, path, found)

    def _page_instead(self, request: Request, path: str) -> Response | None:
        """Show a browser the feed's page; None for anybody else, and where a query asks for the document itself."""
        if not kinds.is_feed(path) or request.scope["query_string"] or not is_browser(request.headers):
            return None
        page = kinds.twin(path)
        if self._files.locate(page_file(page)) is None:
            return None
        # Not to be kept: a shared cache that does not heed Vary would lead feed readers there.
        headers = {"Location": page if "/" not in path else "./", "Cache-Control": "no-store", "Vary": "Accept"}
        return Response(status_code=303, headers=headers)

    async def _file(self, request: Request, path: str, found: Path) -> Response:
        for _ in range(_TRIES):
            file = self._files.known(found) or await run_in_threadpool(self._files.look, found)
            if file is None:
                break
            form = file.gzip if file.gzip and takes_gzip(request.headers) else file.plain
            headers = self._validators(path, file, form)
            if is_unchanged(form.etag, file.modified, request.headers):
                return Response(status_code=304, headers=headers)
            content = await self._content(form)
            if content is not None:  # else it was replaced in this instant
                return Response(content, headers=headers | self._facts(path, encoded=form is file.gzip))
        raise HTTPException(404)

    async def _content(self, form: Form) -> bytes | None:
        if form.size <= _SMALL:
            return self._files.content(form)
        return await run_in_threadpool(self._files.content, form)

    def _validators(self, path: str, file: File, form: Form) -> dict[str, str]:
        """What both the file and 304 say (RFC 9110 §15.4.5)."""
        after = kinds.following(path)
        # The last archive document of a feed is the open one, still to be filled: only those before it are closed.
        closed = after is not None and self._files.locate(after) is not None
        return {
            "ETag": form.etag,
            "Last-Modified": http_date(file.modified),
            "Cache-Control": kinds.cache_control(path, closed=closed),
            "Vary": "Accept, Accept-Encoding" if kinds.is_feed(path) else "Accept-Encoding",
        }

    def _facts(self, path: str, *, encoded: bool) -> dict[str, str]:
        """What only the file itself says."""
        facts = {"Content-Type": kinds.media_type(path.rpartition("/")[2])}
        if encoded:
            facts["Content-Encoding"] = "gzip"
        if kinds.is_feed(path):
            facts["Link"] = self._link(path)
        return facts

    def _link(self, path: str) -> str:
        """Where a feed's document lies, and who tells of its changes (WebSub §4)."""
        links = [f'<{absolute(self._site, quote(path))}>; rel="self"']
        if self._hub and not kinds.is_archived(path):
            links.append(f'<{self._hub}>; rel="hub"')
        return ", ".join(links)
