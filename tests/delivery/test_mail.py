"""Mail as a medium, against a real SMTP server with STARTTLS and a login, and against hostile
answers.
"""

import asyncio
import re
from datetime import date
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given, settings
from msgspec import structs

from monitor.delivery.media.mail import MEDIUM, Mailing, mail_of, wrong
from monitor.delivery.media.medium import Access, Corrections
from monitor.delivery.media.smtp import MailServer, Smtp
from monitor.delivery.transport import Envelope, Refused, Sent, Unknown
from monitor.digest.compose.compose import compose
from monitor.digest.model import Week, WeekThread
from monitor.events.deliveries import Message
from tests.delivery.mail_server import (
    CERTIFICATE,
    CUT,
    CUT_AFTER,
    PASSWORD,
    SILENCE,
    SILENCE_AFTER,
    MailHouse,
)
from tests.digest.digest_seeds import DAY_2, SOURCES, both_days
from tests.digest.digest_strategies import digests
from tests.house import examples

SEEDS = compose(both_days(), until=DAY_2, sources=SOURCES)
MAILING = Mailing(sender="The Desk <desk@monitor.example>")
READER = MEDIUM.address("reader@example.org")
ENVELOPE = Envelope(key="digest/1/r1/0", reader_id="0123456789abcdef", thread="digest/all/en/r1")
CORRECTION = Corrections(notes=("S1 is part of S2.",), language="en", day="28 Nov 2026")


