from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.decide import EDITIONS_MAX, KnownEntry, sort
from monitor.feeds.parse.entries import Context, article_of, candidates, published_of
from monitor.feeds.values import Feed, FeedEntry, Parsed
from monitor.intake.urls import canonical

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LONG = (
    "They spoke about trade, transport and culture, and agreed to meet again in spring, as the "
    "ministry said on Friday."
)


def entry(number, **fields):
    url = fields.pop("url", f"https://news.example/{number}")
    given_fields = {
        "guid": f"g{number}",
        "title": f"Talks {number}",
        "text": f"{number}. {LONG}",
    } | fields
    return FeedEntry(url=url, address=canonical(url) if url else None, **given_fields)


def found(*entries):
    return candidates(Parsed(form="rss20", entries=tuple(entries)), now=NOW)


def known_of(ones, *, article_id="", **fields):
    return {key: KnownEntry(article_id=article_id, **fields) for one in ones for key in one.keys}


def guids(chosen):
    return [one.candidate.entry.guid for one in chosen]


def later(known, *entries, **how):
    return sort(
        found(*entries), known, **({"first": False, "read_at": NOW - timedelta(hours=1)} | how)
    )


# --- identity ---


def test_one_guid_for_different_articles_tells_nothing():
    ones = found(*(entry(n, guid="1") for n in range(3)))
    assert len({one.identity for one in ones}) == 3
    assert not any(one.entry.guid for one in ones)


def test_the_home_page_as_everybodys_link_tells_nothing_but_stays_the_link():
    ones = found(*(entry(n, url="https://news.example/") for n in range(3)))
    context = Context(feed=Feed(url="x"), outlet="Example", language=None, now=NOW, fresh=True)
    articles = [article_of(one, context).article for one in ones]
    assert len({article.id for article in articles}) == 3
    assert {article.url for article in articles} == {"https://news.example/"}


def test_an_entry_told_twice_in_a_document_is_one():
    assert len(found(entry(1), entry(1), entry(2))) == 2


def test_a_changed_guid_is_known_by_its_address_and_a_changed_address_by_its_guid():
    known = known_of(found(entry(1), entry(2)))
    plan = later(known, entry(1, guid="other"), entry(2, url="https://elsewhere.example/2"))
    assert plan.how == "nothing"


def test_with_new_guid_and_address_the_same_long_text_is_known_and_a_short_one_is_not():
    known = known_of(found(entry(1), entry(2, title="Photo of the day", text="")))
    moved = entry(1, guid="a", url="https://b.example/1")
    short = entry(2, guid="b", url="https://b.example/2", title="Photo of the day", text="")
    assert guids(later(known, moved, short).chosen) == ["b"]


def test_tracking_parameters_make_no_new_entry():
    known = known_of(found(entry(1, guid=None)))
    assert (
        later(known, entry(1, guid=None, url="https://news.example/1?utm_source=rss")).how
        == "nothing"
    )


# --- baseline, news, held ---


def test_the_first_reading_is_a_baseline():
    plan = sort(found(*map(entry, range(5))), {}, first=True, read_at=None)
    assert (plan.how, len(plan.silent), plan.chosen) == ("baseline", 5, ())


def test_announce_takes_the_newest_of_a_baseline_oldest_first():
    entries = [entry(n, published=(NOW - timedelta(days=n)).isoformat()) for n in range(5)]
    plan = sort(found(*entries), {}, first=True, read_at=None, announce=2)
    assert guids(plan.chosen) == ["g1", "g0"]
    assert len(plan.silent) == 3


def test_announce_wakes_what_was_silent_and_nothing_twice():
    ones = found(*map(entry, range(3)))
    assert len(later(known_of(ones), *map(entry, range(3)), announce=2).chosen) == 2
    assert later(known_of(ones, article_id="a"), *map(entry, range(3)), announce=2).how == "nothing"


def test_a_new_entry_among_known_ones_is_news():
    plan = later(known_of(found(entry(1))), entry(2), entry(1))
    assert (plan.how, guids(plan.chosen), plan.new) == ("news", ["g2"], 1)


