"""What people write when they are asked for a channel."""

import pytest

from monitor.config.forms import FORMS
from monitor.config.keys import channel_meant, is_invitation


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("https://t.me/a_channel", "@a_channel"),
        ("http://www.t.me/a_channel/", "@a_channel"),
        ("t.me/a_channel", "@a_channel"),
        ("t.me/s/a_channel", "@a_channel"),
        ("telegram.me/a_channel?boost", "@a_channel"),
        ("tg://resolve?domain=a_channel", "@a_channel"),
        ("@a_channel", "@a_channel"),
        (" a_channel ", "@a_channel"),
        ("https://t.me/a_forum/7", "@a_forum/7"),
        ("https://t.me/a_forum/7/123", "@a_forum/7"),
        ("@a_forum/7", "@a_forum/7"),
        ("https://t.me/c/1234567890/7", "-1001234567890/7"),
        ("https://t.me/c/1234567890/7/99?single", "-1001234567890/7"),
    ],
)
def test_a_channel_is_known_by_its_name_or_a_link_to_it(pasted, meant):
    assert channel_meant(pasted) == meant
    assert FORMS["channel"][0].fullmatch(meant)


@pytest.mark.parametrize(
    "pasted", ["", "-1001234567890", "file:/tmp/x", "t.me/x", "https://example.org/name"]
)
def test_what_is_no_such_name_is_left_as_it_is(pasted):
    assert channel_meant(pasted) == ""


def test_an_invitation_is_none():
    assert is_invitation("https://t.me/+AbC_d")
    assert is_invitation("t.me/joinchat/AbC")
    assert not is_invitation("t.me/a_channel")
