"""The one host of smtplib: one connection, kept open from message to message, opened again when it was dropped."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from digest.errors import TransportUnavailable
from digest.model import DeliveryState, Message, Outcome

_GONE = (smtplib.SMTPServerDisconnected, OSError)
#: Ours may be slow, but a silent server must not hold up a stop for longer than people wait.
_TIMEOUT = 60.0
#: The answer after the last dot may take ten minutes; who gives up earlier sends twice (RFC 5321 §4.5.3.2.6).
_FINAL_TIMEOUT = 600.0
# Replies (RFC 5321 §4.2.1).
_FINE, _GO_ON, _TEMPORARY, _PERMANENT = range(200, 300), range(354, 355), range(400, 500), range(500, 600)
_REFUSED, _CLOSING = 400, 421
#: Fresh connections in a row that are dropped before it is the server, and not a reader, that is to blame.
_DROPS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where to hand messages over, and as whom."""

    url: str  #: "smtp://host:587" (STARTTLS) or "smtps://host:465" (TLS from the first byte)
    user: str | None = None
    password: str | None = None
    starttls: bool = True  #: required on smtp://, but for a server on this machine

    def __repr__(self) -> str:
        return f"SmtpServer({self.url!r})"  # a password stands in no log line


class SmtpTransport:
    """Messages over one SMTP connection."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server
        self._session: smtplib.SMTP | None = None
        self._dropped = 0  # fresh connections in a row that ended before a message was handed over

    def ready(self) -> None:
        """Connect, if there is no session; see `Transport.ready`."""
        self._open()

    def send(self, message: Message) -> Outcome:
        """Hand one message over; see `Transport.send`.

        A connection that the server dropped while it was idle is opened again: nothing had been handed over. One that
        is dropped again at once defers this message only, so that one reader's server cannot hold up all others; a few
        such in a row mean that it is the server that takes nothing now.
        """
        while True:
            fresh = self._session is None
            session = self._open()
            try:
                outcome = self._attempt(session, message)
            except _GONE as error:
                self._drop()
                if not fresh:
                    continue
                self._dropped += 1
                if self._dropped >= _DROPS:
                    raise self._unavailable(error) from error
                return Outcome(state=DeliveryState.DEFERRED, detail=f"before the message: {_why(error)}")
            self._dropped = 0
            return outcome

    def close(self) -> None:
        """Say goodbye; never raises."""
        if self._session is not None:
            try:
                self._session.quit()
            except (*_GONE, smtplib.SMTPException):
                self._session.close()
            self._session = None

    def check(self) -> str:
        """Connect and log in, hand nothing over; the server's name for itself.

        Raises:
            TransportUnavailable: it cannot be reached, or will not have us.
        """
        return (self._open().ehlo_resp or b"").decode("utf-8", "replace").splitlines()[0]

    def _attempt(self, session: smtplib.SMTP, message: Message) -> Outcome:
        options = _options(session, message)
        if options is None:
            why = "the server takes no address with letters beyond ASCII (no SMTPUTF8)"
            return Outcome(state=DeliveryState.FAILED, detail=why)
        code, answer = _taken(session.mail(message.sender, options))
        if code >= _REFUSED and not options:
            # It is the sender that is refused: no fault of this reader's, and the next one would fare no better.
            self._reset(session)
            raise TransportUnavailable(self._server.url, f"MAIL FROM:<{message.sender}>: {_words(code, answer)}")
        if code < _REFUSED:
            code, answer = _taken(session.rcpt(message.recipient))
        if code < _REFUSED:
            code, answer = _taken(session.docmd("DATA"), _GO_ON)
        if code >= _REFUSED:
            self._reset(session)
            return _refused(code, answer)
        return self._body(session, message.content)

    def _body(self, session: smtplib.SMTP, content: bytes) -> Outcome:
        """The point of no return: from here on a broken connection leaves the outcome unknown."""
        try:
            session.send(_stuffed(content))
            if session.sock is not None:
                session.sock.settimeout(_FINAL_TIMEOUT)
            code, answer = session.getreply()
            if session.sock is not None:
                session.sock.settimeout(_TIMEOUT)
        except _GONE as error:
            self._drop()
            return Outcome(state=DeliveryState.UNKNOWN, detail=f"no answer after the message: {_why(error)}")
        if code in _FINE:
            return Outcome(state=DeliveryState.ACCEPTED, detail=_words(code, answer))
        if code in _TEMPORARY or code in _PERMANENT:
            return _refused(code, answer)
        self._drop()
        return Outcome(state=DeliveryState.UNKNOWN, detail=f"an answer that is none: {_words(code, answer)}")

    def _open(self) -> smtplib.SMTP:
        """The open session.

        Raises:
            TransportUnavailable: there is none to be had.
        """
        if self._session is None:
            parts = urlsplit(self._server.url)
            try:
                self._session = self._connect(parts.scheme, parts.hostname or "", parts.port)
            except (*_GONE, smtplib.SMTPException, UnicodeEncodeError) as error:
                raise self._unavailable(error) from error
        return self._session

    def _connect(self, scheme: str, host: str, port: int | None) -> smtplib.SMTP:
        safe = ssl.create_default_context()
        if scheme == "smtps":
            session: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=_TIMEOUT, context=safe)
        else:
            session = smtplib.SMTP(host, port or 587, timeout=_TIMEOUT)
        try:
            session.ehlo_or_helo_if_needed()
            if scheme == "smtp" and self._server.starttls and not _is_this_machine(host):
                session.starttls(context=safe)
                session.ehlo()
            if self._server.user is not None:
                session.login(self._server.user, self._server.password or "")
        except BaseException:
            session.close()
            raise
        return session

    def _reset(self, session: smtplib.SMTP) -> None:
        try:
            session.rset()
        except _GONE:
            self._drop()

    def _drop(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def _unavailable(self, error: BaseException) -> TransportUnavailable:
        return TransportUnavailable(self._server.url, _why(error))


def _options(session: smtplib.SMTP, message: Message) -> list[str] | None:
    """What MAIL FROM must ask for; None if the server cannot do it (RFC 6531)."""
    if not message.utf8 and message.sender.isascii() and message.recipient.isascii():
        return []
    return ["SMTPUTF8", "BODY=8BITMIME"] if session.has_extn("smtputf8") else None


def _taken(reply: tuple[int, bytes], fine: range = _FINE) -> tuple[int, bytes]:
    """A reply that says yes (a code of `fine`) or no (4xx, 5xx).

    Raises:
        SMTPServerDisconnected: it says neither (what is no reply at all has the code -1), or the server is closing,
            whatever was asked (421, RFC 5321 §3.8).
    """
    code = reply[0]
    if code == _CLOSING or not (code in fine or code in _TEMPORARY or code in _PERMANENT):
        raise smtplib.SMTPServerDisconnected(_words(*reply))
    return reply


def _refused(code: int, answer: bytes) -> Outcome:
    state = DeliveryState.FAILED if code in _PERMANENT else DeliveryState.DEFERRED
    return Outcome(state=state, detail=_words(code, answer))


def _words(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode('utf-8', 'replace')}"[:500].replace("\n", " ")


def _stuffed(content: bytes) -> bytes:
    """The body as DATA wants it: lines that begin with a dot get a second one, a lone dot ends it (RFC 5321 §4.5.2)."""
    body = re.sub(rb"(?m)^\.", b"..", content)
    return body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n")


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


#: What goes wrong most, in words that say what to do.
_MEANINGS: tuple[tuple[type[BaseException], str], ...] = (
    (smtplib.SMTPAuthenticationError, "the server refused the name or password (mail.user, mail.password_file)"),
    (UnicodeEncodeError, "the name or password has letters beyond ASCII, which this login cannot carry"),
    (ConnectionRefusedError, "nothing answers at this address and port"),
    (socket.gaierror, "there is no such host"),
    (TimeoutError, "no answer in time"),
)


def _why(error: BaseException) -> str:
    for kind, meaning in _MEANINGS:
        if isinstance(error, kind):
            return meaning
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"{error} (mail.starttls = false only for a server on this machine)"
    if isinstance(error, ssl.SSLError) and "WRONG_VERSION_NUMBER" in str(error):
        return "it does not speak TLS from the first byte; is it smtp:// that you want?"
    if isinstance(error, smtplib.SMTPResponseException):
        return _words(error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else b"")
    return str(error) or type(error).__name__
