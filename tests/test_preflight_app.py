"""Before an edition is sent it goes through preflight: errors hold it, and the operator is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from digest.app import App
from digest.config import load
from digest.errors import RenderError, WrongUse
from digest.model import DeliveryState, Edition, EditionState, SourceState
from digest.service.facts import look
from digest.service.watch import wrongs
from digest.service.work import Work
from digest.store.sql import SqlStore
from loopback import Host, answering
from make import NOW, article, edition, slot, subscriber

CONFIG = """
{templates}
[site]
title = "Example"
url = "https://site.example/"
tag = "site.example,2026"
[store]
url = "{store}"
[collect]
allow_addresses = ["127.0.0.0/8"]
[[section]]
slug = "tea"
title = "Tea"
[[section]]
slug = "cake"
title = "Cake"
[[newsletter]]
slug = "weekly"
title = "Weekly"
from = "Example <news@site.example>"
postal_address = "Ropewalk 3"
review = "{review}"
"""


@pytest.fixture
def web() -> Iterator[Host]:
    with answering() as running:
        yield running


class House:
    """A publication with two stories whose pages are served, and three readers."""

    def __init__(self, folder: Path, store: str, web: Host) -> None:
        self.folder, self._store, self.web = folder, store, web
        (folder / "own/email").mkdir(parents=True)
        self._opened: list[App] = []

    def opened(self, review: str = "off") -> App:
        config = CONFIG.format(store=self._store, review=review, templates='templates = "own"')
        (self.folder / "config.toml").write_text(config, encoding="utf-8")
        app = App(load(self.folder / "config.toml"))
        self._opened.append(app)
        app.store.subscribers.add(
            [subscriber("ada@a.example"), subscriber("bo@b.example", "cake"), subscriber("cy@c.example", "tea", "cake")]
        )
        stories = [self._story("kettle", "tea"), self._story("crumb", "cake")]
        app.store.articles.collect(SourceState(url="https://site.example/feed"), stories, guids={})
        return app

    def spoil(self) -> None:
        """A template of its own, with a mistake that readers would see."""
        (self.folder / "own/email/subject.txt").write_text("{{ '{{ lead }}' }}", encoding="utf-8")

    def mend(self) -> None:
        for file in (self.folder / "own/email").iterdir():
            file.unlink()

    def mails(self) -> int:
        return len(list((self.folder / "outbox").glob("*.eml")))

    def close(self) -> None:
        for app in self._opened:
            app.close()

    def _story(self, name: str, section: str) -> object:
        url = self.web.put(f"/{name}/", "a page")
        text = {"kettle": "The kettle whistles about green tea leaves.", "crumb": "A cake fell off the town clock."}
        return replace(article(name, section=section, content=f"<p>{text[name]}</p>"), url=url)


@pytest.fixture
def house(tmp_path: Path, web: Host) -> Iterator[House]:
    made = House(tmp_path, f"sqlite:///{tmp_path}/digest.db", web)
    yield made
    made.close()


def composed(app: App) -> Edition:
    one = app.compose(app.config.newsletter[0], slot(), NOW)
    assert one is not None
    return one


def now_in(app: App, one: Edition) -> Edition:
    found = app.store.editions.get(one.id)
    assert found is not None
    return found


def test_a_good_edition_goes_out_and_its_run_says_what_was_found(house: House) -> None:
    app = house.opened()
    one = composed(app)
    books = app.deliver(one.id, lambda: NOW)
    assert (books[DeliveryState.ACCEPTED], house.mails()) == (3, 3)
    assert now_in(app, one).state is EditionState.SENT
    runs = {kind: outcome for kind, _, _, _, outcome in app.store.runs.latest(9)}
    assert runs["preflight"] == "nothing is wrong"


def test_errors_hold_an_edition_nothing_is_sent_and_the_operator_hears_why(house: House) -> None:
    house.spoil()
    app = house.opened()
    one = composed(app)
    app.deliver(one.id, lambda: NOW)
    held = now_in(app, one)
    assert (held.state, held.release, house.mails()) == (EditionState.HELD, None, 0)
    assert held.reason is not None
    assert held.reason.startswith("by preflight: the subject says “{{ lead }}” (and 1 more error);")
    assert "digest preview weekly --slot 2026-03-02T08:00 --check" in held.reason
    told = wrongs(look(app, NOW), NOW)
    assert "{{ lead }}" in told["held by preflight", one.id]
    assert ("edition held", one.id) not in told


def test_a_mended_edition_goes_through_once_more_when_it_is_released(house: House) -> None:
    house.spoil()
    app = house.opened()
    one = composed(app)
    app.deliver(one.id, lambda: NOW)
    with pytest.raises(WrongUse, match="mend that, or let it go all the same"):
        app.release(one.id, NOW)
    assert now_in(app, one).state is EditionState.HELD
    house.mend()
    again = house.opened()
    assert again.release(one.id, NOW)
    again.deliver(one.id, lambda: NOW)
    assert (now_in(again, one).state, house.mails()) == (EditionState.SENT, 3)


def test_the_service_holds_it_too_and_sends_the_mended_one(house: House) -> None:
    house.spoil()
    app = house.opened()
    one = composed(app)
    work = Work(app, lambda: NOW)
    assert work.sendable() == [one.id]
    work.deliver(one.id)
    assert (now_in(app, one).state, work.sendable(), house.mails()) == (EditionState.HELD, [], 0)


def test_an_edition_that_is_being_sent_is_neither_held_nor_looked_at_again(house: House) -> None:
    house.spoil()
    app = house.opened()
    one = composed(app)
    app.store.editions.move(one.id, [EditionState.COMPOSED], EditionState.SENDING, NOW)
    app.deliver(one.id, lambda: NOW)
    assert house.mails() == 3
    assert not [run for run in app.store.runs.latest(9) if run[0] == "preflight"]


def test_an_edition_that_is_changed_after_it_was_looked_at_is_looked_at_again_before_anybody_gets_it(
    house: House,
) -> None:
    app = house.opened()
    one = composed(app)
    other = one.sections[1].items[0].article

    def clock() -> datetime:  # an editor is at work between preflight and the first mail
        if preflights(app) and now_in(app, one).lead is None:
            led = replace(now_in(app, one), lead=other)
            assert app.store.editions.recompose(one, led, "lead", NOW, nothing_for=lambda _: False, why="")
        return NOW

    app.deliver(one.id, clock)
    assert (now_in(app, one).state, house.mails()) == (EditionState.COMPOSED, 0)
    app.deliver(one.id, clock)
    assert (now_in(app, one).state, house.mails(), preflights(app)) == (EditionState.SENT, 3, 2)


def preflights(app: App) -> int:
    return sum(kind == "preflight" for kind, *_ in app.store.runs.latest(9))


def test_an_edition_that_somebody_let_go_despite_its_errors_goes(house: House) -> None:
    house.spoil()
    app = house.opened()
    draft = composed(app)
    free = replace(now_in(app, draft), despite_errors=True)
    assert not app._hold(app.config.newsletter[0], free, NOW)
    assert app._hold(app.config.newsletter[0], now_in(app, draft), NOW)


def test_an_edition_for_review_is_looked_at_when_it_is_composed_and_waits_for_a_person(house: House) -> None:
    house.spoil()
    one = composed(house.opened(review="4h"))
    assert one.state is EditionState.HELD
    assert (one.reason or "").startswith("by preflight: ")
    assert house.opened(review="4h").release_due(NOW + timedelta(days=2)) == []


def test_a_good_edition_for_review_goes_when_its_time_has_come(house: House) -> None:
    app = house.opened(review="4h")
    one = composed(app)
    assert (one.reason or "").startswith("for review")
    assert app.release_due(NOW + timedelta(hours=5)) == [one.id]


def test_a_mistake_in_a_template_sends_nothing_and_says_where(house: House) -> None:
    (house.folder / "own/email/lead.html").write_text("{{ nobody.knows }}", encoding="utf-8")
    app = house.opened()
    one = composed(app)
    with pytest.raises(RenderError, match=r"lead\.html"):
        app.deliver(one.id, lambda: NOW)
    assert (now_in(app, one).state, house.mails()) == (EditionState.COMPOSED, 0)


def test_a_mistake_in_a_template_holds_an_edition_for_review(house: House) -> None:
    (house.folder / "own/email/lead.html").write_text("{{ nobody.knows }}", encoding="utf-8")
    one = composed(house.opened(review="4h"))
    assert "lead.html" in (one.reason or "")


def test_each_story_is_asked_once_for_all_readers_and_no_readers_own_link_is(house: House) -> None:
    app = house.opened()
    house.web.asked.clear()
    app.deliver(composed(app).id, lambda: NOW)
    assert sorted(house.web.asked) == ["/crumb/", "/kettle/"]


def test_nobody_is_asked_when_the_publisher_does_not_want_it(house: House) -> None:
    app = house.opened()
    which = app.config.newsletter[0].model_copy(update={"check_links": False})
    one = composed(app)
    house.web.asked.clear()
    assert app.preflight(which, one) == []
    assert house.web.asked == []


def test_a_dead_story_is_a_warning_and_the_edition_goes(house: House) -> None:
    app = house.opened()
    del house.web.pages["/crumb/"]
    one = composed(app)
    app.deliver(one.id, lambda: NOW)
    assert house.mails() == 3
    [outcome] = [outcome for kind, _, _, _, outcome in app.store.runs.latest(9) if kind == "preflight"]
    assert outcome.startswith("1 warning; the link “The story of crumb” is dead")


def test_choices_are_those_of_the_edition_most_first_whatever_order_they_were_made_in(store: SqlStore) -> None:
    people = [subscriber("ada@a.example"), subscriber("bo@b.example", "cake"), subscriber("left@c.example", "plots")]
    people += [subscriber("cy@c.example", "tea", "cake"), subscriber("di@d.example", "cake", "tea")]
    store.subscribers.add(people)
    readers = store.subscribers.active("weekly")
    one = edition("tea", "cake")
    store.editions.compose(one, {reader.id: "none" for reader in readers if "plots" in reader.sections}, readers)
    assert list(store.ledger.choices(one.id).items()) == [(("cake", "tea"), 2), ((), 1), (("cake",), 1)]
    assert store.ledger.choices("weekly:2020-01-01T08:00") == {}
