"""The short ways that most feeds take end where the long ones do: each is compared with the long one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from bench import invented
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from digest.collect.feeds import feed
from digest.collect.feeds.xml_tree import Malformed, _repaired, root
from digest.collect.identity.urls import canonical
from digest.collect.text.dates import moment
from digest.collect.text.sanitise import _careful, clean, plain, text, without_controls

TAGS = """<p> </p> <b> </b> </a> <div> </div> <br/> <hr> <li> <ul> </ul> <table> <tr> <td> </td> <h1> </h1> <pre>
</pre> <script> </script> <!-- --> <svg> <section> <figure> <figcaption> <summary> <dl> <dt> <dd> <ruby> <rt>"""
REFERENCES = "&amp; &amp;lt; &lt; &nbsp; &#1; &#x80; &#160; &#65534; &#0; &copy= &notit; &"
URLS = """/x /x# /a?b&amp;c=d#e /../a /. /a;b #f # ?q //h/x https://x.y/a?b=1&c=2#d https://x.y/a? https://X.y
HTTPS://x.y http:x http:// javascript:x mailto:a@b data:x"""
ODD_URLS = [
    "",
    " /x ",
    "https://x.y:80/a\u3000b",
    "https://x.y/&#1;a",
    "java\nscript:x",
    "/a\x01b",
    "/\xa0",
    "https://x.y/a b",
]
OPENED = st.builds(
    "<{}={}{}{}>".format,
    st.sampled_from(["a href", "img src", "blockquote cite", "q cite", "p title", "a title='a>b\"' href"]),
    st.just('"'),
    st.sampled_from([*URLS.split(), *ODD_URLS]),
    st.sampled_from(['"', "", "'"]),
)
SIGNS = ["words", " ", "\n", "\r", "\xa0", "\x01", "\u2028", "\ud800", "é", "<", ">", "'", '"']
PIECES = st.sampled_from([*TAGS.split(), *REFERENCES.split(), *SIGNS])
HTML = st.lists(OPENED | PIECES, max_size=16).map("".join)
BASES = st.sampled_from(["https://e.org/a/b?c#d", "http://e.org", "https://e.org/x/", "mailto:x", ""])


@given(HTML, BASES)
def test_html_is_cleaned_as_when_each_address_is_looked_at(html: str, base: str) -> None:
    carefully = without_controls(_careful(base).clean(without_controls(html))).strip()
    assert clean(html, base) == carefully


@given(HTML)
def test_the_text_of_clean_html_is_what_a_parser_reads_in_it(html: str) -> None:
    cleaned = clean(html, "https://e.org/")
    assert plain(cleaned) == text(cleaned)


@pytest.mark.parametrize("form", invented.FORMS)
def test_what_is_invented_for_measuring_takes_the_short_ways_to_the_same_end(form: str) -> None:
    htmls = invented.texts(20)
    wire = feed.read(invented.FORMS[form](htmls), url="https://e.org/feed", content_type="")
    kept = [one.content or one.summary for one in wire.entries]
    assert [one and one.value for one in kept] == htmls
    for html in htmls:
        cleaned = clean(html, "https://e.org/feed")
        assert cleaned == _careful("https://e.org/feed").clean(html).strip()
        assert plain(cleaned) == text(cleaned)


PATHS = """a b amp
m www mobile google com org co uk . / // /. .. amp/ .amp .html cdn.ampproject.org - _ ~ %20 : é s/ c/ ?
& utm_source=x amp=1 fbclid= = A"""
PARTS = PATHS.split()
HOSTS = [
    "e.org/",
    "www.e.com/",
    "m.e.org/",
    "a.m.e.org/",
    "www.google.com/amp/",
    "e.org",
    "amp.org/",
    "x.cdn.ampproject.org/c/",
]


@given(st.sampled_from(HOSTS), st.lists(st.sampled_from(PARTS), max_size=8))
def test_an_address_is_canonical_by_sight_only_when_it_is(host: str, parts: list[str]) -> None:
    url = f"https://{host}{''.join(parts)}"
    try:
        taken_apart = canonical(f"{url}#x")  # which is never told by sight
    except ValueError:
        with pytest.raises(ValueError, match=r"address|Port"):
            canonical(url)
    else:
        assert canonical(url) == taken_apart


@given(
    st.datetimes(min_value=datetime(1000, 1, 2), max_value=datetime(2999, 12, 30)),
    st.sampled_from(["GMT", "UTC", "Z", "EST", "+0000", "-0000", "+0130", "-1459", "+1500", "-0060", "+9999"]),
)
def test_a_date_as_most_write_it_is_read_as_any_other(when: datetime, zone: str) -> None:
    written = f"{when.day:02} {when:%b} {when.year} {when:%H:%M:%S} {zone}"
    assert moment(written) == moment(written.lower())
    if zone == "GMT":
        assert moment(f"Mon, {written}") == when.replace(microsecond=0, tzinfo=UTC)


FAULTS = ["&eacute;", "&#150;", "&#x91;", "&lt;", "\x93", "\x01", "\ufffe", "]]>", "<b/>", "é", "<!-- x -->", " "]


@given(st.lists(st.sampled_from(FAULTS) | st.text(alphabet="aé&<\x80\u2028", max_size=3), max_size=4))
def test_a_document_is_the_same_whether_it_is_repaired_first_or_not(parts: list[str]) -> None:
    body = f"<rss><channel><item><title>{''.join(parts)}</title></item></channel></rss>".encode()
    try:
        repaired = etree.tostring(_repaired(body, "https://e.org/", ""))
    except Malformed:
        with pytest.raises(Malformed):
            root(body, "https://e.org/", "")
    else:
        assert etree.tostring(root(body, "https://e.org/", "")) == repaired
