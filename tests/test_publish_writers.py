"""Whether threads write or a process of its own: the same files, the same answers, and each file a whole one."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from gzip import decompress
from pathlib import Path

import pytest

from digest.errors import PublishError
from digest.publish.files import Publisher
from digest.publish.writers import Writers

FILES = {f"{number % 3}/{number}.xml": f"<p>{number}</p>".encode() * 5000 for number in range(30)}

ORDERING = """
import os, signal, sys
from pathlib import Path
from digest.publish.files import Publisher
from digest.publish.writers import Writers

out = Publisher(Path(sys.argv[1]))
with out.alone():
    writers = Writers(out, many=0)
    coming = [writers.put(f"{n}.xml", b"<p>whole</p>" * 20_000) for n in range(60)]
    coming[0]()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def lying(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("many", [0, 10, 1000])
def test_threads_and_a_process_write_and_answer_the_same(tmp_path: Path, many: int) -> None:
    writers = Writers(Publisher(tmp_path / "it"), many=many)
    coming = [writers.put(path, content) for path, content in FILES.items()]
    answers = [wait() for wait in coming]
    again = writers.put("0/0.xml", FILES["0/0.xml"])()
    writers.close()
    assert [is_new for is_new, _ in answers] == [True] * len(FILES)
    assert [told["bytes"] for _, told in answers] == [len(content) for content in FILES.values()]
    assert again == (False, answers[0][1])
    found = lying(tmp_path / "it")
    assert {path: content for path, content in found.items() if not path.endswith(".gz")} == FILES
    assert {path: decompress(found[f"{path}.gz"]) for path in FILES} == FILES


@pytest.mark.parametrize("many", [0, 1000])
def test_a_file_that_cannot_be_written_costs_itself_only_and_says_why(tmp_path: Path, many: int) -> None:
    (tmp_path / "one.xml").mkdir()
    writers = Writers(Publisher(tmp_path), many=many)
    one, two = writers.put("one.xml", b"1"), writers.put("two.xml", b"2")
    with pytest.raises(PublishError, match=r"one\.xml: a folder stands where the file belongs; move it away"):
        one()
    assert two()[0]
    writers.close()


@pytest.mark.parametrize("program", ["false", "no-such-program"])
def test_where_no_process_can_be_had_threads_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which(program) or program)
    writers = Writers(Publisher(tmp_path), many=1)
    assert [writers.put(f"{name}.xml", b"1")()[0] for name in "abc"] == [True] * 3
    writers.close()


def test_a_process_that_is_killed_is_told_and_leaves_every_file_whole(tmp_path: Path) -> None:
    writers = Writers(Publisher(tmp_path), many=0)
    coming = [writers.put(path, content) for path, content in FILES.items()]
    coming[0]()
    assert writers._process is not None
    os.kill(writers._process._child.pid, signal.SIGKILL)
    with pytest.raises(PublishError, match="ended before its time"):
        [wait() for wait in coming[1:]]
    with pytest.raises(PublishError, match="ended before its time"):
        [writers.put("late.xml", b"late" * 100_000)() for _ in range(3)]  # the first may find room in the pipe
    writers.close()
    whole = {path: content for path, content in lying(tmp_path).items() if path.endswith(".xml")}
    assert whole
    assert whole.items() <= FILES.items()


def test_it_ends_with_whoever_asked_it_and_the_folder_is_nobody_elses_until_then(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", ORDERING, str(tmp_path)], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL
    with Publisher(tmp_path).alone():  # waits for the process that writes
        found = lying(tmp_path)
    assert set(found.values()) - {content for path, content in found.items() if path.endswith(".gz")} == {
        b"<p>whole</p>" * 20_000
    }
    assert (lying(tmp_path), done.stderr) == (found, b"")
