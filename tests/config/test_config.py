import os
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.config import load, problems
from monitor.config.keys import ENVIRONMENT, FEED, MONITOR, PERSON, SOURCE, TOPIC
from monitor.config.secrets import _open_to_others
from monitor.errors import ConfigError
from monitor.model import Interests, Rules

HOUSE = Path(__file__).parents[2]


def home_with(folder, **files):
    (folder / "config").mkdir(parents=True)
    for name, text in files.items():
        (folder / "config" / f"{name}.toml").write_text(text)
    return folder


def only_problem(home, environ=None):
    (problem,) = problems(home, environ or {})
    return f"{problem.message} | {problem.hint}"


def test_without_files_and_environment_the_defaults_are_in_force(tmp_path):
    config = load(tmp_path, {})
    assert config.rules == Rules()
    assert (config.zone, config.hour, config.language, config.now) == (
        "Asia/Almaty",
        "09:00",
        "en",
        None,
    )
    assert {setting.origin for setting in config.settings} == {"default"}


def test_the_files_that_come_with_the_project_are_right_and_know_the_outlets_of_the_seeds():
    config = load(HOUSE, {})
    kinds = {source.name: (source.country, source.kind) for source in config.sources}
    assert kinds["Kazinform"] == ("KZ", "state")
    assert kinds["Federation Council"] == ("RU", "party")
    assert kinds["Izvestia"] == ("RU", "private")
    assert all(source.evidence for source in config.sources)


def test_outlets_are_those_of_the_file_as_it_is_now_and_their_mistakes_are_told_each_time(tmp_path):
    """They are kept for as long as the file stays, since hundreds are slow to check."""
    home = home_with(tmp_path, sources='[one]\nname = "One"\n')
    assert [source.name for source in load(home, {}).sources] == ["One"]
    (home / "config" / "sources.toml").write_text('[two]\nname = "Two"\n')
    assert [source.name for source in load(home, {}).sources] == ["Two"]
    (home / "config" / "sources.toml").write_text('[two]\nname = "Two"\nkind = "odd"\n')
    assert only_problem(home) == only_problem(home)
    (home / "config" / "sources.toml").write_text('[one]\nname = "One"\n')
    assert [source.name for source in load(home, {}).sources] == ["One"]


def test_every_key_stands_in_the_file_that_comes_with_the_project_and_every_line_there_is_right(
    tmp_path,
):
    """With its default, or an example where there is none, behind a #."""
    text = (HOUSE / "config" / "monitor.toml").read_text()
    home = home_with(tmp_path, monitor=re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE))
    (home / "config" / "topics.toml").write_text("[kazakhstan-russia]\n")
    config = load(home, {})
    settings = {one.name: one for one in config.settings}
    for key in MONITOR:
        assert settings[key.name].origin.startswith("config/monitor.toml"), key.name
        if key.name.startswith("rules."):
            assert settings[key.name].value == key.default, key.name


def test_every_threshold_of_the_rules_has_a_key_with_its_default():
    keys = {
        key.name.removeprefix("rules."): key.default
        for key in MONITOR
        if key.name.startswith("rules.")
    }
    assert keys == {field: getattr(Rules(), field) for field in Rules.__struct_fields__}


