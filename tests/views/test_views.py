"""What the views say about a log, and that they are nothing but its shadow."""

import random
import sqlite3
from datetime import timedelta

import pytest
from hypothesis import given, settings
from msgspec import structs

from monitor.engine.archive import Archive
from monitor.errors import LogForeignError, MonitorError, UsageError
from monitor.events.stories_and_feeds import (
    ArticleMoved,
    ArticleRevised,
    ArticleSetAside,
    CorrectionUndone,
    FeedFetched,
    FeedHeld,
    FetchedEntry,
    StoriesMerged,
    StoryClosed,
    StoryReopened,
    StorySplit,
    key_of,
)
from monitor.log.memory import MemoryLog
from monitor.log.sqlite import SqliteLog
from monitor.model import (
    Binding,
    Fact,
    Person,
    Place,
    Quotation,
    Reading,
    Rules,
    StoryStatus,
    Verdict,
)
from monitor.stories.commands import Merge, Move, Revise, SetAside, Split, TakeArticle, Tick, Undo
from monitor.stories.decide import decide
from monitor.stories.evolve import evolve
from monitor.stories.state import State
from monitor.views.views import Views
from tests.house import examples
from tests.log.log_samples import (
    EVIDENCE,
    NOW,
    anything,
    article,
    attached,
    keyed,
    opened,
    reading,
    redaction,
    taken,
    text_of,
)


@pytest.fixture
def log():
    return MemoryLog()


@pytest.fixture
def views(tmp_path):
    with Views.open(tmp_path / "views.db") as views:
        yield views


def write(log, *events, at=NOW) -> None:
    start = log.head().position
    log.append([(f"{start}/{n}", event) for n, event in enumerate(events)], at=at, expected=start)


def seen(views, log, *events):
    write(log, *events)
    views.catch_up(log)
    return views


def two_stories(log) -> None:
    write(
        log,
        taken("a001"),
        opened("s1", "a001", 1),
        taken("a002"),
        attached("s1", "a002", of="a001"),
    )
    write(log, taken("b001"), opened("s2", "b001", 2, maybe="s1"), at=NOW + timedelta(hours=1))


def ids(views, story) -> list[str]:
    return [member.article.id for member in views.members(story)]


# --- articles and stories ---


def test_the_story_whose_last_news_is_newest_comes_first_however_late_it_came(views, log) -> None:
    events = []
    days = {"a": "2026-11-20", "b": "2026-11-22T07:00:00Z", "c": "2024-03", "d": None}
    for number, (name, day) in enumerate(days.items(), start=1):
        events += [
            taken(name, published=day) if day else taken(name),
            opened(f"story-{name}", name, number=number),
        ]
    seen(views, log, *events)
    assert [row.number for row in views.stories()] == [2, 4, 1, 3]


def test_a_story_has_its_articles_in_the_order_in_which_they_came(views, log) -> None:
    two_stories(log)
    views.catch_up(log)
    assert ids(views, "s1") == ["a001", "a002"]
    assert [member.verdict for member in views.members("s1")] == ["new", "duplicate"]
    assert [(row.number, row.status, row.articles) for row in views.stories()] == [
        (2, StoryStatus.OPEN, 1),
        (1, StoryStatus.OPEN, 2),
    ]
    assert views.stories(limit=1)[0].id == "s2"
    assert [row.id for row in views.unsure()] == ["s2"]


def test_an_article_goes_by_id_address_given_id_and_first_digits(views, log) -> None:
    seen(views, log, taken("0123456789abcdef", given_id="001", url="https://example.org/a"))
    for ref in ("0123456789abcdef", "https://example.org/a", "001", "0123"):
        assert views.article(ref).article.id == "0123456789abcdef"
    for ref in ("012", "https://example.org/", "x", "", "*", "0123*", "' OR 1"):
        assert views.article(ref) is None


def test_a_name_that_several_articles_have_is_refused_with_their_ids(views, log) -> None:
    seen(views, log, taken("aaaa1", given_id="001"), taken("aaaa2", given_id="001"))
    for ref in ("001", "aaaa"):
        with pytest.raises(UsageError) as caught:
            views.article(ref)
        assert "aaaa1, aaaa2" in caught.value.hint


