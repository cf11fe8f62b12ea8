"""Who may ask, how often, how much; and what a browser is told."""

import asyncio
import re
from datetime import timedelta

import pytest

from monitor.web.security.access import AccessStore
from monitor.web.security.guard import HEADERS
from monitor.web.security.rates import ADDRESSES_MAX, Rates, household
from tests.web.site import NOW, Site, fields_of


def cookie_of(answer, name):
    return next(one for one in answer.headers.get_list("set-cookie") if one.startswith(name))


# --- what a browser is told ---


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/today.json", "/static/style.css", "//", "/a/../b"]
)
def test_every_answer_forbids_what_it_does_not_need(site, path):
    headers = site.get(path).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in headers["content-security-policy"]
    assert "strict-transport-security" not in headers


def test_behind_https_browsers_come_by_https_alone(home):
    with Site(home, address="https://news.example.org") as site:
        browser = site.another("news.example.org")
        answer = site.get("/stories/S1/wrong", browser=browser)
    assert "strict-transport-security" in answer.headers
    assert "Secure" in cookie_of(answer, "monitor_visit")


def test_who_only_reads_is_given_no_cookie(site):
    for path in ("/", "/stories/S1", "/about", "/people"):
        assert "set-cookie" not in site.get(path).headers


# --- logging in ---


def test_a_link_lets_in_once_and_only_when_the_button_is_pressed(site):
    path = site.link()
    page = site.get(path)  # as a messenger's preview does
    assert site.get("/unsure").status_code == 403
    answer = site.post(path, page)
    assert answer.status_code == 303
    session = cookie_of(answer, "monitor_session")
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert site.get("/unsure").status_code == 200
    other = site.another()
    again = site.ask("GET", path, browser=other)
    assert site.post(path, again, browser=other).status_code == 409


def test_a_link_grows_old(site):
    path = site.link()
    page = site.get(path)
    site.clock.at = NOW + timedelta(minutes=11)
    assert site.post(path, page).status_code == 409


def test_a_link_that_nobody_made_lets_nobody_in(site):
    path = "/login/" + "x" * 43
    assert site.post(path, site.get(path)).status_code == 409


def test_a_session_ends_without_a_request_and_by_itself(site):
    site.log_in()
    for minutes in (50, 100, 150):
        site.clock.at = NOW + timedelta(minutes=minutes)
        assert site.get("/unsure").status_code == 200
    site.clock.at = NOW + timedelta(minutes=211)
    assert site.get("/unsure").status_code == 403
    site.log_in()
    for minutes in range(211, 211 + 720, 50):
        site.clock.at = NOW + timedelta(minutes=minutes)
        assert site.get("/unsure").status_code == 200
    site.clock.at = NOW + timedelta(minutes=211 + 721)
    assert site.get("/unsure").status_code == 403


def test_logging_out_and_revoking_end_a_session(site):
    site.log_in()
    answer = site.post("/logout", site.get("/unsure"))
    assert answer.status_code == 303
    assert site.get("/unsure").status_code == 403
    site.log_in()
    with AccessStore.open(site.home / "state" / "web.db") as access:
        (session,) = access.sessions(now=site.clock.now())
        assert access.revoke(session.id) == 1
    assert site.get("/unsure").status_code == 403


def test_a_cookie_that_was_made_up_is_nobodys(site):
    site.log_in()
    forged = {"cookie": "monitor_session=" + "A" * 43}
    assert site.get("/unsure", browser=site.another(), headers=forged).status_code == 403


def test_only_hashes_of_tokens_are_kept(site):
    path = site.link()
    token = path.rpartition("/")[2]
    with AccessStore.open(site.home / "state" / "web.db") as access:
        reader = access.token("newsroom", now=NOW)
    raw = (site.home / "state" / "web.db").read_bytes()
    assert token.encode() not in raw
    assert reader.encode() not in raw
    assert (site.home / "state" / "web.db").stat().st_mode & 0o077 == 0


# --- reading by token ---


def test_pages_for_who_has_a_token(home):
    with Site(home, public=False) as site:
        assert site.get("/").status_code == 401
        assert site.get("/today.json").headers["www-authenticate"] == "Bearer"
        assert site.get("/static/style.css").status_code == 200
        with AccessStore.open(home / "state" / "web.db") as access:
            token = access.token("newsroom", now=NOW)
        sent = {"authorization": f"Bearer {token}"}
        assert site.get("/today.json", headers=sent).status_code == 200
        wrong = {"authorization": f"Bearer {token}x"}
        assert site.get("/today.json", headers=wrong).status_code == 401
        assert site.post("/enter", site.get("/enter"), token="no").status_code == 409
        answer = site.post("/enter", site.get("/enter"), token=token)
        assert answer.status_code == 303
        assert site.get("/").status_code == 200
        assert site.get("/unsure").status_code == 403
        with AccessStore.open(home / "state" / "web.db") as access:
            assert access.revoke("newsroom") == 2
        assert site.get("/").status_code == 401
        assert site.get("/today.json", headers=sent).status_code == 401


# --- forged forms ---