@pytest.fixture
def house(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with MailHouse() as server:
        yield server


def sent(house, *envelopes, url="", message=None, plain=False, mailing=MAILING):
    """What came of each; one transport, one after the other."""
    (digest,) = MEDIUM.render(SEEDS)

    async def go():
        server = MailServer.of(url or house.url)
        async with Smtp(server, mailing, command_s=2.0, data_s=0.5, again_s=30.0) as way:
            return [
                await way.send(READER, message or digest, envelope=one, plain=plain)
                for one in envelopes
            ]

    return asyncio.run(go())


def test_a_digest_is_one_mail_of_text_and_html_over_starttls_with_a_login(house):
    (outcome,) = sent(house, ENVELOPE)
    assert isinstance(outcome, Sent)
    ((to, mail),) = house.mails
    assert to == "reader@example.org"
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert mail["From"] == "The Desk <desk@monitor.example>"
    assert mail["Subject"] == f"{SEEDS.title} · {SEEDS.dateline}"
    assert mail["Auto-Submitted"] == "auto-generated"
    text, html = (part.get_content() for part in list(mail.walk())[1:])
    for entry in SEEDS.entries:
        assert entry.title[:20] in html.replace("\n", " ") or entry.title[:20] in text
        for outlet in entry.outlets:
            assert (outlet.url or "") in text
            assert (outlet.url or "").replace("&", "&amp;") in html


def test_the_weeks_picture_comes_with_the_mail_that_shows_it(house):
    week = Week(
        first=date(2026, 11, 18),
        title="The week",
        threads=(
            WeekThread(title="Talks", story_id="s", story_number=1, accounts=(1, 0, 0, 0, 0, 0, 3)),
        ),
    )
    (message,) = MEDIUM.render(structs.replace(SEEDS, week=week))
    sent(house, ENVELOPE, message=message)
    ((_, mail),) = house.mails
    text, page, picture = [part for part in mail.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in (text, page, picture)] == [
        "text/plain",
        "text/html",
        "image/png",
    ]
    cid = picture["Content-ID"].strip("<>")
    assert f'src="cid:{cid}"' in page.get_content()
    assert picture.get_content().startswith(b"\x89PNG")
    assert "http" not in re.findall("<img[^>]*>", page.get_content())[0]


def test_connections_are_used_again_within_an_edition(house):
    outcomes = sent(house, *(Envelope(key=f"d/{n}") for n in range(5)))
    assert all(isinstance(one, Sent) for one in outcomes)
    assert (house.connections, len(house.mails)) == (1, 5)


def test_a_second_try_is_the_same_mail_and_editions_of_a_stream_are_one_thread():
    def headers(envelope):
        (message,) = MEDIUM.render(SEEDS)
        mail = mail_of(message, READER.chat, envelope, MAILING)
        return [mail["Message-ID"], mail["References"], mail["In-Reply-To"]]

    other = Envelope(key="digest/2/r1/0", thread=ENVELOPE.thread)
    answer = Envelope(key="correction/1/x/0", thread=ENVELOPE.thread, answers=ENVELOPE.key)
    first, second, third = headers(ENVELOPE), headers(other), headers(answer)
    assert headers(ENVELOPE) == first
    assert first[0] != second[0]
    assert first[1] == second[1]
    assert third[1] == f"{first[1]} {first[0]}"
    assert third[2] == first[0]


def test_a_way_out_stands_in_the_head_and_for_people():
    (message,) = MEDIUM.render(SEEDS)
    mail = mail_of(message, READER.chat, ENVELOPE, MAILING)
    by_mail = "mailto:desk@monitor.example?subject=unsubscribe%200123456789abcdef"
    assert mail["List-Unsubscribe"] == f"<{by_mail}>"
    assert mail["List-Unsubscribe-Post"] is None
    with_base = Mailing(sender=MAILING.sender, unsubscribe_url="https://x.example/unsubscribe/")
    mail = mail_of(message, READER.chat, ENVELOPE, with_base)
    url = "https://x.example/unsubscribe/0123456789abcdef"
    assert mail["List-Unsubscribe"] == f"<{url}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert all(url in part.get_content() for part in list(mail.walk())[1:])


@pytest.mark.parametrize("words", ["two\u2028lines", "two\x0blines", "two\x85lines", "two\rlines"])
def test_whatever_breaks_a_line_breaks_no_head(words):
    mail = mail_of(Message(text=words), READER.chat, ENVELOPE, MAILING)
    assert mail["Subject"] == "two lines"


def test_what_corrects_a_mail_answers_it_and_says_nothing_else():
    (message,) = MEDIUM.render(SEEDS)
    corrected = MEDIUM.corrected(message, CORRECTION)
    mail = mail_of(corrected, READER.chat, Envelope(key="c", answers=ENVELOPE.key), MAILING)
    assert mail["Subject"].startswith("Re: ")
    text = next(mail.iter_parts()).get_content()
    assert "S1 is part of S2." in text
    assert all(entry.title not in text for entry in SEEDS.entries)


def test_style_stands_in_the_elements_and_the_rules_for_darkness_are_kept_as_they_are():
    (message,) = MEDIUM.render(SEEDS)
    html = list(mail_of(message, READER.chat, ENVELOPE, MAILING).walk())[2].get_content()
    assert "<article" in html
    assert all("style=" in tag for tag in re.findall(r"<(?:article|h1|body)[^>]*>", html))
    assert "prefers-color-scheme: dark" in html
    assert "#14161a !important" in html
    assert "Content-Security-Policy" not in html
    assert "<script" not in html


@given(digest=digests())
@settings(max_examples=examples(25), deadline=None)
def test_whatever_is_told_is_a_mail_that_any_server_may_pass_on(digest):
    (message,) = MEDIUM.render(digest)
    raw = bytes(mail_of(message, READER.chat, ENVELOPE, MAILING))
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    again = message_from_bytes(raw, policy=default)
    assert again["Subject"]
    assert again["To"] == "reader@example.org"
    assert [part.get_content_type() for part in again.walk()][1:] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    ("stage", "answer", "outcome"),
    [
        ("RCPT", "450 4.7.1 greylisted, reader@example.org", ("unreachable", "message")),
        ("RCPT", "421 4.3.2 closing", ("unreachable", "message")),
        ("RCPT", "550 5.1.1 <reader@example.org>: no such user", ("closed", "chat")),
        ("RCPT", "550 no such user reader@example.org", ("closed", "chat")),
        ("RCPT", "550 5.7.1 your host is on a list", ("setup", "chat")),
        ("RCPT", "552 5.2.2 mailbox full", ("setup", "chat")),
        ("MAIL", "553 5.7.1 not your address", ("setup", "chat")),
        ("MAIL", "451 4.3.0 later", ("unreachable", "message")),
        ("DATA", "554 5.6.0 words refused", ("content", "message")),
        ("DATA", "452 4.3.1 disk full", ("unreachable", "message")),
        ("DATA", "421 4.3.2 closing", ("unreachable", "message")),
    ],
)
def test_what_a_refusal_means_and_that_it_names_nobody(house, stage, answer, outcome):
    house.fault = lambda at, _to: answer if at == stage else ""
    (refused,) = sent(house, ENVELOPE)
    assert isinstance(refused, Refused)
    assert (refused.why, refused.scope) == outcome
    assert answer[:3] in refused.reason
    assert "reader" not in refused.reason.replace("no such address", "")
    assert house.mails == []


