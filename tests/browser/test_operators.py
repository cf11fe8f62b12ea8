"""What operators do, and what nobody else can do."""

import pytest

from tests.browser.home import FIRST_ODD, ODD, PAIRED, story_of
from tests.browser.site import an_hour_passes, link, login

pytestmark = pytest.mark.slow

(SAME, KEYS, PLAIN, FORGED, READERS, LATE) = range(len(PAIRED) // 2)
_ELSEWHERE = "http://elsewhere.test/"


def doubt_of(page, pair):
    """What stands on the page of the two stories of a pair."""
    number = FIRST_ODD + len(ODD) + 2 * pair + 1
    return page.locator(f"[data-item][aria-labelledby=d{number}]")


async def said(page):
    return await page.get_by_role("status").inner_text()


async def test_a_link_lets_in_once(browser):
    once = login(browser.home)
    async with browser.visit() as page:
        await page.goto(once)
        await page.get_by_role("button", name="Log in").click()
        await page.wait_for_url("**/unsure")
        assert await page.get_by_role("link", name="Corrections").is_visible()
        await page.get_by_role("button", name="Log out").click()
        await page.goto("/unsure")
        assert await page.locator("[data-item]").count() == 0
    async with browser.visit() as page:
        await page.goto(once)
        await page.get_by_role("button", name="Log in").click()
        assert "this link was used already" in await page.locator("main").inner_text()
        answer = await page.goto("/unsure")
        assert answer.status == 403


async def test_two_are_one_by_one_press_and_two_again_by_another(browser):
    async with browser.visit(operator=True) as page:
        await page.goto("/unsure")
        await doubt_of(page, SAME).get_by_role("button", name="One story").click()
        assert "They are one story now" in await said(page)
        assert await doubt_of(page, SAME).count() == 0
        await page.get_by_role("button", name="Take back").click()
        assert "taken back" in await said(page)
        await page.goto("/corrections")
        done = page.locator("tbody tr", has_text=f"S{FIRST_ODD + len(ODD) + 2 * SAME}")
        assert await done.count() == 2  # the press, and what took it back
        assert await done.get_by_role("button").count() == 0


async def test_keys_go_through_what_waits_and_press(browser):
    async with browser.visit(operator=True) as page:
        await page.goto("/unsure")
        wanted = await doubt_of(page, KEYS).get_attribute("aria-labelledby")
        for _ in range(len(PAIRED)):
            await page.keyboard.press("j")
            if await _at(page) == wanted:
                break
        assert await _at(page) == wanted
        async with page.expect_navigation():
            await page.keyboard.press("a")
        assert "They are two stories" in await said(page)
        assert await doubt_of(page, KEYS).count() == 0
        async with page.expect_navigation():
            await page.keyboard.press("u")
        assert "taken back" in await said(page)


async def _at(page):
    """Which item has the focus."""
    return await page.evaluate("document.activeElement.getAttribute('aria-labelledby')")


async def test_a_press_needs_no_scripts(browser):
    async with browser.visit(operator=True, java_script_enabled=False) as page:
        await page.goto("/unsure")
        await doubt_of(page, PLAIN).get_by_role("button", name="Two stories").click()
        assert "They are two stories" in await said(page)
        assert await doubt_of(page, PLAIN).count() == 0


async def test_another_sites_form_changes_nothing(browser):
    """The operator is logged in here, and looks at a page of somebody else's."""
    async with browser.visit(operator=True) as page:
        await page.goto("/unsure")
        form = doubt_of(page, FORGED).locator("form[action$=merge]")
        stolen = await form.evaluate("one => one.outerHTML")

        async def answered(route):
            copied = stolen.replace("/operators/", f"{browser.url}/operators/")
            await route.fulfill(body=f"<!DOCTYPE html>{copied}", content_type="text/html")

        await page.route(f"{_ELSEWHERE}**", answered)
        await page.goto(_ELSEWHERE)
        async with page.expect_response("**/operators/merge") as refused:
            await page.get_by_role("button").click()
        assert (await refused.value).status == 403
        await page.goto("/unsure")
        assert await doubt_of(page, FORGED).count() == 1


async def test_a_reader_is_refused_what_operators_do(browser):
    async with browser.visit(operator=True) as page:
        await page.goto("/unsure")
        form = doubt_of(page, READERS).locator("form[action$=merge]")
        fields = await form.evaluate("one => Object.fromEntries(new FormData(one))")
    async with browser.visit() as page:
        answer = await page.goto(story_of(PAIRED[0]))
        assert answer.status == 200
        assert await page.get_by_role("link", name="Corrections").count() == 0
        answer = await page.goto("/unsure")
        assert answer.status == 403
        refused = await page.request.post("/operators/merge", form=fields)
        assert refused.status == 403


async def test_an_hour_without_a_press_ends_a_session(browser):
    async with browser.visit() as page:
        await page.goto(link(browser.home, "late"))
        await page.get_by_role("button", name="Log in").click()
        await page.wait_for_url("**/unsure")
        an_hour_passes(browser.home, "late")
        async with page.expect_response("**/operators/apart") as refused:
            await doubt_of(page, LATE).get_by_role("button", name="Two stories").click()
        assert (await refused.value).status == 403
        assert await page.locator("main").inner_text()
        answer = await page.goto("/unsure")
        assert answer.status == 403