def test_a_feed_whose_entries_are_all_new_at_once_is_held():
    plan = later(known_of(found(entry(1))), *map(entry, range(10, 15)))
    assert (plan.how, len(plan.silent), plan.chosen) == ("held", 5, ())
    assert "all 5 entries are new at once" in plan.reason


def test_entries_younger_than_the_last_reading_are_news_even_if_all_are_new():
    young = [entry(n, published=(NOW - timedelta(minutes=n)).isoformat()) for n in range(10, 15)]
    assert later(known_of(found(entry(1))), *young).how == "news"


def test_entries_from_the_future_are_no_younger():
    future = [entry(n, published=(NOW + timedelta(days=900)).isoformat()) for n in range(10, 15)]
    assert later(known_of(found(entry(1))), *future).how == "held"


def test_a_feed_of_two_entries_may_turn_over():
    assert later(known_of(found(entry(1))), entry(2), entry(3)).how == "news"


# --- editions ---


def test_an_edited_text_is_a_new_version_of_the_article_it_was():
    plan = later(known_of(found(entry(1)), article_id="a" * 16), entry(1, text="2. " + LONG))
    assert [one.article_id for one in plan.chosen] == ["a" * 16]
    assert plan.new == 0


def test_an_edited_entry_of_a_baseline_stays_silent():
    assert later(known_of(found(entry(1))), entry(1, text="other")).how == "nothing"


def test_a_text_that_changes_with_every_fetch_ends_after_so_many_versions():
    known = known_of(found(entry(1)), article_id="a", editions=EDITIONS_MAX)
    assert later(known, entry(1, text="seen 18,201 times")).how == "nothing"


def test_what_a_crash_left_owed_is_taken_without_being_logged_again():
    plan = later(known_of(found(entry(1)), article_id="a", settled=False), entry(1))
    assert [(one.article_id, one.owed) for one in plan.chosen] == [("a", True)]


def test_an_entry_without_title_and_text_failed():
    plan = later(known_of(found(entry(1))), entry(1), entry(2, title="", text=""))
    assert (plan.chosen, [one.failed for one in plan.failed]) == (
        (),
        ["neither a title nor a text"],
    )


texts = st.text(max_size=20)
entries = st.builds(
    FeedEntry,
    guid=st.none() | texts,
    url=st.none() | texts,
    address=st.none() | texts,
    title=texts,
    text=texts,
)


@given(st.lists(entries, max_size=12), st.integers(0, 3))
def test_every_entry_goes_somewhere_and_a_second_look_finds_nothing(given_entries, announce):
    ones = found(*given_entries)
    first = sort(ones, {}, first=True, read_at=None, announce=announce)
    assert len(ones) == len(first.silent) + len(first.chosen)
    known = known_of(first.silent) | known_of(
        [one.candidate for one in first.chosen], article_id="a"
    )
    again = sort(found(*given_entries), known, first=False, read_at=NOW)
    assert again.how == "nothing"


# --- times ---


def test_times_are_utc_and_a_time_without_a_zone_is_the_outlets():
    how = {"now": NOW, "fresh": True}
    assert published_of("2026-11-20T10:00:00+05:00", zone=None, **how) == (
        "2026-11-20T05:00:00+00:00",
        (),
    )
    assert published_of("2026-11-20T10:00:00", zone="Asia/Almaty", **how) == (
        "2026-11-20T05:00:00+00:00",
        (),
    )
    day, notes = published_of("2026-11-20T10:00:00", zone=None, **how)
    assert (day, notes) == (
        "2026-11-20",
        ("the feed's time has no zone that is known: only its day is kept",),
    )


def test_a_missing_time_is_the_day_it_was_first_seen_only_if_the_feed_was_read_before():
    assert published_of(None, zone=None, now=NOW, fresh=True)[0] == "2026-11-23"
    assert published_of(None, zone=None, now=NOW, fresh=False) == (None, ())


