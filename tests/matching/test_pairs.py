from monitor.matching import pairs
from monitor.matching.index import Index
from monitor.matching.judge import judge
from monitor.matching.pairs import Pair, Pairs
from monitor.model import Rules
from tests.matching.makers import article, reading

ONE = Pair(1.5, barred=False)


def test_a_pair_is_known_from_both_its_articles():
    known = Pairs()
    known.begin("a")
    known.note("a", "b", ONE)
    assert known.get("a", "b") == known.get("b", "a") == ONE
    assert list(known.near("a", above=1.0)) == [(1.5, "b")]
    assert list(known.near("a", above=2.0)) == []


def test_an_article_that_goes_takes_its_pairs_along():
    known = Pairs()
    known.begin("a")
    known.note("a", "b", ONE)
    known.forget("b")
    assert known.get("a", "b") is None
    known.note("a", "c", ONE)
    known.begin("c")
    known.forget("a")
    assert known.get("c", "a") is None
    assert not known.is_known("a")


def test_what_is_remembered_is_bounded():
    known = Pairs()
    for number in range(pairs.ARTICLES_KEPT + 1):
        known.begin(str(number))
    assert not known.is_known("1")
    assert known.is_known(str(pairs.ARTICLES_KEPT))


def test_a_replaced_article_is_compared_anew():
    index = Index()
    index.add("s1", article("a"), reading("Orlova", "Serikov", words="talks trade"))
    second = article("b"), reading("Orlova", "Serikov", words="talks trade")
    judge(*second, index=index, rules=Rules())
    assert index.pairs.get("a", "b") is not None
    index.add("s1", article("a"), reading("Weber", "Costa", words="grain"))
    assert index.pairs.get("a", "b") is None


def test_an_article_that_only_moves_keeps_what_is_known_of_it():
    index = Index()
    told = reading("Orlova", "Serikov", words="talks trade")
    index.add("s1", article("a"), told)
    judge(article("b"), told, index=index, rules=Rules())
    index.add("s2", article("a"), told)
    assert index.story_of("a") == "s2"
    assert index.pairs.get("a", "b") is not None


def test_what_was_settled_is_forgotten_with_the_pairs():
    known = Pairs()
    known.settle("s1", ["a", "b"])
    assert known.settled("s1") == {"a", "b"}
    known.clear()
    assert known.settled("s1") == frozenset()
