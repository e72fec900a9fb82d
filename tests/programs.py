"""What programs say of themselves that ask for feeds: in the form of real ones, and some as bad as they may come.

Accept is as the sources of FreshRSS (SimplePie), Miniflux, Thunderbird, feedparser, Liferea, QuiteRSS and Java have it,
and as MDN lists it of browsers. Services whose source is not public are asked for the feed with "*/*", or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

_SAFARI = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
_FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
_SIMPLEPIE = (
    "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, "
    "text/html;q=0.7, unknown/unknown;q=0.1, application/unknown;q=0.1, */*;q=0.1"
)
_MINIFLUX = (
    "application/xml, application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "text/html, */*;q=0.9"
)
_FEEDPARSER = (
    "application/atom+xml,application/rdf+xml,application/rss+xml,application/x-netcdf,application/xml;q=0.9,"
    "text/xml;q=0.2,*/*;q=0.1"
)
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
_BLINK = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"


@dataclass(frozen=True)
class Program:
    name: str
    accept: str | None
    agent: str
    more: tuple[tuple[str, str], ...] = ()

    @property
    def headers(self) -> dict[str, str]:
        """Of its request for a feed; names in small letters."""
        accept = {"accept": self.accept} if self.accept is not None else {}
        return {**accept, "user-agent": self.agent, **dict(self.more)}


_OPENED = (("sec-fetch-dest", "document"), ("sec-fetch-mode", "navigate"))

BROWSERS = (
    Program("Chrome", _CHROME, f"{_WINDOWS} {_BLINK}", _OPENED),
    Program("Chrome over plain http", _CHROME, f"{_WINDOWS} {_BLINK}"),
    Program("Edge", _CHROME, f"{_WINDOWS} {_BLINK} Edg/142.0.0.0", _OPENED),
    Program("Firefox", _SAFARI, f"{_WINDOWS[:-1]}; rv:145.0) Gecko/20100101 Firefox/145.0", _OPENED),
    Program("Firefox 92 to 127", _FIREFOX, f"{_WINDOWS[:-1]}; rv:115.0) Gecko/20100101 Firefox/115.0", _OPENED),
    Program(
        "Safari", _SAFARI, f"{_MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15", _OPENED
    ),
    Program("Safari before 16.4", _SAFARI, f"{_MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Safari"),
)

READERS = (
    Program("Feedly", "*/*", "Feedly/1.0 (+https://feedly.com/poller.html; 12 subscribers; )"),
    Program("Feedly without Accept", None, "FeedlyBot/1.0 (http://feedly.com)"),
    Program("Inoreader", "*/*", "Mozilla/5.0 (compatible; inoreader.com-like FeedFetcher-Google)"),
    Program(
        "A fetcher that copies a browser, but for its name",
        _SAFARI,
        "Mozilla/5.0 (compatible; Feeder; +http://feeder.example/bot)",
    ),
    Program("NetNewsWire", "*/*", "NetNewsWire (RSS Reader; https://netnewswire.com/)"),
    Program(
        "NetNewsWire with types",
        "application/rss+xml, application/rdf+xml;q=0.8, application/atom+xml;q=0.6, application/xml;q=0.4",
        "NetNewsWire (RSS Reader; https://netnewswire.com/)",
    ),
    Program("FreshRSS (SimplePie)", _SIMPLEPIE, "FreshRSS/1.27.1 (Linux; https://freshrss.org)"),
    Program("Miniflux", _MINIFLUX, "Mozilla/5.0 (compatible; Miniflux/2.2.14; +https://miniflux.app)"),
    Program(
        "Thunderbird",
        "application/atom+xml,application/rss+xml;q=0.9,application/rdf+xml;q=0.8,application/xml;q=0.7,text/xml;q=0.7,"
        "*/*;q=0.1",
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.4",
    ),
    Program("curl", "*/*", "curl/8.16.0"),
    Program("wget", "*/*", "Wget/1.25.0"),
    Program("feedparser", _FEEDPARSER, "feedparser/6.0.12 +https://github.com/kurtmckee/feedparser/"),
    Program(
        "NewsBlur",
        "application/atom+xml, application/rss+xml, application/xml;q=0.8, text/xml;q=0.6, */*;q=0.2",
        f"NewsBlur Feed Fetcher - 12 subscribers - http://www.newsblur.com ({_MAC[12:]} {_BLINK})",
    ),
    Program("Liferea", "application/atom+xml,application/xml;q=0.9,text/xml;q=0.8,*/*;q=0.7", "Liferea/1.16.5 (Linux)"),
    Program("QuiteRSS", "text/xml, text/html, */*", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537 QuiteRSS/0.19.4"),
    Program("elfeed", "*/*", "Emacs Elfeed 3.4.2"),
    Program("rss-parser", "application/rss+xml", "rss-parser"),
    Program("Java", "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "Java/21.0.9"),
    Program("Googlebot", _CHROME, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
    Program("FeedFetcher-Google", "*/*", "FeedFetcher-Google; (+http://www.google.com/feedfetcher.html)"),
    Program("Slackbot", "*/*", "Slackbot 1.0 (+https://api.slack.com/robots)"),
    Program("A reader in a browser", "*/*", f"{_WINDOWS} {_BLINK}", (("sec-fetch-dest", "empty"),)),
    Program("Old Edge and IE, which rank nothing", "text/html, application/xhtml+xml, image/jxr, */*", _WINDOWS),
)
