"""Search across scripts: whom the tables know is found as that person, others by how they are
spelt.
"""

import pytest
from msgspec import structs

from monitor.claims import read
from monitor.events.stories_and_feeds import TextRedacted
from monitor.log.memory import MemoryLog
from monitor.names.asked import asked
from monitor.views.search import Finder
from monitor.views.views import Views
from tests.log.log_samples import opened, taken
from tests.views.test_views import write

ACCOUNTS = {
    "ar": (
        "محمد بن سلمان يلتقي أردوغان",
        "التقى ولي العهد السعودي الأمير محمد بن سلمان الرئيس التركي رجب طيب أردوغان في الرياض.",
    ),
    "el": (
        "Συνάντηση Ερντογάν – Μητσοτάκη",
        "Ο πρόεδρος Ρετζέπ Ταγίπ Ερντογάν συναντήθηκε με τον Κυριάκο Μητσοτάκη στην Άγκυρα.",
    ),
    "zh": ("习近平会见普京", "国家主席习近平在北京会见俄罗斯总统普京。"),
    "ru": ("Путин провёл переговоры", "Президент Владимир Путин провёл переговоры в Москве."),
    "ko": (
        "윤석열 대통령, 기시다 총리와 회담",
        "윤석열 대통령은 3일 서울에서 기시다 후미오 일본 총리와 정상회담을 했다.",
    ),
    "en": (
        "Yoon hosts a summit",
        "President Yoon Suk-yeol hosted Prime Minister Fumio Kishida in Seoul.",
    ),
    "en-2": ("A visit to Xinjiang", "Ambassador Ada Lenz visited Xinjiang to discuss trade."),
    "he": ("הפגישה של רחמטוב", "השר אנטון רחמטוב נפגש עם השגריר בירושלים."),
}


@pytest.fixture(scope="module")
def views(tmp_path_factory):
    log = MemoryLog()
    with Views.open(tmp_path_factory.mktemp("search") / "views.db") as views:
        for number, (name, (title, text)) in enumerate(ACCOUNTS.items(), start=1):
            event = taken(name, text=text, lang=name[:2], published="2024-05-01", title=title)
            article = structs.replace(event.article, title=title)
            reading = read(article, text)
            write(
                log,
                structs.replace(event, article=article, reading=reading),
                opened(f"s{number}", name, number),
            )
        views.catch_up(log)
        yield views


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Salman", {"ar"}),
        ("bin Salman", {"ar"}),
        ("Mohammed bin Salman", {"ar"}),
        ("Мухаммед бен Салман", {"ar"}),
        ("Erdogan", {"ar", "el"}),
        ("Ερντογάν", {"ar", "el"}),
        ("Эрдоган", {"ar", "el"}),
        ("普京", {"zh", "ru"}),
        ("Путин", {"zh", "ru"}),
        ("Putin", {"zh", "ru"}),
        ("Vladimir Putin", {"zh", "ru"}),
        ("Putin Xi", {"zh"}),
        ("윤석열", {"ko", "en"}),
        ("Yoon", {"ko", "en"}),
        ("yoon suk-yeol", {"ko", "en"}),
        ("Xi", {"zh"}),
        ("Xin", {"en-2"}),
        ("Rakhmatov", {"he"}),
        ("nobody", set()),
    ],
)
def test_people_are_found_whatever_the_script(views, words, found) -> None:
    assert {hit.article_id for hit in views.search(words)} == found


@pytest.mark.parametrize(
    ("words", "title", "marked"),
    [
        ("Putin", "习近平会见普京", ["普京"]),
        ("普京", "Путин провёл переговоры", ["Путин"]),
        ("Salman", "محمد بن سلمان يلتقي أردوغان", ["محمد بن سلمان"]),
        ("Erdogan", "Συνάντηση Ερντογάν – Μητσοτάκη", ["Ερντογάν"]),
        ("talk", "Talks, and more talking", ["Talks", "talking"]),
        ("Yoon", "윤석열 대통령, 기시다 총리와 회담", ["윤석열"]),
        ("nobody", "Talks", []),
        ("", "Talks", []),
    ],
)
def test_what_was_asked_for_is_marked_as_it_is_written(words, title, marked) -> None:
    assert [title[first:last] for first, last in Finder(words).marks(title)] == marked


def test_a_hit_says_what_of_its_title_was_asked_for(views) -> None:
    (hit,) = views.search("Xi")
    assert [hit.title[first:last] for first, last in hit.marks] == ["习近平"]


def test_a_name_ends_where_it_ends() -> None:
    (one,) = asked("Xi Jinping visits Moscow")
    assert (one.first, one.last) == (0, 2)


def test_a_redacted_article_is_found_by_who_was_there_and_not_by_its_words(tmp_path) -> None:
    log = MemoryLog()
    title, text = ACCOUNTS["ru"]
    event = taken("ru", text=text, title=title)
    article = structs.replace(event.article, title=title)
    gone = TextRedacted(
        article_id="ru", version="1" * 12, text_hash=article.text_hash, reason="asked"
    )
    read_ = structs.replace(event, article=article, reading=read(article, text))
    with Views.open(tmp_path / "views.db") as views:
        write(log, read_, opened("s1", "ru", 1))
        views.catch_up(log)
        assert views.search("провёл")
        write(log, gone)
        views.catch_up(log)
        assert not views.search("провёл")
        assert [hit.article_id for hit in views.search("Putin")] == ["ru"]
