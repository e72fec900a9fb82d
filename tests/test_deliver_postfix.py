"""Delivery through a real Postfix, to real mailboxes, over its real answers."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from conftest import NOW
from digest.deliver.ledger import deliver
from digest.deliver.smtp import SmtpServer, SmtpTransport
from digest.model import DeliveryState
from digest.store.sql import SqlStore
from make import edition, slot, subscriber
from test_deliver_ledger import TERMS, message_for

pytestmark = pytest.mark.postfix

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.net
mydestination =
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = example.net
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = inline:{{ {mailboxes} }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
maillog_file = {folder}/log/mail.log
maillog_file_prefixes = {folder}
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
proxymap unix - - n - - proxymap
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass
class Postfix:
    port: int
    mail: Path

    def mailbox(self, name: str, count: int) -> list[bytes]:
        """What lies in a mailbox, once there are `count` mails or a while has passed."""
        deadline = time.monotonic() + 30
        while True:
            found = sorted((self.mail / name / "new").glob("*"))
            if len(found) >= count or time.monotonic() > deadline:
                return [path.read_bytes() for path in found]
            time.sleep(0.1)


@pytest.fixture
def postfix() -> Iterator[Postfix]:
    if os.geteuid() != 0:
        pytest.skip("Postfix starts only for root")
    # Not under pytest's folder: Postfix's own user must be able to reach it.
    folder = Path(f"/tmp/digest-postfix-{os.getpid()}")
    for name in ("queue", "data", "mail", "etc", "log"):
        (folder / name).mkdir(parents=True)
    owner = pwd.getpwnam("postfix")
    for name in ("data", "mail"):
        os.chown(folder / name, owner.pw_uid, owner.pw_gid)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    boxes = ", ".join(f"{{ reader{n}@example.net = reader{n}/ }}" for n in range(3))
    main = MAIN.format(folder=folder, mailboxes=boxes, uid=owner.pw_uid, gid=owner.pw_gid)
    (folder / "etc/main.cf").write_text(main, encoding="utf-8")
    (folder / "etc/master.cf").write_text(MASTER.format(port=port), encoding="utf-8")
    command = [shutil.which("postfix", path="/usr/sbin:/usr/bin") or "postfix", "-c", str(folder / "etc")]
    subprocess.run([*command, "start"], check=True, capture_output=True)
    try:
        yield Postfix(port, folder / "mail")
    finally:
        subprocess.run([*command, "stop"], check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def test_each_reader_finds_one_mail_and_an_unknown_one_has_failed_with_postfixs_words(
    store: SqlStore, postfix: Postfix
) -> None:
    people = [subscriber(f"reader{n}@example.net") for n in range(3)]
    store.subscribers.add([*people, subscriber("nobody@example.net")])
    assert store.editions.compose(edition("tea"), {}, store.subscribers.active("weekly"))
    composed = store.editions.get(slot().name)
    assert composed is not None
    transport = SmtpTransport(SmtpServer(url=f"smtp://127.0.0.1:{postfix.port}"))
    for _ in range(2):
        books = deliver(composed, store.ledger, transport, message_for, TERMS, clock=lambda: NOW)
    transport.close()
    assert (books[DeliveryState.ACCEPTED], books[DeliveryState.FAILED]) == (3, 1)
    ((address, _, words),) = store.ledger.history(composed.id, [DeliveryState.FAILED], limit=9)
    assert address == "nobody@example.net"
    assert words.startswith("550 5.1.1")
    for n in range(3):
        (content,) = postfix.mailbox(f"reader{n}", 1)
        found = message_from_bytes(content, policy=policy.default)
        assert found["To"] == f"reader{n}@example.net"
        assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert found.get_body(("plain",)).get_content() == ".dots\n..more\n"  # type: ignore[union-attr]
