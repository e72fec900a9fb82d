"""When the config says something else of a source, the stories that we have of it follow.

They do not wait until they come again: their source says that nothing has changed, or they have long left it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import islice

from digest.collect import identity
from digest.collect.sift import Rules
from digest.model import Article, Source, SourceState
from digest.store.seam import Articles, Check

_TOGETHER = 500  #: stories, and sources, that are looked at and written together


def terms(source: Source, rules: Rules) -> str:
    """A fingerprint of what the config says of a source's stories."""
    names = sorted(rules.sections.items()) if source.from_page else ()
    return sha256(repr((source.section, source.full, source.from_page, names)).encode()).hexdigest()[:32]


def settle(sources: Iterable[Source], states: Mapping[str, SourceState], articles: Articles, rules: Rules) -> None:
    """Move the stories of sources of which the config has said something else until now; their texts stay.

    The new terms are written last, so that a kill in between means that it is done again.

    Args:
        sources: which may have changed.
        states: what is remembered of them, by source; one without terms was not checked yet.
        articles: where their stories are.
        rules: what the publication says.
    """
    changed = [source for source in sources if _has_changed(source, states.get(source.url), rules)]
    for start in range(0, len(changed), _TOGETHER):
        _settle({source.url: source for source in changed[start : start + _TOGETHER]}, states, articles, rules)


def _settle(changed: Mapping[str, Source], states: Mapping[str, SourceState], articles: Articles, rules: Rules) -> None:
    stories = iter(articles.archive(sources=changed))
    while some := list(islice(stories, _TOGETHER)):
        articles.collect_all([_moved(source, states[url], some, rules) for url, source in changed.items()])
    articles.collect_all(
        [Check(state=replace(states[url], terms=terms(source, rules))) for url, source in changed.items()]
    )


def _has_changed(source: Source, state: SourceState | None, rules: Rules) -> bool:
    return state is not None and state.terms is not None and state.terms != terms(source, rules)


def _moved(source: Source, state: SourceState, stories: Sequence[Article], rules: Rules) -> Check:
    return Check(
        state=state,
        changed=[
            after
            for story in stories
            if story.source == source.url
            and (after := identity.settled(story, _section(story, source, rules), full=source.full))
        ],
        places={
            story.id: replace(place, section=_section(story, source, rules))
            for story in stories
            for place in story.places
            if place.source == source.url
        },
    )


def _section(story: Article, source: Source, rules: Rules) -> str:
    named = story.page_section if source.from_page else None
    return identity.section_for(named, rules.sections, source.section)
