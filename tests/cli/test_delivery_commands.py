"""The commands that reach readers, as people run them: processes of their own, killed and
stopped.
"""

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from bench.soak_chat import soak_commands, soak_digests
from monitor.cli import root as cli
from tests.delivery.bot_api import TOKEN, BotApi

HOUSE = Path(__file__).parents[2]
CHANNEL, READER = -1_009_100_200_800, 9_100_200_501
SECRET = TOKEN.split(":")[1]


@pytest.fixture
def api():
    with BotApi() as server:
        server.channel(CHANNEL, "the_channel")
        server.person(READER)
        yield server


@pytest.fixture
def home(tmp_path):
    (tmp_path / "config").mkdir()
    for name in ("monitor.toml", "topics.toml", "sources.toml"):
        (tmp_path / "config" / name).write_text((HOUSE / "config" / name).read_text())
    return tmp_path


def environment(api, **more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
    ours = {
        "MONITOR_TELEGRAM_TOKEN": TOKEN,
        "MONITOR_TELEGRAM_URL": api.url,
        "MONITOR_CHANNEL": str(CHANNEL),
    }
    return {**kept, **ours, **more}


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def monitor(home, *arguments, env):
    """The command line in this process: starting one takes longer than most of these tests."""
    out, err = io.StringIO(), io.StringIO()
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(env)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            status = cli.run(["--home", str(home), *arguments])
    finally:
        os.environ.clear()
        os.environ.update(before)
    return Done(status, out.getvalue(), err.getvalue())


def test_a_digest_is_sent_once_and_no_secret_shows(home, api):
    monitor(home, "ingest", str(HOUSE / "seeds"), env=environment(api))
    done = [monitor(home, "digest", "--send", "--json", env=environment(api)) for _ in range(2)]
    assert [json.loads(one.stdout)["owed"] for one in done] == [[], []]
    assert [json.loads(one.stdout)["before"] for one in done] == [False, True]
    assert (
        "it was told before, and a day has one"
        in monitor(home, "digest", "--send", env=environment(api)).stdout
    )
    assert len(api.chats[CHANNEL].texts) == json.loads(done[0].stdout)["parts"]
    shown = (
        "".join(one.stdout + one.stderr for one in done)
        + monitor(home, "log", "tail", env=environment(api)).stdout
    )
    assert SECRET not in shown
    assert str(CHANNEL) not in shown
    assert SECRET.encode() not in b"".join(
        path.read_bytes() for path in home.rglob("*") if path.is_file()
    )


def test_a_refused_token_is_one_clear_line_and_loses_nothing(home, api):
    done = monitor(
        home, "digest", "--send", env=environment(api, MONITOR_TELEGRAM_TOKEN="1:wrong-token")
    )
    assert (done.returncode, "Traceback" in done.stderr, "wrong-token" in done.stderr) == (
        2,
        False,
        False,
    )
    assert "the token is refused" in done.stderr
    assert monitor(home, "digest", "--send", env=environment(api)).returncode == 0
    assert len(api.chats[CHANNEL].texts) == 1


def test_check_names_what_is_wrong_before_the_first_digest(home, api):
    done = monitor(home, "check", env=environment(api))
    assert (done.returncode, "enough, and not too many" in done.stdout) == (0, True)
    api.chats[CHANNEL].rights["can_edit_messages"] = True
    api.webhook = "https://elsewhere.example"
    done = monitor(home, "check", env=environment(api))
    assert done.returncode == 1
    assert "may edit others" in done.stdout
    assert "a webhook takes what readers say away" in done.stdout
    api.chats[CHANNEL].status = "member"
    assert "may not post" in monitor(home, "check", env=environment(api)).stdout
    assert (
        "not reached"
        in monitor(home, "check", env=environment(api, MONITOR_CHANNEL="@nowhere")).stdout
    )


def test_init_writes_the_config_and_says_hello_and_can_be_run_again(home, api):
    arguments = ("init", "--zone", "Europe/Berlin", "--hour", "07:30")
    for times in (1, 2):
        done = monitor(home, *arguments, env=environment(api))
        assert done.returncode == 0, done.stderr
        assert [
            text for text in api.chats[CHANNEL].texts if "daily at 07:30 (Europe/Berlin)" in text
        ] == ["The digest will come here daily at 07:30 (Europe/Berlin)."] * times
    written = (home / "config" / "monitor.toml").read_text()
    assert 'zone = "Europe/Berlin"' in written
    assert "# IANA name" in written
    assert SECRET not in written + done.stdout


@pytest.mark.parametrize("cut_at", ["getMe", "getChat", "getChatMember"])
def test_init_killed_at_any_question_can_be_run_again(home, api, cut_at):
    arguments = ("init", "--zone", "Europe/Berlin", "--hour", "07:30")
    command = [sys.executable, "-m", "monitor", "--home", str(home), *arguments]
    process = subprocess.Popen(command, cwd=HOUSE, env=environment(api), stdout=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while all(request.method != cut_at for request in api.requests) and time.monotonic() < deadline:
        time.sleep(0.002)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    done = monitor(home, *arguments, env=environment(api))
    assert done.returncode == 0, done.stderr
    assert len(api.chats[CHANNEL].texts) == 1


def test_the_outbox_shows_what_waits_and_a_person_decides(home, api):
    api.chats[CHANNEL].rights["can_post_messages"] = False
    assert monitor(home, "digest", "--send", env=environment(api)).returncode == 1
    (owed,) = json.loads(monitor(home, "outbox", "--json", env=environment(api)).stdout)["owed"]
    assert (owed["status"], owed["part"]) == ("chat on hold", 1)
    assert monitor(home, "outbox", "retry", owed["id"], env=environment(api)).returncode == 0
    assert monitor(home, "outbox", "cancel", owed["id"], env=environment(api)).returncode == 0
    assert json.loads(monitor(home, "outbox", "--json", env=environment(api)).stdout)["owed"] == []
    assert (
        monitor(home, "outbox", "cancel", "no-such-delivery", env=environment(api)).returncode == 1
    )


def test_run_answers_and_ends_on_a_signal_and_a_second_one_is_refused(home, api):
    command = [sys.executable, "-m", "monitor", "--home", str(home), "run"]
    process = subprocess.Popen(
        command, cwd=HOUSE, env=environment(api), stderr=subprocess.PIPE, text=True
    )
    try:
        api.say(READER, "/start")
        deadline = time.monotonic() + 30
        while not api.chats[READER].texts and time.monotonic() < deadline:
            time.sleep(0.05)
        shown = Path(f"/proc/{process.pid}/cmdline")  # what others on the machine see
        assert not shown.exists() or SECRET.encode() not in shown.read_bytes()
        second = monitor(home, "digest", "--send", env=environment(api))
        assert f"process {process.pid} already" in second.stderr
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=20)
    assert len(api.chats[READER].texts) == 1
    assert "report" in api.menus["all_private_chats", "kk"]
    assert (process.returncode, SECRET in errors, str(READER) in errors) == (0, False, False)
    assert monitor(home, "replay", "--check", env=environment(api)).returncode == 0


@pytest.mark.slow
def test_killed_again_and_again_every_channel_holds_every_part_once():
    found = soak_digests(chats=6, editions=2, kills=3, speed=20.0)
    wrong = ("doubled", "missing in channels", "missing in private chats and not listed as unknown",
             "chats out of order", "still owed", "calls inside a retry_after",
             "calls made by the replay")  # fmt: skip
    assert {name: found[name] for name in wrong} == dict.fromkeys(wrong, 0)
    assert (found["replay same"], found["log proven"]) == (True, True)


@pytest.mark.slow
def test_killed_again_and_again_no_command_is_lost_and_no_change_answered_twice():
    found = soak_commands(people=5, commands=20, kills=2, speed=20.0)
    wrong = ("not handled", "changes answered twice", "looks not answered")
    assert {name: found[name] for name in wrong} == dict.fromkeys(wrong, 0)
    assert (found["received once each"], found["replay same"]) == (True, True)


def test_what_init_was_told_can_be_kept_for_its_owner_alone(home, api):
    """Then nothing needs to be exported, and nothing shows the token."""
    done = monitor(home, "init", "--keep", env=environment(api))
    assert done.returncode == 0, done.stderr
    path = home / "config" / "secrets.toml"
    assert (path.stat().st_mode & 0o777, SECRET in path.read_text()) == (0o600, True)
    bare = {"MONITOR_TELEGRAM_URL": api.url}
    assert "works" in monitor(home, "check", env=bare).stdout
    shown = monitor(home, "config", "show", env=bare).stdout
    assert "config/secrets.toml, line 2" in shown
    assert SECRET not in shown + done.stdout + done.stderr
    path.chmod(0o644)
    refused = monitor(home, "status", env=bare)
    assert (refused.returncode, "chmod 600 config/secrets.toml" in refused.stderr) == (2, True)


def test_init_without_articles_says_how_to_see_a_digest_now(home, api):
    first = monitor(home, "init", env=environment(api)).stdout
    called = f".venv/bin/monitor --home {home}"  # what is pasted means this home
    for rest in ("ingest seeds", "digest --send", "run"):
        assert f"{called} {rest}" in first
    monitor(home, "ingest", str(HOUSE / "seeds"), env=environment(api))
    assert "ingest seeds" not in monitor(home, "init", env=environment(api)).stdout


def test_init_in_the_folder_itself_names_no_home(home, api, monkeypatch):
    monkeypatch.chdir(home)
    assert ".venv/bin/monitor run" in monitor(home, "init", env=environment(api)).stdout


@pytest.mark.parametrize("added", [False, True])
def test_run_without_a_channel_says_whether_anybody_is_sent_anything(home, api, added):
    env = environment(api)
    del env["MONITOR_CHANNEL"], env["MONITOR_TELEGRAM_TOKEN"]
    if added:
        done = monitor(home, "readers", "add", f"file:{home / 'reader.jsonl'}", env=env)
        assert done.returncode == 0, done.stderr
    command = [sys.executable, "-m", "monitor", "--home", str(home), "run"]
    with subprocess.Popen(
        command, cwd=HOUSE, env=env, stderr=subprocess.PIPE, text=True
    ) as process:
        ending = threading.Timer(60, process.kill)  # a run that says nothing of it fails the test
        ending.start()
        try:
            told = next((line for line in process.stderr if "no channel" in line), "")
        finally:
            ending.cancel()
            process.terminate()
            process.communicate(timeout=20)
    assert ("nobody is sent anything" in told) is not added
    assert ("only readers who were added" in told) is added


def test_init_says_what_is_wrong_with_the_bot_and_can_be_run_again(home, api):
    api.chats[CHANNEL].rights["can_post_messages"] = False
    done = monitor(home, "init", env=environment(api))
    assert (done.returncode, "the bot may not post" in done.stdout) == (1, True)
    assert "make the bot an administrator of the channel" in done.stdout
    refused = monitor(home, "init", env=environment(api, MONITOR_TELEGRAM_TOKEN="1:wrong-token"))
    assert "WRONG token      the token is refused" in refused.stdout
    api.chats[CHANNEL].rights["can_post_messages"] = True
    assert monitor(home, "init", env=environment(api)).returncode == 0


@pytest.mark.parametrize("named", ["https://t.me/a_channel", "t.me/a_channel", "a_channel"])
def test_init_takes_the_channel_as_people_paste_it(home, api, named):
    api.chats[CHANNEL].username = "a_channel"
    done = monitor(home, "init", "--channel", named, "--keep", env=environment(api))
    assert done.returncode == 0, done.stdout
    assert 'channel = "@a_channel"' in (home / "config" / "secrets.toml").read_text()


def test_init_says_that_a_posts_link_names_no_topic(home, api):
    api.chats[CHANNEL].username = "a_channel"
    done = monitor(home, "init", "--channel", "t.me/a_channel/7", env=environment(api))
    assert (done.returncode, "“/7” names nothing in it" in done.stdout) == (1, True)


def test_init_looks_at_the_token_before_it_asks_anything_else(home, api):
    wrong = environment(api, MONITOR_TELEGRAM_TOKEN="1:wrong-token")
    before = (home / "config" / "monitor.toml").read_text()
    done = monitor(home, "init", "--hour", "07:30", env=wrong)
    assert (done.returncode, "the token is refused" in done.stdout) == (1, True)
    assert (home / "config" / "monitor.toml").read_text() == before


@pytest.mark.parametrize("columns", ["60", "80"])
def test_init_breaks_no_word(home, api, columns):
    api.chats[CHANNEL].rights["can_edit_messages"] = True
    done = monitor(home, "init", env=environment(api, COLUMNS=columns))
    assert max(map(len, done.stdout.splitlines())) <= int(columns)
    assert "so it cannot safely look" in " ".join(done.stdout.split())


def test_wrong_answers_to_init_are_told_with_what_is_right(home, api):
    for wrong, said in (
        (("--zone", "Almaty"), "did you mean “Asia/Almaty”?"),
        (("--hour", "25:00"), "a time of day, 00:00 to 23:59"),
        (("--channel", "https://t.me/x"), "chat id such as"),
        (("--channel", "https://t.me/+AbCdEf123"), "an invitation does not say"),
    ):
        done = monitor(home, "init", *wrong, env=environment(api))
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr
