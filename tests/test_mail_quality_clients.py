"""How well mainstream mail programs know what each look is laid out with, by caniemail.com's tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from digest.newsletter.preflight.clients import score
from mails import EVERY, mail


@pytest.mark.parametrize(("look", "name"), EVERY)
def test_mail_programs_know_what_a_mail_is_laid_out_with(look: str, name: str, figure: Callable[[str], None]) -> None:
    known = score(mail(look, name).html)
    lacking = ", ".join(known.unsupported)
    figure(f"{look}, {name}: caniemail {known.mean:.1f} / {known.minimum:.1f}; not known everywhere: {lacking}")
    assert known.mean >= 95
    assert known.minimum >= 75
    assert len(known.unsupported) <= 3
    assert "html-table" in known.used  # it has been read
