"""What of an entry is its title, its text, its address, its id and its language."""

import pytest

from monitor.feeds.parse.documents import document_of
from monitor.feeds.parse.loose_feed import read_loosely
from monitor.feeds.parse.mending import mended
from monitor.feeds.parse.parse import parse
from monitor.feeds.parse.xml_feed import tree_of
from monitor.feeds.values import FetchError

URL = "https://news.example/rss/feed.xml"
NAMESPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)
CAPTION = "Delegates pose for a picture before the talks in the great hall of the palace."


def read(body, **how):
    how = {"url": URL, "content_type": "application/xml", **how}
    return parse(body if isinstance(body, bytes) else body.encode(), **how)


def rss(item, head="<title>T</title>"):
    return read(
        f'<rss version="2.0" {NAMESPACES}><channel>{head}<item>{item}</item></channel></rss>'
    ).entries[0]


def atom(entry, head=""):
    return read(
        f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" {head}>'
        f"<title>T</title><entry>{entry}</entry></feed>"
    ).entries[0]


def json(item):
    version = '{"version": "https://jsonfeed.org/version/1.1", '
    return read(f'{version}"items": [{{{item}}}]}}').entries[0]


@pytest.mark.parametrize(
    "media",
    [
        f'<media:content url="/a.jpg"><media:description>{CAPTION}</media:description></media:content>',
        f'<media:content medium="image" url="/a"><media:description>{CAPTION}</media:description></media:content>',
        f'<media:content type="image/webp" url="/a"/><media:description>{CAPTION}</media:description>',
        f'<media:group><media:content type="image/jpeg" url="/a"/><media:description>{CAPTION}</media:description></media:group>',
        f'<media:thumbnail url="/a.jpg"/><media:description type="html">&lt;p&gt;{CAPTION}&lt;/p&gt;</media:description>',
        f"<media:group><media:title>{CAPTION}</media:title></media:group>",
        f"<media:text>{CAPTION}</media:text>",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_caption_never_stands_for_the_article(media, first):
    words = "<title>Ministers met</title><description>In Astana.</description>"
    entry = rss(media + words if first else words + media)
    assert (entry.title, entry.text) == ("Ministers met", "In Astana.")


def test_a_picture_says_nothing_for_an_entry_without_words_and_a_film_does():
    described = f"<media:description>{CAPTION}</media:description>"
    picture = f'<title>T</title><media:content medium="image">{described}</media:content>'
    assert rss(picture).text == ""
    assert (
        rss(f'<title>T</title><media:content url="/a.png?w=3">{described}</media:content>').text
        == ""
    )
    film = f'<media:group><media:content type="video/mp4" url="/v"/>{described}</media:group>'
    assert atom(f"<title>x</title><id>urn:1</id>{film}").text == CAPTION


def test_a_source_or_a_medium_gives_no_title():
    source = "<source url='http://s.example/f'>S</source><media:title>A picture</media:title>"
    assert rss(f"{source}<title>Ministers met</title>").title == "Ministers met"
    assert rss("<title></title><dc:title>By another name</dc:title>").title == "By another name"
    assert (
        atom("<source><title>Elsewhere</title></source><title>Here</title><id>urn:1</id>").title
        == "Here"
    )


@pytest.mark.parametrize(
    "content",
    [
        '<content type="image/png">aGVsbG8gd29ybGQsIGFuZCBtb3JlIG9mIGl0</content>',
        '<content type="application/octet-stream">aGVsbG8gd29ybGQsIGFuZCBtb3JlIG9mIGl0</content>',
        '<content type="audio/mpeg" src="/a.mp3"/>',
        '<content type="video/mp4; codecs=x">AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA</content>',
        '<content mode="base64" type="text/plain">////////////////////////////</content>',
    ],
)
def test_content_that_is_no_text_is_not_read(content):
    entry = atom(f"<title>x</title><id>urn:1</id><summary>Ministers met.</summary>{content}")
    assert entry.text == "Ministers met."


def test_text_in_base64_is_read_if_it_says_so():
    entry = atom('<title>x</title><id>u</id><content mode="base64">TWluaXN0ZXJzIG1ldC4=</content>')
    assert entry.text == "Ministers met."


def test_what_tells_more_is_the_text_whatever_it_is_called():
    short = "<content:encoded>&lt;img src='a'&gt;</content:encoded>"
    assert (
        rss(f"<title>x</title>{short}<description>Ministers met.</description>").text
        == "Ministers met."
    )
    full = "<content:encoded>&lt;p&gt;Ministers met in Astana.&lt;/p&gt;</content:encoded>"
    assert (
        rss(f"<title>x</title>{full}<description>Ministers…</description>").text
        == "Ministers met in Astana."
    )


WORDS = "Return of <Siege> to the stage"
ESCAPED = WORDS.replace("<", "&lt;").replace(">", "&gt;")


def test_words_in_angle_brackets_stay_where_text_is_plain():
    assert json(f'"id": "1", "title": "{WORDS}"').title == WORDS
    assert json(f'"id": "1", "content_text": "{WORDS}"').text == WORDS
    assert json(f'"id": "1", "summary": "{WORDS}"').text == WORDS
    assert json('"id": "1", "content_text": "the <b> tag"').text == "the <b> tag"
    for kind in ("", ' type="text"', ' type="text/plain"'):
        assert atom(f"<title{kind}>{ESCAPED}</title><id>u</id>").title == WORDS
        assert atom(f"<title>x</title><id>u</id><content{kind}>{ESCAPED}</content>").text == WORDS


def test_words_in_angle_brackets_stay_where_markup_escapes_them():
    inner = '<div xmlns="http://www.w3.org/1999/xhtml"><p>%s</p><p>and <b>left</b></p></div>'
    entry = atom(f"<title>x</title><id>u</id><content type='xhtml'>{inner % ESCAPED}</content>")
    assert entry.text == f"{WORDS}\nand left"
    prefixed = "<h:div xmlns:h='http://www.w3.org/1999/xhtml'><h:p>One</h:p><h:p>two</h:p></h:div>"
    assert (
        atom(f"<title>x</title><id>u</id><content type='xhtml'>{prefixed}</content>").text
        == "One\ntwo"
    )
    assert rss(f"<title>{ESCAPED}</title>").title == WORDS
    assert rss(f"<title><![CDATA[{WORDS}]]></title>").title == WORDS


def test_markup_in_titles_goes():
    assert rss("<title>&lt;b&gt;A&lt;/b&gt; &amp;amp; B &amp;#8217;s</title>").title == "A & B ’s"
    assert rss("<title><![CDATA[<siege>A</siege> B]]></title>").title == "A B"
    assert rss("<title>A <b>bold</b> word</title>").title == "A bold word"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<ruby>茂木<rp>(</rp><rt>もてぎ</rt><rp>)</rp></ruby>外相", "茂木外相"),
        ("<ruby>茂木<rt>もてぎ</ruby>外相", "茂木外相"),
        ("<ruby><rb>東京</rb><rtc><rt>とうきょう</rt></rtc></ruby>で", "東京で"),
        ("40 km<sup>2</sup> and 10<sup>-6</sup>", "40 km² and 10⁻⁶"),
        ("the 24<sup>th</sup> of H<sub>2</sub>O", "the 24th of H2O"),
        ("<del>five</del><ins>six</ins> ministers", "six ministers"),
        ("<s>five</s> <strike>four</strike> six", "six"),
        ("<del>five ministers", "five ministers"),
        ("one <del>two</del> three <del>four", "one three four"),
        ("a<script>b</script>c<style>d</style><!-- e -->f", "acf"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<section>one</section><dd>two</dd>", "one\ntwo"),
    ],
)
def test_what_is_struck_out_or_read_aloud_is_not_told(markup, text):
    assert rss(f"<title>x</title><description><![CDATA[{markup}]]></description>").text == text


def test_a_long_text_is_cut_behind_a_word_and_keeps_its_size():
    link = "<a href='http://a.example/" + "x" * 60 + "'>word</a> "
    entry = rss(f"<title>x</title><description><![CDATA[{link * 800}]]></description>")
    assert (len(entry.text.split()), entry.text_bytes) == (800, None)
    entry = rss(f"<title>x</title><description>{'minister ' * 10_000}</description>")
    assert entry.text_bytes == 89_999
    assert set(entry.text.split()) == {"minister"}
    assert 65_000 < len(entry.text) <= 65_536
    entry = rss(f"<title>x</title><description>{'大臣' * 20_000}</description>")
    assert 65_000 < len(entry.text.encode()) <= 65_536


# --- ids and addresses ---


@pytest.mark.parametrize(
    ("item", "guid", "url"),
    [
        ("<link>http://a.example/1</link><guid>12345</guid>", "12345", "http://a.example/1"),
        ("<guid>12345</guid>", "12345", None),
        ("<guid>  tag:a.example,2026:1\n</guid>", "tag:a.example,2026:1", None),
        ("<guid>/news/5</guid>", "/news/5", None),
        ("<link/><guid>http://a.example/5</guid>", "http://a.example/5", "http://a.example/5"),
        ("<link> </link><guid isPermaLink='true'>http://a.example/5</guid>", "http://a.example/5", "http://a.example/5"),
        ("<link/><guid isPermaLink='false'>http://a.example/5</guid>", "http://a.example/5", None),
        ("<link/><guid isPermaLink='FALSE'>http://a.example/5</guid>", "http://a.example/5", None),
        ("<link>/5</link>", None, "https://news.example/5"),
        ("<link>?id=5</link>", None, "https://news.example/rss/feed.xml?id=5"),
        ("<link uri='at://a/b'>http://a.example/1</link>", None, "http://a.example/1"),
        ("<link href='http://a.example/1'/>", None, "http://a.example/1"),
        ("<link>http://c.example/~r/1</link><feedburner:origLink>http://a.example/1</feedburner:origLink>", None, "http://a.example/1"),
        ("<link>http://c.example/1</link><feedburner:origLink>oops</feedburner:origLink>", None, "http://c.example/1"),
        ("<atom:link href='http://a.example/self' rel='self'/><link>http://a.example/1</link>", None, "http://a.example/1"),
        ("<link>http://[broken</link>", None, None),
        (f"<link>http://a.example/{'x' * 3000}</link>", None, None),
    ],
)  # fmt: skip
def test_ids_are_as_written_and_an_address_is_one_that_was_given(item, guid, url):
    entry = rss(f"<title>x</title>{item}")
    assert (entry.guid, entry.url) == (guid, url)


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ('<link href="/1"/>', "https://news.example/1"),
        ('<link rel="self" href="/s"/><link rel="alternate" href="/1"/>', "https://news.example/1"),
        ('<link rel="alternate" type="application/pdf" href="/p"/><link type="text/html; charset=utf-8" href="/1"/>', "https://news.example/1"),
        ('<link type="application/json" href="/j"/><link href="/1"/>', "https://news.example/1"),
        ('<link type="application/pdf" href="/p"/>', "https://news.example/p"),
        ('<link rel="http://www.iana.org/assignments/relation/alternate" href="/1"/>', "https://news.example/1"),
        ('<link rel="http://www.iana.org/assignments/relation/self" href="/1"/>', None),
        ('<link rel="enclosure" href="/1.mp3"/><link rel="related" href="/2"/>', None),
        ('<link rel="ALTERNATE" href=" /1 "/>', "https://news.example/1"),
        ("<link/>", None),
        ('<content src="/whole" type="text/html"/>', "https://news.example/whole"),
    ],
)  # fmt: skip
def test_the_page_of_an_atom_entry_is_its_alternate_by_rel_and_type(links, url):
    entry = atom(f"<title>x</title><id>1</id>{links}")
    assert (entry.guid, entry.url) == ("1", url)


