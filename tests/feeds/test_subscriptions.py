import pytest

from monitor.errors import ConfigError, InputError, NotFoundError
from monitor.feeds import opml, subscriptions
from monitor.feeds.values import Feed
from monitor.model import Source

KEPT = """# my feeds

[tass-en] # the agency
url = "https://tass.com/rss/v2.xml"  # since 2025
outlet = "tass"

# --- later ---
[other]
url = "https://other.example/feed"
paused = true
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "config" / "feeds.toml"
    path.parent.mkdir()
    path.write_text(KEPT)
    return path


def test_adding_and_removing_leaves_the_file_as_it_was_comments_included(path):
    (added,) = subscriptions.add(path, [Feed(url="https://news.example/rss", language="kk")])
    text = path.read_text()
    assert text.startswith(KEPT)
    assert 'language = "kk"' in text
    assert subscriptions.remove(path, added.name) == "https://news.example/rss"
    assert path.read_text() == KEPT


def test_a_feed_is_added_once_and_names_are_free(path):
    feeds = [Feed(url=f"https://tass.com/{n}", outlet="tass", language="en") for n in range(2)]
    assert [feed.name for feed in subscriptions.add(path, feeds)] == ["tass-en-2", "tass-en-3"]
    assert subscriptions.add(path, feeds) == []


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.example.com/feed/", "example"),
        ("https://news.example.org/world/rss.xml", "example-world"),
        ("https://example.org/Новости/rss", "example"),
        ("http://[::1]/", "feed"),
        ("http://rss.com/feed", "feed"),
    ],
)
def test_a_name_is_made_from_what_the_address_tells(tmp_path, url, name):
    (added,) = subscriptions.add(tmp_path / "config" / "feeds.toml", [Feed(url=url)])
    assert added.name == name


def test_a_feed_is_removed_by_its_address_too_and_an_unknown_one_is_said_to_be(path):
    assert subscriptions.remove(path, "https://other.example/feed") == "https://other.example/feed"
    with pytest.raises(NotFoundError, match="nobody"):
        subscriptions.remove(path, "nobody")


def test_a_file_that_is_not_toml_is_left_as_it_is(path):
    path.write_text("[broken")
    with pytest.raises(ConfigError, match="not TOML"):
        subscriptions.add(path, [Feed(url="https://a.example/")])
    assert path.read_text() == "[broken"


# --- OPML ---


def test_opml_round_trips_addresses_and_languages():
    feeds = [
        Feed(url="https://a.example/feed?a=1&b=2", name="a", outlet="a"),
        Feed(url="https://b.example/", language="ru"),
    ]
    written = opml.opml_of(feeds, {"a": Source(id="a", name='A "quoted" <name>')})
    read = opml.feeds_in(written.encode())
    assert [(feed.url, feed.language) for feed in read] == [
        (feed.url, feed.language) for feed in feeds
    ]


NESTED = b"""<?xml version="1.0"?><opml version="1.0"><body><outline text="News">
<outline type="rss" xmlUrl="https://a.example/1"/>
<outline text="Deeper"><outline xmlurl="https://a.example/2" language="en-GB"/></outline></outline>
<outline xmlUrl="file:///etc/passwd"/><outline xmlUrl="https://user:secret@a.example/3"/>
<outline xmlUrl="https://a.example/1"/>
</body></opml>"""


def test_folders_are_opened_doubles_folded_and_what_is_no_plain_web_address_left_out():
    assert [(feed.url, feed.language) for feed in opml.feeds_in(NESTED)] == [
        ("https://a.example/1", None),
        ("https://a.example/2", "en"),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no XML",
        b"<rss/>",
        b"<opml>",
        b'<!DOCTYPE o [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss>&b;</rss>',
        b"<opml>" + b"<outline>" * 1_000,
    ],
)
def test_what_is_no_opml_is_said_to_be_none(raw):
    with pytest.raises(InputError, match="not OPML"):
        opml.feeds_in(raw)


def test_an_entity_in_opml_is_not_expanded():
    raw = (
        b'<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/hostname">]><opml><outline '
        b'xmlUrl="https://a.example/&a;"/></opml>'
    )
    with pytest.raises(InputError):
        opml.feeds_in(raw)
    raw = (
        b'<!DOCTYPE opml [<!ENTITY a "multiplied">]><opml><outline text="&a;" '
        b'xmlUrl="https://a.example/"/></opml>'
    )
    assert "multiplied" not in str(opml.feeds_in(raw))


def test_titles_of_opml_come_back_whatever_they_are():
    titles = ["World – “News” & <more>", "Новости мира", "世界", None]
    feeds = [Feed(url=f"https://a.example/{n}", title=title) for n, title in enumerate(titles)]
    read = opml.feeds_in(opml.opml_of(feeds, {}).encode())
    assert [feed.title for feed in read] == [*titles[:3], "https://a.example/3"]
    sources = {"a": Source(id="a", name="The source")}
    titled = [Feed(url="https://a.example/", title="Mine", outlet="a")]
    assert opml.feeds_in(opml.opml_of(titled, sources).encode())[0].title == "Mine"


@pytest.mark.parametrize(
    ("outline", "said"),
    [
        ('text="A" type="rss" xmlUrl="feed:x"', "“A”: its address is not one of the web: feed:x"),
        ('text="A" type="rss"', "“A”: an outline of a feed without its address (xmlUrl)"),
        (
            'xmlUrl="ftp://a.example/"',
            "“ftp://a.example/”: its address is not one of the web: ftp://a.example/",
        ),
        ('title="A" xmlUrl="https://u:p@a.example/"', "“A”: its address carries a password"),
    ],
)
def test_an_outline_that_is_no_feed_is_named(outline, said):
    raw = f'<opml><body><outline text="Folder"><outline {outline}/></outline><outline xmlUrl="https://a.example/"/></body></opml>'
    found = opml.outlines_in(raw.encode())
    assert (found.bad, len(found.feeds)) == ([said], 1)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The Astana Times", "the-astana-times"),
        ("Новости – Казинформ", "novosti-kazinform"),
        ("世界", "shijie"),
        ("…", "example"),
        ("Word " * 40, "-".join(["word"] * 12)),
        ("x" * 100, "x" * 60),
    ],
)
def test_a_feed_is_named_by_its_title(tmp_path, title, name):
    path = tmp_path / "config" / "feeds.toml"
    (added,) = subscriptions.add(path, [Feed(url="https://example.com/feed", title=title)])
    assert added.name == name
    assert title.strip() in path.read_text()


def test_a_new_outlet_is_written_with_its_host(tmp_path):
    path = tmp_path / "config" / "sources.toml"
    subscriptions.add_outlet(path, Source(id="a", name="A", hosts=("a.example",)))
    subscriptions.add_outlet(path, Source(id="b", name="B"))
    assert '[a]\nname = "A"\nhosts = ["a.example"]' in path.read_text()
    assert path.read_text().rstrip().endswith('[b]\nname = "B"')
