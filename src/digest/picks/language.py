"""Which language an article is written in: its words decide, and where they do not, what its page says."""

import re
from collections import Counter

from digest.picks.stopwords import STOP_WORDS
from digest.picks.text import tokens

#: BCP 47's word for a language that nobody knows.
UNKNOWN = "und"

#: How much of a text is looked at, in characters: about two hundred words.
_SAMPLE = 1200
#: From this share of stop words a text is clearly of a language (in English and German four words in ten are) ...
_CLEAR = 0.15
#: ... if it has this many words ...
_ENOUGH = 20
#: ... and this many times more of them than of the language of its label: close relatives share a third of theirs.
_AHEAD = 1.5
#: Without a label so many will do; a single one may be a name.
_FEW = 2

#: Letters of a script → the languages that are written so, the one with most writers first.
_SCRIPTS = (
    (re.compile("[\u3040-\u30ff]"), ("ja",)),  # before Chinese: Japanese has its signs, too
    (re.compile("[\u3400-\u9fff]"), ("zh", "ja", "yue")),
    (re.compile("[\uac00-\ud7af]"), ("ko",)),
    (re.compile("[\u0400-\u052f]"), ("ru", "be", "bg", "kk", "ky", "mk", "mn", "sr", "tg", "uk")),
    (re.compile("[\u0600-\u06ff]"), ("ar", "ckb", "fa", "ps", "sd", "ug", "ur")),
    (re.compile("[\u0590-\u05ff]"), ("he", "yi")),
    (re.compile("[\u0370-\u03ff\u1f00-\u1fff]"), ("el",)),
    (re.compile("[\u0900-\u097f]"), ("hi", "mr", "ne", "sa")),
    (re.compile("[\u0e00-\u0e7f]"), ("th",)),
    (re.compile("[\u0530-\u058f]"), ("hy",)),
    (re.compile("[\u0b80-\u0bff]"), ("ta",)),
)
#: Most texts have none of these, which takes a tenth of the time to see that each script's own letters would.
_NOT_LATIN = re.compile("[\u0370-\u1fff\u3040-\ud7af]")
_LETTER = re.compile(r"[^\W\d_]")
#: From this share of its letters a text is written in a script; names and code are Latin anywhere.
_WRITTEN_IN = 0.3

#: A stop word → the languages that have it.
_SPOKEN_IN = {
    word: tuple(language for language, others in STOP_WORDS.items() if word in others)
    for words in STOP_WORDS.values()
    for word in words
}


def language_of(label: str | None, text: str) -> str:
    """The language of a plain text, as the first part of a BCP 47 tag in small letters; "und" if nothing tells it.

    Clear evidence in the text goes before `label`, what its page or feed says: that is often a theme's default, the
    same for all languages of a site, while no text is full of another language's little words.
    """
    said = (label or "").replace("_", "-").partition("-")[0].casefold()
    sample = text[:_SAMPLE]
    if _NOT_LATIN.search(sample) and (written := _by_script(sample)):
        return said if said in written else written[0]
    return _by_words(tokens(sample.casefold()), said)


def _by_script(sample: str) -> tuple[str, ...]:
    """The languages of its script; () for Latin and for those that we do not know."""
    least = max(1, _WRITTEN_IN * len(_LETTER.findall(sample)))
    return next((languages for letters, languages in _SCRIPTS if len(letters.findall(sample)) >= least), ())


def _by_words(words: list[str], said: str) -> str:
    """The language whose little words it has, if they are clear or nothing is said."""
    count = Counter(language for word in words for language in _SPOKEN_IN.get(word, ()))
    # In the order of STOP_WORDS where two have as many.
    best = max(STOP_WORDS, key=lambda language: count[language])
    if not said:
        return best if count[best] >= _FEW else UNKNOWN
    is_clear = len(words) >= _ENOUGH and count[best] >= max(_CLEAR * len(words), _AHEAD * count[said])
    return best if is_clear else said