def test_addresses_are_relative_to_the_base_that_is_given():
    head = 'xml:base="http://b.example/x/"'
    assert atom('<title>x</title><id>1</id><link href="1"/>', head).url == "http://b.example/x/1"
    nested = '<title>x</title><id>1</id><link href="1"/>'
    body = f'<feed xmlns="http://www.w3.org/2005/Atom" {head}><entry xml:base="y/">{nested}</entry></feed>'
    assert read(body).entries[0].url == "http://b.example/x/y/1"
    assert atom('<title>x</title><id>1</id><link href="1"/>', 'xml:base="http://[bad"').url == (
        "https://news.example/rss/1"
    )


# --- times and languages ---


def test_publication_goes_before_modification():
    assert (
        rss(
            "<title>x</title><dcterms:modified>2026-11-25</dcterms:modified><pubDate>2026-11-24</pubDate>"
        ).published
        == "2026-11-24"
    )
    assert (
        atom(
            "<title>x</title><id>1</id><updated>2026-11-25</updated><published>2026-11-24</published>"
        ).published
        == "2026-11-24"
    )
    assert (
        atom("<title>x</title><id>1</id><updated>2026-11-25T00:00:00+05:00</updated>").published
        == "2026-11-24T19:00:00+00:00"
    )
    assert (
        rss("<title>x</title><pubDate>soon</pubDate><dc:date>2026-11-24</dc:date>").published
        == "2026-11-24"
    )


