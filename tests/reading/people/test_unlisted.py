"""People without a row and without capitals, and those who are nobody's namesake."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Person
from monitor.names.east_asian import korean, pinyin
from monitor.names.matching import same_name
from monitor.reading.events.annotate import scan
from monitor.reading.people.persons import people_in
from tests.house import examples


def people(text: str, language: str, *, published: str | None = "2024-06") -> list[Person]:
    found = people_in([scan(text, language)], language=language, published=published)
    return [mention.person for mention in found]


@pytest.mark.parametrize(
    ("language", "text", "name", "office", "country"),
    [
        ("zh", "中国驻哈萨克斯坦大使韩春霖会见加纳客人。", "韩春霖", "ambassador", "KZ"),
        ("zh", "加纳外长夸梅·门萨访华。", "夸梅·门萨", "foreign-minister", "GH"),
        ("zh", "泰国外长西哈萨表示欢迎。", "西哈萨", "foreign-minister", "TH"),
        (
            "ar",
            "رئيس الوزراء الصومالي حمزة عبدي بري زار أنقرة",
            "حمزة عبدي بري",
            "prime-minister",
            "SO",
        ),
        ("ja", "森田健一外相は会談した。", "森田健一", "foreign-minister", None),
        ("ko", "박상민 외교부 장관이 회담했다.", "박상민", "foreign-minister", None),
        (
            "ka",
            "საგარეო საქმეთა მინისტრი ნინო ბერიძე შეხვდა.",
            "ნინო ბერიძე",
            "foreign-minister",
            None,
        ),
        (
            "vi",
            "Bộ trưởng Ngoại giao Trần Văn Bình đã đến.",
            "Trần Văn Bình",
            "foreign-minister",
            None,
        ),
        ("ru", "Посол Чжан Ханьхуэй прибыл.", "Чжан Ханьхуэй", "ambassador", None),
    ],
)
def test_a_newcomer_is_read_beside_his_office_in_any_script(
    language: str, text: str, name: str, office: str, country: str | None
) -> None:
    found = {person.name: (person.office, person.country) for person in people(text, language)}
    assert found.get(name) == (office, country)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "外交部长访问北京，与大使会谈。"),
        ("ar", "استقبل وزير الخارجية وفدا في القاهرة"),
        ("ko", "외교부 장관이 회담했다."),
    ],
)
def test_what_stands_beside_an_office_is_not_always_a_name(language: str, text: str) -> None:
    assert people(text, language, published=None) == []


def test_relatives_of_a_holder_are_not_the_holder() -> None:
    found = people("Melania Trump spoke. Gary Johnson met Mike Lee.", "en", published="2018-03")
    assert {person.name: person.known for person in found} == {
        "Melania Trump": None,
        "Gary Johnson": None,
        "Mike Lee": None,
    }


def test_a_bare_surname_means_the_president_before_his_namesake_at_home() -> None:
    assert [person.office for person in people("Japarov arrived in Astana.", "en")] == ["president"]


def test_australia_is_not_the_african_union() -> None:
    assert [person.country for person in people("Albanese arrived in Jakarta.", "en")] == ["AU"]


@pytest.mark.parametrize(
    "text",
    [
        "Officials told Reuters. YouTube said it was sorry.",
        "The Amiri Diwan said on Tuesday it agreed.",
        "La directrice de la Société Générale a parlé.",
    ],
)
def test_marks_and_offices_of_a_palace_are_no_people(text: str) -> None:
    assert people(text, "fr" if text.startswith("La") else "en", published=None) == []


def test_the_president_of_a_company_is_no_head_of_state() -> None:
    found = people(
        "La presidenta del museo, Ana Gómez, recibió al presidente de Ghana, Kwame Mensah.", "es"
    )
    assert [person.name for person in found if person.office == "president"] == ["Kwame Mensah"]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Чжоу Цзяньминь", "Zhou Jianmin"),
        ("Ли Мин Хо", "Lee Min-ho"),
        ("이민호", "Lee Min-ho"),
        ("Кэндзи Мацусита", "Kenji Matsushita"),
        ("Жозе Монтейру", "José Monteiro"),
        ("Həsən Hacıyev", "Hasan Hajiyev"),
        ("عبد السلام ناصر", "Abdelsalam Nasser"),
    ],
)
def test_systems_of_writing_meet(a: str, b: str) -> None:
    assert same_name(a, b) >= 0.85


def test_a_son_is_not_his_father() -> None:
    assert same_name("Rashid bin Omar", "Omar bin Rashid") < 0.85


@pytest.mark.parametrize(
    ("word", "expected"), [("Цзиньпин", "jinping"), ("Ханьхуэй", "hanhui"), ("Лавров", None)]
)
def test_chinese_syllables_are_told_from_other_words(word: str, expected: str | None) -> None:
    assert pinyin(word) == expected


@settings(deadline=None, max_examples=examples(60))
@given(st.text(max_size=40), st.sampled_from(["ar", "zh", "ja", "ko", "ru", "en", ""]))
def test_no_text_beside_an_office_breaks_the_reading(noise: str, language: str) -> None:
    for office in ("外相", "大使", "وزير الخارجية ", " 장관", "President ", "министр "):
        people(office + noise, language)
        people(noise + office, language)


@given(st.text(max_size=20))
def test_any_word_may_be_asked_for_its_syllables(word: str) -> None:
    pinyin(word)
    korean(tuple(word.split()))


@pytest.mark.parametrize(
    "text",
    ["日本の軍縮大使は述べた。", "同国代表は述べた。", "次期外相は述べた。", "国連大使は述べた。"],
)
def test_what_an_office_is_for_is_nobodys_name(text: str) -> None:
    assert people(text, "ja") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Президент принял эксперта Левана Цинцадзе.", "Леван Цинцадзе"),
        ("Министр встретился с послом Ираклием Мчедлидзе.", "Ираклий Мчедлидзе"),
    ],
)
def test_a_georgian_surname_keeps_its_end(text: str, name: str) -> None:
    assert [person.name for person in people(text, "ru")] == [name]