@pytest.mark.parametrize("ref", [1, "1", "S1", "s1", " S1 ", "story-one", "stor"])
def test_a_story_goes_by_number_id_and_first_digits(views, log, ref) -> None:
    seen(views, log, taken("a"), opened("storyone" if ref == "stor" else "story-one", "a", 1))
    assert views.story(ref).number == 1


@pytest.mark.parametrize("ref", [2, "S", "", "sto*", "S1.5", "9" * 40, "-1"])
def test_no_story_goes_by_other_names(views, log, ref) -> None:
    seen(views, log, taken("a"), opened("story-one", "a", 1))
    assert views.story(ref) is None


def test_a_verdict_is_told_with_its_evidence(views, log) -> None:
    facts = (Fact(kind="figure", text="20 billion"),)
    seen(views, log, taken("a"), opened("s1", "a", 1), taken("b"))
    seen(views, log, attached("s1", "b", "development", of="a", new_facts=facts, links=("s9",)))
    assert views.verdict_of("b") == Verdict(
        kind="development", evidence=EVIDENCE, story_id="s1", of="a", new_facts=facts, links=("s9",)
    )
    assert views.story("s1").links == ("s9",)
    assert views.verdict_of("none") is None


def test_what_was_set_aside_has_its_reason_and_no_story(views, log) -> None:
    seen(views, log, ArticleSetAside(article=article("a"), reason="nothing to read"))
    row = views.article("a")
    assert (row.verdict, row.reason, row.story_id, row.reading) == (
        "set aside",
        "nothing to read",
        None,
        None,
    )
    assert views.verdict_of("a") is None


def test_a_revised_article_shows_its_new_text_and_keeps_its_place(views, log) -> None:
    two_stories(log)
    new = structs.replace(article("a002", text="edited"), version="2" * 12)
    facts = (Fact(kind="figure", text="20"),)
    revised = ArticleRevised(
        article=new, reading=reading("Edited"), story_id="s1", material=True, new_facts=facts
    )
    write(log, revised, at=NOW + timedelta(days=1))
    views.catch_up(log)
    member = views.members("s1")[1]
    assert (member.article, member.reading.title, member.verdict, member.new_facts) == (
        new,
        "Edited",
        "development",
        facts,
    )
    assert views.article("a002").revisions == 1
    assert views.stories()[0].id == "s1"
    assert [hit.article_id for hit in views.search("edited")] == ["a002"]


def test_an_article_that_was_set_aside_and_came_again_is_placed(views, log) -> None:
    seen(views, log, ArticleSetAside(article=article("a"), reason="nothing to read"))
    again = structs.replace(article("a", text="now with text"), version="2" * 12)
    seen(
        views,
        log,
        ArticleRevised(article=again, reading=reading(), material=True),
        opened("s1", "a", 1),
    )
    row = views.article("a")
    assert (row.verdict, row.reason, row.number, row.revisions) == ("new", "", 1, 1)
    assert ids(views, "s1") == ["a"]


def test_a_redacted_article_says_when(views, log) -> None:
    seen(views, log, taken("a", text=text_of("a")), opened("s1", "a", 1), redaction("a"))
    assert views.article("a").redacted_at == "2026-11-22T09:00:00.000000+00:00"


# --- closing, corrections ---


def test_a_closed_story_is_still_shown_and_can_stand_again(views, log) -> None:
    two_stories(log)
    views.catch_up(log)
    members = tuple(views.members("s1"))
    seen(views, log, StoryClosed(story_id="s1"))
    assert views.story(1).status == StoryStatus.CLOSED
    assert [row.id for row in views.stories(status=StoryStatus.CLOSED)] == ["s1"]
    seen(views, log, StoryReopened(story_id="s1", number=1, members=members, reason="a correction"))
    assert (views.story(1).status, views.story(1).closed_at) == (StoryStatus.OPEN, None)
    assert tuple(views.members("s1")) == members


