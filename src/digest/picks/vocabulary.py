"""Words as numbers, so that a whole archive fits in arrays; the numbers never leave the index."""

from collections import Counter
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from digest.picks.text import fold, terms, tokens

Ids = npt.NDArray[np.int64]

#: The key of a word is its number; that of two neighbours has the first one's number plus 1 in its upper half.
_HALF = 32
_LOWER = (1 << _HALF) - 1


class Vocabulary:
    """Numbers words in the order in which they are first read, and remembers how each is usually written."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._written: Counter[tuple[str, str]] = Counter()

    def ids(self, text: str, language: str) -> Ids:
        """The numbers of the terms of a plain text, in order."""
        numbers = self._numbers
        self._written.update((token, language) for token in tokens(text))
        return np.array([numbers.setdefault(term, len(numbers)) for term in terms(text, language)], dtype=np.int64)

    def places(self) -> Ids:
        """Each number's place in the alphabet: what it would be, whatever was read first."""
        by_word = sorted(self._numbers)
        places = np.empty(len(by_word), dtype=np.int64)
        places[[self._numbers[word] for word in by_word]] = np.arange(len(by_word))
        return places

    def words(self) -> tuple[str, ...]:
        """All words in the alphabet's order."""
        return tuple(sorted(self._numbers))

    def usual(self) -> Mapping[str, str]:
        """Folded word → how the archive most often writes it ("ivf" → "IVF"), small letters where it is even."""
        usual: dict[str, str] = {}
        for token, language in sorted(self._written, key=lambda written: (self._written[written], written)):
            if (word := fold(token, language)) is not None:
                usual[word] = token
        return usual


def pairs(ids: Ids) -> Ids:
    """The keys of neighbouring words."""
    return _pair(ids[:-1], ids[1:])


def is_pair(keys: Ids) -> npt.NDArray[np.bool_]:
    return (keys >> _HALF) > 0


def moved(keys: Ids, places: Ids) -> Ids:
    """The same terms with other numbers: `places` tells each word's new one."""
    first, second = keys >> _HALF, places[keys & _LOWER]
    return np.where(first > 0, _pair(places[first - 1], second), second)


def parts(key: int) -> tuple[int, ...]:
    """The numbers of a term's one or two words."""
    first, second = key >> _HALF, key & _LOWER
    return (first - 1, second) if first else (second,)


def _pair(first: Ids, second: Ids) -> Ids:
    return ((first + 1) << _HALF) | second
