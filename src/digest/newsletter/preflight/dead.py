"""Links that nobody answers. Which to ask is said here, and what the answers mean; somebody else asks.

A dead link costs those who follow it a click, a newsletter that is held costs all readers the newsletter. So one is a
warning; but when most stories are gone by their own server's word, something is wrong with all of the site.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from digest.errors import AddressRefused, FetchFailed, SourceError
from digest.newsletter.preflight.document import elements, words
from digest.newsletter.preflight.finding import Finding, error, warning
from digest.newsletter.preflight.headings import TAGS
from digest.newsletter.preflight.proof import Proof, is_web, web_links

#: Address → why it does not answer as it should; None: it does. Those that nobody asked are not there.
Answers = Mapping[str, SourceError | None]

_LOOK = "open it in a browser; take the story out of the edition, or mend its address where it comes from"
GONE = warning("link-dead", "the link “{text}” is dead ({why}): {url}", _LOOK)
SILENT = warning("link-silent", "the link “{text}” does not answer ({why}): {url}", _LOOK)
MOST_GONE = error(
    "links-dead",
    "{count} of {all} stories are dead, by what their servers answer",
    "see what is wrong with the site that they lie on; collect again if they have moved",
)
NOBODY = warning(
    "links-unasked",
    "no link could be asked ({why})",
    "see that this machine reaches the web; until then nobody knows whether a link is dead",
)

_GONE = (404, 410)
#: Not for us, or not now: browsers may well be let in.
_LET_NOBODY_IN = (401, 402, 403, 406, 429, 451, 999)
_FEW = 3  #: stories, of which most may be gone by chance


def askable(proof: Proof) -> tuple[str, ...]:
    """The links that may be asked, stories first: none that is a reader's own, and none that is yet to be published."""
    kept = proof.facts.own | proof.facts.ours | {*proof.leave, proof.facts.site_url}
    return tuple(dict.fromkeys(url for url in (*_stories(proof), *web_links(proof.root)) if url not in kept))


def dead(proof: Proof, answers: Answers) -> Iterator[Finding]:
    asked = {url: answers[url] for url in askable(proof) if url in answers}
    wrong = {url: why for url, why in asked.items() if why is not None and _tells(proof, why)}
    if asked and len(wrong) == len(asked) and not any(map(_status, wrong.values())):
        yield NOBODY.of(why=_why(next(iter(wrong.values()))))
        return
    texts = _texts(proof)
    for url, why in wrong.items():
        yield (GONE if _status(why) in _GONE else SILENT).of(text=texts.get(url, url), why=_why(why), url=url)
    stories = [url for url in dict.fromkeys(_stories(proof)) if url in asked]
    gone = sum(url in wrong and _status(wrong[url]) in _GONE for url in stories)
    if gone >= _FEW and 2 * gone > len(stories):
        yield MOST_GONE.of(count=gone, all=len(stories))


def _stories(proof: Proof) -> Iterator[str]:
    for heading in elements(proof.root, *TAGS):
        links = [*heading.iterancestors("a"), *heading.iter("a")]
        yield from (url for link in links if is_web(url := (link.get("href") or "").strip()))


def _texts(proof: Proof) -> dict[str, str]:
    found: dict[str, str] = {}
    for link in elements(proof.root, "a"):
        # What is seen of it, without the name of a picture beside the words.
        found.setdefault(
            (link.get("href") or "").strip(), " ".join("".join(map(str, link.itertext())).split()) or words(link)
        )
    return found


def _tells(proof: Proof, why: SourceError) -> bool:
    """Whether an answer says anything of what a reader's browser would get."""
    if isinstance(why, AddressRefused):
        return not proof.facts.is_local
    return _status(why) not in _LET_NOBODY_IN


def _why(why: SourceError) -> str:
    """Without the address, which goes before it: a long one would leave it no room."""
    return str(why).partition(": ")[2] or str(why)


def _status(why: SourceError) -> int | None:
    return why.status if isinstance(why, FetchFailed) else None
