from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import TransportUnavailable
from digest.model import DeliveryState, Problem
from digest.service.alert_mail import ADVICE, Mail
from digest.service.alerts import MANY, Alert, Alerts, due_alerts
from digest.service.problems import Problems
from digest.service.watch import WATCHED
from fake_app import NOW, FakeApp

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DEAD = Problem(kind="source dead", thing="https://a.example/feed", detail="404", since=NOW - DAY)
MAIL = Mail(site="The Teapot", sender="The Teapot <weekly@example.org>", to=("Ann <ann@example.org>", "bo@example.org"))


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (DEAD, True),
        (replace(DEAD, told=NOW - HOUR), False),
        (replace(DEAD, told=NOW - DAY + timedelta(seconds=1)), False),
        (replace(DEAD, told=NOW - DAY), True),
        (replace(DEAD, ended=NOW), False),  # nobody heard that it began
        (replace(DEAD, told=NOW - HOUR, ended=NOW), True),
        (replace(DEAD, kind="missed", told=NOW - 3 * DAY), False),
        (replace(DEAD, kind="missed"), True),
        (replace(DEAD, kind="missed", told=NOW - 3 * DAY, ended=NOW), False),
    ],
)
def test_a_problem_is_told_once_a_day_and_once_when_it_is_well(problem: Problem, *, told: bool) -> None:
    expected = [Alert(kind=problem.kind, over=problem.ended is not None, problems=(problem,))] if told else []
    assert due_alerts([problem], NOW) == expected


def test_what_comes_and_goes_all_day_is_told_once_a_day() -> None:
    lately = {(DEAD.kind, DEAD.thing): NOW - HOUR}
    assert due_alerts([DEAD], NOW, lately) == []
    assert due_alerts([DEAD], NOW + DAY, lately) != []


@pytest.mark.parametrize(("count", "mails"), [(MANY, MANY), (MANY + 1, 1), (200, 1)])
def test_many_of_a_kind_at_once_share_a_mail(count: int, mails: int) -> None:
    problems = [replace(DEAD, thing=f"https://{n}.example/") for n in range(count)]
    alerts = due_alerts(problems, NOW)
    assert len(alerts) == mails
    assert sorted(p.thing for alert in alerts for p in alert.problems) == sorted(p.thing for p in problems)


@given(st.lists(st.builds(
    Problem,
    kind=st.sampled_from(["a", "b"]),
    thing=st.sampled_from("xyz"),
    detail=st.just(""),
    since=st.just(NOW),
    told=st.none() | st.just(NOW - 2 * DAY),
    ended=st.none() | st.just(NOW),
)))  # fmt: skip
def test_the_order_of_problems_changes_no_alert(problems: list[Problem]) -> None:
    unique = {(p.kind, p.thing): p for p in problems}
    assert due_alerts(list(unique.values()), NOW) == due_alerts(list(unique.values())[::-1], NOW)


def test_an_alert_says_what_since_when_and_what_to_do() -> None:
    first, second = MAIL.messages("source dead", [DEAD], NOW, over=False)
    mail = message_from_bytes(first.content, policy=policy.default)
    assert mail["Subject"] == "[The Teapot] source dead: https://a.example/feed"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["From"] == "The Teapot <weekly@example.org>"
    assert (first.sender, first.recipient, second.recipient) == (
        "weekly@example.org",
        "ann@example.org",
        "bo@example.org",
    )
    text = mail.get_content()
    assert "since 2026-03-01 08:00 UTC" in text
    assert ADVICE["source dead"] in text


def test_the_mail_of_an_end_says_so() -> None:
    over = replace(DEAD, told=NOW - HOUR, ended=NOW)
    content = MAIL.messages("source dead", [over], NOW, over=True)[0].content
    mail = message_from_bytes(content, policy=policy.default)
    assert mail["Subject"] == "[The Teapot] well again: source dead: https://a.example/feed"
    assert "until 2026-03-02 08:00 UTC" in mail.get_content()


def test_the_same_alert_gives_the_same_bytes() -> None:
    assert MAIL.messages("late", [DEAD], NOW, over=False) == MAIL.messages("late", [DEAD], NOW, over=False)


