"""Further readers, as an operator adds and removes them: their addresses in readers.db alone."""

import base64
import json
import re
import tomllib

import pytest

from monitor.cli.init import _write
from monitor.delivery.address_book import Readers
from tests.delivery.mail_server import CERTIFICATE, PASSWORD, MailHouse
from tests.delivery.receivers import Receiver
from tests.house import HOUSE

SECRET = f"whsec_{base64.b64encode(b'k' * 32).decode()}"
READER = "mailto:somebody@example.org"


@pytest.fixture
def configured(monkeypatch, home):
    """A home whose channel is a file, with a mail server and a secret for webhooks."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    monkeypatch.setenv("MONITOR_CHANNEL", f"file:{home / 'channel.jsonl'}")
    monkeypatch.setenv("MONITOR_WEBHOOK_SECRET", SECRET)
    monkeypatch.setenv("MONITOR_ALLOW_PRIVATE_ADDRESSES", "1")
    path = home / "config" / "monitor.toml"
    path.write_text(path.read_text() + '\n[mail]\nfrom = "The Desk <desk@monitor.example>"\n')
    with MailHouse() as mails:
        monkeypatch.setenv("MONITOR_SMTP_URL", mails.url)
        yield home, mails


def _without_mail_table(home):
    path = home / "config" / "monitor.toml"
    text = path.read_text()
    path.write_text(re.sub(r"(?ms)^\[mail\].*?(?=^\[)", "", text, count=1))


@pytest.fixture(autouse=True)
def _one_mail_table(home):
    """The file that comes with the project has one without keys."""
    _without_mail_table(home)


def test_a_digest_goes_to_the_channel_and_to_everybody_added_once_each(ask, configured):
    home, mails = configured
    feeds = home / "feeds"
    feeds.mkdir()
    with Receiver() as receiver:
        for address in (READER, f"webhook:{receiver.url}/news", f"feed:{feeds}/",
                        f"apprise:json://127.0.0.1:{receiver.port}/apprise"):  # fmt: skip
            added = ask("readers", "add", address, home=home)
            assert added.status == 0, added.err
        assert ask("readers", "add", READER, home=home).status == 2
        sent = ask("digest", "--send", "--json", home=home)
        assert (sent.status, sent.json["owed"]) == (0, []), sent.err
        again = ask("digest", "--send", "--json", home=home)
        assert again.json["before"]
    assert [one.to for one in mails.mails] == ["somebody@example.org"]
    assert sorted(one.path for one in receiver.posted) == ["/apprise", "/news"]
    assert len((home / "channel.jsonl").read_text().splitlines()) == 1
    assert {one.suffix for one in feeds.iterdir()} == {".atom", ".json"}
    assert ask("replay", "--check", home=home).status == 0


def test_without_a_channel_a_digest_goes_to_everybody_added_once(ask, configured, monkeypatch):
    home, mails = configured
    monkeypatch.delenv("MONITOR_CHANNEL")
    nobody = ask("digest", "--send", home=home)
    assert (nobody.status, "there is no channel to send to" in nobody.err) == (2, True)
    assert "monitor readers add" in nobody.err
    for address in (READER, "mailto:another@example.org"):
        ask("readers", "add", address, home=home)
    sent = ask("digest", "--send", "--json", home=home)
    assert (sent.status, sent.json["owed"], sent.json["parts"]) == (0, [], 1), sent.err
    assert ask("digest", "--send", "--json", home=home).json["before"]
    told = sorted(one.to for one in mails.mails)
    assert told == ["another@example.org", "somebody@example.org"]
    monkeypatch.delenv("MONITOR_SMTP_URL")
    without = ask("digest", "--send", home=home)
    assert (without.status, "there is no mail server or sender" in without.err) == (2, True)
    assert ask("replay", "--check", home=home).status == 0


def test_addresses_stand_in_readers_db_alone_and_are_erased(ask, configured):
    home, _mails = configured
    ask("readers", "add", READER, "--hour", "07:30", "--zone", "Europe/Berlin", home=home)
    ask("digest", "--send", home=home)
    listed = ask("readers", "list", "--json", home=home)
    assert "somebody" not in listed.out + ask("readers", home=home).out
    (reader,) = [one for one in listed.json["readers"] if one["added"]]
    assert (reader["medium"], reader["hour"], reader["zone"]) == ("mail", "07:30", "Europe/Berlin")
    assert READER in ask("readers", "list", "--addresses", home=home).out
    holding = [one.name for one in home.rglob("*") if one.is_file() and _has(one, b"somebody@")]
    assert holding == ["readers.db"]
    assert ask("readers", "remove", READER, home=home).status == 0
    assert [one for one in home.rglob("*") if one.is_file() and _has(one, b"somebody@")] == []
    assert ask("readers", "remove", READER, home=home).status == 1
    assert ask("replay", "--check", home=home).status == 0


def _has(path, words):
    return words in path.read_bytes()


def test_who_is_removed_is_owed_nothing_any_more(ask, configured):
    home, mails = configured
    mails.fault = lambda at, _to: "550 5.7.1 not from you" if at == "RCPT" else ""
    ask("readers", "add", READER, home=home)
    ask("digest", "--send", home=home)
    assert len(ask("outbox", "--json", home=home).json["owed"]) == 1
    assert ask("readers", "remove", READER, home=home).status == 0
    assert ask("outbox", "--json", home=home).json["owed"] == []
    mails.fault = lambda _at, _to: ""
    assert ask("digest", "--send", home=home).status == 0
    assert mails.mails == []
    assert ask("readers", "add", READER, home=home).status == 0  # comes back as somebody new
    assert ask("replay", "--check", home=home).status == 0


def test_an_added_reader_stays_when_the_channel_changes(ask, configured, monkeypatch):
    home, mails = configured
    ask("readers", "add", READER, home=home)
    ask("digest", "--send", home=home)
    monkeypatch.setenv("MONITOR_CHANNEL", f"file:{home / 'other.jsonl'}")
    assert ask("digest", "--send", home=home).status == 0
    listed = ask("readers", "--json", home=home)
    listed = listed.json["readers"] if listed.out.startswith("{") else json.loads(
        ask("readers", "list", "--json", home=home).out)["readers"]  # fmt: skip
    assert {one["medium"]: one["off"] for one in listed if one["added"]} == {"mail": ""}
    assert sorted(one["off"] for one in listed) == ["", "", "replaced"]
    assert len(mails.mails) == 1


def test_a_reader_whose_address_is_refused_is_off_and_the_operator_is_told(ask, configured):
    home, mails = configured
    mails.fault = lambda at, _to: "550 5.1.1 no such user somebody" if at == "RCPT" else ""
    ask("readers", "add", READER, home=home)
    sent = ask("digest", "--send", home=home)
    assert "gets nothing any more: the mail server answered 550 5.1.1" in sent.err
    (reader,) = [
        one for one in ask("readers", "list", "--json", home=home).json["readers"] if one["added"]
    ]
    assert reader["off"] == "closed"
    assert "somebody" not in ask("log", "tail", "--json", home=home).out


def test_check_says_of_each_medium_how_it_is(ask, configured, monkeypatch):
    home, mails = configured
    ask("readers", "add", READER, home=home)
    ask("readers", "add", "webhook:https://hooks.example/news", home=home)
    told = ask("check", home=home).out
    assert f"127.0.0.1:{mails.port} takes our login over STARTTLS · 1 address" in told
    assert "a secret to sign with · 1 address" in told
    assert mails.mails == []
    monkeypatch.setenv("MONITOR_SMTP_URL", mails.url.replace("pass", "word"))
    wrong = ask("check", home=home)
    assert (wrong.status, "refuses user or password" in wrong.out) == (1, True)
    monkeypatch.delenv("MONITOR_WEBHOOK_SECRET")
    assert "there is no secret to sign webhooks with" in ask("check", home=home).out


@pytest.mark.parametrize("channel", ["@some_digest", "-1001234567890"])
def test_check_says_that_a_channel_of_telegram_has_no_token(ask, home, monkeypatch, channel):
    assert ask("check", home=home).status == 0
    monkeypatch.setenv("MONITOR_CHANNEL", channel)
    monkeypatch.delenv("MONITOR_TELEGRAM_TOKEN", raising=False)
    told = ask("check", home=home)
    assert (told.status, "there is no bot's token" in told.out) == (1, True)
    assert "MONITOR_TELEGRAM_TOKEN" in told.out
    assert channel not in told.out


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mailto:somebody", "that is no mail address"),
        ("webhook:x", "that is no web address"),
        ("apprise:nonsense://x", "Apprise does not understand"),
        ("pigeon:here", "there is no medium pigeon"),
        ("mail:me@example.org", "there is no medium mail"),  # its name within, and no prefix
        ("telegram:1234", "there is no medium telegram"),
        ("feed:/nowhere/at/all/", "there is no folder"),
        ("somebody@example.org", "that is no address of a reader"),
    ],
)
def test_a_wrong_address_is_one_clear_line(ask, home, address, said):
    done = ask("readers", "add", address, home=home)
    assert (done.status, said in done.err, "Traceback" in done.err) == (2, True, False), done.err
    assert "docs/media.md" in done.err


def test_a_password_never_goes_in_clear_over_a_network(ask, home, monkeypatch):
    monkeypatch.setenv("MONITOR_SMTP_URL", "smtp://a:hidden-word@mail.example?security=none")
    told = ask("check", home=home)
    assert "would send its password in clear" in told.out
    assert "hidden-word" not in told.out + told.err
    for impossible in ("smtp://mail.example:99999", "smtp://[:::::]:25"):
        monkeypatch.setenv("MONITOR_SMTP_URL", impossible)
        assert "MONITOR_SMTP_URL names no server" in ask("check", home=home).out
    monkeypatch.setenv("MONITOR_SMTP_URL", "smtp:/mail.example")
    assert "MONITOR_SMTP_URL does not look right" in ask("check", home=home).out


@pytest.mark.parametrize("length", [33, 34, 35])
def test_a_secret_that_is_no_base64_is_told(ask, home, monkeypatch, length):
    monkeypatch.setenv("MONITOR_WEBHOOK_SECRET", f"whsec_{'a' * length}")
    assert "MONITOR_WEBHOOK_SECRET does not look right" in ask("check", home=home).out


@pytest.mark.parametrize(
    "sender", ["Desk\\u2028News <d@example.org>", "Desk\\u0085 <d@example.org>", "дед@example.org"]
)
def test_a_sender_that_no_head_of_a_mail_can_hold_is_told(ask, home, sender):
    path = home / "config" / "monitor.toml"
    path.write_text(f'[mail]\nfrom = "{sender}"\n', encoding="utf-8")
    assert "mail.from" in ask("config", "show", home=home).err


def test_init_asks_for_what_mail_needs_and_keeps_it_for_its_owner(ask, configured, monkeypatch):
    home, mails = configured
    monkeypatch.setenv("MONITOR_CHANNEL", "mailto:desk@example.org")
    done = ask("init", "--keep", "--zone", "Europe/Berlin", "--hour", "08:00", home=home)
    assert done.status == 0, done.err
    assert [one.to for one in mails.mails] == ["desk@example.org"]
    secrets = (home / "config" / "secrets.toml").read_text()
    assert PASSWORD.replace(":", "%3A").replace("/", "%2F") in secrets
    assert SECRET in secrets
    assert PASSWORD not in done.out + done.err
    for name in ("MONITOR_CHANNEL", "MONITOR_SMTP_URL", "MONITOR_WEBHOOK_SECRET"):
        monkeypatch.delenv(name)
    assert ask("digest", "--send", home=home).status == 0
    assert len(mails.mails) == 2


def test_init_writes_the_sender_into_the_table_that_is_there_or_a_new_one(tmp_path):
    shipped = (HOUSE / "config" / "monitor.toml").read_text()
    for before in (shipped, 'zone = "UTC"\n', ""):
        path = tmp_path / "monitor.toml"
        path.write_text(before)
        _write(path, {"zone": "Europe/Berlin", "mail.from": "The Desk <desk@example.org>"})
        read = tomllib.loads(path.read_text())
        assert read["mail"] == {"from": "The Desk <desk@example.org>"}
        assert read["zone"] == "Europe/Berlin"
        assert all(line in path.read_text() for line in before.splitlines() if line[:1] == "#")


def test_init_makes_a_secret_for_a_webhook(ask, home, monkeypatch):
    with Receiver() as receiver:
        monkeypatch.setenv("MONITOR_ALLOW_PRIVATE_ADDRESSES", "1")
        channel = f"webhook:{receiver.url}/news"
        done = ask("init", "--channel", channel, "--keep", "--hour", "08:00", home=home)
        assert done.status == 0, done.err
    assert "whsec_" in (home / "config" / "secrets.toml").read_text()
    assert len(receiver.posted) == 1


def test_a_channel_whose_id_begins_with_a_minus_is_a_reader_too(ask, home):
    added = ask("readers", "add", "-1009100200800", "--hour", "07:30", home=home)
    assert added.status == 0, added.err
    (reader,) = ask("readers", "list", "--json", home=home).json["readers"]
    assert (reader["medium"], reader["hour"]) == ("telegram", "07:30")
    assert ask("readers", "remove", "-1009100200800", home=home).status == 0


def test_what_befalls_all_addresses_is_one_line_for_the_operator(ask, configured):
    home, mails = configured
    mails.fault = lambda at, _to: "550 5.7.1 not from you" if at == "RCPT" else ""
    for number in range(3):
        ask("readers", "add", f"mailto:reader{number}@example.org", home=home)
    told = ask("digest", "--send", home=home).err.splitlines()
    assert len(told) == 3
    line = "an address of mail (`monitor outbox` says which) is on hold: the mail server answered"
    assert set(told) == {f"monitor: {line} 550 5.7.1: it takes nothing from us there"}


def test_an_older_readers_db_gets_its_new_table(home):
    with Readers.open(home / "state" / "readers.db") as readers:
        readers._tables.do("DROP TABLE added")
        readers._tables.do("PRAGMA user_version = 3")
    with Readers.open(home / "state" / "readers.db") as readers:
        assert readers.added() == frozenset()
