"""E-mail as a medium: a digest as one mail of text and HTML, in threads, with a way out of it. How
it leaves stands in `smtp`.

A mail's names come from its envelope, so that a second try is the same mail: its Message-ID, the
thread that all editions of a stream to one reader stand in, and the mail that it corrects.
"""

from __future__ import annotations

import functools
import re
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct

from monitor.delivery.media.medium import Access, Medium, Proof, plain_notice
from monitor.delivery.media.messages import as_data, correcting, digest_in
from monitor.delivery.phrases import phrase
from monitor.delivery.transport import Envelope, Transport
from monitor.digest.model import Digest
from monitor.digest.render.escape import escaped
from monitor.digest.render.html import render_mail_html
from monitor.digest.render.text import render_text
from monitor.digest.week.picture import week_png
from monitor.events.deliveries import Message

if TYPE_CHECKING:
    from monitor.delivery.media.smtp import Smtp

NAME = "mail"
_POLICY = SMTP.clone(cte_type="7bit")  # whatever the other side understands
_SUBJECT_CHARS = 150
_DRAWN_MAX = 32
_WEEK_ID = "week@monitor.invalid"  # of a part of the same mail
_WEEK_AT = f"cid:{_WEEK_ID}"
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class DrawnDigest(Struct, frozen=True, kw_only=True):
    """What is the same for all who get it."""

    subject: str
    text: str
    html: str
    language: str
    week: bytes | None = None  # a picture as PNG


@functools.lru_cache(_DRAWN_MAX)
def _drawn(message: Message) -> DrawnDigest:
    digest = digest_in(message)
    if digest is None:
        first = message.text.strip().split("\n", 1)[0]
        return DrawnDigest(subject=first, text=f"{message.text}\n", html="", language="en")
    picture = week_png(digest)
    return DrawnDigest(
        subject=f"{digest.title} · {digest.dateline}",
        text=render_text(digest),
        html=styled(digest, week_at=_WEEK_AT if picture else ""),
        language=digest.language,
        week=picture,
    )


def styled(digest: Digest, *, week_at: str = "") -> str:
    """Its style in its elements, for programs that read no style sheet; rules for darkness and
    phones stay in the head.
    """
    import css_inline  # noqa: PLC0415 — only to send

    return css_inline.inline(
        render_mail_html(digest, week_at=week_at),
        keep_style_tags=False,
        keep_at_rules=True,
        load_remote_stylesheets=False,
    )


class Mailing(Struct, frozen=True, kw_only=True):
    """From whom mails are, and where a reader is let go by a web address, if there is one."""

    sender: str
    unsubscribe_url: str = ""

    @property
    def sender_address(self) -> str:
        return parseaddr(self.sender)[1]

    def way_out(self, reader_id: str) -> str:
        if self.unsubscribe_url:
            return f"{self.unsubscribe_url.rstrip('/')}/{reader_id}"
        return f"mailto:{self.sender_address}?subject={quote(f'unsubscribe {reader_id}')}"

    def named(self, key: str) -> str:
        """The Message-ID of what goes by that key."""
        domain = self.sender_address.rpartition("@")[2]
        return f"<{sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def mail_of(
    message: Message, to: str, envelope: Envelope, mailing: Mailing, *, plain: bool = False
) -> EmailMessage:
    drawn = _drawn(message)
    mail = EmailMessage(policy=_POLICY)
    again = "Re: " if envelope.answers else ""
    mail["From"], mail["To"] = mailing.sender, to
    one_line = " ".join(drawn.subject.split())  # whatever breaks lines is refused in a header
    mail["Subject"] = f"{again}{one_line[:_SUBJECT_CHARS]}"
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = mailing.named(envelope.key)
    _thread(mail, envelope, mailing)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence answers it
    mail["Content-Language"] = drawn.language
    text, html = drawn.text, drawn.html
    if envelope.reader_id:
        text, html = _let_go(mail, drawn, mailing.way_out(envelope.reader_id), mailing)
    mail.set_content(text, cte="quoted-printable")
    if html and not plain:
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
        _illustrate(mail, drawn)
    return mail


def _illustrate(mail: EmailMessage, drawn: DrawnDigest) -> None:
    """The picture goes with the HTML that shows it (RFC 2387): nothing is fetched to read it."""
    page = mail.get_body(("html",))
    if drawn.week is None or not isinstance(page, EmailMessage):
        return
    page.add_related(
        drawn.week, "image", "png", cid=f"<{_WEEK_ID}>", filename="week.png", disposition="inline"
    )


def _thread(mail: EmailMessage, envelope: Envelope, mailing: Mailing) -> None:
    """RFC 5322, 3.6.4. A thread begins with a mail that there never was: mail programs put
    together what names the same one.
    """
    before = [mailing.named(f"thread/{envelope.thread}")] if envelope.thread else []
    if envelope.answers:
        before.append(mailing.named(envelope.answers))
        mail["In-Reply-To"] = before[-1]
    if before:
        mail["References"] = " ".join(before)


def _let_go(
    mail: EmailMessage, drawn: DrawnDigest, way_out: str, mailing: Mailing
) -> tuple[str, str]:
    """RFC 2369 and RFC 8058, and a line for people."""
    mail["List-Unsubscribe"] = f"<{way_out}>"
    if mailing.unsubscribe_url:
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    word = phrase(drawn.language, "mail.unsubscribe")
    link = f'<p><a href="{escaped(way_out)}">{escaped(word)}</a></p></footer>'
    return f"{drawn.text}\n{word}: {way_out}\n", drawn.html.replace("</footer>", link, 1)


def wrong(address: str) -> str:
    if ADDRESS.fullmatch(address):
        return ""
    return "that is no mail address: write it as mailto:reader@example.org"


def _opened(access: Access) -> Smtp | None:
    if not access.smtp_url or not access.mail_from:
        return None
    from monitor.delivery.media.smtp import MailServer, Smtp  # noqa: PLC0415 — only to send

    mailing = Mailing(sender=access.mail_from, unsubscribe_url=access.unsubscribe_url)
    return Smtp(MailServer.of(access.smtp_url), mailing)


def _transport(access: Access) -> AbstractAsyncContextManager[Transport] | None:
    return _opened(access)


async def _prove(access: Access) -> Proof:
    if (way := _opened(access)) is None:
        return Proof(ok=False, says=f"there is no {MEDIUM.missing}", hint=MEDIUM.mend)
    async with way:
        return await way.prove()


MEDIUM = Medium(
    name=NAME,
    transport=_transport,
    render=as_data,
    notice=plain_notice,
    corrected=correcting,
    ids="none",
    edits=False,
    wrong=wrong,
    prove=_prove,
    missing="mail server or sender",
    mend="set MONITOR_SMTP_URL, and [mail] from in config/monitor.toml: docs/media.md",
)
