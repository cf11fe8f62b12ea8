"""Countries, places, organisations, offices, acts, themes: what the word lists find in a sentence,
in each main language.
"""

import pytest

from monitor.gazetteer.acts import main_acts, plover_of, stage_of
from monitor.gazetteer.countries import countries_in
from monitor.gazetteer.offices import _in_body
from monitor.gazetteer.organisations import organisations_in
from monitor.gazetteer.places import places_in
from monitor.reading.events.annotate import scan
from monitor.text.tokens import tokenize


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Kenya and the Peruvian delegation"),
        ("ru", "В Кении с перуанской делегацией"),
        ("kk", "Кенияда Перудың делегациясы"),
        ("fr", "Au Kenya, la délégation péruvienne"),
        ("de", "Kenias und die peruanische Delegation"),
        ("es", "Kenia y la delegación peruana"),
        ("it", "Il Kenya e la delegazione peruviana"),
        ("tr", "Kenya'da Peru heyeti"),
        ("zh", "肯尼亚与秘鲁代表团"),
        ("ar", "كينيا ووفد بيرو"),
        ("uk", "Кенії та делегація Перу"),
        ("az", "Keniyada Peru nümayəndə heyəti"),
        ("uz", "Keniyada Peru delegatsiyasi"),
    ],
)
def test_countries_are_found_whatever_their_case(language: str, text: str) -> None:
    assert {mention.code for mention in scan(text, language).countries} == {"KE", "PE"}


@pytest.mark.parametrize("text", ["roast turkey and china plates", "Michael met his aide"])
def test_ordinary_words_are_no_countries(text: str) -> None:
    assert not scan(text, "en").countries


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "in Geneva", "Geneva"), ("ru", "в Женеве", "Geneva"), ("kk", "Женевада", "Geneva"),
        ("fr", "à Genève", "Geneva"), ("de", "in Genf", "Geneva"),
        ("es", "en Ginebra", "Geneva"), ("it", "a Ginevra", "Geneva"),
        ("tr", "Cenevre'de", "Geneva"), ("zh", "在日内瓦", "Geneva"), ("ar", "في جنيف", "Geneva"),
        ("uk", "у Женеві", "Geneva"), ("az", "Cenevrədə", "Geneva"), ("uz", "Jenevada", "Geneva"),
        ("en", "in Samarkand", "Samarkand"), ("zh", "在西安", "Xi'an"),
        ("el", "στη Γενεύη", "Geneva"), ("hi", "जिनेवा में", "Geneva"), ("ro", "la Geneva", "Geneva"),
        ("sv", "i Genève", "Geneva"), ("sr", "u Ženevi", "Geneva"), ("vi", "tại Hà Nội", "Hanoi"),
    ],
)  # fmt: skip
def test_places_are_found_with_what_stands_before_them(language: str, text: str, name: str) -> None:
    mention = scan(text, language).places[0]
    assert mention.place.name == name
    assert mention.cue == "in"


def test_a_small_word_says_of_a_place_what_its_own_language_means_by_it() -> None:
    assert scan("mötet i Moskva", "sv").places[0].cue == "in"
    assert scan("Warszawa i Moskwa", "pl").places[-1].cue == "none"


@pytest.mark.parametrize(
    ("language", "text", "country"),
    [
        ("el", "ο πρόεδρος της Αιγύπτου", "EG"),
        ("hi", "ईरान के निर्वाचित राष्ट्रपति", "IR"),
        ("nl", "de president van Frankrijk", "FR"),
        ("bg", "президентът на България", "BG"),
        ("ru", "визит президента на Украину", None),
    ],
)
def test_an_office_belongs_to_the_country_its_language_ties_to_it(
    language: str, text: str, country: str | None
) -> None:
    assert [office.country for office in scan(text, language).offices] == [country]


def test_two_forms_of_one_word_count_once() -> None:
    ids = [act.value for act in scan("состоялось заседание", "ru").acts]
    assert len(ids) == len(set(ids))


