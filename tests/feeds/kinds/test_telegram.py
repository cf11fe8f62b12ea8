import pytest

from monitor.feeds.kinds import telegram as kind
from monitor.feeds.kinds.kind import SourcePage
from monitor.feeds.values import FetchError
from tests.feeds.kinds.sites import FORWARDED, REPLY, headline, post, preview


def read(*posts, **how):
    return kind.KIND.read(SourcePage(body=preview(*posts, **how), url="https://t.me/s/mfa_example"))


def test_posts_are_entries_the_newest_first_with_their_own_addresses():
    found = read(post(1), post(2))
    assert (found.form, found.title, found.total) == ("telegram preview", "Example ministry", 2)
    newest = found.entries[0]
    assert (newest.url, newest.title, newest.text) == (
        "https://t.me/mfa_example/2",
        headline(2),
        "They spoke about trade and transport.",
    )
    assert newest.published == "2026-11-20T08:02:00+00:00"


@pytest.mark.parametrize(
    "words",
    ["One line and no more", "<br/>", "x" * 400 + "<br/>and more", "<b>Only a title</b><br/> "],
)
def test_a_post_of_one_line_or_with_a_long_first_one_has_no_title(words):
    found = read(post(1, words=words))
    assert all(not entry.title for entry in found.entries)
    assert len(found.entries) == (words != "<br/>")


def test_pictures_without_words_and_service_messages_are_left_out_and_counted():
    found = read(post(1, words="-"), post(2, service="service_message"), post(3))
    assert [entry.url for entry in found.entries] == ["https://t.me/mfa_example/3"]
    assert found.notes == ("2 posts without words or of the channel's own service: left out",)


def test_of_very_many_posts_the_last_are_looked_at():
    found = read(*(post(number) for number in range(300)))
    assert (found.total, found.entries[0].url) == (100, "https://t.me/mfa_example/299")


def test_a_message_that_has_no_place_is_no_post():
    assert read(post(1).replace("mfa_example/1", "nowhere"), post(2)).total == 1


def test_the_words_that_a_post_answers_are_not_its_own():
    (entry,) = read(post(1, more=REPLY)).entries
    assert "is answered" not in entry.title + entry.text


def test_a_forwarded_post_says_whose_words_it_passes_on():
    hidden = FORWARDED.replace("_from_name", "_from_hidden")
    first, second, third = read(post(1), post(2, more=hidden), post(3, more=FORWARDED)).entries
    assert (first.via, second.via, third.via) == ("Other desk", "another channel", "")


@pytest.mark.parametrize("body", [b"", b"<html><body>View in Telegram</body></html>"])
def test_without_a_preview_it_is_refused(body):
    with pytest.raises(FetchError, match="no preview"):
        kind.KIND.read(SourcePage(body=body, url="https://t.me/mfa_example"))


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("@MFA_Example", "https://t.me/s/mfa_example"),
        ("t.me/mfa_example", "https://t.me/s/mfa_example"),
        ("https://t.me/s/mfa_example", "https://t.me/s/mfa_example"),
        ("https://telegram.me/mfa_example/12", "https://t.me/s/mfa_example"),
        ("https://t.me/+AbCdEf123", ""),
        ("https://t.me/mfa_example/1/2", ""),
        ("https://mfa.example/s/mfa_example", ""),
        ("https://[t.me/mfa", ""),
    ],
)
def test_a_channel_is_known_by_its_address(address, asked):
    assert kind.KIND.address_of(address) == asked
    assert kind.KIND.speaker_of(address) == asked.replace("https://t.me/s/", "t.me/")
