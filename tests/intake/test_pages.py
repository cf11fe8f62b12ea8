"""Pages: which are articles, which are about an entry, and when they were published."""

import pytest
from lxml.html import fromstring

from monitor.feeds.full_text import _is_front_page
from monitor.intake.about import is_about
from monitor.intake.html import page_of, wall_of_page
from monitor.intake.page_dates import day_of
from monitor.intake.walls import wall_of, without_consent

STORY = (
    "Foreign Minister Yermek Kosherbayev met German Foreign Minister Johann Wadephul in Astana on Tuesday.",
    "The ministers agreed to open a joint trade office in Almaty next spring and to resume flights to Frankfurt.",
    "“We want the first flights before the summer,” Kosherbayev told reporters after the talks.",
)
CONSENT = (
    "We and our 842 partners store and access information on a device, such as cookies, to process personal data.",
    "You may accept or manage your choices at any time on the privacy policy page; our partners hear of it.",
)


def paragraphs(words):
    return "".join(f"<p>{one}</p>" for one in words)


def page(body, head="<title>Kosherbayev, Wadephul agree on trade office</title>"):
    return page_of(f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>")


@pytest.mark.parametrize(
    ("title", "text", "wall"),
    [
        ("Before you continue", "\n".join(CONSENT), "consent"),
        ("Bevor Sie fortfahren", "Unsere Partner verarbeiten personenbezogene Daten. Ihre Einwilligung können Sie widerrufen.", "consent"),
        ("Новости", "Мы используем файлы cookie и обработку персональных данных.", "consent"),
        ("Just a moment...", "news.example needs to review the security of your connection.", "challenge"),
        ("Attention Required! | Cloudflare", "", "challenge"),
        ("", "Подтвердите, что вы не робот", "challenge"),
        ("Access Denied", "You don't have permission to access this server.", "challenge"),
        ("", "Please enable JavaScript and cookies to continue", "challenge"),
        ("404", "Nothing here", "error"),
        ("Страница не найдена", "Вернуться на главную", "error"),
        ("Example", "The page you are looking for was moved", "error"),
        ("Example", "Subscribe to continue reading this article", "payers"),
        ("Le Monde d'exemple", "Article réservé aux abonnés", "payers"),
        ("Ministers agree on a trade office", "\n".join(STORY), None),
        ("Error 404: how a minister lost a page", "word " * 1_000, None),
        ("Ministers discuss protection of personal data and cookies in Brussels", "\n".join(STORY) * 4, None),
        ("EU ministers speak of captcha and robots", "\n".join(STORY) * 4, None),
        ("", "", None),
    ],
)  # fmt: skip
def test_a_page_that_is_no_article_is_known_by_what_it_is(title, text, wall):
    assert wall_of(title, text) == wall


def test_what_asks_for_consent_is_no_part_of_a_text():
    assert without_consent("\n".join((*CONSENT, *STORY))) == "\n".join(STORY)


@pytest.mark.parametrize(
    "box",
    [
        '<div id="consent">{}</div>',
        '<section class="cookie-banner">{}</section>',
        '<div class="x onetrust-pc">{}</div>',
        "<div>{}</div>",
    ],
)
@pytest.mark.parametrize(
    "place", ["<article>{}</article>", "<main><aside class='post'>{}</aside></main>"]
)
def test_a_page_with_a_consent_box_gives_its_article(box, place):
    found = page(box.format(paragraphs(CONSENT)) + place.format(paragraphs(STORY)))
    assert found.text == "\n".join(STORY)
    assert found.title == "Kosherbayev, Wadephul agree on trade office"
    assert wall_of_page(found) is None


def test_a_page_of_consent_alone_is_one():
    found = page(
        f"<main><h1>Before you continue</h1>{paragraphs(CONSENT)}</main>",
        "<title>Before you continue</title>",
    )
    assert wall_of_page(found) == "consent"


TITLE = "Kosherbayev, Wadephul agree on trade office"
LEAD = "Foreign Minister Yermek Kosherbayev met German Foreign Minister Johann Wadephul in Astana. They agreed to open a trade office."


@pytest.mark.parametrize(
    ("page_title", "page_text", "about"),
    [
        (f"{TITLE} | Radio", " ".join(STORY), True),
        ("Radio", " ".join(STORY), True),
        ("Kosherbayev and Wadephul agreed on trade offices", " ".join(STORY), True),
        (
            f"{TITLE} | Radio",
            "Weather: rain and wind in the north, sun in the south, and mild everywhere.",
            False,
        ),
        (
            "Radio",
            "Russian President Vladimir Putin and Chinese President Xi Jinping held talks in Moscow.",
            False,
        ),
        (
            "Kosherbayev flies to Berlin",
            "Foreign Minister Kosherbayev will fly to Berlin and meet his German colleague Wadephul to speak of visas.",
            False,
        ),
        ("", "", False),
    ],
)
def test_a_page_is_about_an_entry_by_its_title_and_words(page_title, page_text, about):
    assert is_about(title=TITLE, text=LEAD, page_title=page_title, page_text=page_text) is about


def test_words_of_other_scripts_count_too():
    title, text = "外務大臣が東京で会見", "貿易について話した。"
    assert is_about(
        title=title,
        text=text,
        page_title="会見",
        page_text="外務大臣が東京で会見し、貿易について話した。",
    )
    assert not is_about(
        title=title,
        text=text,
        page_title="天気",
        page_text="北日本では雨が降り、気温が下がる見込みである。",
    )
    russian = "Министр иностранных дел провел переговоры"
    assert is_about(
        title=russian,
        text="",
        page_title="",
        page_text="Министры иностранных дел провели переговоры в Астане",
    )


def test_an_entry_of_a_word_or_two_needs_its_own_title():
    assert is_about(title="Talks", text="", page_title="Talks | Radio", page_text="x")
    assert not is_about(title="Talks", text="", page_title="Radio", page_text="Talks were held")
    assert not is_about(title="", text="", page_title="", page_text="x")


@pytest.mark.parametrize(
    ("path", "front"),
    [
        ("", True),
        ("/", True),
        ("/en", True),
        ("/en/", True),
        ("/pt-br/", True),
        ("/index.html", True),
        ("/en/home", True),
        ("/news", False),
        ("/?p=5", False),
        ("/en/news/1", False),
    ],
)
def test_a_front_page_is_known_by_its_address(path, front):
    assert _is_front_page(f"https://a.example{path}") is front


LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ('<meta property="article:published_time" content="2026-11-24T10:00:00+05:00"><meta property="article:modified_time" content="2026-11-26">', "2026-11-24"),
        ('<meta name="DC.date.issued" content="2026-11-24">', "2026-11-24"),
        (LD.format('{"@type": "NewsArticle", "dateModified": "2026-11-26", "datePublished": "2026-11-24T23:00:00Z"}'), "2026-11-24"),
        (LD.format('{"@graph": [{"@type": "WebSite", "datePublished": "2001-01-01"}, {"@type": ["Article", "Report"], "datePublished": "2026-11-24"}]}'), "2026-11-24"),
        (LD.format('{"@type": "WebPage", "datePublished": "2001-01-01", "mainEntity": {"@type": "NewsArticle", "datePublished": "2026-11-24"}}'), "2026-11-24"),
        (LD.format('{"@type": "NewsArticle", "comment": [{"@type": "Comment", "datePublished": "2026-11-25"}], "image": {"@type": "ImageObject", "datePublished": "2020-01-01"}, "datePublished": "2026-11-24"}'), "2026-11-24"),
        (LD.format('{"@type": "NewsArticle", "citation": {"@type": "NewsArticle", "datePublished": "2020-01-01"}}'), None),
        (LD.format('[{"@type": "ImageObject", "datePublished": "2020-01-01"}]'), None),
        (LD.format("{broken"), None),
        (LD.format("[" * 2000), None),
        (LD.format('{"@type": "NewsArticle", "datePublished": 5}'), None),
        (LD.format('{"@type": "NewsArticle", "datePublished": "2026"}'), None),
        ('<meta name="pubdate" content="soon">', None),
        ("", None),
    ],
)  # fmt: skip
def test_a_page_says_when_its_article_was_first_published(head, day):
    assert day_of(fromstring(f"<html><head>{head}</head><body><p>x</p></body></html>")) == day


