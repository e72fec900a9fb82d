"""Other tellings of a text: with some of its words changed, brought up to date, cut short, sent by an agency."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from bench.archive import content
from digest.model import Article
from digest.picks.text import plain

#: How words are changed: another in its place, none, one more after it, the next one before it; each of these by turns.
WAYS = ("replace", "delete", "insert", "swap", "mixed")

Retelling = Callable[[Article, "Chance"], Article]


class Chance(Random):
    """Dice that know words and paragraphs of an archive."""

    def __init__(self, seed: str, archive: Sequence[Article]) -> None:
        super().__init__(seed)
        self._texts = [text for article in archive if (text := plain(article.content).split())]

    def words(self, count: int) -> list[str]:
        """A run of words of some text, from its beginning if it is short; fewer if it has no more."""
        text = self.choice(self._texts)
        start = self.randrange(max(1, len(text) - count))
        return text[start : start + count]

    def word(self) -> str:
        return self.choice(self.choice(self._texts))


def changed(text: str, share: float, way: str, chance: Random, word: Callable[[], str]) -> str:
    """The text with this share of its words changed."""
    done: list[str] = []
    waiting = text.split()[::-1]
    while waiting:
        one = waiting.pop()
        how = chance.choice(WAYS[:-1]) if way == "mixed" else way
        if chance.random() >= share:
            done.append(one)
        elif how == "replace":
            done.append(word())
        elif how == "insert":
            done += [one, word()]
        elif how == "swap":
            done += [waiting.pop(), one] if waiting else [one]
    return " ".join(done)


def with_changes(share: float, way: str) -> Retelling:
    """Title, summary and text with this share of words changed."""

    def retold(article: Article, chance: Chance) -> Article:
        def anew(text: str) -> str:
            return changed(text, share, way, chance, chance.word)

        text = content("\n\n".join(anew(part) for part in _parts(article)))
        return replace(article, title=anew(article.title), summary=anew(article.summary), content=text)

    return retold


def updated(article: Article, chance: Chance) -> Article:
    """A few words changed, and a fifth to a half more of other words: before, behind or in the middle."""
    parts = [changed(part, 0.03, "mixed", chance, chance.word) for part in _parts(article)]
    more = " ".join(chance.words(round(sum(len(part.split()) for part in parts) * chance.uniform(0.2, 0.5))))
    parts.insert(chance.choice([0, len(parts) // 2, len(parts)]), more)
    return _with_parts(article, parts)


def reordered(article: Article, chance: Chance) -> Article:
    parts = _parts(article)
    return _with_parts(article, chance.sample(parts, len(parts)))


def shortened(article: Article, _: Chance) -> Article:
    """Its first third."""
    words = " ".join(_parts(article)).split()
    return _with_parts(article, [" ".join(words[: max(1, len(words) // 3)])])


def wired(article: Article, chance: Chance) -> Article:
    """An agency's copy: another headline, its lines before and behind, one word of twenty changed."""
    parts = [changed(part, 0.05, "mixed", chance, chance.word) for part in _parts(article)]
    lines = ["By Ada Reed, River News Agency, updated Monday", *parts, "Reporting by Ada Reed; editing by Ben Ash."]
    return _with_parts(replace(article, title=" ".join(chance.words(7))), lines)


def translated_title(article: Article, _: Chance) -> Article:
    return replace(article, title="Cosa bisogna sapere e perché domani sarà diverso")


def summarised(article: Article, _: Chance) -> Article:
    """The summary alone, as a source has it that gives no more."""
    return replace(article, content="")


def _parts(article: Article) -> list[str]:
    parts = [plain(part).strip() for part in (article.content or article.summary).split("</p>")]
    return [part for part in parts if part]


def _with_parts(article: Article, parts: list[str]) -> Article:
    return replace(article, content=content("\n\n".join(parts)))