def test_a_time_that_nobody_can_read_is_kept_as_it_was_written():
    entry = rss("<title>x</title><pubDate>some time ago</pubDate>")
    assert (entry.published, entry.unread_time) == (None, "some time ago")
    assert rss("<title>x</title>").unread_time == ""


def test_days_in_figures_are_ordered_as_the_feeds_other_entries_are():
    items = "".join(
        f"<item><title>{day}</title><pubDate>{day}</pubDate></item>"
        for day in ("10/11/2026", "24/11/2026")
    )
    found = read(f'<rss version="2.0"><channel>{items}</channel></rss>').entries
    assert [one.published for one in found] == ["2026-11-10", "2026-11-24"]


def test_the_language_of_an_entry_is_its_own_before_the_feeds():
    assert atom('<title xml:lang="kk">x</title><id>1</id>', 'xml:lang="en"').language == "kk"
    assert atom('<title>x</title><id>1</id><content xml:lang="ru">x</content>').language == "ru"
    assert rss("<title>x</title><dc:language>fr</dc:language>").language == "fr"
    assert rss("<title>x</title>").language is None
    entry = read(
        '<rss xml:lang="en"><channel><item xml:lang="tr"><title>x</title></item></channel></rss>'
    )
    assert (entry.language, entry.entries[0].language) == ("en", "tr")
    assert (
        rss(
            "<title>x</title><dc:language>tr</dc:language><pubDate>24 Kasım 2026</pubDate>"
        ).published
        == "2026-11-24"
    )