def test_a_former_name_is_told_as_then() -> None:
    place = scan("Talks in Nur-Sultan", "en").places[0].place
    assert (place.name, place.then, place.country) == ("Astana", "Nur-Sultan", "KZ")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "the SCO summit"), ("ru", "саммит ШОС"), ("kk", "ШЫҰ саммиті"),
        ("fr", "le sommet de l'OCS"), ("de", "der SOZ-Gipfel"), ("es", "cumbre de la OCS"),
        ("it", "vertice SCO"), ("tr", "ŞİÖ zirvesi"), ("zh", "上合组织峰会"),
        ("ar", "قمة منظمة شنغهاي"), ("uk", "саміт ШОС"), ("az", "ŞƏT sammiti"),
        ("uz", "SHHT sammiti"),
    ],
)  # fmt: skip
def test_organisations_and_summits_are_found(language: str, text: str) -> None:
    one = scan(text, language)
    assert [found.value for found in one.organisations] == ["SCO"]
    assert "summit" in {found.value for found in one.acts}


def test_a_french_article_is_not_the_united_nations() -> None:
    assert not scan("un accord et un sommet", "fr").organisations


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "They signed an agreement"), ("ru", "Они подписали соглашение"),
        ("kk", "Келісімге қол қойды"), ("fr", "Ils ont signé un accord"),
        ("de", "Sie unterzeichneten ein Abkommen"), ("es", "Firmaron un acuerdo"),
        ("it", "Hanno firmato un accordo"), ("tr", "Anlaşma imzalandı"), ("zh", "双方签署了协议"),
        ("ar", "وقعا اتفاقية"), ("uk", "Підписали угоду"), ("az", "Saziş imzalanıb"),
        ("uz", "Kelishuv imzolandi"),
    ],
)  # fmt: skip
def test_a_signature_is_an_act_and_a_stage(language: str, text: str) -> None:
    one = scan(text, language)
    assert {"signing", "agreement"} <= {found.value for found in one.acts}
    assert stage_of(one.tokens, language) == "signed"


@pytest.mark.parametrize(
    ("language", "text", "stage"),
    [
        ("en", "The ministers will meet on Monday", "announced"),
        ("ru", "Министры встретятся в понедельник", "announced"),
        ("ru", "Встреча прошла в Минске", "happened"),
        ("kk", "Кездесу ертең өтеді", "announced"),
        ("fr", "La réunion aura lieu lundi", "announced"),
        ("de", "Das Treffen wurde abgesagt", "cancelled"),
        ("es", "Los ministros se reunirán", "announced"),
        ("it", "Il vertice è stato rinviato", "postponed"),
        ("tr", "Görüşme iptal edildi", "cancelled"),
        ("zh", "会议将于周一举行", "announced"), ("uk", "У МЗС спростували", "denied"),
        ("en", "Moscow denied the report", "denied"),
    ],
)  # fmt: skip
def test_tense_tells_how_far_it_has_come(language: str, text: str, stage: str) -> None:
    assert stage_of(scan(text, language).tokens, language) == stage


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Los ministros retoman las consultas suspendidas desde 2018."),
        ("en", "They agreed to resume talks postponed since 2021."),
        ("pt", "As reuniões suspensas desde 2020"),
    ],
)
def test_what_was_undone_since_a_year_is_no_stage_of_what_begins_again(language, text) -> None:
    assert stage_of(scan(text, language).tokens, language) not in ("cancelled", "postponed")


