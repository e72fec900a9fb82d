"""What is in a page's text but not of it, taken out: embeds' fall-backs, share bars, calls to action, hidden things."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement

from digest.collect.article.lines import HEADINGS, Line, drop, lines

_NEVER = (
    "applet audio button canvas dialog embed iframe input noscript object script select style svg template textarea "
    "video"
)
_NEVER_TEXT = tuple(_NEVER.split())
_EMBED = re.compile(
    r"instagram-media|twitter-(?:tweet|video)|tiktok-embed|fb-(?:post|video)|reddit-(?:embed|card)|bluesky-embed"
    r"|mastodon-embed|text-post-media|imgur-embed|flickr-embed|pinterest-embed"
)
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|sharedaddy|addtoany|addthis|social-(?:links|icons|media|bar)|quick-?view|newsletter"
    r"|subscribe-?(?:box|form|widget)?|sign-?up(?:-form)?|breadcrumbs?|pagination|pager|post-navigation|nav-links"
    r"|skip-link|cookie\w*|screen-reader-text|sr-only|visually-hidden|print-only)(?:[\s_-]|$)"
)
_POST = re.compile(
    r"//(?:\w+\.)?(?:instagram\.com/(?:p|reel|tv)/|(?:twitter|x)\.com/\w+/status|tiktok\.com/@[^/]+/video|facebook\.com"
    r"/[^/]+/(?:posts|videos)|threads\.(?:net|com)/@|youtube\.com/watch|youtu\.be/|bsky\.app/profile)",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"""[\W_]*(?:
    (?:continue\ scrolling|scroll\ down|keep\ scrolling)\b.*
    |click\ (?:the\ button\ below|here\ to\ (?:subscribe|sign\ up|join|share)|below\ to\ (?:start|view|subscribe))\b.*
    |.*\bstart\ this\ article\ in\ quick\ view\b.*
    |(?:sign\ up|subscribe)\ (?:for|to)\ (?:our|the|my)\b.*\b(?:newsletter|updates|list|inbox|channel)\b.*
    |get\ (?:our|the)\b.*\b(?:newsletter|inbox)\b.*
    |(?:follow|like|join)\ us\ on\b.*|share\ (?:this|on|via)\b
      (?:\ (?:article|story|post|page|facebook|twitter|x|whatsapp|email)\b)*
    |share|tweet|email|print|pin\ it|copy\ link|advertisement|sponsored|skip\ advertisement|ad
    |(?:story|article)\ continues\ (?:below|after)\b.*|view\ this\ post\ on\ \w+|a\ post\ shared\ by\b.*
    |view\ (?:on|more\ on)\ (?:instagram|twitter|x|facebook|tiktok)|watch\ on\ (?:youtube|tiktok)
    |anzeige|werbung|(?:jetzt\ )?(?:den\ |unseren\ )?newsletter\ abonnieren.*|folgen\ sie\ uns\b.*|artikel\ teilen
    |der\ artikel\ wird\ nach\ der\ werbung\ fortgesetzt.*|sieh\ dir\ diesen\ beitrag\ auf\ instagram\ an
    |publicité|partager(?:\ cet\ article)?|voir\ cette\ publication\ sur\ instagram|publicidad|compartir|anuncio|reklama
    )[\W_]*""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_CALL = 200  #: characters; whoever writes more tells something
_SMALL = 0.3  #: share of the page's text that furniture may have; what has more is the room itself
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-srcset", "data-lazy-srcset", "srcset")


def strip(tree: HtmlElement) -> None:
    """Take out whatever never is text: programs, embeds, furniture, what is hidden. Lazy images become plain ones."""
    for node in list(tree.iter(etree.Comment, etree.ProcessingInstruction)):
        node.drop_tree()
    _wake_images(tree)
    for element in list(tree.iter(*_NEVER_TEXT)):
        if element.tag == "button" and next(element.iterdescendants(*HEADINGS), None) is not None:
            element.drop_tag()  # it opens the answer to a question, or a part of the text
        else:
            element.drop_tree()
    whole = len(_text(tree)) or 1
    for element in list(tree.iter("blockquote", "div", "section", "aside", "nav", "ul", "ol", "p", "span", "a")):
        if element.getparent() is not None and _is_foreign(element) and len(_text(element)) < _SMALL * whole:
            drop(element)


def strip_calls(tree: HtmlElement) -> None:
    """Take out lines that only want something of the reader."""
    for line in lines(tree):
        if is_call(line.text) and not _is_in_code(line):
            line.erase()


def is_call(text: str) -> bool:
    """Whether a line wants something of the reader ("Continue scrolling to keep reading") and tells nothing."""
    return len(text) <= _LONGEST_CALL and bool(_CALL.fullmatch(text))


def _is_foreign(element: HtmlElement) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}".lower()
    if _EMBED.search(names) or _is_hidden(element):
        return True
    if element.tag == "blockquote":
        return any(_POST.search(link.get("href") or "") for link in element.iter("a"))
    return element.tag not in ("p", "span", "a") and bool(_FURNITURE.search(names))


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style", "").replace(" ", "").lower()
    is_other_tab = element.get("role") == "tabpanel"  # one of several that the reader turns over to
    return not is_other_tab and ("display:none" in style or element.get("hidden") is not None)


def _is_in_code(line: Line) -> bool:
    return line.block.tag in ("pre", "td", "th")


def _wake_images(tree: HtmlElement) -> None:
    for image in tree.iter("img"):
        source = image.get("src", "")
        if source and not source.startswith("data:"):
            continue
        lazy = next((value for name in _LAZY if (value := image.get(name))), "")
        if lazy:
            image.set("src", lazy.strip().split(",")[0].split()[0] if lazy.strip(", ") else "")


def _text(element: HtmlElement) -> str:
    return "".join(map(str, element.itertext())).strip()
