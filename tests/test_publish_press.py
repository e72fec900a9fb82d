"""The press makes what has changed, and keeps a manifest of all that is there."""

import json
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

from digest.errors import PublishError, RenderError
from digest.publish.files import Publisher
from digest.publish.press import Press


def refused() -> bytes:
    raise AssertionError("nobody needs this")


def failing() -> bytes:
    raise PublishError("one.xml: the disk is full")


def printed(folder: Path, **made: bytes) -> Press:
    press = Press(Publisher(folder))
    for name, content in made.items():
        press.put(f"{name}.xml", str(content), lambda content=content: content)  # type: ignore[misc]
    press.close()
    return press


def test_the_manifest_names_every_file_with_its_hash(tmp_path: Path) -> None:
    printed(tmp_path, one=b"1", two=b"22")
    told = json.loads((tmp_path / "manifest.json").read_bytes())["files"]
    hashes = {path: facts["sha256"] for path, facts in told.items()}
    assert hashes == {"one.xml": sha256(b"1").hexdigest(), "two.xml": sha256(b"22").hexdigest()}


def test_what_is_made_from_the_same_is_not_made_again(tmp_path: Path) -> None:
    printed(tmp_path, one=b"1")
    press = Press(Publisher(tmp_path))
    press.put("one.xml", str(b"1"), refused)
    press.close()
    assert press.written == []


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"another length")])
@pytest.mark.parametrize("name", ["one.xml", "manifest.json"])
def test_what_is_lost_or_damaged_is_made_again(tmp_path: Path, name: str, damage: Callable[[Path], object]) -> None:
    printed(tmp_path, one=b"1")
    damage(tmp_path / name)
    printed(tmp_path, one=b"1")
    assert (tmp_path / "one.xml").read_bytes() == b"1"
    assert "one.xml" in json.loads((tmp_path / "manifest.json").read_bytes())["files"]


def test_what_nobody_asks_for_any_more_is_removed(tmp_path: Path) -> None:
    printed(tmp_path, one=b"1", two=b"2")
    press = printed(tmp_path, one=b"1")
    assert press.written == ["two.xml"]
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix != ".gz") == ["manifest.json", "one.xml"]


def test_a_file_that_fails_costs_itself_only_and_removes_nothing(tmp_path: Path) -> None:
    printed(tmp_path, one=b"1", old=b"o")
    press = Press(Publisher(tmp_path))
    press.put("one.xml", "changed", failing)
    press.put("two.xml", "2", lambda: b"2")
    with pytest.raises(PublishError, match="the disk is full"):
        press.close()
    assert [(tmp_path / f"{name}.xml").read_bytes() for name in ("one", "two", "old")] == [b"1", b"2", b"o"]


def test_a_shelf_is_opened_only_when_something_on_it_has_changed(tmp_path: Path) -> None:
    for made_from, expected in (("first", True), ("first", False), ("second", True)):
        press = Press(Publisher(tmp_path))
        with press.shelf("archive/manifest.json", made_from) as changed:
            assert changed is expected
            if changed:
                press.put("archive/1.xml", "closed", lambda: b"closed")
        press.close()
    press = Press(Publisher(tmp_path))
    press.close()
    assert not (tmp_path / "archive").exists()


def test_what_was_written_before_a_crash_is_not_taken_for_what_the_manifest_says(tmp_path: Path) -> None:
    """A file may be newer than its record, as long as that, and its makings be the record's once more."""
    with Press(Publisher(tmp_path)) as first:
        first.put("a.txt", "one", lambda: b"one")
        first.close()
    with Press(Publisher(tmp_path)) as crashed:
        crashed.put("a.txt", "two", lambda: b"two")
        crashed.settle()
    with Press(Publisher(tmp_path)) as next_one:
        next_one.put("a.txt", "one", lambda: b"one")
        next_one.close()
    assert (tmp_path / "a.txt").read_bytes() == b"one"


def put_on_shelf(press: Press, made_from: str, **made: bytes) -> None:
    """A file without content is one that a template's mistake costs."""
    with press.shelf("archive/manifest.json", made_from) as changed:
        for name, content in made.items() if changed else ():
            press.put(f"archive/{name}.html", made_from, lambda content=content: content or mistaken())  # type: ignore[misc]


def mistaken() -> bytes:
    raise RenderError("one.html", "a mistake")


def test_what_was_written_on_a_shelf_before_a_crash_is_not_taken_for_what_its_manifest_says(tmp_path: Path) -> None:
    with Press(Publisher(tmp_path)) as first:
        put_on_shelf(first, "one", a=b"one")
        first.close()
    with (
        Press(Publisher(tmp_path)) as crashed,
        suppress(KeyboardInterrupt),
        crashed.shelf("archive/manifest.json", "two"),
    ):
        crashed.put("archive/a.html", "two", lambda: b"two")
        crashed.settle()
        raise KeyboardInterrupt
    with Press(Publisher(tmp_path)) as next_one:
        put_on_shelf(next_one, "one", a=b"one")
        next_one.close()
    assert (tmp_path / "archive/a.html").read_bytes() == b"one"


def test_a_shelf_of_which_something_failed_is_opened_again_even_if_all_is_as_it_was_before(tmp_path: Path) -> None:
    """A mistake in a template is made, costs one page, and is taken back: the other pages go back, too."""
    for made_from, made in (("one", b"one"), ("two", b""), ("one", b"one")):
        with Press(Publisher(tmp_path)) as press:
            put_on_shelf(press, made_from, a=made_from.encode(), b=made)
            try:
                press.close()
            except RenderError:
                assert made_from == "two"
        assert (tmp_path / "archive/a.html").read_bytes() == made_from.encode()
    assert (tmp_path / "archive/b.html").read_bytes() == b"one"