def test_a_merged_number_still_resolves_until_it_is_undone(views, log) -> None:
    two_stories(log)
    bindings = (Binding(a="a001", b="b001", together=True),)
    merged = StoriesMerged(
        correction=1, story_id="s1", merged_id="s2", article_ids=("b001",), bindings=bindings
    )
    seen(views, log, merged)
    assert views.story("S2").number == 1
    assert ids(views, "s1") == ["a001", "a002", "b001"]
    assert [row.id for row in views.stories()] == ["s1"]
    assert [row.merged_into for row in views.stories(status=StoryStatus.MERGED)] == ["s1"]
    assert views.unsure() == []
    seen(
        views,
        log,
        CorrectionUndone(
            correction=2, undone=1, moves=(("b001", "s1", "s2"),), restored=(("s2", 2),)
        ),
    )
    assert views.story("S2").id == "s2"
    assert (ids(views, "s1"), ids(views, "s2")) == (["a001", "a002"], ["b001"])
    assert views.story("S2").maybe == "s1"
    assert [(one.number, one.undone_by) for one in views.corrections()] == [(2, None), (1, 2)]
    assert views.corrections()[1].event == merged


def test_a_chain_of_merged_numbers_resolves_to_its_end(views, log) -> None:
    two_stories(log)
    write(log, taken("c"), opened("s3", "c", 3))
    seen(
        views,
        log,
        StoriesMerged(correction=1, story_id="s2", merged_id="s1", article_ids=("a001", "a002")),
        StoriesMerged(
            correction=2, story_id="s3", merged_id="s2", article_ids=("b001", "a001", "a002")
        ),
    )
    assert {views.story(number).id for number in (1, 2, 3)} == {"s3"}
    assert ids(views, "s3") == ["c", "b001", "a001", "a002"]


def test_a_split_story_is_one_more_and_undone_its_number_leads_back(views, log) -> None:
    two_stories(log)
    seen(
        views,
        log,
        StorySplit(correction=1, story_id="s1", new_story_id="s3", number=3, article_ids=("a002",)),
    )
    assert (ids(views, "s1"), ids(views, "s3"), views.story(3).status) == (
        ["a001"],
        ["a002"],
        StoryStatus.OPEN,
    )
    moves = (("a002", "s3", "s1"),)
    seen(views, log, CorrectionUndone(correction=2, undone=1, moves=moves, emptied=(("s3", "s1"),)))
    assert ids(views, "s1") == ["a001", "a002"]
    assert views.story(3).id == "s1"


def test_a_story_whose_last_article_moves_ends_in_the_other(views, log) -> None:
    two_stories(log)
    seen(
        views,
        log,
        ArticleMoved(correction=1, article_id="b001", from_story_id="s2", to_story_id="s1"),
    )
    assert views.story(2).id == "s1"
    seen(
        views,
        log,
        ArticleMoved(correction=2, article_id="a001", from_story_id="s1", to_story_id="s9"),
    )
    assert views.story(1).status == StoryStatus.OPEN


# --- search ---


def full(name: str, **fields):
    return structs.replace(taken(name), reading=Reading(language="ru", **fields))


@pytest.mark.parametrize(
    "words",
    ["Matviyenko", "матвиенко", "Матвиенко", "MATVIENKO", "Matviyenko Астана", "upward", "talks"],
)
def test_words_are_found_in_any_script_and_in_every_field(views, log, words) -> None:
    quotation = Quotation(text="An upward trajectory.", speaker="T", speaker_key="t", language="en")
    seen(
        views,
        log,
        full(
            "a",
            title="Переговоры talks",
            people=(Person(key="matvenko", name="Валентина Матвиенко", surname="Матвиенко"),),
            place=Place(name="Astana", then="Nur-Sultan"),
            quotations=(quotation,),
            packed_words="trad:3",
        ),
        taken("b", title="Nothing of the kind"),
        opened("s1", "a", 7),
    )
    assert [(hit.article_id, hit.number) for hit in views.search(words)] == [("a", 7)]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        '"',
        "*",
        "AND",
        "a OR b",
        "NEAR(",
        "title:x",
        "'; --",
        "-",
        "\0",
        "習",
        "x" * 5000,
    ],
)
def test_no_question_breaks_the_search(views, log, words) -> None:
    seen(views, log, taken("a", title="A visit"))
    assert isinstance(views.search(words), list)


