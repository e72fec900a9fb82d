"""The published folder: whole files, written only when they change."""

import gzip
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from digest.errors import PublishError
from digest.publish.files import Publisher


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_written_with_its_folders(tmp_path: Path) -> None:
    assert Publisher(tmp_path / "public").put("sections/garden/rss.xml", b"<rss/>")
    assert (tmp_path / "public/sections/garden/rss.xml").read_bytes() == b"<rss/>"


def test_unchanged_bytes_leave_the_file_untouched(tmp_path: Path) -> None:
    out = Publisher(tmp_path)
    out.put("rss.xml", b"one")
    os.utime(tmp_path / "rss.xml", (1, 1))
    before = (tmp_path / "rss.xml").stat()
    assert not out.put("rss.xml", b"one")
    after = (tmp_path / "rss.xml").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


def test_changed_bytes_replace_the_file_and_leave_nothing_half_written(tmp_path: Path) -> None:
    out = Publisher(tmp_path)
    out.put("rss.xml", b"one")
    assert out.put("rss.xml", b"two")
    assert names(tmp_path) == ["rss.xml", "rss.xml.gz"]
    assert out.read("rss.xml") == b"two"


def test_a_file_that_is_not_there_reads_as_none(tmp_path: Path) -> None:
    assert Publisher(tmp_path / "nowhere").read("rss.xml") is None


def test_everybody_may_read_what_is_published(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        Publisher(tmp_path).put("rss.xml", b"one")
    finally:
        os.umask(old)
    assert (tmp_path / "rss.xml").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("path", ["../out.xml", "a/../../out.xml", "/etc/passwd", "", ".", "a/", "a\0b", "a\nb"])
def test_a_path_that_leaves_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(PublishError, match="not a file inside"):
        Publisher(tmp_path / "public").put(path, b"x")
    assert not (tmp_path / "out.xml").exists()


def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "public/sections").symlink_to(tmp_path / "outside")
    with pytest.raises(PublishError, match="remove the link"):
        Publisher(tmp_path / "public").put("sections/new/rss.xml", b"x")
    assert list((tmp_path / "outside").iterdir()) == []


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "public").symlink_to(tmp_path / "disk")
    assert Publisher(tmp_path / "public").put("a/rss.xml", b"x")


def test_a_folder_in_the_way_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "rss.xml").mkdir()
    with pytest.raises(PublishError, match=r"rss\.xml: a folder stands where the file belongs; move it away"):
        Publisher(tmp_path).put("rss.xml", b"x")


def test_a_file_in_the_way_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "sections").write_text("")
    with pytest.raises(PublishError, match="a file stands where a folder belongs; move it away"):
        Publisher(tmp_path).put("sections/a/rss.xml", b"x")


def test_a_file_that_cannot_be_written_whole_leaves_the_last_good_one(tmp_path: Path) -> None:
    """A limit on the size of files stands in for a full disk."""
    script = """
        import resource, signal, sys
        from pathlib import Path
        from digest.errors import PublishError
        from digest.publish.files import Publisher
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        out = Publisher(Path(sys.argv[1]))
        out.put("rss.xml", b"good")
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            out.put("rss.xml", b"x" * 100_000)
        except PublishError as error:
            print(error)
    """
    told = _run(script, tmp_path)
    assert "rss.xml: File too large" in told
    assert names(tmp_path) == ["rss.xml", "rss.xml.gz"]
    assert (tmp_path / "rss.xml").read_bytes() == b"good"


def test_a_sweep_removes_what_a_dead_writer_left_and_spares_the_rest(tmp_path: Path) -> None:
    out = Publisher(tmp_path)
    out.put("a/rss.xml", b"whole")
    (tmp_path / "a/.digest-0123.tmp").write_bytes(b"ha")
    (tmp_path / "a/.htaccess").write_bytes(b"mine")
    assert out.sweep() == 1
    assert names(tmp_path / "a") == [".htaccess", "rss.xml", "rss.xml.gz"]


