"""A number that is not exact, or not reached yet, is told as that."""

from datetime import date

import pytest

from monitor.digest.compose.entry_lines import EntryContext, figure_told
from monitor.digest.wording.hedges import says_hedge
from monitor.digest.wording.locale import words_for
from monitor.digest.wording.quote_budget import Room
from monitor.digest.wording.sourcing import Sources
from monitor.digest.wording.summary import Names
from monitor.events.stories_and_feeds import Member
from monitor.figures.figures import figures_in
from monitor.model import Article, Figure, Reading


def told(text, language):
    """The text's first figure as a digest in English tells it."""
    figure = figures_in(text, language)[0].figure
    assert figure.hedged
    member = Member(
        article=Article(id="a", version="1", text_hash="", text_bytes=0),
        reading=Reading(language=language, title="", figures=(figure,)),
        verdict="new",
    )
    context = EntryContext(
        words=words_for("en"), names=Names([member], "en"), sources=Sources(()), room=Room(100)
    )
    runs = figure_told(figure, member, date(2026, 11, 28), context)
    return "".join(run.text for run in runs)


@pytest.mark.parametrize(
    ("text", "language", "hedge"),
    [
        ("About 27 leaders are expected in Moscow.", "en", "About"),
        ("Il y a plus de 170 entreprises françaises dans le pays.", "fr", "plus de"),
        ("Mehr als 200 Firmen sind im Land tätig.", "de", "Mehr als"),
        ("Стороны планируют довести товарооборот до 30 млрд долларов.", "ru", "планируют"),
        ("Das Ziel sind 500 Millionen Euro Handel im Jahr.", "de", "Ziel"),
        ("The goal is 40 new flights a week.", "en", "planned: "),
    ],
)
def test_the_words_that_hedge_a_figure_are_told(text, language, hedge):
    assert hedge in told(text, language)


@pytest.mark.parametrize("words", ["свыше 20 гостей", "100余个项目", "планируют", "geplante 5"])
def test_hedges_are_known_in_every_language(words):
    assert says_hedge(words)


@pytest.mark.parametrize("words", ["20 gifts", "overall 20 firms", "5 aircraft"])
def test_a_word_that_only_begins_like_a_hedge_is_none(words):
    assert not says_hedge(words)


def test_an_exact_figure_is_told_as_it_is():
    assert not Figure(value=5, as_written="5").hedged
