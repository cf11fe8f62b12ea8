"""What a reader does on pages: looks through lists, goes on and back, reads what others wrote."""

import re

import pytest

from tests.browser.home import HOSTILE_TITLE, LONG_TITLE, RTL_TITLE, story_of
from tests.browser.visits import PHONE, as_wished

pytestmark = pytest.mark.slow

_LIST = "/?limit=5"
_SIDES = """(title) => {
  const told = [...document.querySelectorAll("bdi")].find((one) => one.textContent === title);
  return told && [getComputedStyle(told).direction, getComputedStyle(told).unicodeBidi,
    getComputedStyle(told.closest("h1, h2, h3")).direction];
}"""


async def test_a_list_goes_on_and_the_back_button_leads_back(browser):
    async with browser.visit() as page:
        await page.goto(_LIST)
        first = await headings(page)
        await page.get_by_role("link", name="Older", exact=True).click()
        await page.wait_for_url("**after=*")
        second = await headings(page)
        assert second
        assert not set(second) & set(first)
        await page.go_back()
        assert await headings(page) == first
        await page.go_forward()
        assert await headings(page) == second


async def test_a_list_goes_on_without_scripts(browser):
    async with browser.visit(java_script_enabled=False) as page:
        await page.goto(_LIST)
        first = await headings(page)
        await page.get_by_role("link", name="Older", exact=True).click()
        assert "after=" in page.url
        assert not set(await headings(page)) & set(first)


async def headings(page):
    return await page.locator(".stories :is(h2, h3)").all_inner_texts()


async def test_a_title_that_runs_from_the_right_turns_nothing_round(browser):
    page = await browser.tab(story_of(RTL_TITLE))
    assert await page.evaluate(_SIDES, RTL_TITLE) == ["rtl", "isolate", "ltr"]


async def test_a_title_that_means_harm_is_only_shown(browser):
    page = await browser.tab(story_of(HOSTILE_TITLE))
    assert HOSTILE_TITLE in await page.locator("main").inner_text()
    heard = browser.heard[page]
    assert heard.complaints == []
    assert not [asked for asked in heard.requests if not asked.startswith(browser.url)]


async def test_a_word_without_end_is_broken(browser):
    page = await browser.tab(story_of(LONG_TITLE))
    await as_wished(page, width=PHONE)
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE


async def test_the_language_is_chosen_and_stays_chosen(browser):
    async with browser.visit(locale="fr-FR") as page:
        await page.goto("/")
        assert await page.locator("html").get_attribute("lang") == "fr"
        await page.locator("ul.languages a[lang=kk]").click()
        await page.wait_for_url("**lang=kk*")
        await page.locator("main :is(h2, h3) a").first.click()
        await page.wait_for_url("**/stories/**")
        assert await page.locator("html").get_attribute("lang") == "kk"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
async def test_a_filter_is_in_the_address_and_stays_chosen(browser, scripts):
    async with browser.visit(java_script_enabled=scripts) as page:
        await page.goto("/outlets")
        every = await page.locator("tbody tr").count()
        await page.get_by_label("Country").select_option("KZ")
        await page.get_by_role("button", name="Show").click()
        await page.wait_for_url("**country=KZ*")
        rows = await page.locator("tbody tr").all_inner_texts()
        assert 0 < len(rows) < every
        assert all("Kazakhstan" in row for row in rows)
        assert await page.get_by_label("Country").input_value() == "KZ"
        await page.go_back()
        assert await page.locator("tbody tr").count() == every


async def test_what_is_wrong_is_told_to_operators_who_answer_by_one_press(browser):
    async with browser.visit() as page:
        await page.goto(f"{story_of(LONG_TITLE)}/wrong")
        await page.locator("input[name=what]").first.check()
        await page.get_by_role("textbox").fill("It was on another day.")
        await page.get_by_role("button", name="Send").click()
        said = await page.get_by_role("status").inner_text()
    number = re.search(r"report (\d+)", said)[1]
    async with browser.visit(operator=True) as page:
        await page.goto("/reports")
        report = page.locator("article").filter(has_text=f"Report {number}")
        await report.get_by_role("button", name="Nothing is wrong").click()
        said = await page.get_by_role("status").inner_text()
        assert f"Report {number} is answered" in said
        assert await report.count() == 0
