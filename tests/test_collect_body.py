"""A body is the page's own lines: what a text finder passes over comes back, what stands beside the text does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from lxml import html

from digest.collect.article import extract
from digest.collect.article.flat import flat
from digest.collect.article.notices import is_notice
from digest.errors import PageUnreadable
from digest.model import Found, Source, SourceKind

SOURCE = Source(
    url="https://blatt.example/",
    kind=SourceKind.LISTING,
    section="kitchen",
    name="Blatt",
    full=True,
    every=timedelta(hours=1),
    from_page=True,
)
TITLE = "How kettles sing"


def prose(of: str, count: int = 6) -> str:
    return "".join(
        f"<p>Sentence {number} of the {of} tells what the kettle did, and why the water in it was never calm.</p>"
        for number in range(count)
    )


def article_of(middle: str, *, head: str = "", outside: str = "", title: str = TITLE) -> Found:
    page = (
        f"<html><head><title>{title}</title>{head}</head><body><main><article><h1>{title}</h1>{middle}</article>"
        f"{outside}</main></body></html>"
    )
    return extract.article(page.encode(), SOURCE, url="https://blatt.example/a", known=None)


def lines_of(content: str) -> list[str]:
    tree = html.fragment_fromstring(content, create_parent="div")
    return [
        text for block in tree.iter("p", "li", "h2", "h3", "td") if (text := " ".join(block.text_content().split()))
    ]


@pytest.mark.parametrize(
    "between",
    [
        "<div class='box'><h2>Why steam has a voice</h2></div>",
        "<div><ul><li>Copper</li><li>Iron</li></ul></div>",
        "<section><p>A boxed paragraph says in passing that steam is water.</p></section>",
    ],
)
def test_what_stands_between_the_paragraphs_of_a_text_is_of_it(between: str) -> None:
    words = html.fromstring(between).text_content()[:6]
    assert words in article_of(prose("story") + between + prose("tale")).content


@pytest.mark.parametrize(
    "box",
    [
        "<div class='authorBio'><p>Ann Lee has lived with kettles since she was four, and with cats.</p></div>",
        "<div class='post__toc'><p>Why steam has a voice</p><p>What copper does to it</p></div>",
        "<ul><li><a href='#a'>Steam</a></li><li><a href='#b'>Copper</a></li><li><a href='#c'>End</a></li></ul>",
        "<div class='card'><a href='/other'><h3>Twelve pots and what they want</h3></a></div>",
        "<div class='photo-caption'><p>Ann Lee by the window, on a Monday.</p></div>",
        "<p>We may earn a commission when you buy through links on our site.</p>",
    ],
)
def test_what_stands_beside_a_text_is_not_of_it(box: str) -> None:
    found = article_of(prose("story") + box + prose("tale"))
    assert lines_of(found.content) == lines_of(prose("story") + prose("tale"))


def test_a_box_with_most_of_the_text_is_the_texts_own_whatever_it_is_called() -> None:
    found = article_of(f"<div class='related-content'>{prose('story')}{prose('tale')}</div>")
    assert lines_of(found.content) == lines_of(prose("story") + prose("tale"))


@pytest.mark.parametrize(
    ("named", "head"),
    [
        ("<p class='sub-headline'>Nobody knew why, until one summer evening.</p>", ""),
        (
            "<p>Nobody knew why, until one summer evening.</p>",
            "<meta name='description' content='Nobody knew why, until one summer evening.'>",
        ),
    ],
)
def test_the_sentence_between_title_and_text_that_says_what_it_is_about_stays(named: str, head: str) -> None:
    found = article_of(f"<header>{named}<div><a href='/k'>Kitchen</a></div></header>{prose('story', 12)}", head=head)
    assert lines_of(found.content)[:2] == ["Nobody knew why, until one summer evening.", lines_of(prose("story"))[0]]


def test_the_questions_and_answers_at_the_end_are_of_the_text() -> None:
    asked = (
        "<details><summary>Does it hurt?</summary><p>No.</p></details><details><summary>Why not?</summary></details>"
    )
    outside = f"<footer><section><h2>Frequently asked questions</h2>{asked}</section></footer>"
    found = article_of(prose("story", 12), outside=outside + "<p><a href='/x'>Imprint</a></p>")
    assert "Does it hurt?" in found.content
    assert "Imprint" not in found.content


def test_the_question_on_a_button_stands_above_its_answer() -> None:
    asked = "<div><button aria-expanded='false'><h3>Does it hurt the kettle?</h3></button></div><p>No, it does not.</p>"
    found = lines_of(article_of(prose("story") + asked + prose("tale")).content)
    assert found[6:8] == ["Does it hurt the kettle?", "No, it does not."]


def test_what_hides_behind_a_tab_is_read_and_what_is_hidden_for_good_is_not() -> None:
    tabs = f"<div role='tabpanel'>{prose('copper')}</div><div role='tabpanel' hidden>{prose('iron')}</div>"
    content = article_of(prose("story") + tabs + f"<div hidden>{prose('ghost')}</div>" + prose("tale")).content
    assert "of the iron" in content
    assert "of the ghost" not in content


@pytest.mark.parametrize(
    "flood",
    [
        "<p class='caption'>A kettle.</p>" * 9_000,
        "<figure>" + "<p>A kettle.</p>" * 9_000 + "</figure>",
        "<ul><li>A kettle" * 200,
        "<span>" * 200 + "<p>A kettle.</p>",
    ],
)
def test_a_page_that_repeats_itself_without_end_is_read_all_the_same(flood: str) -> None:
    assert "Sentence 0 of the story" in article_of(prose("story", 12) + flood).content


def test_a_caption_without_a_figure_goes_with_its_picture() -> None:
    box = (
        "<div class='wp-caption'><img src='/k.jpg' alt='A'><p class='wp-caption-text'>A kettle by the window</p></div>"
    )
    content = article_of(prose("story") + box + prose("tale")).content
    assert '<figure><img src="https://blatt.example/k.jpg" alt="A"><figcaption>A kettle by the window' in content


def test_text_beside_blocks_gets_paragraphs_of_its_own() -> None:
    tree = html.fromstring("<div>One <b>bold</b> word<div><p>Two</p> and three</div><ul><li>Four</li></ul>five</div>")
    written = "".join(html.tostring(block, encoding="unicode") for block in flat(tree))
    assert written == "<p>One <b>bold</b> word</p><p>Two</p><p> and three</p><ul><li>Four</li></ul><p>five</p>"


TONGUES = {
    "de": (
        "Warum Kessel singen",
        "Ein Kessel singt, weil das Wasser am Boden schon kocht, während es oben noch kalt ist und die Blasen platzen.",
        ["Folgen Sie uns auf Instagram", "Jetzt unseren Newsletter abonnieren und nichts verpassen", "Anzeige"],
    ),
    "fr": (
        "Pourquoi la bouilloire chante",
        "La bouilloire chante parce que l'eau du fond bout déjà tandis que celle du haut reste froide et calme.",
        ["Suivez-nous sur Facebook", "Inscrivez-vous à notre newsletter quotidienne", "Partager cet article"],
    ),
    "es": (
        "Por qué canta la tetera",
        "La tetera canta porque el agua del fondo ya hierve mientras la de arriba sigue fría y las burbujas estallan.",
        ["Síguenos en nuestras redes", "Suscríbete a nuestra newsletter semanal", "Publicidad"],
    ),
    "ja": (
        "やかんはなぜ歌うのか",
        "やかんが歌うのは、底の水がすでに沸いているのに、上の水はまだ冷たく、泡がはじけて消えるからである。",
        ["メルマガに登録する", "公式アカウントをフォローしてください", "無断転載を禁じます"],
    ),
    "ar": (
        "لماذا تغني الغلاية",
        "تغني الغلاية لأن الماء في القاع يغلي بينما يبقى الماء في الأعلى باردا وتنفجر الفقاعات قبل أن تصل إليه.",
        ["تابعونا على فيسبوك", "اشترك في النشرة البريدية", "جميع الحقوق محفوظة"],
    ),
}


@pytest.mark.parametrize("tongue", TONGUES)
def test_a_page_in_any_language_becomes_its_text_without_the_calls(tongue: str) -> None:
    title, sentence, calls = TONGUES[tongue]
    told = [f"{sentence} ({number})" for number in range(8)]
    middle = [f"<p>{text}</p>" for text in told]
    for place, call in zip((7, 5, 3), calls, strict=True):
        middle.insert(place, f"<p>{call}</p>")
    assert lines_of(article_of("".join(middle), title=title).content) == told


def test_a_short_text_without_blanks_has_words_too() -> None:
    text = TONGUES["ja"][1]
    assert article_of(f"<p>{text}</p><p>{text[::-1]}</p>", title="やかん").content
    with pytest.raises(PageUnreadable):
        article_of("<p>やかんが歌う。</p>", title="やかん")


@pytest.mark.parametrize(
    "text",
    [
        "She told them to follow us on the map, and nobody did.",
        "The newsletter of 1911 had a circulation of eleven.",
        "Travel agents earn a living by it.",
        "Er bestellte einen Rundbrief.",
    ],
)
def test_a_sentence_about_such_things_is_no_notice(text: str) -> None:
    assert not is_notice(text)
