"""How a few articles write a word: "IVF", not "ivf"; "bread", though it stands in a title as "Bread"."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from digest.model import Article
from digest.picks.text import fold, plain, tokens

Spelled = Counter[str]  #: how often an article has which token


def spelled(article: Article) -> Spelled:
    """All tokens of an article, as they stand in it."""
    parts = (article.title, article.summary, plain(article.content))
    return Counter(token for part in parts for token in tokens(part))


def usual(articles: Iterable[tuple[Spelled, str]], words: Collection[str]) -> Mapping[str, str]:
    """Folded word → how these articles (each with its language) mostly write it, small letters where it is even.

    Only of `words`, folded ones; those that no article has are left out.
    """
    written: Counter[tuple[str, str, str]] = Counter()
    for spelling, language in articles:
        for token, often in spelling.items():
            word = fold(token, language)
            if word is not None and word in words:
                written[token, language, word] += often
    return {word: token for token, _, word in sorted(written, key=lambda one: (written[one], one))}