def test_a_value_says_which_file_and_line_it_came_from(tmp_path):
    config = load(
        home_with(tmp_path, monitor='# first\nhour = "07:30"\n\n[rules]\nwindow_days = 9\n'), {}
    )
    origins = {setting.name: setting.origin for setting in config.settings}
    assert origins["hour"] == "config/monitor.toml, line 2"
    assert origins["rules.window_days"] == "config/monitor.toml, line 5"
    assert (config.hour, config.rules.window_days) == ("07:30", 9)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('zoen = "Asia/Almaty"', 1, "did you mean “zone”"),
        ('\nzone = "Asia/Almatty"', 2, "did you mean “Asia/Almaty”"),
        ('hour = "25:00"', 1, "00:00 to 23:59"),
        ("hour = 9", 1, "should be a text, and is a whole number"),
        ('language = "xx"', 1, "values: en"),
        ("[rules]\nwindow_dais = 3", 2, "did you mean “rules.window_days”"),
        ("[rules]\nwindow_days = 0", 2, "from 1 to 3650"),
        ("[rules]\nwindow_days = true", 2, "should be a whole number"),
        ("[rules]\nlink_logit = nan", 2, "may not be nan"),
        ("rules = 3", 1, "not a key here"),
        ("[colours]\nred = 1", 1, "“colours” is not a table"),
        ('topics = ["al"]', 1, "config/topics.toml has no topics"),
        ("zone = ", 1, "not TOML"),
    ],
)
def test_a_mistake_names_its_file_and_line_and_what_is_allowed(tmp_path, text, line, said):
    told = only_problem(home_with(tmp_path, monitor=text))
    assert told.startswith("config/monitor.toml" + (f", line {line}:" if line else ":"))
    assert said in told


def test_load_raises_the_first_mistake_and_counts_the_others(tmp_path):
    home = home_with(tmp_path, monitor='zoen = "x"\nhour = "x"\n')
    with pytest.raises(ConfigError, match=r"zoen.*1 more"):
        load(home, {})


def test_sources_and_topics_are_tables_named_by_their_ids(tmp_path):
    home = home_with(
        tmp_path,
        monitor='topics = ["b"]\n',
        sources=(
            '[daily]\nname = "The Daily"\nkind = "state"\ncountry = "KZ"\n'
            'hosts = ["daily.example"]\n'
        ),
        topics=(
            '[a]\n[b]\ncountries = ["KZ", "RU"]\ntogether = true\nexclude.words = ["football"]\n'
        ),
    )
    config = load(home, {})
    assert (config.sources[0].id, config.sources[0].kind, config.sources[0].hosts) == (
        "daily",
        "state",
        ("daily.example",),
    )
    assert [topic.id for topic in config.topics] == ["b"]
    assert config.topics[0].include == Interests(countries=("KZ", "RU"))
    assert config.topics[0].exclude == Interests(words=("football",))


def test_without_a_choice_the_channel_takes_all_topics(tmp_path):
    assert len(load(home_with(tmp_path, topics="[a]\n[b]\n"), {}).topics) == 2


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("sources", '[daily]\nkind = "stat"\nname = "D"', "did you mean “state”"),
        ("sources", '[daily]\nkind = "state"', "“name” is missing in [daily]"),
        ("sources", '[daily]\nname = "D"\ncountry = "Kazakhstan"', "did you mean “KZ”"),
        ("sources", 'name = "D"', "stands outside a table"),
        ("topics", '[a]\ncountries = "KZ"', "should be a list of texts, and is a text"),
        ("topics", "[a]\nexclude.colour = 1", "did you mean “exclude.countries”"),
    ],
)
def test_mistakes_in_sources_and_topics_are_told(tmp_path, file, text, said):
    told = only_problem(home_with(tmp_path, **{file: text}))
    assert told.startswith(f"config/{file}.toml")
    assert said in told


def test_a_file_that_is_not_utf8_is_told(tmp_path):
    home = home_with(tmp_path)
    (home / "config" / "monitor.toml").write_bytes("zone = 'Алматы'".encode("cp1251"))
    assert "not UTF-8" in only_problem(home)


MISTAKES = tomllib.loads(Path(__file__).with_name("mistakes.toml").read_text())["mistake"]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: f"{one['file']}: {one['text'][:40]}")
def test_each_mistake_is_one_line_with_its_place_and_how_to_mend_it(tmp_path, mistake):
    beside = {
        "sources": '[kazinform]\nname = "Kazinform"\nhosts = ["inform.kz"]\n',
        "topics": '[all]\nname = "News"\n[kz-ru]\ncountries = ["KZ","RU"]\n',
    }
    home = home_with(tmp_path)
    for name, text in {**beside, mistake["file"]: mistake["text"]}.items():
        (home / "config" / f"{name}.toml").write_bytes(text.encode())
    (problem,) = problems(home, {})
    assert (problem.message, problem.hint) == (mistake["says"], mistake["hint"])
    assert "\n" not in problem.message + problem.hint
    assert "LOOKS-LIKE-ONE" not in problem.message + problem.hint