@given(st.text(), st.text(), st.text())
def test_no_text_from_elsewhere_breaks_a_mail_or_adds_a_header(site: str, thing: str, detail: str) -> None:
    problem = replace(DEAD, thing=thing, detail=detail)
    content = replace(MAIL, site=site).messages("source dead", [problem], NOW, over=False)[0].content
    mail = message_from_bytes(content, policy=policy.SMTP)
    assert [name for name, _ in mail.items()] == [
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
        "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    ]  # fmt: skip
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_an_international_address_is_written_to() -> None:
    mail = Mail(site="Tee", sender="Tee <tee@bücher.example>", to=("Jürgen <juergen@bücher.example>",))
    assert mail.messages("late", [DEAD], NOW, over=False)[0].recipient == "juergen@bücher.example"


def test_every_problem_that_is_watched_has_its_advice_and_its_place_in_the_manual() -> None:
    manual = (Path(__file__).parents[1] / "docs" / "operating.md").read_text()
    assert set(WATCHED) <= set(ADVICE)
    assert [kind for kind in ADVICE if f"**{kind}**" not in manual] == []


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FakeApp]:
    made = FakeApp(tmp_path, '[alerts]\nto = ["ann@example.org"]\n')
    yield made
    made.close()


def tell(app: FakeApp, problems: Problems, alerts: Alerts, now: datetime) -> int:
    before = len(app.alerts.sent)
    alerts.tell(now)
    return len(app.alerts.sent) - before


def test_a_problem_of_two_days_gives_two_mails_and_one_at_its_end(app: FakeApp) -> None:
    problems = Problems(app.store.runs)
    alerts = Alerts(app, problems)
    mails = 0
    for hour in range(40):
        problems.begin("late", "weekly", "it is late", NOW + hour * HOUR)
        mails += tell(app, problems, alerts, NOW + hour * HOUR)
    assert mails == 2
    problems.end("late", "weekly", NOW + 40 * HOUR)
    assert [tell(app, problems, alerts, NOW + hour * HOUR) for hour in (40, 41)] == [1, 0]


def test_a_problem_that_flaps_gives_one_mail_a_day_and_one_for_an_end(app: FakeApp) -> None:
    problems = Problems(app.store.runs)
    alerts = Alerts(app, problems)
    mails = 0
    for hour in range(23):
        problems.begin("late", "weekly", "it is late", NOW + hour * HOUR)
        mails += tell(app, problems, alerts, NOW + hour * HOUR)
        problems.end("late", "weekly", NOW + hour * HOUR)
        mails += tell(app, problems, alerts, NOW + hour * HOUR)
    assert mails == 2


def test_an_alert_that_cannot_be_sent_is_tried_again_later(app: FakeApp) -> None:
    problems = Problems(app.store.runs)
    alerts = Alerts(app, problems)
    problems.begin("late", "weekly", "it is late", NOW)
    app.alerts.error = TransportUnavailable("smtp://mail.example", "no answer")
    assert tell(app, problems, alerts, NOW) == 0
    app.alerts.error = None
    assert tell(app, problems, alerts, NOW + timedelta(minutes=1)) == 0  # not each minute
    assert tell(app, problems, alerts, NOW + timedelta(minutes=11)) == 1
    assert tell(app, problems, alerts, NOW + timedelta(minutes=30)) == 0


def test_an_alert_that_is_refused_stays_to_be_told(app: FakeApp) -> None:
    problems = Problems(app.store.runs)
    problems.begin("late", "weekly", "it is late", NOW)
    app.alerts.state = DeliveryState.FAILED
    Alerts(app, problems).tell(NOW)
    assert problems.all()[0].told is None


def test_with_nobody_to_tell_problems_stay_in_the_store(tmp_path: Path) -> None:
    app = FakeApp(tmp_path)
    problems = Problems(app.store.runs)
    problems.begin("late", "weekly", "it is late", NOW)
    Alerts(app, problems).tell(NOW)
    assert app.alerts.sent == []
    assert [p.thing for p in app.store.runs.problems()] == ["weekly"]
    app.close()
