"""What the forms of one word have in common: "Häuser", "Hauses" → "haus".

English words stay as they are: on an archive of 2,083 English articles neither Porter's stemmer nor one of plurals
found more of what their writers had linked to (docs/design.md).
"""

#: BCP 47 → the name of Snowball's stemmer. Not all that it has: only languages as they are written today.
_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "es": "spanish",
    "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian",
    "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
    "yi": "yiddish",
}  # fmt: skip

#: These write compounds as one word ("Hochwasserschutz", "Hochwasserwarnung"), whose first part says most of what
#: it is about: its first letters stand for it. The fewer, the more things they mean in a large archive.
_COMPOUNDING = frozenset({"da", "de", "et", "fi", "hu", "nb", "nl", "nn", "no", "sv"})
_FIRST_PART = 7


def stem(word: str, language: str) -> str:
    """A word in small letters without its endings; as it is in English and where no stemmer is known."""
    algorithm = _ALGORITHMS.get(language)
    if algorithm is None:
        return word
    import snowballstemmer  # a sixth of a second, which an archive in English need not wait

    # A stemmer holds the word it works on, so each word has its own: threads do not meet (snowballstemmer 3.1, 2026).
    # Of a few short words nothing is left (Nepali "मा").
    found = str(snowballstemmer.stemmer(algorithm).stemWord(word)) or word
    return found[:_FIRST_PART] if language in _COMPOUNDING else found
