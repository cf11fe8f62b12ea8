from monitor.feeds.sketch import is_another, owner_of, sketch_of

TALKS = "President Tokayev and President Mirziyoyev held talks in Tashkent on Monday and agreed to open a border crossing."
DECREE = "By presidential decree Yerlan Baudarbek was appointed ambassador of Kazakhstan to Japan, Akorda reports."


def sketch(text):
    return sketch_of(text, under="g0123456789abcdef")


def test_a_sketch_belongs_to_a_key():
    assert sketch(TALKS).startswith(owner_of("g0123456789abcdef"))
    assert owner_of("g0123456789abcdef") == "w01234567"


def test_an_edition_shares_words_and_another_document_does_not():
    assert not is_another(sketch(TALKS + " It opens in spring."), [sketch(TALKS)])
    assert is_another(sketch(DECREE), [sketch(TALKS)])
    assert not is_another(sketch(DECREE), [sketch(TALKS), sketch(DECREE.upper())])


def test_a_few_words_say_nothing():
    assert sketch("Talks in Tashkent") == ""
    assert not is_another("", [sketch(TALKS)])
    assert not is_another(sketch(TALKS), [])
    assert not is_another(sketch(TALKS), [""])


def test_scripts_without_spaces_have_words_too():
    assert is_another(
        sketch("外務大臣は東京で会見し、貿易について話した"),
        [sketch("大統領令により駐日大使が任命された、と発表があった")],
    )
