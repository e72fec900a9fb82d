"""How a few articles write a word: "IVF", not "ivf"; "bread", though it stands in a title as "Bread"."""

from collections import Counter
from collections.abc import Iterable, Mapping

from digest.model import Article
from digest.picks.text import fold, plain, tokens


def usual(articles: Iterable[Article]) -> Mapping[str, str]:
    """Folded word → how these articles most often write it, small letters where it is even."""
    written: Counter[str] = Counter()
    for article in articles:
        for part in (article.title, article.summary, plain(article.content)):
            written.update(tokens(part))
    found: dict[str, str] = {}
    for token in sorted(written, key=lambda token: (written[token], token)):
        if (word := fold(token)) is not None:
            found[word] = token
    return found
