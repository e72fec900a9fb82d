"""A text's own words tell its language, whatever its page says of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.picks.language import language_of

TEXTS = {
    "en": "The shed stands at the end of the garden, and it has been there since my grandfather was a boy.",
    "de": "Der Schuppen steht am Ende des Gartens, und er war schon da, als mein Großvater noch ein Junge war.",
    "fr": "La cabane est au fond du jardin, et elle y était déjà quand mon grand-père avait l'âge de mes enfants.",
    "es": "El cobertizo está al fondo del jardín, y ya estaba allí cuando mi abuelo era un niño como los demás.",
    "it": "Il capanno è in fondo al giardino, ed era già lì quando mio nonno era un bambino come tutti gli altri.",
    "nl": "De schuur staat aan het eind van de tuin, en hij stond er al toen mijn opa nog een kleine jongen was.",
    "sv": "Skjulet står längst bort i trädgården, och det har stått där sedan min farfar var en liten pojke.",
    "da": "Skuret står for enden af haven, og det har stået der, siden min farfar var en lille dreng på gården.",
    "nb": "Skuret står i enden av hagen, og det har stått der siden bestefaren min var en liten gutt på gården.",
    "pt": "O barracão fica no fundo do jardim, e já estava lá quando o meu avô era um menino como os outros.",
    "pl": "Szopa stoi na końcu ogrodu i była tam już wtedy, gdy mój dziadek był jeszcze chłopcem, jak wszyscy.",
    "ru": "Сарай стоит в конце сада, и он был там уже тогда, когда мой дед был ещё мальчиком.",
    "el": "Η αποθήκη βρίσκεται στο τέλος του κήπου.",
    "he": "המחסן עומד בקצה הגן",
    "ar": "تقع السقيفة في نهاية الحديقة",
    "hi": "शेड बगीचे के अंत में है",
    "th": "โรงเก็บของอยู่ท้ายสวน",
    "zh": "棚子在花园的尽头,我祖父小时候就在那里。",
    "ja": "小屋は庭の端にあり、祖父が子供の頃からそこにあった。",
    "ko": "헛간은 정원 끝에 있다.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_tells_its_language(language: str) -> None:
    assert language_of(None, TEXTS[language]) == language


@pytest.mark.parametrize("language", TEXTS)
def test_a_clear_text_goes_before_what_its_page_says(language: str) -> None:
    said = "de" if language == "en" else "en-US"
    assert language_of(said, 2 * TEXTS[language]) == language


@pytest.mark.parametrize(
    ("label", "text", "language"),
    [
        ("de-AT", "Sommerfest", "de"),
        ("DE_ch", "Sommerfest am See", "de"),
        ("da", TEXTS["nb"], "da"),  # close relatives: its words are clear, but not clearer than Danish
        ("uk", "Хлів стоїть наприкінці саду", "uk"),
        ("bg", TEXTS["ru"], "bg"),
        ("sw", "Kibanda kiko mwisho wa bustani ya babu yangu", "sw"),
    ],
)
def test_what_the_page_says_holds_where_the_text_is_short_or_near_to_it(label: str, text: str, language: str) -> None:
    assert language_of(label, text) == language


@pytest.mark.parametrize("text", ["", " ", "404", "Go.Example.org", "🦆🦆🦆", "Kibanda kiko mwisho"])
def test_what_nothing_tells_is_undetermined(text: str) -> None:
    assert language_of(None, text) == "und"
    assert language_of("", text) == "und"


def test_a_few_foreign_names_change_nothing() -> None:
    text = f"{TEXTS['en']} The sign over its door says 小屋, which its builder had seen in 京都."
    assert language_of(None, text) == "en"


@given(st.one_of(st.none(), st.text(max_size=20)), st.text(max_size=3000))
def test_any_label_and_text_give_a_small_name(label: str | None, text: str) -> None:
    found = language_of(label, text)
    assert found
    assert "-" not in found