@pytest.mark.parametrize(
    ("language", "text", "office", "country"),
    [
        ("en", "the President of the Republic of Kenya", "president", "KE"),
        (
            "en",
            "Chairman of the Senate of the Parliament of the Republic of Kazakhstan",
            "speaker-upper",
            "KZ",
        ),
        ("ru", "глава МИД Кении", "foreign-minister", "KE"),
        ("ru", "спикер Совета Федерации", "speaker-upper", None),
        ("kk", "Қазақстан президенті", "president", "KZ"),
        ("fr", "la présidente du Sénat", "speaker-upper", None),
        ("de", "die italienische Ministerpräsidentin", "prime-minister", "IT"),
        ("es", "el canciller peruano", "foreign-minister", "PE"),
        ("tr", "Kenya Cumhurbaşkanı", "president", "KE"),
        ("zh", "肯尼亚总统", "president", "KE"),
        ("ar", "رئيس الوزراء", "prime-minister", None),
    ],
)
def test_offices_are_bound_to_their_country(
    language: str, text: str, office: str, country: str | None
) -> None:
    mention = scan(text, language).offices[0]
    assert mention.office == office
    assert country is None or mention.country == country


@pytest.mark.parametrize(
    ("language", "text", "act"),
    [
        ("en", "The king met the Speaker of the Federal Assembly", False),
        ("en", "The king met the Chairwoman of the Zemlyan People's Assembly", False),
        ("en", "The National Assembly heard the king", False),
        ("en", "The General Assembly heard the king", False),
        ("fr", "Le roi a rencontré le président de la Grande Assemblée", False),
        ("ru", "Король принял председателя Ассамблеи народов", False),
        ("es", "El rey recibió al presidente del Congreso", False),
        ("en", "The king opened the Assembly of Islands", True),
        ("en", "The president of Kenya spoke at the Nairobi Forum", True),
        ("en", "The speaker of the Senate addressed the forum", True),
        ("ru", "Президент Кении выступил на Форуме", True),
    ],
)
def test_the_name_of_a_body_is_no_act(language: str, text: str, act: bool) -> None:  # noqa: FBT001 - a row of the table
    assert ("forum" in {found.value for found in scan(text, language).acts}) == act


def test_the_title_says_what_the_main_act_is() -> None:
    title, body = (
        scan("Ministers sign treaty", "en"),
        scan("They also met and spoke by telephone", "en"),
    )
    assert main_acts(title.acts, [body.acts])[0] in ("signing", "agreement")
    assert plover_of("signing") == "AGREE"


def test_what_is_hoped_for_in_a_language_without_tenses_is_not_done():
    assert stage_of(tokenize("普拉博沃说，印尼希望早日批准划界协定。"), "zh") == "announced"


def codes(text, language):
    return {mention.code for mention in countries_in(tokenize(text), language)}


@pytest.mark.parametrize(
    ("language", "text", "not_this"),
    [
        ("en", "Leaders of Latin America met in Lima", "US"),
        ("en", "Ministers from South America met in Quito", "US"),
        ("de", "Nigerias Außenminister reiste nach Berlin", "NE"),
        ("it", "Il ministro della Nigeria è arrivato a Roma", "NE"),
        ("ru", "Того требует договор", "TG"),
        ("ru", "Делегация прибыла из Нигерии", "NE"),
    ],
)
def test_a_word_that_only_looks_like_a_country_is_none(language, text, not_this):
    assert not_this not in codes(text, language)


@pytest.mark.parametrize(
    "text", ["They objected at Moscow's refusal", "He spoke at Riyadh’s request"]
)
def test_a_place_that_owns_something_is_no_place_of_anything(text):
    assert {mention.cue for mention in places_in(tokenize(text), "en")} == {"none"}


def test_the_head_of_a_ministry_is_its_minister():
    assert _in_body("head", {"minister": "foreign-minister"}) == "foreign-minister"
    assert _in_body("chair", {"chamber": "upper"}) == "speaker-upper"
    assert _in_body("ambassador", {"minister": "foreign-minister"}) == "ambassador"


def test_an_acronym_with_a_number_is_a_body():
    assert {found.value for found in organisations_in(tokenize("The C5+1 and D-8 met"), "en")} >= {
        "C5+1",
        "D-8",
    }
