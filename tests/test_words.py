"""Our words: every catalogue has all of them, and templates have no others, whole and as plain text."""

from __future__ import annotations

import html
import re
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

from bare_words import bare_words
from digest.language import ENGLISH, language
from digest.service.alert_mail import ADVICE
from digest.templates import Templates

sys.path.insert(0, str(Path(__file__).parent.parent / "examples"))

import words

FOUND = words.wordings()
CATALOGUES = words.catalogues()
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
#: Names that are the same in every language.
NAMES = {"Atom", "JSON Feed", "Feedly", "NewsBlur", "Inoreader", "The Old Reader"}
#: No words stand in there, only names of fonts.
NO_WORDS = {"look.txt"}


def stored(locale: str) -> list[Message]:
    with CATALOGUES[locale].open("rb") as file:
        return [message for message in read_po(file, locale=locale) if message.id]


def texts(said: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def test_german_and_arabic_are_there() -> None:
    assert {"de", "ar"} <= CATALOGUES.keys()


@pytest.mark.parametrize("locale", CATALOGUES)
def test_every_wording_of_code_and_templates_is_translated(locale: str) -> None:
    catalogue = words.brought_up(CATALOGUES[locale], FOUND)
    assert [message.id for message in words.untranslated(catalogue)] == []


@pytest.mark.parametrize("locale", CATALOGUES)
def test_a_catalogue_is_what_make_words_writes(locale: str) -> None:
    assert words.written(words.brought_up(CATALOGUES[locale], FOUND)) == CATALOGUES[locale].read_bytes()


def test_words_of_code_and_templates_are_found() -> None:
    ids = {text for message in FOUND for text in texts(message.id)}
    assert {"In this issue", "Also about %(subjects)s", "%(count)s min read", *ADVICE, *ADVICE.values()} <= ids


@pytest.mark.parametrize("locale", CATALOGUES)
def test_a_translation_has_the_placeholders_of_its_wording(locale: str) -> None:
    for message in stored(locale):
        asked = set().union(*map(placeholders, texts(message.id)))
        for said in texts(message.string):
            # A form may have its number in words: "two minutes". Everything else is kept.
            assert asked - {"count"} <= placeholders(said) <= asked, message.id
            assert "%" not in PLACEHOLDER.sub("", said), message.id


@pytest.mark.parametrize("locale", CATALOGUES)
def test_a_translation_is_plain_text_on_one_line(locale: str) -> None:
    for message in stored(locale):
        for said in texts(message.string):
            assert not re.search(r"[<>\n\t]|&\w+;|[\u202a-\u202e\u2066-\u2069]", said), message.id
            assert said == said.strip()


@pytest.mark.parametrize("path", words.templates(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_template_has_no_word_that_is_not_translated(path: Path) -> None:
    found = bare_words(path.read_text(encoding="utf-8"), html=path.suffix == ".html")
    assert [word for word in found if word not in NAMES] == [] or path.name in NO_WORDS


@pytest.mark.parametrize(
    ("source", "html_"),
    [
        ("<p>Read on</p>", True),
        ('<img alt="Picture">', True),
        ("<p>{{ 1 }} more</p>", True),
        ('{{ "Nothing yet." if a else _("Some") }}', True),
        ('{{ parts.follow(root, "the latest") }}', True),
        ('{{ _("By %(name)s", name="Some body") }}', True),
        ("Unsubscribe:\n{{ unsubscribe }}", False),
    ],
)
def test_bare_words_are_found_wherever_they_hide(source: str, html_: bool) -> None:
    assert bare_words(source, html=html_)


@pytest.mark.parametrize(
    "source",
    [
        '<p class="large" id="more">{{ _("Read on") }}</p>',
        '<style>p { color: red }</style><meta name="viewport" content="width=device-width">',
        '{# Why it is so. #}<a href="{{ root }}latest/" rel="next">{{ n_("one", "many", n) }}</a> ·',
        '<li{{ " with-picture" if image }}>{{ title }}</li>',
    ],
)
def test_what_nobody_reads_is_no_bare_word(source: str) -> None:
    assert bare_words(source, html=True) == []


# --- templates say them


def rendered(tmp_path: Path, source: str, suffix: str, tag: str, **values: object) -> str:
    (tmp_path / "email").mkdir(exist_ok=True)
    (tmp_path / "email" / f"said{suffix}").write_text(source, encoding="utf-8")
    return Templates(tmp_path).speaking(language(tag)).render(f"email/said{suffix}", **values)


ANY = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
SOURCES = {
    "by name": '{{ _("Next in %(section)s", section=any) }}',
    "with %": '{{ _("Next in %(section)s") % {"section": any} }}',
    "with format": '{{ _("Next in %(section)s") | format(section=any) }}',
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("templates")


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
@pytest.mark.parametrize("tag", ["en", "de", "ar"])
@settings(deadline=None)
@given(any=ANY | st.sampled_from(["</p><script>", '" onload="x', "%(count)s %s %", "&amp;", "{{ 1 }}"]))
def test_any_value_in_a_wording_is_shown_as_it_is_and_never_as_html(
    folder: Path, source: str, tag: str, any: str
) -> None:
    said = language(tag).gettext("Next in %(section)s") % {"section": any}
    assert rendered(folder, source, ".txt", tag, any=any) == said
    shown = rendered(folder, source, ".html", tag, any=any)
    assert not re.search("[<>\"']", shown)
    assert html.unescape(shown) == html.unescape(html.escape(said))


@settings(deadline=None)
@given(any=ANY, count=st.integers(0, 10_000))
def test_any_value_beside_a_number_is_escaped_too(folder: Path, any: str, count: int) -> None:
    source = '{{ n_("Also: %(titles)s; and %(count)s more", "Also: %(titles)s; and %(count)s more", n, titles=any) }}'
    shown = rendered(folder, source, ".html", "ar", any=any, n=count)
    assert not re.search("[<>\"']", shown)
    assert html.escape(any).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in shown


def test_markup_put_into_a_wording_stays_markup(tmp_path: Path) -> None:
    source = '{% set who %}<b>{{ site }}</b>{% endset %}{{ _("Go to %(site)s", site=who) }}'
    assert rendered(tmp_path, source, ".html", "de", site="<&>") == "Zu <b>&lt;&amp;&gt;</b>"


def test_what_a_translator_writes_is_text(tmp_path: Path) -> None:
    # As good as a translation that holds HTML: a wording that no catalogue has is shown as it is.
    assert rendered(tmp_path, '{{ _("<b>no</b>") }}', ".html", "de") == "&lt;b&gt;no&lt;/b&gt;"


def test_imported_macros_speak_the_language_of_the_page(tmp_path: Path) -> None:
    rendered(tmp_path, '{% macro words() %}{{ _("Related") }} {{ language.dir }}{% endmacro %}', ".html", "en")
    (tmp_path / "email" / "page.html").write_text('{% import "email/said.html" as said %}{{ said.words() }}')
    templates = Templates(tmp_path)
    spoken = [templates.speaking(language(tag)).render("email/page.html") for tag in ("ar", "en", "de", "ar")]
    assert spoken == ["ذو صلة rtl", "Related ltr", "Passend dazu ltr", "ذو صلة rtl"]
    assert templates.render("email/page.html") == "Related ltr"
    assert templates.speaking(ENGLISH) is templates
