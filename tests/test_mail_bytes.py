"""What is one reader's own in a message, and that nothing of it reaches another's.

Seen from outside, in the bytes that a mail server would get: how they are made may change.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes
from functools import cache

import pytest
from bench.mail import SECRET, bodies, delivery, maker
from bench.mail_edition import Texts, Wish
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.model import Delivery, Message
from digest.readers.tokens import UNSUBSCRIBE, token

#: Letters of a mailbox name (RFC 5322 §3.2.3, RFC 6531 §3.3), among them all that could mean something to a program.
NAMES = st.text(st.sampled_from("abcXYZ019!#$%&'*+/=?^_`{|}~-@\\é中م"), min_size=1, max_size=40).map(
    lambda name: name.replace("@", "=40").replace("\\", "%5C")
)
ADDRESSES = st.builds("{}@{}".format, NAMES, st.sampled_from(("example.org", "mx.example.net", "bücher.example")))
SECTIONS = st.sampled_from(
    ((), ("harbour",), ("table",), ("letters", "harbour"), ("harbour", "table", "letters"), ("table", "letters"))
)
READERS = st.builds(delivery, st.integers(1, 2**63 - 1), SECTIONS, ADDRESSES)


@cache
def shared_maker(texts: Texts) -> Callable[[Delivery], Message]:
    return maker(Wish(texts=texts), "magazine")


def own_token(reader: Delivery) -> bytes:
    return token(SECRET, UNSUBSCRIBE, reader.subscriber).encode()


def without_own(message: Message, reader: Delivery) -> bytes:
    """All bytes of the message but where its lines are folded, with marks where the reader's own values stand."""
    whole = message.content.replace(b"=\r\n", b"")
    boundary = str(message_from_bytes(message.content).get_boundary()).encode()
    assert whole.count(own_token(reader)) >= 3  # the header, the text, the HTML
    assert whole.count(message.id.encode()) == 1
    whole, addressed = re.subn(rb"\r\nTo: .+?\r\n(?=\S)", b"\r\nTo: OWN\r\n", whole, flags=re.DOTALL)
    assert addressed == 1
    for value in (own_token(reader), message.id.encode(), boundary):
        whole = whole.replace(value, b"OWN")
    return whole


@pytest.mark.parametrize("texts", ["english", "hostile"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(first=READERS, address=ADDRESSES, subscriber=st.integers(1, 2**63 - 1))
def test_a_readers_values_change_only_their_own_bytes(
    texts: Texts, first: Delivery, address: str, subscriber: int
) -> None:
    make = shared_maker(texts)
    second = delivery(subscriber, first.sections, address)
    assert without_own(make(first), first) == without_own(make(second), second)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(READERS, min_size=2, max_size=6, unique_by=lambda reader: reader.subscriber))
def test_no_message_holds_anything_of_another_readers(readers: list[Delivery]) -> None:
    make = shared_maker("english")
    made = [make(reader) for reader in readers]
    for reader, message in zip(readers, made, strict=True):
        whole = message.content.replace(b"=\r\n", b"") + "".join(bodies(message)).encode()
        for other, others in zip(readers, made, strict=True):
            if other is reader:
                continue
            assert own_token(other) not in whole
            assert others.id.encode() not in whole
            assert message.recipient.partition("@")[0] == reader.address.partition("@")[0]
            assert f"\r\nTo: {other.address}\r\n".encode() not in whole or other.address == reader.address


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(READERS, min_size=1, max_size=4))
def test_a_message_is_the_same_whoever_came_before(readers: list[Delivery]) -> None:
    make, anew = shared_maker("english"), maker(Wish(), "magazine")
    assert [make(reader) for reader in readers] == [anew(reader) for reader in reversed(readers)][::-1]
