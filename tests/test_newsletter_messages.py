"""From an edition to each reader's bytes, by the pipeline: whoever came before, a message is its reader's alone."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import pipeline
from digest.config import Config
from digest.errors import RenderError
from digest.model import Delivery
from digest.readers.tokens import token
from digest.templates import Templates
from newsletter_edition import EDITION

SECRET = b"a secret of the house"
SECTIONS = ("confessions", "experiments", "neighbours")


def config(**newsletter: str) -> Config:
    table = {"slug": "weekly", "title": "The Monday Pour", "from": "Pour <pour@teapot.example>", **newsletter}
    return Config.model_validate(
        {
            "site": {"title": "The Teapot Gazette", "url": "https://bücher.example/", "tag": "teapot.example,2026"},
            "section": [{"slug": slug, "title": slug.title()} for slug in SECTIONS],
            "newsletter": [table],
        }
    )


def maker(of: Config):
    return pipeline.messages(of, of.newsletter[0], EDITION, Templates(), SECRET)


def delivery(subscriber: int, address: str = "ada@example.net", sections: tuple[str, ...] = ()) -> Delivery:
    return Delivery(
        id=1, edition=EDITION.id, subscriber=subscriber, address=address, sections=sections, fence=0, attempts=0
    )


MESSAGE_FOR = maker(config())
READERS = st.lists(
    st.builds(
        delivery,
        st.integers(0, 2**63),
        st.from_regex(r"[a-z]{6,12}@[a-z]{6,12}\.example", fullmatch=True),
        st.sampled_from([(), SECTIONS[:1], SECTIONS[1:], SECTIONS[2:]]),
    ),
    min_size=2,
    max_size=6,
    unique_by=(lambda one: one.subscriber, lambda one: one.address),
)


@settings(deadline=None, max_examples=50)
@given(READERS)
def test_whoever_came_before_a_message_is_the_same_and_holds_nothing_of_them(readers: list[Delivery]) -> None:
    forth = {reader.subscriber: MESSAGE_FOR(reader) for reader in readers}
    back = {reader.subscriber: MESSAGE_FOR(reader) for reader in reversed(readers)}
    assert forth == back
    for reader in readers:
        content = forth[reader.subscriber].content
        for other in readers:
            theirs = (token(SECRET, "unsubscribe", other.subscriber).encode(), f"To: {other.address}\r\n".encode())
            assert [content.count(one) for one in theirs] == ([3, 1] if other is reader else [0, 0])


def test_headers_and_both_parts_lead_to_the_same_address_for_unsubscribing() -> None:
    mail = message_from_bytes(MESSAGE_FOR(delivery(7)).content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    text, html = (part.get_content() for part in mail.iter_parts())
    url = f"https://xn--bcher-kva.example/unsubscribe/{token(SECRET, 'unsubscribe', 7)}"
    assert mail["List-Unsubscribe"].startswith(f"<{url}>,")
    assert f'href="{url}"' in html
    assert f"\n{url}\n" in text.replace("\r\n", "\n")
    assert mail["List-Archive"] == "<https://xn--bcher-kva.example/newsletters/weekly/>"


def test_two_makers_give_the_same_bytes() -> None:
    assert maker(config())(delivery(7)) == MESSAGE_FOR(delivery(7))


def test_a_mistake_in_the_subject_is_told_before_there_is_a_message() -> None:
    with pytest.raises(RenderError, match="newsletter weekly"):
        maker(config(subject="{{ lead.titel }}"))


def test_a_newsletters_own_subject_is_the_mails() -> None:
    found = maker(config(subject="{{ mast.newsletter_title }}: {{ lead.title }}"))(delivery(7, sections=SECTIONS[2:]))
    mail = message_from_bytes(found.content, policy=policy.default)
    assert re.fullmatch("The Monday Pour: The hedge committee .*", mail["Subject"])