@pytest.mark.parametrize(
    ("header", "language"), [("ru", "ru"), ("kk, en", None), ("", None), (" de-AT ", "de-AT")]
)
def test_a_header_says_the_language_of_a_feed_that_does_not(header, language):
    body = "<rss><channel><item><title>x</title></item></channel></rss>"
    assert read(body, content_language=header).language == language
    assert (
        read(
            body.replace("<item>", "<language>fr</language><item>"), content_language=header
        ).language
        == "fr"
    )


# --- JSON Feed ---


@pytest.mark.parametrize(
    "version",
    [
        "https://jsonfeed.org/version/1",
        "http://jsonfeed.org/version/1.1",
        "https://www.jsonfeed.org/version/1.1",
    ],
)
def test_a_json_feed_is_known_by_its_version(version):
    assert read(f'{{"version": "{version}", "items": []}}').form == "json feed"


@pytest.mark.parametrize(
    ("time", "published"),
    [
        ('"Thu, 26 Nov 2026 10:00:00 +0300"', "2026-11-26T07:00:00+00:00"),
        ('"2026-11-26T10:00:00Z"', "2026-11-26T10:00:00+00:00"),
        ("1584366213", "2020-03-16T13:43:33+00:00"),
        ("1584366213000", "2020-03-16T13:43:33+00:00"),
        ("true", None),
        ("[]", None),
    ],
)
def test_times_of_json_are_read_as_those_of_xml(time, published):
    assert json(f'"id": "1", "title": "x", "date_published": {time}').published == published


@pytest.mark.parametrize(
    ("id_", "guid", "url"),
    [
        ("12", "12", None),
        ("12.0", "12", None),
        ("1.5", "1.5", None),
        ("true", None, None),
        ("null", None, None),
        ('"http://a.example/1"', "http://a.example/1", "http://a.example/1"),
    ],
)
def test_ids_of_json_may_be_numbers(id_, guid, url):
    entry = json(f'"id": {id_}, "title": "x"')
    assert (entry.guid, entry.url) == (guid, url)


# --- XML that is broken ---


