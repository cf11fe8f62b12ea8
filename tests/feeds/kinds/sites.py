"""Documents of sources that are no feeds, and a loopback site that serves them by path."""

from __future__ import annotations

import gzip

from tests.feeds.feed_servers import Server, answer

NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def headline(number: int) -> str:
    return f"Minister of country {number} received the ambassador of country {number + 1}"


def address(root: str, number: int, *, lastmod="", news="", title="", language="en") -> str:  # noqa: PLR0913 — an entry's fields
    said = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    if news:
        said += (
            "<news:news><news:publication><news:name>Example ministry</news:name>"
            f"<news:language>{language}</news:language></news:publication>"
            f"<news:publication_date>{news}</news:publication_date>"
            f"<news:title>{title or headline(number)}</news:title></news:news>"
        )
    return f"<url><loc>{root}/en/news/{number}</loc>{said}</url>"


def sitemap(*urls: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{SITEMAPS}" xmlns:news="{NEWS}">{"".join(urls)}</urlset>'.encode()


def index(*parts: str) -> bytes:
    """Each part an address, or an address and its lastmod with a blank between."""
    listed = (part.partition(" ") for part in parts)
    inner = "".join(
        f"<sitemap><loc>{loc}</loc>{f'<lastmod>{at}</lastmod>' if at else ''}</sitemap>"
        for loc, _, at in listed
    )
    return f'<sitemapindex xmlns="{SITEMAPS}">{inner}</sitemapindex>'.encode()


def news_sitemap(root: str, numbers, *, day="2026-11-20T08:{:02}:00+00:00") -> bytes:
    return sitemap(*(address(root, number, news=day.format(number)) for number in numbers))


def article(number: int, *, day="2026-11-20", title="") -> bytes:
    """A page that says when it was published."""
    words = (
        f"{headline(number)}. The meeting took place on Friday in the capital of country {number}. "
        "They spoke about trade, transport and culture, and agreed to meet again in spring. "
    ) * 4
    meta = f'<meta property="article:published_time" content="{day}T08:00:00Z">' if day else ""
    return f"<html><head><title>{title or headline(number)}</title>{meta}</head><body><article><h1>{title or headline(number)}</h1><p>{words}</p></article></body></html>".encode()


def card(number: int, *, day="20 November 2026", path="/en/news/") -> str:
    return (
        f'<div class="card"><a href="{path}{number}"><img src="{number}.jpg"></a>'
        f'<span>{day}</span><h3><a href="{path}{number}">{headline(number)}</a></h3>'
        f'<a href="{path}{number}">Read more about it here</a></div>'
    )


MENU = (
    '<nav><a href="/en/ministry/about-the-minister-and-deputies">The minister and deputies</a>'
    '<a href="/en/ministry/structure-of-the-ministry-itself">The structure of the ministry</a>'
    '<a href="/en/ministry/history-of-our-diplomatic-service">History of the service</a></nav>'
)
PAGES = '<div class="pages"><a href="/en/news?page=1">1</a><a href="/en/news?page=2">2</a><a href="/en/news?page=3">3</a></div>'


def listing(*cards: str, menu: str = MENU) -> bytes:
    return f'<html lang="en"><head><meta property="og:site_name" content="Example ministry"></head><body>{menu}<main>{"".join(cards)}{PAGES}</main><footer><a href="/en/news/999">{headline(999)}</a></footer></body></html>'.encode()


def post(number: int, *, words="", more="", channel="mfa_example", service="", edited="") -> str:  # noqa: PLR0913 — a post's parts
    words = words or f"<b>{headline(number)}</b><br/><br/>They spoke about trade and transport."
    text = (
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{words}</div>'
        if words != "-"
        else '<a class="tgme_widget_message_photo_wrap" href="#"></a>'
    )
    return (
        f'<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message text_not_supported_wrap {service} js-widget_message" data-post="{channel}/{number}">'
        f'<div class="tgme_widget_message_bubble">{more}{text}'
        '<div class="tgme_widget_message_footer"><span class="tgme_widget_message_views">1.2K</span>'
        f'<span class="tgme_widget_message_meta">{edited}<a class="tgme_widget_message_date" href="https://t.me/{channel}/{number}">'
        f'<time datetime="2026-11-20T08:{number % 60:02}:00+00:00" class="time">08:00</time></a></span></div></div></div></div>'
    )


FORWARDED = (
    '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from '
    '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/other/5"><span dir="auto">Other desk</span></a></div>'
)
REPLY = '<a class="tgme_widget_message_reply" href="https://t.me/mfa_example/1"><div class="tgme_widget_message_text js-message_reply_text">Words of the post that is answered</div></a>'


def preview(*posts: str, title="Example ministry") -> bytes:
    """The oldest post first, as Telegram shows them."""
    return f'<html><body><div class="tgme_channel_info_header_title"><span dir="auto">{title}</span></div><section class="tgme_channel_history js-message_history">{"".join(posts)}</section></body></html>'.encode()


class Site:
    """`pages`: path → bytes, or a whole answer made by `answer`. What is not there is 404."""

    def __init__(self, pages=None):
        self.pages = dict(pages or {})
        self.server = Server(self._handle)

    async def __aenter__(self):
        await self.server.__aenter__()
        self.root = self.server.url.removesuffix("/feed")
        return self

    async def __aexit__(self, *args):
        await self.server.__aexit__(*args)

    async def _handle(self, request, writer):
        found = self.pages.get(request.path)
        if found is None:
            writer.write(answer("404 Not Found"))
        elif found.startswith(b"HTTP/1.1"):
            writer.write(found)
        else:
            kind = "text/html" if b"<html" in found[:200] else "application/xml"
            etag = f'"{hash(found):x}"'
            if request.headers.get("if-none-match") == etag:
                writer.write(answer("304 Not Modified", etag=etag))
            else:
                writer.write(answer(body=found, content_type=kind, etag=etag))

    def asked(self, path):
        return sum(request.path == path for request in self.server.requests)


def zipped(body: bytes) -> bytes:
    return gzip.compress(body)
