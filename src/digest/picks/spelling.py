"""How a few articles write a word: "IVF", not "ivf"; "bread", though it stands in a title as "Bread"."""

from collections import Counter
from collections.abc import Iterable, Mapping

from digest.model import Article
from digest.picks.text import fold, plain, tokens


def usual(articles: Iterable[tuple[Article, str]]) -> Mapping[str, str]:
    """Folded word → how these articles (each with its language) mostly write it, small letters where it is even."""
    written: Counter[tuple[str, str]] = Counter()
    for article, language in articles:
        for part in (article.title, article.summary, plain(article.content)):
            written.update((token, language) for token in tokens(part))
    found: dict[str, str] = {}
    for token, language in sorted(written, key=lambda one: (written[one], one)):
        if (word := fold(token, language)) is not None:
            found[word] = token
    return found