@pytest.mark.parametrize(
    ("item", "title", "text"),
    [
        ("<title>AT&T and R&D</title><description>x</description>", "AT&T and R&D", "x"),
        ("<title>5 < 6 &nbsp;&mdash; &unheard;</title><description>x</description>", "5 < 6 — &unheard;", "x"),
        ("<title>x&#0;&#x1F;&#xD800;&#65;y&#9999999;</title><description>x</description>", "xAy", "x"),
        ("<title><![CDATA[A & B]]> & C</title><description>x</description>", "A & B & C", "x"),
        ("<title>x</title><dc:date>2026-11-24</dc:date><foo:bar>y</foo:bar><description>x</description>", "x", "x"),
    ],
)  # fmt: skip
def test_what_is_usually_wrong_in_xml_is_mended(item, title, text):
    body = f'<rss version="2.0"><channel><title>T</title><item>{item}</item></channel></rss>'
    found = read(body)
    assert (found.entries[0].title, found.entries[0].text) == (title, text)
    assert found.notes == ("broken XML: read as far as it goes",)


def test_a_prefix_that_nobody_declared_means_what_it_usually_does():
    body = (
        "<rss><channel><item><title>x</title><dc:date>2026-11-24</dc:date></item></channel></rss>"
    )
    assert read(body).entries[0].published == "2026-11-24"


def test_a_document_that_is_cut_off_gives_its_whole_entries():
    item = "<item><title>{0}</title><link>http://a.example/{0}</link></item>"
    body = '<rss version="2.0"><channel><title>T</title>' + "".join(
        item.format(n) for n in range(3)
    )
    for cut in ("", "<item><title>half of", "<item><title>x</title><descr"):
        found = read(body + cut)
        assert [one.title for one in found.entries] == ["0", "1", "2"]
        assert "cut off" in found.notes[-1]
    prefixed = '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>1</a:title></a:entry><a:entry><a:ti'
    assert [one.title for one in read(prefixed).entries] == ["1"]


def test_what_cannot_be_mended_is_read_by_the_loose_parser():
    body = (
        '<rss version="2.0"><channel><title>T</title><item><title>One</b></title><guid>12345</guid>'
        f"<media:description>{CAPTION}</media:description><description><p>Ministers met.</description>"
        "<pubDate>2026/11/24 09:07</pubDate></item><item><title>Two</title><link>/2</link></item></channel></rss>"
    )
    assert tree_of(mended(document_of(body.encode(), "").text)) is None
    first, second = read(body).entries
    assert (first.title, first.text, first.guid, first.url) == (
        "One",
        "Ministers met.",
        "12345",
        None,
    )
    assert (first.published, second.url) == ("2026-11-24T09:07:00", "https://news.example/2")
    assert read(body).notes == ("broken XML: read as far as it goes",)


def test_the_loose_parser_drops_half_an_entry_and_pictures():
    body = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>One</b></title><summary>Short.</summary><content type="image/png">aGVsbG8gd29ybGQgaGVsbG8=</content></entry><entry><title>Tw'
    found = read(body)
    assert [(one.title, one.text) for one in found.entries] == [("One", "Short.")]
    assert "cut off" in found.notes[-1]


@pytest.mark.parametrize(
    "body",
    [
        "<feed><x/></feed>",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><x/></rdf:RDF>',
    ],
)
def test_xml_of_another_kind_is_no_feed(body):
    with pytest.raises(FetchError, match="no feed"):
        read(body)


def test_a_loose_document_of_another_kind_is_no_feed():
    assert read_loosely("<x><b></x>", url=URL) is None


@pytest.mark.parametrize(
    ("body", "form"),
    [
        ('<rss version="2.0"><channel/></rss>', "rss20"),
        ('<rss version="0.92"><channel/></rss>', "rss092"),
        ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel/></rdf:RDF>', "rss10"),
        ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel/></rdf:RDF>', "rss090"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"/>', "atom10"),
        ('<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry/></feed>', "atom03"),
        ("<feed><entry/></feed>", "atom"),
    ],
)  # fmt: skip
def test_forms_are_known_by_their_roots(body, form):
    assert read(body).form == form


def test_rdf_knows_an_entry_by_what_it_is_about():
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        '<channel><title>T</title></channel><item rdf:about="http://a.example/1"><title>x</title></item></rdf:RDF>'
    )
    entry = read(body).entries[0]
    assert (entry.guid, entry.url) == ("http://a.example/1", "http://a.example/1")
