from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
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
from digest.store.sql import SqlStore
from fake_app import NOW, FakeApp, Outbox

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
        (replace(DEAD, since=NOW - HOUR, told=NOW - 2 * HOUR), False),  # it comes and goes
        (replace(DEAD, since=NOW - HOUR, told=NOW - DAY), True),
        (replace(DEAD, kind="missed", since=NOW - 3 * DAY, told=NOW - 3 * DAY), False),
        (replace(DEAD, kind="missed"), True),
        (replace(DEAD, kind="missed", told=NOW - 3 * DAY, ended=NOW), False),
        (replace(DEAD, kind="skipped twice", since=NOW - 3 * DAY, told=NOW - 3 * DAY), False),
        (replace(DEAD, kind="skipped twice", told=NOW - 3 * DAY, ended=NOW), True),
    ],
)
def test_a_problem_is_told_once_a_day_and_once_when_it_is_well(problem: Problem, *, told: bool) -> None:
    expected = [Alert(kind=problem.kind, over=problem.ended is not None, problems=(problem,))] if told else []
    assert due_alerts([problem], NOW) == expected


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


@pytest.mark.parametrize(
    ("kind", "promise"),
    [
        ("late", "You are told once a day at most, and when it is well again."),
        ("skipped twice", "You are told of this once, and when it is well again."),
        ("missed", "You are told of this once."),
        ("composed late", "You are told of this once."),
        ("mails refused", "You are told of this once."),
    ],
)
def test_an_alert_promises_what_is_then_told(kind: str, promise: str) -> None:
    content = MAIL.messages(kind, [replace(DEAD, kind=kind)], NOW, over=False)[0].content
    text = message_from_bytes(content, policy=policy.default).get_content()
    assert text.splitlines()[-1] == promise


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


@pytest.mark.parametrize("kind", ["late", "missed"])
def test_a_restart_does_not_forget_what_was_told_today(app: FakeApp, kind: str) -> None:
    mails = 0
    for minute in range(0, 120, 10):
        now = NOW + timedelta(minutes=minute)
        problems = Problems(app.store.runs)
        if minute % 20:
            problems.end(kind, "weekly", now)
        else:
            problems.begin(kind, "weekly", "it is late", now)
        mails += tell(app, problems, Alerts(app, problems), now)
    assert mails == (2 if kind == "late" else 1)
    tomorrow = Problems(app.store.runs)
    tomorrow.begin(kind, "weekly", "it is late", NOW + DAY)
    assert tell(app, tomorrow, Alerts(app, tomorrow), NOW + DAY) == 1


def test_two_skipped_editions_are_told_once_and_when_one_goes_out_again(app: FakeApp) -> None:
    problems = Problems(app.store.runs)
    alerts = Alerts(app, problems)
    mails = 0
    for day in range(5):
        problems.begin("skipped twice", "weekly", f"edition {day}", NOW + day * DAY)
        mails += tell(app, problems, alerts, NOW + day * DAY)
    assert mails == 1
    problems.end("skipped twice", "weekly", NOW + 5 * DAY)
    assert [tell(app, problems, alerts, NOW + 5 * DAY) for _ in range(2)] == [1, 0]


class Operator:
    """A service of its own on a store that others may use too, and what it mailed."""

    def __init__(self, app: FakeApp, store: SqlStore) -> None:
        self.config, self.store, self.mailed = app.config, store, Outbox()
        self.problems = Problems(store.runs)
        self.alerts = Alerts(self, self.problems)

    def alert_transport(self) -> Outbox:
        return self.mailed


def test_of_two_services_on_one_store_one_tells(app: FakeApp, store: SqlStore, store_url: str) -> None:
    with closing(SqlStore(store_url)) as other:
        both = [Operator(app, store), Operator(app, other)]
        for n in range(MANY + 1):
            both[0].problems.begin("source dead", f"https://{n}.example/", "404", NOW)
        both[0].problems.begin("late", "weekly", "it is late", NOW)
        together(both, NOW)
        assert sum(len(one.mailed.sent) for one in both) == 2
        both[0].problems.end("late", "weekly", NOW + HOUR)
        together(both, NOW + HOUR)
        assert sum(len(one.mailed.sent) for one in both) == 3
        together(both, NOW + DAY)
        assert sum(len(one.mailed.sent) for one in both) == 4


def together(services: list[Operator], now: datetime) -> None:
    """Each reads what is due before any of them has told it."""
    gate = threading.Barrier(len(services))
    for one in services:
        one.problems.all = meeting(one.problems.all, gate)
    threads = [threading.Thread(target=one.alerts.tell, args=(now,)) for one in services]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in services:
        del one.problems.all


def meeting(act, gate: threading.Barrier):
    def met():
        found = act()
        gate.wait(30)
        return found

    return met


def test_what_one_service_could_not_tell_the_other_tells(app: FakeApp, store: SqlStore) -> None:
    one, other = Operator(app, store), Operator(app, store)
    one.problems.begin("late", "weekly", "it is late", NOW)
    one.mailed.error = TransportUnavailable("smtp://mail.example", "no answer")
    one.alerts.tell(NOW)
    other.alerts.tell(NOW)
    assert (one.mailed.sent, len(other.mailed.sent)) == ([], 1)
    one.problems.end("late", "weekly", NOW + HOUR)
    one.alerts.tell(NOW + HOUR)
    other.alerts.tell(NOW + HOUR)
    assert (one.mailed.sent, len(other.mailed.sent)) == ([], 2)


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