@pytest.mark.parametrize("fault", [CUT, SILENCE])
@pytest.mark.parametrize("stage", ["MAIL", "RCPT"])
def test_what_breaks_before_the_words_is_certainly_not_sent(house, stage, fault):
    faults = [fault]
    house.fault = lambda at, _to: faults.pop() if at == stage and faults else ""
    first, second = sent(house, ENVELOPE, ENVELOPE)
    assert isinstance(first, Refused)
    assert first.why == "unreachable"
    assert isinstance(second, Sent)
    assert len(house.mails) == 1


@pytest.mark.parametrize(("fault", "there"), [(CUT, 0), (SILENCE, 0), (CUT_AFTER, 1),
                                              (SILENCE_AFTER, 1)])  # fmt: skip
def test_an_answer_to_the_words_that_never_comes_leaves_it_unknown(house, fault, there):
    house.fault = lambda at, _to: fault if at == "DATA" else ""
    (outcome,) = sent(house, ENVELOPE)
    assert isinstance(outcome, Unknown)
    assert len(house.mails) == there


def test_a_connection_that_died_while_it_idled_costs_nothing(house):
    async def go():
        async with Smtp(MailServer.of(house.url), MAILING, command_s=2.0) as way:
            (message,) = MEDIUM.render(SEEDS)
            first = await way.send(READER, message, envelope=Envelope(key="1"))
            faults = [CUT]
            house.fault = lambda at, _to: faults.pop() if at == "MAIL" and faults else ""
            return first, await way.send(READER, message, envelope=Envelope(key="2"))

    assert all(isinstance(one, Sent) for one in asyncio.run(go()))
    assert (len(house.mails), house.connections) == (2, 2)


def test_words_that_were_refused_go_as_text_alone(house):
    (outcome,) = sent(house, ENVELOPE, plain=True)
    assert isinstance(outcome, Sent)
    assert [part.get_content_type() for part in house.mails[0].mail.walk()] == ["text/plain"]


def test_a_wrong_password_is_told_without_it_and_is_not_tried_for_each_reader(house):
    url = house.url.replace("pass", "word")
    outcomes = sent(house, ENVELOPE, ENVELOPE, ENVELOPE, url=url)
    assert {one.why for one in outcomes} == {"unreachable"}
    assert outcomes[0].reason == "the mail server refuses user or password (535)"
    assert PASSWORD not in repr(outcomes)
    assert house.connections == 1


def test_a_server_without_starttls_gets_no_password(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with MailHouse(tls=False) as plain:
        (outcome,) = sent(plain, ENVELOPE, url=plain.url.replace("none", "starttls"))
        assert "STARTTLS" in outcome.reason
        (outcome,) = sent(plain, ENVELOPE)
        assert isinstance(outcome, Sent)


def test_a_certificate_that_nobody_vouches_for_is_refused(house, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    (outcome,) = sent(house, ENVELOPE)
    assert "certificate" in outcome.reason
    assert house.mails == []


def test_check_logs_in_and_sends_nothing(house):
    access = Access(smtp_url=house.url, mail_from=MAILING.sender)
    proof = asyncio.run(MEDIUM.prove(access))
    assert (proof.ok, house.mails) == (True, [])
    assert proof.says == f"127.0.0.1:{house.port} takes our login over STARTTLS"
    wrong_login = Access(smtp_url=house.url.replace("desk", "desc"), mail_from=MAILING.sender)
    proof = asyncio.run(MEDIUM.prove(wrong_login))
    assert (proof.ok, proof.says) == (False, "the mail server refuses user or password (535)")
    assert not asyncio.run(MEDIUM.prove(Access(smtp_url=house.url))).ok


@pytest.mark.parametrize(
    "address",
    ["reader", "a b@example.org", "a@b", "a@x.org\nBcc: c@x.org", "<a@x.org>", "a@x.org,"],
)
def test_what_is_no_mail_address_is_told(address):
    assert wrong(address)
    assert not wrong("first.last+news@mail.example.org")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 587, "starttls")),
        ("smtp://mail.example:465", ("mail.example", 465, "tls")),
        ("smtps://mail.example", ("mail.example", 465, "tls")),
        ("smtp://localhost?security=none", ("localhost", 25, "none")),
        ("smtp://[::1]:2525?security=none", ("::1", 2525, "none")),
    ],
)
def test_a_server_is_read_from_its_address(url, expected):
    server = MailServer.of(url)
    assert (server.host, server.port, server.security) == expected