# --- conservation ---


def test_everything_that_came_is_counted_once(views, log) -> None:
    two_stories(log)
    edited = structs.replace(article("a001", text="x", outlet="Trend"), version="2" * 12)
    write(
        log,
        ArticleSetAside(article=article("c", outlet="Trend"), reason="nothing to read"),
        ArticleRevised(article=edited, reading=reading(), story_id="s1"),
        taken("d", outlet="Trend"),
        attached("s1", "d", "development"),
    )
    views.catch_up(log)
    counts = {row.outlet: row for row in views.counts()}
    assert {"day": counts["Trend"].day, "taken": counts["Trend"].taken} == {
        "day": "2026-11-22",
        "taken": 3,
    }
    assert (
        counts["Trend"].set_aside,
        counts["Trend"].new_version,
        counts["Trend"].development,
    ) == (1, 1, 1)
    assert (counts[None].new, counts[None].duplicate, counts[None].unsure, counts[None].taken) == (
        1,
        1,
        1,
        3,
    )
    for row in counts.values():
        parts = (
            row.new,
            row.development,
            row.duplicate,
            row.unsure,
            row.set_aside,
            row.new_version,
            row.undecided,
        )
        assert row.taken == sum(parts)
        assert row.undecided == 0


def test_what_feeds_brought_is_counted_by_day(views, log) -> None:
    entries = (
        FetchedEntry(keys=("k",), article_id="a"),
        FetchedEntry(keys=("l",), failed="no text"),
    )
    seen(
        views,
        log,
        FeedFetched(feed_id="f", url="https://example.org/feed", entries=entries),
        FeedHeld(
            feed_id="f",
            url="https://example.org/feed",
            entries=entries[:1],
            reason="all new at once",
        ),
    )
    assert [(row.outcome, row.events, row.entries, row.failed) for row in views.feeds()] == [
        ("fetched", 1, 2, 1),
        ("held", 1, 1, 0),
    ]


# --- a shadow of the log and nothing else ---


def content(views) -> list[list[tuple]]:
    names = ("articles", "stories", "arrivals", "corrections", "feeds", "followed", "search")
    return [sorted(views._query(f"SELECT * FROM {name}"), key=repr) for name in names]


def test_views_made_again_are_the_same_views(tmp_path, views, log) -> None:
    two_stories(log)
    views.catch_up(log)
    seen(
        views,
        log,
        StoriesMerged(correction=1, story_id="s1", merged_id="s2", article_ids=("b001",)),
    )
    with Views.open(tmp_path / "again.db") as again:
        assert again.catch_up(log) == log.head().position
        assert content(again) == content(views)
        assert again.catch_up(log) == 0


@pytest.mark.parametrize("spoil", ["version", "program", "guard", "damage", "empty"])
def test_views_of_another_version_or_damaged_are_made_again(tmp_path, log, spoil) -> None:
    two_stories(log)
    with Views.open(tmp_path / "views.db") as views:
        views.catch_up(log)
        before = content(views)
    if spoil == "damage":
        whole = bytearray((tmp_path / "views.db").read_bytes())
        whole[30:8192] = b"\xa5" * (8192 - 30)
        (tmp_path / "views.db").write_bytes(whole)
    elif spoil == "empty":
        (tmp_path / "views.db").write_bytes(b"")
    else:
        db = sqlite3.connect(tmp_path / "views.db")
        db.execute(
            {
                "version": "PRAGMA user_version = 99",
                "program": "UPDATE followed SET program = '0.0.0'",
                "guard": "DROP INDEX articles_by_url",
            }[spoil]
        )
        db.commit()
        db.close()
    with Views.open(tmp_path / "views.db") as views:
        assert views.position == 0
        views.catch_up(log)
        assert content(views) == before