def test_a_future_time_is_set_back_or_not_believed():
    soon, never = NOW + timedelta(hours=3), NOW + timedelta(days=30)
    assert published_of(soon.isoformat(), zone=None, now=NOW, fresh=True)[0] == NOW.isoformat()
    assert published_of(never.isoformat(), zone=None, now=NOW, fresh=True)[0] is None


def test_a_time_that_nobody_can_read_is_unknown_and_never_today():
    context = Context(feed=Feed(url="x"), outlet="Example", language=None, now=NOW, fresh=True)
    taken = article_of(found(entry(1, unread_time="some time ago"))[0], context)
    assert taken.article.published is None
    assert taken.notes == ("published “some time ago”: not understood, taken as unknown",)


def test_a_day_a_month_and_a_year_are_kept_as_they_are():
    how = {"zone": "Asia/Almaty", "now": NOW, "fresh": True}
    for written in ("2026-11-20", "2026-11", "2026"):
        assert published_of(written, **how) == (written, ())
    assert published_of("2027-01-30", **how)[0] is None
    assert [one.moment for one in found(entry(1, published="2026-11"))] == [None]
    assert found(entry(1, published="2026-11-20"))[0].moment == datetime(2026, 11, 20, tzinfo=UTC)


def test_a_zones_name_that_means_several_is_the_outlets_own_if_it_can_be():
    how = {"named": "CST", "now": NOW, "fresh": True}
    utc = "2026-11-20T15:00:00+00:00"  # 09:00 of Chicago
    assert published_of(utc, zone="America/Chicago", **how)[0] == utc
    assert published_of(utc, zone="Asia/Shanghai", **how)[0] == "2026-11-20T01:00:00+00:00"
    assert published_of(utc, zone="Europe/Paris", **how)[0] == utc
    assert published_of(utc, zone=None, **how)[0] == utc


# --- ids that say too much, and too little ---

OTHER = (
    "By decree of the president an ambassador to Japan was appointed; her "
    "predecessor returns home after four years."
)


def test_quite_another_document_under_a_known_id_is_a_new_article():
    before = found(entry(1))
    known = known_of(before, article_id="a", sketches=(before[0].sketch,))
    plan = later(known, entry(1, title="Kazakhstan appoints an ambassador", text=OTHER))
    assert [(one.another, one.article_id) for one in plan.chosen] == [(True, None)]
    assert plan.new == 1
    silent = known_of(before, sketches=(before[0].sketch,))
    plan = later(silent, entry(1, title="Kazakhstan appoints an ambassador", text=OTHER))
    assert [(one.another, one.article_id) for one in plan.chosen] == [(True, None)]


def test_an_edited_document_stays_what_it_was():
    before = found(entry(1))
    known = known_of(before, article_id="a", sketches=(before[0].sketch,))
    for text in (f"UPDATED. {LONG} More to come.", LONG[:60], "Short.", ""):
        plan = later(known, entry(1, text=text))
        assert [(one.another, one.article_id) for one in plan.chosen] == [(False, "a")]
    assert later(known_of(before), entry(1, text="Short.")).chosen == ()


def test_a_headline_at_a_time_is_known_again_when_ids_and_links_are_made_anew():
    def headlines(session):
        return [
            entry(n, guid=f"{session}-{n}", url=f"https://news.example/{session}/{n}", title=f"Ministers speak of trade, round {n}", text="", published=f"2026-11-23T0{n}:00:00+00:00")
            for n in range(1, 6)
        ]  # fmt: skip

    known = known_of(found(*headlines("a")[:4]))
    plan = later(known, *headlines("b"))
    assert [one.candidate.entry.guid for one in plan.chosen] == ["b-5"]
    same = [entry(n, title="The ministry's statement of today", text="", published="2026-11-23T01:00:00+00:00") for n in (1, 2)]  # fmt: skip
    assert len(found(*same)) == 2  # two of one headline and time keep their ids
    assert later(known_of(found(entry(1, title="Briefing", text=""))), entry(2, title="Briefing", text="")).new == 1  # fmt: skip
