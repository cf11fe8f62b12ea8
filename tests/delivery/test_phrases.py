"""What the bot says: the same things in every language, with the same {slots} and CLDR's plural
forms.
"""

import re

import pytest
from babel import Locale

from monitor.bot import handlers, operator_handlers, operator_looks
from monitor.delivery.phrases import counted, languages, phrase, table
from monitor.delivery.updates import COMMANDS, OPERATORS, TOAST_CHARS
from tests.delivery.bot_api import parsed

BRIEF = (
    "say.stale",
    "say.other_home",
    "say.in_private",
    "say.no_post",
    "say.item_none",
    "say.report_private",
)


def slots(said):
    texts = said.values() if isinstance(said, dict) else [said]
    return {slot for text in texts for slot in re.findall(r"{(\w+)}", text)}


def everything(language):
    return {
        f"{section}.{name}": said
        for section, names in table(language).items()
        for name, said in names.items()
    }


def test_the_languages_of_the_bot():
    assert languages() == ("en", "fr", "kk", "ru")


@pytest.mark.parametrize("language", languages())
def test_every_language_says_the_same_things_with_the_same_slots(language):
    said, english = everything(language), everything("en")
    assert said.keys() == english.keys()
    assert {key: slots(one) for key, one in said.items()} == {
        key: slots(one) for key, one in english.items()
    }
    assert all(one if isinstance(one, dict) else one.strip() for one in said.values())


@pytest.mark.parametrize("language", languages())
def test_plural_forms_are_those_of_the_language(language):
    forms = {*Locale.parse(language).plural_form.tags, "other"}
    plural = {key: one for key, one in everything(language).items() if isinstance(one, dict)}
    assert plural
    assert {key: set(one) for key, one in plural.items()} == dict.fromkeys(plural, forms)


@pytest.mark.parametrize(
    ("language", "n", "said"),
    [
        ("en", 1, "and 1 more account"),
        ("ru", 21, "и ещё 21 сообщение"),
        ("ru", 3, "и ещё 3 сообщения"),
        ("ru", 11, "и ещё 11 сообщений"),
        ("fr", 0, "et 0 article de plus"),
        ("kk", 5, "және тағы 5 хабар"),
        ("xx", 2, "and 2 more accounts"),
    ],
)
def test_numbers_are_said_as_the_language_counts(language, n, said):
    assert counted(language, "operators.accounts_more", n) == said


@pytest.mark.parametrize("language", languages())
def test_markup_of_what_is_said_parses_as_telegram_does(language):
    for one in everything(language).values():
        for text in one.values() if isinstance(one, dict) else [one]:
            assert parsed(text.replace("{", "(").replace("}", ")"))[0]


@pytest.mark.parametrize("language", languages())
def test_what_is_shown_where_a_button_was_pressed_fits_there(language):
    for key in BRIEF:
        assert len(phrase(language, key, number=123_456)) <= TOAST_CHARS, key


@pytest.mark.parametrize("language", languages())
def test_menus_list_what_commands_there_are(language):
    said = table(language)
    assert set(said["menu"]) == COMMANDS - {"start"}
    assert set(said["operators_menu"]) == OPERATORS
    assert all(
        1 <= len(one) <= 256 for one in (*said["menu"].values(), *said["operators_menu"].values())
    )


def test_every_command_has_somebody_who_answers_it():
    operators = {*operator_looks.LOOKS, *operator_handlers.COMMANDS}
    assert set(handlers.COMMANDS) >= COMMANDS
    assert operators >= OPERATORS
