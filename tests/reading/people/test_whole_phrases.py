"""An office alone is its holder only where the whole phrase says so: kinds that name somebody else,
each in several languages.
"""

import pytest

from monitor.reading.events.annotate import scan
from monitor.reading.people.persons import people_in

DAY = "2026-03-12"


def named(text: str, language: str) -> set[str]:
    return {
        mention.person.known or mention.person.name
        for mention in people_in([scan(text, language)], language=language, published=DAY)
    }


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The foreign minister of Uzbekistan met the ambassador."),
        ("ru", "Министр иностранных дел Узбекистана открыл завод."),
        ("fr", "Le ministre des Affaires étrangères de l'Ouzbékistan a inauguré l'usine."),
        ("fr", "Le ministre ouzbek des Affaires étrangères a inauguré l'usine."),
        ("es", "El ministro de Asuntos Exteriores de Uzbekistán inauguró la planta."),
        ("es", "El ministro uzbeko de Asuntos Exteriores inauguró la planta."),
        ("it", "Il ministro uzbeko degli Esteri ha inaugurato l'impianto."),
        ("ar", "افتتح وزير خارجية أوزبكستان المصنع."),
        ("kk", "Өзбекстанның Сыртқы істер министрі зауытты ашты."),
        ("de", "Der Außenminister von Usbekistan eröffnete das Werk."),
        ("de", "Der usbekische Außenminister eröffnete das Werk."),
    ],
)
def test_the_plain_phrase_is_the_holder(language: str, text: str) -> None:
    assert named(text, language) == {"UZ:saidov"}


DEPUTIES = [
    ("en", "The deputy foreign minister of Uzbekistan opened the plant."),
    ("ru", "Заместитель министра иностранных дел Узбекистана открыл завод."),
    ("ru", "Первый замминистра иностранных дел Узбекистана открыл завод."),
    ("fr", "Le vice-ministre des Affaires étrangères de l'Ouzbékistan a inauguré l'usine."),
    ("fr", "Le ministre délégué aux Affaires étrangères de l'Ouzbékistan a inauguré l'usine."),
    ("fr", "Le vice-ministre ouzbek des Affaires étrangères a inauguré l'usine."),
    ("es", "El viceministro de Asuntos Exteriores de Uzbekistán inauguró la planta."),
    ("ar", "افتتح نائب وزير خارجية أوزبكستان المصنع."),
    ("ar", "افتتح مساعد وزير خارجية أوزبكستان المصنع."),
    ("ar", "افتتح وكيل وزير خارجية أوزبكستان المصنع."),
    ("kk", "Өзбекстан Сыртқы істер министрінің орынбасары зауытты ашты."),
    ("de", "Der stellvertretende Außenminister von Usbekistan eröffnete das Werk."),
    ("de", "Der Staatsminister im Außenministerium von Usbekistan eröffnete das Werk."),
]
FORMER = [
    ("en", "The former foreign minister of Uzbekistan opened the plant."),
    ("en", "The then foreign minister of Uzbekistan opened the plant."),
    ("en", "The previous foreign minister of Uzbekistan opened the plant."),
    ("en", "The ex-foreign minister of Uzbekistan opened the plant."),
    ("ru", "Бывшего министра иностранных дел Узбекистана встретили."),
    ("ru", "Экс-министр иностранных дел Узбекистана открыл завод."),
    ("ru", "Тогдашний министр иностранных дел Узбекистана открыл завод."),
    ("fr", "L'ancien ministre des Affaires étrangères de l'Ouzbékistan a inauguré l'usine."),
    ("fr", "L'ancien ministre ouzbek des Affaires étrangères a inauguré l'usine."),
    ("fr", "L'ex-ministre des Affaires étrangères de l'Ouzbékistan a inauguré l'usine."),
    ("es", "El exministro de Asuntos Exteriores de Uzbekistán inauguró la planta."),
    ("es", "El entonces ministro de Asuntos Exteriores de Uzbekistán inauguró la planta."),
    ("es", "El antiguo ministro de Asuntos Exteriores de Uzbekistán inauguró la planta."),
    ("ar", "افتتح وزير خارجية أوزبكستان السابق المصنع."),
    ("kk", "Өзбекстанның бұрынғы Сыртқы істер министрі зауытты ашты."),
    ("kk", "Өзбекстанның экс-Сыртқы істер министрі зауытты ашты."),
    ("de", "Der frühere Außenminister von Usbekistan eröffnete das Werk."),
    ("de", "Der Ex-Außenminister von Usbekistan eröffnete das Werk."),
    ("de", "Der damalige Außenminister von Usbekistan eröffnete das Werk."),
]
NOT_YET = [
    ("en", "The foreign minister-designate of Uzbekistan opened the plant."),
    ("en", "The future foreign minister of Uzbekistan opened the plant."),
    ("ru", "Исполняющий обязанности министра иностранных дел Узбекистана открыл завод."),
    ("ru", "И.о. министра иностранных дел Узбекистана открыл завод."),
    ("ru", "Будущий министр иностранных дел Узбекистана открыл завод."),
    ("fr", "Le futur ministre des Affaires étrangères de l'Ouzbékistan a inauguré l'usine."),
    ("fr", "Le ministre des Affaires étrangères par intérim de l'Ouzbékistan est venu."),
    ("es", "El ministro en funciones de Asuntos Exteriores de Uzbekistán inauguró la planta."),
    ("es", "El futuro ministro de Asuntos Exteriores de Uzbekistán inauguró la planta."),
    ("ar", "افتتح وزير خارجية أوزبكستان المكلف المصنع."),
    ("kk", "Өзбекстан Сыртқы істер министрінің міндетін атқарушы зауытты ашты."),
    ("kk", "Өзбекстанның болашақ Сыртқы істер министрі зауытты ашты."),
    ("de", "Der geschäftsführende Außenminister von Usbekistan eröffnete das Werk."),
    ("de", "Der designierte Außenminister von Usbekistan eröffnete das Werk."),
]
SHADOWS = [
    ("en", "The shadow foreign minister of Australia opened the plant."),
    ("en", "The foreign minister of Australia's shadow cabinet opened the plant."),
    ("en", "The foreign minister of the opposition's shadow cabinet in Australia came."),
    ("ru", "Теневой министр иностранных дел Австралии открыл завод."),
    ("fr", "Le ministre fantôme des Affaires étrangères de l'Australie a inauguré l'usine."),
    ("es", "El ministro de Asuntos Exteriores en la sombra de Australia inauguró la planta."),
    ("ar", "افتتح وزير خارجية حكومة الظل في أستراليا المصنع."),
    ("de", "Der Schattenaußenminister von Australien eröffnete das Werk."),
]
OF_TWO = [
    ("en", "The Turkish Serbian President opened the plant."),
    ("ru", "Турецкий сербский президент открыл завод."),
    ("de", "Der türkische serbische Präsident eröffnete das Werk."),
]
OF_HIS = [
    ("en", "The adviser to the foreign minister of Uzbekistan opened the plant."),
    ("en", "The ambassador of Uzbekistan to Kazakhstan opened the plant."),
    ("ru", "Советник министра иностранных дел Узбекистана открыл завод."),
    ("ru", "Посол Узбекистана в Казахстане открыл завод."),
    ("fr", "Le conseiller du ministre des Affaires étrangères de l'Ouzbékistan est venu."),
    ("fr", "L'ambassadeur d'Ouzbékistan au Kazakhstan a inauguré l'usine."),
    ("es", "El asesor del ministro de Asuntos Exteriores de Uzbekistán inauguró la planta."),
    ("es", "El embajador de Uzbekistán en Kazajistán inauguró la planta."),
    ("ar", "افتتح مستشار وزير خارجية أوزبكستان المصنع."),
    ("ar", "افتتح المتحدث باسم وزير خارجية أوزبكستان المصنع."),
    ("ar", "افتتح سفير أوزبكستان لدى كازاخستان المصنع."),
    ("kk", "Өзбекстан Сыртқы істер министрінің кеңесшісі зауытты ашты."),
    ("kk", "Өзбекстанның Қазақстандағы елшісі зауытты ашты."),
    ("de", "Der Sprecher des Außenministers von Usbekistan eröffnete das Werk."),
    ("de", "Der Berater des usbekischen Außenministers eröffnete das Werk."),
    ("de", "Der Botschafter Usbekistans in Kasachstan eröffnete das Werk."),
]