def test_sweeping_an_absent_folder_is_nothing(tmp_path: Path) -> None:
    assert Publisher(tmp_path / "nowhere").sweep() == 0


def test_writers_and_sweepers_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    versions = [bytes([65 + n]) * 50_000 for n in range(4)]
    out = Publisher(tmp_path)
    failures: list[BaseException] = []

    def write(version: bytes) -> None:
        try:
            for _ in range(15):
                out.put("rss.xml", version)
                out.sweep()
        except BaseException as error:  # noqa: BLE001 (a thread's failure must reach the test)
            failures.append(error)

    threads = [threading.Thread(target=write, args=(version,)) for version in versions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert out.read("rss.xml") in versions
    assert names(tmp_path) == ["rss.xml", "rss.xml.gz"]


def test_a_writer_killed_at_any_instant_leaves_a_whole_file(tmp_path: Path) -> None:
    script = """
        import itertools, sys
        from pathlib import Path
        from digest.publish.files import Publisher
        out = Publisher(Path(sys.argv[1]))
        for n in itertools.count():
            out.put("rss.xml", b"%d:" % n + b"%d" % (n % 10) * 300_000)
    """
    for turn in range(8):
        writer = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script), str(tmp_path)])
        while not (tmp_path / "rss.xml").exists():
            time.sleep(0.005)
        time.sleep(0.05 + 0.007 * turn)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        number, _, body = (tmp_path / "rss.xml").read_bytes().partition(b":")
        assert body == number[-1:] * 300_000
        Publisher(tmp_path).sweep()
        assert names(tmp_path) == ["rss.xml", "rss.xml.gz"]


def _run(script: str, folder: Path) -> str:
    command = [sys.executable, "-c", textwrap.dedent(script), str(folder)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_what_is_put_has_the_same_bytes_compressed_beside_it(tmp_path: Path) -> None:
    out = Publisher(tmp_path)
    assert [out.put("a/rss.xml", b"<rss/>"), out.put("a/rss.xml", b"<rss/>")] == [True, False]
    assert gzip.decompress((tmp_path / "a/rss.xml.gz").read_bytes()) == b"<rss/>"
    assert (tmp_path / "a/rss.xml").stat().st_mtime_ns == (tmp_path / "a/rss.xml.gz").stat().st_mtime_ns


def test_a_lost_compressed_file_is_made_again_and_the_plain_one_stays_untouched(tmp_path: Path) -> None:
    out = Publisher(tmp_path)
    out.put("rss.xml", b"<rss/>")
    before = (tmp_path / "rss.xml").stat()
    (tmp_path / "rss.xml.gz").unlink()
    assert out.size("rss.xml") is None
    assert out.put("rss.xml", b"<rss/>")
    after = (tmp_path / "rss.xml").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert out.size("rss.xml") == 6


def test_what_is_removed_takes_empty_folders_along_and_spares_what_is_not_ours(tmp_path: Path) -> None:
    out = Publisher(tmp_path)
    for path in ("a/b/rss.xml", "a/c/rss.xml"):
        out.put(path, b"x")
    (tmp_path / "a/c/mine.txt").write_text("mine")
    assert [out.remove("a/b/rss.xml"), out.remove("a/c/rss.xml"), out.remove("a/b/rss.xml")] == [True, True, False]
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")) == ["a", "a/c", "a/c/mine.txt"]


def test_only_one_process_at_a_time_publishes_into_a_folder(tmp_path: Path) -> None:
    script = """
        import sys
        from pathlib import Path
        from digest.publish.files import Publisher
        with Publisher(Path(sys.argv[1])).alone():
            print("alone", flush=True)
            sys.stdin.read()
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "alone\n"
        entered = threading.Event()

        def enter() -> None:
            with Publisher(tmp_path).alone():
                entered.set()

        waiting = threading.Thread(target=enter)
        waiting.start()
        assert not entered.wait(0.2)
        other.stdin.close()
        waiting.join()
    assert entered.is_set()
