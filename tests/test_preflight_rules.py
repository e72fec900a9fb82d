"""Each rule of preflight: a bad example beside its finding; a good mail, in any script, has none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from ipaddress import ip_network
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest import pipeline
from digest.errors import AddressRefused, FetchFailed
from digest.model import Edition, Passage, Sponsor
from digest.newsletter.look import Style
from digest.newsletter.preflight.dead import Answers, askable
from digest.newsletter.preflight.finding import Level
from digest.newsletter.preflight.judge import RULES, findings, of_variants, why_held
from digest.newsletter.preflight.proof import Facts, Proof, proof
from digest.newsletter.preflight.sender import organisation
from digest.templates import Templates
from newsletter_edition import ARABIC, EDITION, HOSTILE, edition, item, section
from preflight_proof import LEAVE, SECRET, arabic, config, good, in_bytes, in_html, in_text, knowing, rendered
from preflight_proof import findings as of_edition

GOOD = good()
STORY = "https://teapot.example/one/"
TITLE = "My sourdough has a better social life than I do"


def codes(proof: Proof) -> set[str]:
    return {found.code for found in findings(proof, {})}


def subject(text: str) -> Callable[[Proof], Proof]:
    return lambda proof: replace(proof, subject=text)


def html(old: str, new: str) -> Callable[[Proof], Proof]:
    return lambda proof: in_html(proof, old, new)


def text(old: str, new: str) -> Callable[[Proof], Proof]:
    return lambda proof: in_text(proof, old, new)


def raw(old: bytes, new: bytes) -> Callable[[Proof], Proof]:
    return lambda proof: in_bytes(proof, old, new)


def body(more: str) -> Callable[[Proof], Proof]:
    return html("</body>", f"{more}</body>")


def facts(**values: object) -> Callable[[Proof], Proof]:
    return lambda proof: knowing(proof, **values)


@pytest.mark.parametrize("reference", [GOOD, rendered(), arabic()], ids=["small", "english", "arabic"])
def test_a_good_mail_has_no_finding(reference: Proof) -> None:
    assert findings(reference, dict.fromkeys(askable(reference))) == []


@pytest.mark.parametrize("style", get_args(Style))
@pytest.mark.parametrize("of", [EDITION, ARABIC], ids=["english", "arabic"])
def test_a_good_mail_with_all_that_there_can_be_has_no_finding(of: Edition, style: str) -> None:
    words = Passage(
        text="*Well*, [the almanac](/almanac).", html='<p><a href="https://teapot.example/almanac">the almanac</a></p>'
    )
    picture = "https://bücher.example/a pot.png"
    full = replace(
        of,
        introduction=words,
        sponsor=Sponsor(name="Limescale & Sons", url="https://limescale.example/", passage=words, image=picture),
    )
    look = {"style": style, "logo": picture, "logo_dark": picture}
    language = "ar" if of is ARABIC else "en"
    mail = rendered(full, look=look, language=language, introduction="Weekly.", reply_to="ada@teapot.example")
    assert findings(mail, dict.fromkeys(askable(mail))) == []
    assert picture not in mail.html


@pytest.mark.parametrize(
    ("spoil", "code", "words"),
    [
        (body("x" * 95_000), "size", "mail programs cut it off"),
        (body("x" * 90_000), "size-near", "from 95,000 on"),
        (html('color:#221c16">The hedge', 'color:#d8cdbb">The hedge'), "contrast", "on light screens “"),
        (html("color: #f3ebdf", "color: #453c32"), "contrast", "on dark screens"),
        (html(' alt="Picture"', ""), "alt", "has no alternative text"),
        (html(' alt="Picture"', ' alt="IMG_2041.jpg"'), "alt-file-name", "“IMG_2041.jpg”"),
        (html('src="https://teapot.example/one', 'src="http://teapot.example/one'), "image-http", "over http"),
        (html('\nwidth="150"', ""), "image-width", "how wide"),
        (html('width="150"', 'width="2400"'), "image-wide", "2400 pixels"),
        (body('<img src="" alt="" width="1">'), "image-address", "no address"),
        (body('<img src="/one.jpg" alt="" width="1">'), "image-nowhere", "/one.jpg"),
        (body('<img src="//teapot.example/one.jpg" alt="" width="1">'), "image-nowhere", "//teapot"),
        (body("<script>let a</script>"), "active", "<script>"),
        (html("<head>", '<head><meta http-equiv="Refresh" content="0">'), "active", "<meta http-equiv=refresh>"),
        (html('<html lang="en"', "<html"), "lang", "the mail's <html>"),
        (html(' lang="en"', ""), "lang", "the mail's <html>"),
        (html('article" lang="en"', 'article"'), "lang", "inside <body>"),
        (html(' dir="ltr"><head', "><head"), "dir", "the mail's <html>"),
        (html(' dir="ltr"><head', ' dir="rtl"><head'), "dir-wrong", "does not run from right to left"),
        (html("<h1", "<h3"), "heading-first", "The Teapot Gazette"),
        (html("<h2", "<h1"), "heading-one", "headings of the first level"),
        (html("h2>", "p>"), "heading-skipped", "is an h3, and the one before it an h1"),
        (body("<h2> </h2>"), "heading-empty", "an h2 says nothing"),
        (html(f'href="{STORY}"', 'href=""'), "link-nowhere", TITLE),
        (html(f'href="{STORY}"', 'href="#"'), "link-nowhere", "is “#”"),
        (html(f'href="{STORY}"', 'href="javascript:void(0)"'), "link-nowhere", "javascript"),
        (html(f'href="{STORY}"', 'href="/story-2/"'), "link-nowhere", "“/story-2/”"),
        (html(f'href="{STORY}"', 'href="https://teapot.example/{{ slug }}"'), "link-placeholder", "{{ slug }}"),
        (html(f'href="{STORY}"', 'href="http://localhost:8000/"'), "link-local", "no reader can reach"),
        (html(f'href="{STORY}"', 'href="http://192.168.1.4/"'), "link-local", "192.168.1.4"),
        (raw(b"weekly@", "wöchentlich@".encode()), "address-not-ascii", "is not ASCII"),
        (body('<a href="https://teapot.example/x/"><img src="/" alt="" width="9"></a>'), "link-wordless", "x/"),
        (html(">The hedge committee meets at dawn</a>", ">Read more …</a>"), "link-vague", "“Read more …”"),
        (html(">The hedge committee meets at dawn</a>", ">Hier klicken</a>"), "link-vague", "Hier klicken"),
        (html(">The hedge committee meets at dawn</a>", ">اقرأ المزيد</a>"), "link-vague", "اقرأ المزيد"),
        (text(STORY, ""), "text-lacks-story", TITLE),
        (text("https://teapot.example/newsletters/weekly/\n", "\n"), "text-lacks-link", "All past editions"),
        (text("In this issue", "https://teapot.example/other/"), "html-lacks-link", "other/"),
        (text("In this issue", "<p>In this issue&nbsp;</p>"), "text-stripped", "<p>"),
        (text("In this issue", "In this issue " * 40), "text-unwrapped", "a line of"),
        (lambda proof: replace(proof, text=" \n"), "text-empty", "is empty"),
        (html("/unsubscribe/", "/elsewhere/"), "unsubscribe-html", "no link for unsubscribing"),
        (html(f'<a href="{LEAVE}"', f'<a hidden href="{LEAVE}"'), "unsubscribe-html", "no link for unsubscribing"),
        (html("<p><a", '<p style="display:none"><a'), "unsubscribe-html", "no link for unsubscribing"),
        (text("/unsubscribe/", "/elsewhere/"), "unsubscribe-text", "no address for unsubscribing"),
        (raw(b" <mailto:", b" <tel:"), "unsubscribe-header", "no mail address"),
        (raw(b"List-Unsubscribe: <https:", b"List-Unsubscribe: <ftp:"), "unsubscribe-header", "no web address"),
        (raw(b"List-Unsubscribe-Post: ", b"X-Post: "), "unsubscribe-post", "one click"),
        (raw(b"List-Unsubscribe: <https:", b"List-Unsubscribe: <http:"), "one-click-http", "is not https"),
        (facts(postal_address=" "), "postal-address", "by post"),
        (facts(dkim="mailer.example"), "alignment", "signs for mailer.example"),
        (facts(leaves=True), "alignment-unknown", "teapot.example"),
        (subject(""), "subject-empty", "no subject"),
        (subject("Left \u202eto right"), "subject-control", "U+202E"),
        (subject("A bell\x07"), "subject-control", "U+0007"),
        (subject("word " * 20), "subject-long", "100 characters"),
        (subject("GREAT NEWS FOR YOU"), "subject-shouting", "GREAT"),
        (subject("Great news!!!"), "subject-marks", "!!!"),
        (subject("Free money for all"), "subject-junk", "Free money"),
        (subject("Jetzt kaufen und sparen"), "subject-junk", "Jetzt kaufen"),
        (lambda proof: replace(proof, preheader=""), "preheader", "inboxes show"),
        (html("In this issue", "{{ heading }}"), "leftover", "the HTML says “{{ heading }}”"),
        (html("In this issue", "None"), "leftover", "“None”"),
        (text("In this issue", "Lorem ipsum dolor"), "leftover", "the text part says “Lorem ipsum”"),
        (text("In this issue", "@@UNSUBSCRIBE@@"), "leftover", "@@UNSUBSCRIBE"),
        (subject("undefined"), "leftover", "the subject says “undefined”"),
        (subject(str(EDITION.sections[0].items[0])), "leftover", "the subject says “Item(article=”"),
        (text("In this issue", str(("Ada", "Ben"))), "leftover", "the text part says “('Ada',”"),
        (html("In this issue", str(EDITION.composed)), "leftover", "the HTML says “2026-11-23 08:00:00+00”"),
        (raw(b"Message-ID: ", b"X-ID: "), "header-missing", "no Message-ID"),
        (raw(b"To: ", b"To: a@b.example\r\nTo: "), "header-twice", "2 headers To"),
        (raw(b"To: ", b"To: a@b.example, "), "to", "not one address"),
        (raw(b"From: The Teapot <weekly@teapot.example>", b"From: nobody"), "from", "nobody"),
        (raw(b"Date: Mon", b"Date: Someday, Mon"), "date", "no date"),
        (raw(b"Message-ID: <", b"Message-ID: <a b"), "message-id", "is none"),
        (raw(b"Precedence: bulk", b"Precedence: " + b"x" * 1000), "line-long", "998 are allowed"),
        (raw(b"Precedence: bulk\r\n", b"Precedence: bulk\n"), "line-end", "not CRLF"),
        (raw(b"Precedence: bulk", b"Precedence: b\xc3\xbclk"), "header-not-ascii", "bülk"),
        (raw(b"multipart/alternative", b"multipart/mixed"), "mime", "multipart/mixed"),
        (raw(b"In this issue\r\n\r\n", b"Read " * 20 + b"\r\n"), "quoted-long", "76 are allowed"),
        (body('<div style="position:fixed">Here</div>'), "clients", "position"),
        (body('<img src="https://teapot.example/a.webp" alt="A kettle" width="90">'), "clients", "WEBP pictures"),
    ],
)  # fmt: skip
def test_a_bad_mail_is_told_by_its_rule(spoil: Callable[[Proof], Proof], code: str, words: str) -> None:
    found = [one for one in findings(spoil(GOOD), {}) if one.code == code]
    assert found, codes(spoil(GOOD))
    assert any(words in one.words for one in found), [one.words for one in found]


def test_every_finding_says_what_to_do_and_no_two_rules_share_a_code() -> None:
    empty = proof(b"", Facts(site_url="https://a.example/", leaves=True))
    found = findings(empty, {})
    assert {"subject-empty", "html-empty", "text-empty", "unsubscribe-header", "mime"} <= {one.code for one in found}
    assert all(one.words and one.rule.todo for one in found)
    assert [one.level for one in found] == sorted((one.level for one in found), key=list(Level).index)


def test_what_a_site_on_this_machine_cannot_help_is_a_warning() -> None:
    settings = config(EDITION, url="http://127.0.0.1:8600/")
    found = {one.code: one.level for one in of_edition(EDITION, settings)}
    assert found == {"one-click-http-local": Level.WARNING}


def test_a_network_that_the_operator_names_may_be_linked_to() -> None:
    spoilt = in_html(GOOD, f'href="{STORY}"', 'href="http://192.168.1.4/"')
    assert "link-local" not in codes(knowing(spoilt, meant=(ip_network("192.168.0.0/16"),)))


@pytest.mark.parametrize(
    ("sender", "signer", "aligned"),
    [
        ("news.teapot.example", "teapot.example", True),
        ("teapot.example", "mail.teapot.example", True),
        ("a.teapot.co.uk", "teapot.co.uk", True),
        ("teapot.co.uk", "kettle.co.uk", False),
        ("teapot.example", "kettle.example", False),
        ("bücher.example", "xn--bcher-kva.example", True),
        ("TEAPOT.example.", "teapot.example", True),
    ],
)
def test_a_signature_is_the_senders_own_by_the_domain_that_somebody_owns(
    sender: str, signer: str, *, aligned: bool
) -> None:
    assert (organisation(sender) == organisation(signer)) is aligned


def test_large_text_may_have_less_contrast() -> None:
    grey = '<p style="color:#8a8a8a;background-color:#ffffff;font-size:{}px">Words</p>'
    assert "contrast" in codes(body(grey.format(16))(GOOD))
    assert "contrast" not in codes(body(grey.format(24))(GOOD))


@pytest.mark.parametrize(
    "style",
    ["color:var(--ink)", "color:rebeccapurple;background-color:hsl(0,0%,10%)", "color:#fff;display:none"],
)
def test_what_nobody_can_tell_or_see_is_not_judged(style: str) -> None:
    assert "contrast" not in codes(body(f'<p style="{style}">Words</p>')(GOOD))


def test_alternative_texts_and_links_without_a_colour_are_judged_as_browsers_show_them() -> None:
    dark = '<table bgcolor="#111111"><tr><td>{}</td></tr></table>'
    assert "contrast" in codes(body(dark.format('<a href="https://teapot.example/">Home</a>'))(GOOD))
    assert "contrast" in codes(body(dark.format('<img src="https://a.example/" alt="A pot" width="9">'))(GOOD))


def test_what_a_story_says_itself_is_no_mistake_of_a_template() -> None:
    odd = edition(
        section(
            "all",
            "All",
            item(1, "Here", summary="Why {{ braces }} and {% tags %} and lorem ipsum are in every template."),
            item(2, "What <p> and &nbsp; do in the text of a mail", authors=("None",)),
        )
    )
    assert [one.words for one in of_edition(odd, config(odd))] == []
    markup = item(4, "Odd", summary="word " * 50 + "<br> and &nbsp; and " + "word " * 30)
    wrapped = item(5, "word " * 13 + '<a href="https://teapot.example/">', url="https://teapot.example/?a=1&amp;b=2")
    cut = edition(section("all", "All", markup, wrapped))
    assert of_edition(cut, config(cut)) == []
    braces = item(3, "Odd", url="https://teapot.example/?q={{a}}&r=%%B%%", summary="https://teapot.example/elsewhere/")
    asked = replace(
        edition(section("all", "All", braces)),
        introduction=Passage(
            text="<https://teapot.example/[[a]]/ü>", html='<p><a href="https://teapot.example/[[a]]/%C3%BC">Odd</a></p>'
        ),
    )
    assert [one.words for one in of_edition(asked, config(asked))] == []
    assert [one.words for one in of_edition(HOSTILE, config(HOSTILE)) if one.level is Level.ERROR] == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1, max_size=60), st.text(max_size=120))
def test_no_text_of_a_story_ends_preflight_or_is_taken_for_an_error(title: str, summary: str) -> None:
    one = edition(section("all", "All", item(1, title, summary=summary, authors=(title,))))
    assert [found.words for found in of_edition(one, config(one)) if found.level is Level.ERROR] == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["style", "text", "link"]))
def test_no_html_ends_preflight(junk: str, where: str) -> None:
    more = {"style": f"<style>{junk}</style><p style='{junk}'>x</p>", "text": junk, "link": f'<a href="{junk}">x</a>'}
    spoilt = in_html(GOOD, "</body>", f"{more[where]}</body>")
    for rule in RULES:
        list(rule(spoilt))


def test_no_depth_of_nesting_ends_preflight() -> None:
    deep = "<div>" * 5000 + "<h2>Deep</h2>" + "<a href='https://a.example/'><b><i>" * 1000
    findings(in_html(GOOD, "</body>", f"{deep}</body>"), {})


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_no_message_ends_preflight(junk: bytes) -> None:
    for content in (junk, GOOD.content[:900] + junk, junk + GOOD.content):
        findings(proof(content, GOOD.facts), {})


@pytest.mark.parametrize("style", get_args(Style))
def test_a_mail_with_a_logo_in_any_look_has_no_error(style: Style) -> None:
    light, dark = "https://teapot.example/logo.png", "https://teapot.example/night.png"
    for logos in ({"logo": light}, {"logo": light, "logo_dark": dark}):
        found = of_edition(EDITION, config(EDITION, look={"style": style, **logos}))
        assert [one.words for one in found if one.level is Level.ERROR] == []


def test_a_story_that_no_reader_can_reach_holds_up_no_other() -> None:
    one = edition(section("all", "All", item(1, "At home", url="http://localhost:8080/a/"), item(2, "Elsewhere")))
    assert [(found.code, found.level) for found in of_edition(one, config(one))] == [
        ("link-local-story", Level.WARNING)
    ]


def test_a_name_of_the_publication_is_no_slip() -> None:
    one = edition(section("none", "None", item(1, "A story", "none")))
    assert of_edition(one, config(one, title="undefined")) == []


def test_a_dead_link_is_a_warning_and_most_stories_dead_an_error() -> None:
    stories = [url for url in askable(GOOD) if url.endswith(("/one/", "/two/", "/three/"))]
    assert len(stories) == 3
    one = dict.fromkeys(stories) | {STORY: FetchFailed(STORY, "answered 404", status=404)}
    assert [(found.code, found.level) for found in findings(GOOD, one)] == [("link-dead", Level.WARNING)]
    (dead,) = findings(GOOD, one)
    assert dead.words == f"the link “{TITLE}” is dead (answered 404): {STORY}"
    all_gone = {url: FetchFailed(url, "answered 410", status=410) for url in stories}
    assert findings(GOOD, all_gone)[0].code == "links-dead"


def test_a_long_address_leaves_room_for_why_its_link_is_dead() -> None:
    far = "https://example.org/" + "far-away/" * 40
    long = in_html(GOOD, f'href="{STORY}"', f'href="{far}"')
    gone = dict.fromkeys(askable(long)) | {far: FetchFailed(far, "answered 404 Not Found", status=404)}
    assert [found.words for found in findings(long, gone) if "(answered 404 Not Found): https://" in found.words]


def test_servers_that_let_no_machine_in_say_nothing_about_a_link() -> None:
    shut = {url: FetchFailed(url, "answered 403", status=403) for url in askable(GOOD)}
    assert findings(GOOD, shut) == []


def test_a_machine_without_the_web_is_told_once_and_holds_nothing() -> None:
    away = {url: FetchFailed(url, "has a host name that cannot be resolved") for url in askable(GOOD)}
    assert [(found.code, found.level) for found in findings(GOOD, away)] == [("links-unasked", Level.WARNING)]
    few = in_html(GOOD, f'href="{STORY}"', 'href="#"')
    of_both = of_variants([("readers of all", GOOD), ("readers of some", few)], away)
    assert [found.code for found in of_both].count("links-unasked") == 1
    one = dict.fromkeys(askable(GOOD)) | {STORY: AddressRefused(STORY, "10.0.0.1")}
    assert [found.code for found in findings(GOOD, one)] == ["link-silent"]


def test_no_link_of_a_reader_and_no_page_still_to_be_published_is_asked() -> None:
    asked = askable(GOOD)
    assert asked[0] == STORY
    assert not [url for url in asked if "unsubscribe" in url or "/newsletters/" in url]
    assert STORY not in askable(knowing(GOOD, own=frozenset([STORY])))


def test_a_site_with_letters_beyond_ascii_knows_its_own_pages() -> None:
    settings, asked = config(EDITION, url="https://bücher.example/"), list[str]()

    def ask(urls: Sequence[str]) -> Answers:
        asked.extend(urls)
        return {}

    pipeline.preflight(settings, settings.newsletter[0], EDITION, [()], Templates(None), SECRET, ask)
    assert asked
    assert not [url for url in asked if url.startswith("https://xn--bcher-kva.example/")]


def test_a_story_that_the_html_lacks_is_missed() -> None:
    whole = rendered()
    (url, *_) = (item.url for item in EDITION.sections[0].items)
    assert (
        f"text part leads to {url}, and the HTML does not"
        in findings(in_html(whole, f'href="{url}"', 'href="https://teapot.example/"'), {})[-1].words
    )


def test_an_edition_is_held_with_its_first_error_and_how_many_more() -> None:
    spoilt = subject("")(in_html(GOOD, ' alt="Picture"', ""))
    why = why_held(findings(spoilt, {}), "digest preview weekly --check")
    assert why is not None
    assert why.startswith("by preflight: the mail has no subject (and ")
    assert why.endswith("`digest preview weekly --check` tells what to do")
    assert why_held(findings(facts(postal_address="")(GOOD), {}), "look") is None


def test_what_only_some_readers_get_is_told_with_who_they_are() -> None:
    one = edition(
        section("tea", "Tea", item(1, "A good story", "tea")),
        section("cake", "Cake", item(2, "FREE MONEY FOR ALL", "cake")),
    )
    found = of_edition(one, config(one, postal_address=""), [("tea",), ("cake",)])
    assert {(each.code, each.readers) for each in found} == {
        ("subject-junk", "readers of Cake"),
        ("subject-shouting", "readers of Cake"),
        ("postal-address", ""),
    }