@pytest.mark.parametrize(
    ("language", "text"), [*DEPUTIES, *FORMER, *NOT_YET, *SHADOWS, *OF_TWO, *OF_HIS]
)
def test_a_phrase_that_says_more_is_nobody_known(language: str, text: str) -> None:
    assert named(text, language) == set()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The newly appointed foreign minister of Uzbekistan opened the plant."),
        ("ru", "Новый министр иностранных дел Узбекистана открыл завод."),
        ("fr", "Le nouveau ministre des Affaires étrangères de l'Ouzbékistan est venu."),
        ("de", "Der neue Außenminister von Usbekistan eröffnete das Werk."),
    ],
)
def test_a_new_one_is_not_whoever_has_held_it_for_years(language: str, text: str) -> None:
    assert named(text, language) == set()


def test_a_new_one_may_be_who_came_this_year() -> None:
    text = "The new foreign minister of Kazakhstan opened the plant."
    assert named(text, "en") == {"KZ:kosherbaev"}


def test_who_is_called_canciller_is_a_chancellor_where_there_is_one() -> None:
    (german,) = scan("El canciller de Alemania, Johann Kraft, llegó.", "es").offices
    (chilean,) = scan("El canciller de Chile, Juan Soto, llegó.", "es").offices
    assert (german.office, chilean.office) == ("chancellor", "foreign-minister")


def test_an_office_with_its_country_in_its_midst_is_of_that_country() -> None:
    (office,) = scan("La ministre suédoise des Affaires étrangères est venue.", "fr").offices
    assert (office.office, office.country) == ("foreign-minister", "SE")


def test_a_country_behind_a_word_for_an_office_need_not_be_its_middle() -> None:
    offices = scan("Le ministre russe a rencontré des ambassadeurs.", "fr").offices
    assert (offices[0].office, offices[0].country) == ("minister", "RU")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Министр иностранных дел Королевства Марокко прибыл в Москву."),
        ("kk", "Марокко Корольдігінің Сыртқы істер министрі келді."),
    ],
)
def test_a_kingdom_is_no_king(language: str, text: str) -> None:
    assert [office.office for office in scan(text, language).offices] == ["foreign-minister"]


@pytest.mark.parametrize(
    ("language", "text"),
    [("it", "Il presidente del Somaliland"), ("pt", "O presidente da Somalilândia")],
)
def test_somaliland_is_not_somalia(language: str, text: str) -> None:
    assert scan(text, language).countries == []
