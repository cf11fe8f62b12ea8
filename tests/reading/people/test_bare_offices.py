import pytest

from monitor.reading.events.annotate import scan
from monitor.reading.people.persons import people_in

DAY = "2025-03-12"


def _named(text: str, language: str) -> set[str]:
    return {
        mention.person.known or mention.person.name
        for mention in people_in([scan(text, language)], language=language, published=DAY)
    }


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The prime minister of Uzbekistan opened the plant."),
        ("ru", "Премьер-министр Узбекистана открыл завод."),
        ("en", "Uzbekistan's prime minister opened the plant."),
    ],
)
def test_an_office_alone_is_its_holder(language: str, text: str) -> None:
    assert _named(text, language) == {"UZ:aripov"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Prime Minister's Uzbekistan trip was put off."),
        ("en", "The wife of the prime minister of Uzbekistan opened the plant."),
        ("en", "Uzbekistan's acting prime minister opened the plant."),
        ("fr", "L'épouse du Premier ministre d'Ouzbékistan a ouvert l'usine."),
        ("ru", "Советник премьер-министра Узбекистана открыл завод."),
    ],
)
def test_part_of_an_office_is_not_its_holder(language: str, text: str) -> None:
    assert "UZ:aripov" not in _named(text, language)


def test_a_counterpart_with_his_name_is_not_the_king() -> None:
    text = "التقى وزير الخارجية السعودي الأمير فيصل بن فرحان في الرياض نظيره الأردني أيمن الصفدي."
    assert _named(text, "ar") == {"SA:binfarhan", "JO:safadi"}
