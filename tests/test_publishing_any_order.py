"""Whatever happens, in whatever order: feeds lose no article, and only withdrawing changes an archive document."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from published import START, Site

FOLDERS = ("", "sections/tea/")
_ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, 5)),
        st.tuples(st.just("old"), st.integers(1, 3)),
        st.tuples(st.sampled_from(["correct", "withdraw"]), st.integers(0, 20)),
        st.tuples(st.just("limit"), st.integers(1, 4)),
        st.tuples(st.just("publish"), st.just(0)),
    ),
    min_size=2,
    max_size=8,
)


class History:
    """A site, and what must be found in its feeds."""

    def __init__(self, folder: Path) -> None:
        self.site = Site(folder, limit=2)
        self.ids: list[str] = []
        self.withdrawn: set[str] = set()
        self._added = 0

    def act(self, act: str, number: int) -> None:
        if act in ("add", "old"):
            names = [f"{act}-{self._added + place}" for place in range(number)]
            self._added += number
            self.ids += self.site.add(*names, date=START.replace(year=2001) if act == "old" else None)
        elif act == "limit":
            self.site.limit = number
        elif act == "publish":
            self.publish()
        elif self.ids:
            id = self.ids[number % len(self.ids)]
            if act == "withdraw":
                self.publish()
                self.site.store.feeds.withdraw(id, self.site.now)
                self.ids.remove(id)
                self.withdrawn.add(id)
            else:
                self.site.correct(id)
            self.publish(unchanged=act != "withdraw")

    def publish(self, *, unchanged: bool = True) -> None:
        before = self.site.archives() if self.site.public.exists() else {}
        self.site.publish()
        after = self.site.archives()
        assert before.keys() <= after.keys()
        if unchanged:
            assert {path: after[path] for path in before} == before
        for folder in FOLDERS:
            self._assert_whole(folder)

    def _assert_whole(self, folder: str) -> None:
        current, *archives = self.site.walk(folder)
        known: dict[str, object] = {}
        for document in archives:
            for id, updated in document.items:
                assert id not in known or str(known[id]) < str(updated)
                known[id] = updated
        for id, updated in current.items:
            assert id not in known or str(known[id]) <= str(updated)
            known[id] = updated
        assert known.keys() == set(self.ids)
        assert len({id for id, _ in current.items}) == len(current.items) >= min(self.site.limit, len(self.ids))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_ACTS)
def test_nothing_is_lost_and_nothing_closed_changes(acts: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder:
        history = History(Path(folder))
        for act, number in acts:
            history.act(act, number)
        history.publish()
        history.site.store.close()
