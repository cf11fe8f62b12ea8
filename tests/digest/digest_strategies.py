"""Readings as the worst of worlds could bring them: hostile words, missing parts, long links, many
scripts.
"""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from monitor.digest.compose.compose import compose
from monitor.digest.model import CorrectionNotice, SeenMember, StoryForDigest, ToldBefore
from monitor.events.stories_and_feeds import Member
from monitor.model import (
    Article,
    Fact,
    Figure,
    Outcome,
    Person,
    Place,
    Quotation,
    Reading,
    Slip,
    Source,
    Span,
    Upcoming,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOSTILE = (
    "<script>alert(1)</script>",
    "</b></a><b>bold</b>",
    '" onclick="x" a="',
    "a & b &amp; c &lt;i&gt; &#60;",
    "*bold* _it_ [link](http://evil.example) `code` ![x](y) <u>",
    "# heading\n- list\n1. one\n> quote\n---",
    "1) first",
    "\u202eright to left override\u202c \u2067isolate",
    "الرئيس يستقبل نظيره 2026",
    "שלום <b>",
    "\x1b[31mred\x1b[0m \x07 \x00",
    "👩‍👩‍👧‍👦 🇰🇿🇷🇺 🏳️‍🌈 ⛔️",
    "\ud800 lone surrogate \ufffe \U0001ffff",
    "Z̷̡̧̢̛̛̹͎̪̞͚̘͈̱̪͎̦̱̖̤̫̲̣̜̦̼͙̭̭̫̥a̷l̸g̷o̶",
    "習近平會見托卡耶夫。雙方簽署協議。",
    "{name} %s {0} \\0 $x^2$ http://auto.example www.auto.example @someone ~~x~~ |a|b|",
    "ӘҒҚҢӨҰҮҺІ Қасым-Жомарт",
    (
        "@everyone /start #tag $USD http://evil.example/phish evil.example tg://resolve?x=1 "
        "me@evil.example www.evil.example"
    ),
    (
        "(@a) /b@c_bot ftp://1.2.3.4/x 1.2.3.4 президент.рф ＠full #١ x.co/y?z=t.me/x U.S.A. 2.2 "
        "xn--p1ai.xn--p1ai"
    ),
    "x" * 5000,
    "long " * 600,
    "]]><!-- --> <![CDATA[",
    "",
    " ",
)
LINKS = (
    None,
    "https://news.example/a?b=1&c=<2>",
    "https://news.example/" + "q" * 1960,
    "https://long.example/?utm=" + "й" * 300,
    "http://пример.рф/новости",
    "https://news.example/path_(1)/'x'",
    "https://ok.example/a-b_c~d?x=1&y=2#z",
    "javascript:alert(1)",
    "https://",
    "/relative",
    "http://localhost/x",
    "https://user:pw@evil.example/",
    "https://[2001:db8::1]/x",
    "https://ok.example:99999/",
    "https://ok.example/\n<b>",
    "HTTPS://Upper.Example/Path",
    "https://under_score.example/",
    "https://1.2.3.4/x",
    "https://ok.example/%zz%20",
)
words = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))
some_words = words.filter(bool)
links = st.one_of(
    st.sampled_from(LINKS), st.text(max_size=30).map(lambda tail: f"https://x.example/{tail}")
)
dates = st.sampled_from(
    [
        "2026-11-23",
        "2026-11",
        "2026",
        "2024-12-12",
        "2027-05-03",
        "2026-11-22T10:00:00+05:00",
        "9999-12-31",
    ]
)
languages = st.sampled_from(["en", "ru", "ar", "zh", "kk", "xx"])
countries = st.sampled_from(["KZ", "RU", "XK", "TR", "US", "ZZ", "??"])
acts = st.sampled_from(["meeting", "talks", "visit", "call", "never-heard-of"])
spans = st.builds(
    Span,
    start=dates,
    end=st.none() | dates,
    basis=st.sampled_from(["text", "relative", "published"]),
    as_written=words,
)
places = st.builds(Place, name=words, country=st.none() | countries, then=st.none() | words)
people = st.builds(
    Person,
    key=st.sampled_from(["tokaev", "putin", "si", ""]),
    name=words,
    surname=words,
    office=st.none() | st.sampled_from(["president", "ambassador", "keeper-of-seals"]),
    body=st.none() | words,
    country=st.none() | countries,
    role=st.sampled_from(["lead", "lead", "present", "mentioned"]),
)
quotations = st.builds(
    Quotation,
    text=words,
    speaker=words,
    speaker_key=st.sampled_from(["tokaev", "x"]),
    language=languages,
)
figures = st.builds(
    Figure,
    value=st.floats(0, 1e12),
    as_written=words,
    unit=words,
    counts=words,
    owner=st.none() | words,
    owner_key=st.none() | st.just("tokaev"),
)
outcomes = st.builds(
    Outcome,
    kind=st.sampled_from(["signed", "agreed", "proposed"]),
    what=words,
    key=words,
    background=st.booleans(),
)
upcoming = st.builds(
    Upcoming,
    what=words,
    when=st.none() | spans,
    place=st.none() | places,
    proposed_by=st.none() | words,
)
slips = st.builds(Slip, as_written=words, read_as=words, because=words)
facts = st.builds(
    Fact,
    kind=st.sampled_from(
        ["quotation", "figure", "outcome", "stage", "visit", "act", "sentence", "denial"]
    ),
    text=some_words,
    key=words,
    was=st.none() | words,
)