def test_microdata_of_the_article_counts_and_that_of_a_comment_does_not():
    comment = '<div itemscope itemtype="https://schema.org/Comment"><time itemprop="datePublished" datetime="2026-11-25"></time></div>'
    article = '<article itemscope itemtype="https://schema.org/NewsArticle">{}<meta itemprop="datePublished" content="2026-11-24"></article>'
    assert (
        day_of(fromstring(f"<html><body>{article.format(comment)}</body></html>")) == "2026-11-24"
    )
    assert day_of(fromstring(f"<html><body>{comment}</body></html>")) is None
    bare = '<time itemprop="datePublished" datetime="2026-11-24">'
    assert day_of(fromstring(f"<html><body>{bare}</body></html>")) == "2026-11-24"


def test_a_deep_graph_is_left():
    deep = '{"@graph": ' * 9 + '{"@type": "Article", "datePublished": "2026-11-24"}' + "}" * 9
    assert day_of(fromstring(f"<html><head>{LD.format(deep)}</head><body>x</body></html>")) is None


@pytest.mark.parametrize("tag", ["del", "s", "strike"])
def test_what_was_struck_out_is_not_said(tag):
    old = f"<p>The ministers <{tag}>signed</{tag}> discussed a treaty in Astana on Tuesday.</p>"
    found = page(f"<article>{paragraphs(STORY)}{old}</article>")
    assert "signed" not in found.text
    assert "discussed a treaty" in found.text


def test_a_strike_that_was_left_open_strikes_nothing():
    found = page(f"<article><del>{paragraphs(STORY)}</del></article>")
    assert all(words in found.text for words in STORY)
