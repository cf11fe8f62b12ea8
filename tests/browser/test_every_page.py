"""What holds of every page there is; a new row of the table of pages joins by itself."""

import hashlib
import re

import pytest

from monitor.web.pages import PAGES
from tests.browser import site
from tests.browser.axe import VENDOR, violations
from tests.browser.visits import PHONE, WIDE, as_wished

pytestmark = pytest.mark.slow

NARROWEST = 360
every_page = pytest.mark.parametrize("name", [page.name for page in PAGES])
OPERATORS = {page.name for page in PAGES if page.access == "operator"}
_LUMINANCE = """() => {
  const of = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number)
    .reduce((sum, part, nth) => sum + part * [0.2126, 0.7152, 0.0722][nth], 0) / 255;
  const style = getComputedStyle(document.documentElement);
  return [of(style.backgroundColor), of(style.color)];
}"""
_TOO_WIDE = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""
_STICKING_OUT = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(0, 3).map((one) => one.outerHTML.slice(0, 160))"""


@pytest.fixture(scope="session")
def paths(browser):
    """Of each page, an address of it: one that other pages lead to."""
    found = site.paths(browser.url, browser.operator_cookies)
    assert found.keys() == {page.name for page in PAGES}
    return found


async def tab(browser, paths, name, **wishes):
    return await browser.tab(paths[name], operator=name in OPERATORS, **wishes)


@every_page
async def test_a_page_opens_in_silence_and_asks_nobody_else(browser, paths, name):
    page = await tab(browser, paths, name)
    heard = browser.heard[page]
    assert heard.complaints == []
    assert {re.match(r"\w+://[^/]+", asked)[0] for asked in heard.requests} == {browser.url}
    assert await page.title()
    assert await page.locator("main h1").count() == 1


@every_page
@pytest.mark.parametrize("width", [PHONE, NARROWEST])
async def test_a_page_is_no_wider_than_a_phone(browser, paths, name, width):
    page = await tab(browser, paths, name)
    await as_wished(page, width=width)
    assert await page.evaluate(_TOO_WIDE) <= 0, await page.evaluate(_STICKING_OUT)


@every_page
async def test_a_page_has_no_barrier(browser, paths, name):
    page = await tab(browser, paths, name)
    await as_wished(page)
    assert await violations(page) == []


@every_page
async def test_a_page_is_readable_in_the_dark(browser, paths, name):
    page = await tab(browser, paths, name)
    await as_wished(page, scheme="dark")
    ground, ink = await page.evaluate(_LUMINANCE)
    assert ground < 0.2
    assert ink > 0.7
    assert await violations(page, colours_only=True) == []
    await as_wished(page)
    ground, ink = await page.evaluate(_LUMINANCE)
    assert ink < 0.2
    assert ground > 0.7


@every_page
async def test_a_printed_page_is_its_content_on_white(browser, paths, name):
    page = await tab(browser, paths, name)
    await as_wished(page, scheme="dark", media="print")
    ground, ink = await page.evaluate(_LUMINANCE)
    assert (round(ground, 3), ink) == (1, 0)
    assert await page.locator("header.site nav:visible").count() == 0
    assert await page.locator("main h1").is_visible()


@every_page
async def test_a_page_says_the_same_without_scripts(browser, paths, name):
    with_scripts = await tab(browser, paths, name)
    without = await tab(browser, paths, name, java_script_enabled=False)
    await as_wished(with_scripts)
    assert await words_of(without) == await words_of(with_scripts)


async def words_of(page):
    """All but what is said of keys, which scripts alone listen to."""
    hints = await page.locator(".keys").evaluate_all("all => all.forEach(one => one.remove())")
    assert hints is None
    return (await page.locator("main").inner_text()).split()


@every_page
async def test_the_keyboard_alone_gets_everywhere(browser, paths, name):
    page = await tab(browser, paths, name)
    await as_wished(page, width=WIDE)
    await page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0) }")
    await page.locator("a.skip").evaluate("one => one.focus()")
    assert await page.locator("a.skip").is_visible()
    await page.keyboard.press("Enter")
    assert await page.evaluate("() => document.activeElement.id") == "content"
    wanted = await page.evaluate(_FOCUSABLE)
    for number in range(min(wanted, _PRESSED_MAX)):
        await page.keyboard.press("Tab")
        assert await page.evaluate(_FOCUSED) == number
        assert await page.evaluate(_SHOWN), await page.evaluate("document.activeElement.outerHTML")


_PRESSED_MAX = 25
# those in <main> that Tab reaches, in the order of the text
_FOCUSABLE = """() => {
  const reachedOf = (radio) => {
    const group = [...radio.form.elements[radio.name]];
    return group.find((one) => one.checked) ?? group[0];
  };
  const all = [...document.querySelectorAll("main a[href], main button, main input, main select, "
    + "main textarea, main summary, main [tabindex='0']")];
  window.reached = all.filter((one) => !one.disabled && one.type !== "hidden"
    && one.checkVisibility() && (one.type !== "radio" || one === reachedOf(one)));
  return window.reached.length;
}"""
_FOCUSED = "() => window.reached.indexOf(document.activeElement)"
_SHOWN = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


def test_the_vendored_file_is_as_it_came():
    known = dict(line.split()[::-1] for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    for name, digest in known.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest
    assert "Mozilla Public License" in (VENDOR / "LICENSE.axe-core").read_text()