def test_views_that_are_ahead_of_their_log_or_of_another_are_made_again(views, log) -> None:
    two_stories(log)
    views.catch_up(log)
    other = MemoryLog()
    write(other, taken("z"), opened("s9", "z", 9))
    assert views.catch_up(other) == 2
    assert [row.number for row in views.stories()] == [9]
    assert views.catch_up(log) == log.head().position
    assert [row.number for row in views.stories()] == [2, 1]


def test_another_program_s_file_is_left_alone(tmp_path) -> None:
    db = sqlite3.connect(tmp_path / "views.db")
    db.execute("CREATE TABLE t (a)")
    db.close()
    before = (tmp_path / "views.db").read_bytes()
    with pytest.raises(LogForeignError):
        Views.open(tmp_path / "views.db")
    assert (tmp_path / "views.db").read_bytes() == before


def test_two_processes_following_apply_each_event_once(tmp_path, log) -> None:
    two_stories(log)
    with Views.open(tmp_path / "views.db") as one, Views.open(tmp_path / "views.db") as two:
        one.catch_up(log)
        assert two.catch_up(log) == 0
        write(log, taken("z"), opened("s9", "z", 9))
        assert two.catch_up(log) == 2
        assert one.catch_up(log) == 0
        assert content(one) == content(two)


def test_views_follow_a_log_on_disk(tmp_path) -> None:
    with SqliteLog.open(tmp_path / "log.db") as log, Views.open(tmp_path / "views.db") as views:
        log.append(keyed(taken("a"), opened("s1", "a", 1)), at=NOW, expected=0)
        assert views.catch_up(log) == 2
        assert views.position == 2


@settings(max_examples=examples(20), deadline=None)
@given(anything(Reading))
def test_any_reading_can_be_laid_out(tmp_path_factory, anyreading) -> None:
    log = MemoryLog()
    with Views.open(tmp_path_factory.mktemp("any") / "views.db") as views:
        event = structs.replace(taken("a"), reading=anyreading)
        seen(views, log, event, opened("s1", "a", 1))
        assert views.members("s1")[0].reading == anyreading


# --- the same as the State, whatever is wished ---