@pytest.mark.parametrize(
    ("keys", "file"),
    [
        (MONITOR, "monitor"),
        (SOURCE, "sources"),
        (FEED, "feeds"),
        (TOPIC, "topics"),
        (PERSON, "people"),
    ],
)
def test_a_slip_in_any_key_leads_to_the_key(tmp_path, keys, file):
    """One letter too many at the end of each key in turn."""
    for number, key in enumerate(keys):
        home = home_with(tmp_path / str(number))
        table, _, own = key.name.rpartition(".")
        within = ".".join(part for part in ("" if file == "monitor" else "x", table) if part)
        text = f"{f'[{within}]' if within else ''}\n{own}x = 1\n"
        (home / "config" / f"{file}.toml").write_text(text)
        told = problems(home, {})[0]
        assert told.message.startswith(f"config/{file}.toml, line 2: ")
        assert f"“{key.name}”" in told.hint, key.name


def test_a_file_in_place_of_nothing_is_not_passed_over(tmp_path):
    home = home_with(tmp_path, topic="[x]\n")
    assert "did you mean “topics.toml”" in only_problem(home)
    (home / "config" / "topic.toml").unlink()
    (home / "config" / "topics.toml").symlink_to("nowhere")
    assert "leads to a file that is not there" in only_problem(home)


def test_what_editors_add_to_a_file_does_no_harm(tmp_path):
    home = home_with(tmp_path)
    (home / "config" / "monitor.toml").write_bytes('\ufeff# first\r\nhour = "07:30"\r\n'.encode())
    config = load(home, {})
    assert config.hour == "07:30"
    assert {one.name: one.origin for one in config.settings}[
        "hour"
    ] == "config/monitor.toml, line 2"


# --- secrets ---

TOKEN = "123456789:THIS-IS-NOT-A-TOKEN-BUT-LOOKS-LIKE-ONE"


def secrets_in(folder, text, mode=0o600):
    home = home_with(folder)
    path = home / "config" / "secrets.toml"
    path.write_text(text)
    path.chmod(mode)
    return home


def test_secrets_stand_in_a_file_of_their_owner_alone_and_are_never_shown(tmp_path):
    config = load(secrets_in(tmp_path, f'telegram_token = "{TOKEN}"\nchannel = "@news"\n'), {})
    assert (config.token, config.channel) == (TOKEN, "@news")
    shown = {one.name: (one.value, one.origin) for one in config.settings}
    assert shown["telegram_token"] == ("set", "config/secrets.toml, line 1")
    assert shown["channel"] == ("set", "config/secrets.toml, line 2")
    assert TOKEN not in repr(config.settings)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o620, 0o644, 0o777])
def test_a_file_of_secrets_that_others_may_open_is_refused_and_nothing_of_it_used(tmp_path, mode):
    home = secrets_in(tmp_path, f'telegram_token = "{TOKEN}"\n', mode)
    told = only_problem(home)
    assert f"others may read it (mode {mode:04o}) | chmod 600 config/secrets.toml" in told
    with pytest.raises(ConfigError):
        load(home, {})


@pytest.mark.parametrize(
    ("owner", "group", "mode", "right"),
    [
        (0, 0, 0o100400, True),
        # how systemd hands a credential to a user of its choice: by an access list
        (0, 0, 0o100440, True),
        (0, 0, 0o100460, False),
        (0, 0, 0o100444, False),
        (0, 50, 0o100440, False),
        (os.geteuid(), 50, 0o100400, True),
        (os.geteuid() or 77, 0, 0o100440, False),
        (os.geteuid() + 1, 50, 0o100600, False),
    ],
)
def test_secrets_are_their_owner_s_or_root_s_alone(owner, group, mode, right):
    found = os.stat_result((mode, 1, 1, 1, owner, group, 10, 0, 0, 0))
    assert (_open_to_others("secrets.toml", found) is None) == right