def test_a_form_needs_the_token_of_its_own_session(site):
    site.log_in()
    page = site.get("/corrections")
    other = Site(site.home)
    with other:
        other.log_in()
        theirs = fields_of(other.get("/corrections").text)["csrf"]
    for csrf in ("", "x", theirs):
        fields = {"csrf": csrf, "story": "S1", "other": "S3"}
        assert site.post("/operators/merge", page, **fields).status_code == 403
    assert site.json("/stories/S3.json")["story"]["number"] == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_a_form_of_another_site_is_refused(site, headers):
    site.log_in()
    page = site.get("/corrections")
    answer = site.post("/operators/merge", page, headers=headers, story="S1", other="S3")
    assert answer.status_code == 403


def test_asking_changes_nothing(site):
    site.log_in()
    assert site.get("/operators/merge?story=S1&other=S3").status_code == 405
    assert site.ask("PUT", "/").status_code == 405
    assert site.ask("DELETE", "/stories/S1").status_code == 405


def test_a_form_leads_back_to_this_site_alone(site):
    site.log_in()
    page = site.get("/corrections")
    for back in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"):
        answer = site.post("/operators/apart", page, back=back, story="S1", other="S3")
        assert answer.headers["location"].startswith("/?said="), back


# --- too much ---


def test_another_name_than_ours_is_not_answered(site):
    for host in ("evil.example", "localhost.evil.example", "", "localhost, evil.example"):
        assert site.get("/", headers={"host": host}).status_code == 421
    assert site.get("/", headers={"host": "127.0.0.1:8788"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e%2f%2e%2e%2fconfig/keys.py",
        "/static/flags/..\\..\\app.py",
        "/static//etc/passwd",
        "/stories/..%2f..%2fstate",
        "/stories/S1%00",
        "/static/",
        "/static/flags",
    ],
)
def test_path_tricks_lead_nowhere(site, path):
    assert site.ask("GET", path).status_code in {404, 405}


def test_huge_addresses_and_queries_are_refused(site):
    assert site.get("/" + "a" * 600).status_code == 414
    assert site.get("/?after=" + "a" * 3_000).status_code == 414
    assert site.get("/?" + "&".join("a=1" for _ in range(400))).status_code in {400, 414}


def test_huge_forms_are_refused(site):
    site.log_in()
    page = site.get("/corrections")
    assert site.post("/operators/merge", page, reason="x" * 20_000).status_code == 413

    async def endless():
        for _ in range(100):
            yield b"a=" + b"x" * 1_000

    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = site.ask("POST", "/operators/merge", content=endless(), headers=kind)
    assert answer.status_code == 413
    many = "&".join(f"a{n}=1" for n in range(200))
    assert site.ask("POST", "/operators/merge", content=many, headers=kind).status_code == 400
    assert site.ask("POST", "/operators/merge", content=b"a=%ff", headers=kind).status_code == 400
    json = {"content-type": "application/json"}
    assert site.ask("POST", "/operators/merge", content=b"{}", headers=json).status_code == 415


def test_who_asks_too_often_is_told_when_to_come_again(home):
    with Site(home, requests_per_minute=40) as site:
        codes = [site.get("/about").status_code for _ in range(12)]
        refused = site.get("/about")
        assert codes[:10] == [200] * 10
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) >= 1
        assert site.get("/static/style.css").status_code == 200


def test_a_bucket_fills_again_and_forgets_who_asked_long_ago():
    now = [0.0]
    rates = Rates(60, burst=2, clock=lambda: now[0])
    assert [rates.wait_s("a") for _ in range(3)] == [0.0, 0.0, 1.0]
    assert rates.wait_s("b") == 0.0
    now[0] = 1.0
    assert rates.wait_s("a") == 0.0
    for n in range(ADDRESSES_MAX):
        rates.wait_s(f"10.0.{n // 256}.{n % 256}")
    assert rates.wait_s("a") == 0.0


def test_one_households_addresses_are_one():
    assert household("2001:db8:1:2:3::4") == household("2001:db8:1:2::9")
    assert household("2001:db8:1:3::4") != household("2001:db8:1:2::9")
    assert household("192.0.2.1") == "192.0.2.1"
    assert household("") == ""


def test_more_than_there_is_room_for_are_told_to_come_again(site):
    answers = site.app.state.answers

    async def crowd():
        browser = site.another()
        return await asyncio.gather(*(browser.get("/about") for _ in range(200)))

    codes = [one.status_code for one in site._runner.run(crowd())]
    assert set(codes) == {200, 503}
    assert answers._asked == 0


# --- hostile words ---


HOSTILE = (
    '<script>alert(1)</script>"><img src=x onerror=alert(2)>',
    "' onmouseover='x",
    "{{ 7777 * 3 }}{% raw %}",
    "\u202eevil\u2066 <b>",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_what_is_asked_for_is_never_markup(site, words):
    for path in ("/stories/", "/people?where=", "/?after=", "/?lang=", "/?said=", "/login/"):
        html = site.get(path + words.replace("/", "%2f")).text
        assert "<script>alert" not in html
        assert not re.search(r"<img[^>]*onerror", html)
        assert "23331" not in html


def test_doors_are_knocked_at_only_so_often(home):
    with Site(home) as site:
        page = site.get("/enter")
        codes = [site.post("/enter", page, token="no").status_code for _ in range(14)]
    assert set(codes[:10]) == {409}
    assert codes[-1] == 429
    assert codes.count(429) >= 3