class House:
    """A State, a log and views, driven by random commands, as the engine drives them."""

    def __init__(self, views, seed: int) -> None:
        self.chance, self.views = random.Random(seed), views
        self.state, self.log, self.at = State(), MemoryLog(), NOW
        self.archive = Archive(self.log, lambda: views)
        self.count = 0

    def wish(self, command) -> None:
        try:
            events = decide(self.state, command, rules=Rules(close_days=1))
        except MonitorError:
            return
        start = self.log.head().position
        named = [
            (f"{start}/{n}/{key_of(event, ordinal=n)}", event) for n, event in enumerate(events)
        ]
        for recorded in self.log.append(named, at=self.at, expected=start):
            evolve(self.state, recorded.event, recorded.at)
        self.views.catch_up(self.log)

    def step(self) -> None:
        self.at += timedelta(minutes=self.chance.choice([1, 1, 1, 600]))
        wish = self.chance.choice(
            [
                self.take,
                self.take,
                self.take,
                self.tick,
                self.merge,
                self.split,
                self.move,
                self.undo,
                self.revise,
            ]
        )
        wish()

    def any_story(self) -> str:
        return self.chance.choice([row.id for row in self.views.stories()] or ["none"])

    def closed(self, *story_ids: str):
        found = [self.archive.closed(story_id) for story_id in dict.fromkeys(story_ids)]
        return tuple(one for one in found if one is not None)

    def take(self) -> None:
        self.count += 1
        name = f"article{self.count}"
        stories = list(self.state.stories)
        kind = self.chance.choice(
            ["new", "unsure", "development", "duplicate", "set aside"]
            if stories
            else ["new", "set aside"]
        )
        story = self.chance.choice(stories) if stories else None
        if kind == "set aside":
            self.wish(SetAside(article=article(name), reason="nothing to read"))
            return
        links = (story,) if story and self.chance.random() < 0.3 else ()
        verdict = Verdict(
            kind=kind,
            evidence=EVIDENCE,
            story_id=story if kind in {"development", "duplicate"} else None,
            maybe=story if kind == "unsure" else None,
            links=links,
        )
        self.wish(TakeArticle(article=article(name), reading=reading(name), verdict=verdict))

    def tick(self) -> None:
        self.wish(Tick(now=self.at))

    def merge(self) -> None:
        into, gone = self.any_story(), self.any_story()
        self.wish(Merge(story_id=into, merged_id=gone, closed=self.closed(into, gone)))

    def split(self) -> None:
        story = self.any_story()
        names = [member.article.id for member in self.views.members(story)]
        leaving = tuple(self.chance.sample(names, self.chance.randint(0, len(names))))
        self.wish(Split(story_id=story, article_ids=leaving, closed=self.closed(story)))

    def move(self) -> None:
        source, target = self.any_story(), self.any_story()
        members = self.views.members(source)
        if members:
            name = self.chance.choice(members).article.id
            self.wish(Move(article_id=name, to_story_id=target, closed=self.closed(source, target)))

    def undo(self) -> None:
        for correction in self.views.corrections()[:1]:
            if correction.undone_by is None and not isinstance(correction.event, CorrectionUndone):
                stories = [
                    value
                    for value in structs.asdict(correction.event).values()
                    if isinstance(value, str)
                ]
                homes = [row.id for value in stories if (row := self.views.story(value))]
                self.wish(Undo(done=correction.event, closed=self.closed(*homes)))

    def revise(self) -> None:
        members = self.views.members(self.any_story())
        if members:
            self.count += 1
            old = self.chance.choice(members).article
            new = structs.replace(old, version=f"{self.count:012}")
            facts = (
                (Fact(kind="figure", text=str(self.count)),) if self.chance.random() < 0.5 else ()
            )
            home = self.archive.home_of(old.id)
            self.wish(
                Revise(
                    article=new,
                    reading=reading("edited"),
                    story_id=home,
                    new_facts=facts,
                    closed=self.closed(home),
                )
            )

    def check(self) -> None:
        shown = {row.id: row for row in self.views.stories(status=StoryStatus.OPEN)}
        assert set(shown) == set(self.state.stories)
        for story in self.state.stories.values():
            row = shown[story.id]
            assert self.views.members(story.id) == list(story.members.values())
            assert (row.number, row.maybe, list(row.links)) == (
                story.number,
                story.maybe,
                story.links,
            )
            assert row.opened_at == story.opened_at.isoformat(timespec="microseconds")
            assert row.updated_at == story.updated_at.isoformat(timespec="microseconds")
        self.check_totals()
        for number, story_id in self.state.numbers.items():
            assert self.views.story(number).id == self.state.aliases.get(story_id, story_id)

    def check_totals(self) -> None:
        """What is counted as it comes is what there is."""
        counted = self.views._one(
            "SELECT (SELECT count(*) FROM stories WHERE status <> 'merged'), "
            "(SELECT count(*) FROM articles WHERE story_id IS NOT NULL), "
            "(SELECT count(*) FROM articles WHERE verdict = 'set aside')"
        )
        totals = self.views.totals()
        assert (totals.stories, totals.accounts, totals.set_aside) == counted


@pytest.mark.parametrize("seed", range(8))
def test_views_and_state_agree_after_any_wishes(views, seed) -> None:
    house = House(views, seed)
    for _ in range(120):
        house.step()
        house.check()
    assert len({type(correction.event) for correction in views.corrections()}) >= 3
    again = State()
    for recorded in house.log.read():
        evolve(again, recorded.event, recorded.at)
    assert again == house.state


def test_what_was_erased_for_its_age_is_still_told_of(views, log) -> None:
    aged = structs.replace(redaction("a"), by="machine", position=1)
    seen(views, log, taken("a", text=text_of("a")), opened("s1", "a", 1), aged)
    assert [member.article.id for member in views.unredacted("s1")] == ["a"]
    assert views.redacted() == []


def test_what_a_person_had_erased_is_told_of_no_more(views, log) -> None:
    seen(views, log, taken("a", text=text_of("a")), opened("s1", "a", 1), redaction("a"))
    assert views.unredacted("s1") == []
    assert [row.article.id for row in views.redacted()] == ["a"]