def test_a_file_of_secrets_is_a_file(tmp_path):
    home = home_with(tmp_path)
    os.mkfifo(home / "config" / "secrets.toml", 0o600)
    assert "is not a file" in only_problem(home)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f'token = "{TOKEN}"', "“token” is not a key here | keys: telegram_token, channel"),
        (
            f"telegram_token = {TOKEN}",
            'the token stands in quotes, in config/secrets.toml: telegram_token = "…"',
        ),
        (TOKEN, 'the token stands in quotes, in config/secrets.toml: telegram_token = "…"'),
        (f'telegram_token = "bot{TOKEN}"', "“telegram_token” does not look right"),
        ("channel = -100123", "in quotes: a chat id"),
        ('channel = "my channel"', "“channel” does not look right"),
    ],
)
def test_a_mistake_among_the_secrets_is_told_without_them(tmp_path, text, said):
    told = only_problem(secrets_in(tmp_path, text))
    assert said in told
    assert "LOOKS-LIKE-ONE" not in told


def test_the_environment_comes_before_the_file(tmp_path):
    home = secrets_in(tmp_path, f'telegram_token = "{TOKEN}"\nchannel = "@news"\n')
    config = load(home, {"MONITOR_TELEGRAM_TOKEN": "1:other", "MONITOR_CHANNEL": "-1001"})
    assert (config.token, config.channel) == ("1:other", "-1001")


def test_secrets_may_stand_elsewhere(tmp_path):
    home = secrets_in(tmp_path / "a", f'telegram_token = "{TOKEN}"\n')
    elsewhere = str(home / "config" / "secrets.toml")
    assert load(home_with(tmp_path / "b"), {"MONITOR_SECRETS": elsewhere}).token == TOKEN
    assert "there is no such file" in only_problem(
        tmp_path, {"MONITOR_SECRETS": "/nowhere/secrets.toml"}
    )


# --- the environment ---


def test_the_environment_is_read_and_secrets_are_never_shown(tmp_path):
    environ = {
        "MONITOR_TELEGRAM_TOKEN": "123:secret",
        "MONITOR_CHANNEL": "@news",
        "MONITOR_ALLOW_PRIVATE_ADDRESSES": "1",
        "MONITOR_NOW": "2026-11-23T09:00:00+05:00",
    }
    config = load(tmp_path, environ)
    assert (config.token, config.channel, config.allow_private_addresses) == (
        "123:secret",
        "@news",
        True,
    )
    assert config.now == datetime(2026, 11, 23, 4, tzinfo=UTC)
    assert "secret" not in repr(config.settings)
    assert {setting.name for setting in config.settings} >= {
        variable.name for variable in ENVIRONMENT
    }


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MONITOR_NOW", "tomorrow", "is not a time"),
        ("MONITOR_TELEGRAM_URL", "telegram", "not a web address"),
        ("MONITOR_ALLOW_PRIVATE_ADDRESSES", "yes", "1 is yes"),
        ("MONITOR_TELEGRAM_URL", "http://127.0.0.1:8081/bot", "ends in /bot"),
        ("MONITOR_TELEGRAM_TOKEN", f"'{TOKEN}'", "does not look right"),
        ("MONITOR_TELEGRAM_TOKEN", f"{TOKEN}\n", "does not look right"),
        ("MONITOR_CHANNEL", "https://t.me/x", "does not look right"),
        ("MONITOR_NOW", "2026-02-30", "is not a time"),
        ("MONITOR_TELEGRAM_TOKN", "x", "did you mean “MONITOR_TELEGRAM_TOKEN”"),
    ],
)
def test_a_mistake_in_the_environment_is_told(tmp_path, name, value, said):
    assert said in only_problem(tmp_path, {name: value})