def few(strategy):
    return st.lists(strategy, max_size=3).map(tuple)


readings = st.builds(
    Reading,
    language=languages,
    title=words,
    people=st.lists(people, max_size=5).map(tuple),
    countries=few(countries),
    organisations=few(words),
    place=st.none() | places,
    date=st.none() | spans,
    acts=few(acts),
    stage=st.none() | st.sampled_from(["announced", "happened", "cancelled", "signed"]),
    visit=st.none() | st.sampled_from(["state", "working", "official"]),
    multilateral=st.booleans(),
    themes=few(st.sampled_from(["trade", "never-heard-of"])),
    outcomes=few(outcomes),
    upcoming=few(upcoming),
    figures=few(figures),
    quotations=few(quotations),
    slips=few(slips),
    credit=st.none() | words,
    translated_by=st.none() | words,
    quotes_refused=st.integers(0, 3),
)
articles = st.builds(
    Article,
    id=st.integers(0, 2**64 - 1).map("{:016x}".format),
    version=st.just("0" * 12),
    text_hash=st.just("0" * 64),
    text_bytes=st.just(1),
    url=links,
    outlet=st.none() | words,
    published=st.none() | dates,
    title=st.none() | words,
)
members = st.builds(
    Member,
    article=articles,
    reading=readings,
    verdict=st.sampled_from(["new", "development", "duplicate", "unsure"]),
    new_facts=few(facts),
    differ=few(facts),
)


def _story(number, brought, told, links_to):
    seen = tuple(
        SeenMember(member=member, at=NOON - timedelta(hours=len(brought) - index))
        for index, member in enumerate(brought)
    )
    return StoryForDigest(
        id=f"story{number}",
        number=number,
        seen=seen,
        told=ToldBefore(at=NOON - timedelta(days=2), number=3) if told else None,
        maybe="story1" if told and number > 1 else None,
        links=links_to,
    )


def _stories(rows):
    return [_story(number, *row) for number, row in enumerate(rows, start=1)]


stories = st.lists(
    st.tuples(
        st.lists(members, min_size=1, max_size=6),
        st.booleans(),
        few(st.sampled_from(["story1", "story2", "story3", "gone"])),
    ),
    max_size=4,
).map(_stories)
sources = few(
    st.builds(
        Source,
        id=some_words,
        name=some_words,
        kind=st.sampled_from(["party", "state", "private", "unknown"]),
        country=st.none() | countries,
        hosts=st.just(("news.example",)),
    )
)
corrections = few(
    st.builds(
        CorrectionNotice,
        kind=st.sampled_from(["merged", "split", "moved", "undone"]),
        at=st.just(NOON),
        numbers=st.sampled_from([(1,), (1, 2), (1, 2, 3)]),
        reason=words,
    )
)


@st.composite
def digests(draw):
    return compose(
        draw(stories),
        since=draw(st.sampled_from([None, NOON - timedelta(hours=2)])),
        until=NOON,
        language=draw(st.sampled_from(["en", "ru"])),
        zone=draw(st.sampled_from(["Asia/Almaty", "UTC", "America/New_York"])),
        sources=draw(sources),
        title=draw(st.sampled_from(["", "Kazakhstan <b>", "الشرق"])),
        corrections=draw(corrections),
        set_aside=draw(st.integers(0, 2)),
        entries_max=draw(st.sampled_from([1, 200])),
        readouts_max=draw(st.sampled_from([1, 25])),
    )
