import json
import os
from pathlib import Path

import msgspec
import pytest

from monitor.intake.files import Problem, expected, incoming_from
from monitor.model import TEXT_BYTES_MAX, Incoming

SEEDS = Path(__file__).parents[2] / "seeds"
RUSSIAN = (
    "Президент принял председателя Совета Федерации. Стороны обсудили торговлю и культуру. " * 5
)


def taken(*paths):
    items = list(incoming_from(paths))
    assert all(isinstance(item, Incoming) for item in items), items
    return items


def one(path):
    (item,) = incoming_from([path])
    return item


def lines(path, *documents):
    path.write_text("".join(json.dumps(document) + "\n" for document in documents))
    return path


# --- the seeds ---


def test_the_seeds_come_in_order_with_what_their_sidecar_says():
    seeds = taken(SEEDS)
    assert [seed.article.given_id for seed in seeds] == ["000", "001", "002", "003", "004"]
    assert [seed.article.published for seed in seeds] == [
        "2024-12-12",
        "2024-12-12",
        "2024-03",
        "2021-04-23",
        "2025-11-12",
    ]
    assert seeds[3].article.outlet == "Kazinform"
    assert all(seed.article.url and seed.text and not seed.notes for seed in seeds)


def test_a_seed_is_the_same_article_as_a_line_that_names_its_address(tmp_path):
    seed = taken(SEEDS)[3].article
    line = one(
        lines(
            tmp_path / "a.jsonl",
            {
                "url": "http://inform.kz/en/kazakh-senate-speaker-russian-ambassador-meet_a3780142",
                "title": "x",
            },
        )
    )
    assert line.article.id == seed.id
    assert line.article.version != seed.version


# --- texts ---


def test_a_text_without_sidecar_goes_by_its_stem(tmp_path):
    (tmp_path / "note_7.txt").write_text("Some text.")
    article = one(tmp_path / "note_7.txt").article
    assert (article.given_id, article.url, article.outlet, article.published) == (
        "note_7",
        None,
        None,
        None,
    )


def test_only_the_first_64_kb_of_a_large_text_are_kept_and_the_note_says_so(tmp_path):
    (tmp_path / "big.txt").write_bytes("Ж".encode() * 5_000_000)
    item = one(tmp_path / "big.txt")
    assert len(item.text.encode()) == TEXT_BYTES_MAX
    assert (item.article.cut, item.article.text_bytes) == (True, 10_000_000)
    assert item.notes == ("only the first 65536 of 10000000 bytes were read",)


def test_a_cut_never_leaves_half_a_character(tmp_path):
    (tmp_path / "odd.txt").write_bytes(b"x" + "Ж".encode() * 40_000)
    item = one(tmp_path / "odd.txt")
    assert set(item.text) == {"x", "Ж"}
    assert len(item.text.encode()) == TEXT_BYTES_MAX - 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "cp1251", "koi8-r"])
def test_other_encodings_are_read_and_named(tmp_path, encoding):
    (tmp_path / "a.txt").write_bytes(RUSSIAN.encode(encoding))
    item = one(tmp_path / "a.txt")
    assert item.text == RUSSIAN
    assert bool(item.notes) == (not encoding.startswith("utf"))


def test_a_few_stray_bytes_in_utf8_are_replaced_and_counted(tmp_path):
    (tmp_path / "a.txt").write_bytes(RUSSIAN.encode() + b"\xff\xfe end")
    item = one(tmp_path / "a.txt")
    assert item.text == RUSSIAN + "\ufffd\ufffd end"
    assert item.notes == ("not UTF-8: 2 places replaced",)


def test_nul_bytes_are_removed_and_counted(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"a\x00b\x00c" + b" and so on" * 40)
    item = one(tmp_path / "a.txt")
    assert (item.text, item.notes) == ("abc" + " and so on" * 40, ("2 NUL bytes removed",))


def test_an_empty_file_is_an_article_without_text(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    assert one(tmp_path / "a.txt").text == ""


def test_random_bytes_are_told_without_a_stop(tmp_path):
    (tmp_path / "a.txt").write_bytes(bytes(range(256)) * 40)
    assert isinstance(one(tmp_path / "a.txt"), Problem)


# --- the sidecar ---


def test_an_unreadable_sidecar_is_told_once_and_the_articles_are_taken(tmp_path):
    (tmp_path / "sidecar.toml").write_text('["000"\n')
    (tmp_path / "000_a.txt").write_text("a")
    (tmp_path / "001_b.txt").write_text("b")
    problem, *articles = incoming_from([tmp_path])
    assert isinstance(problem, Problem)
    assert len(articles) == 2


def test_what_a_sidecar_may_not_say_is_told_and_the_rest_is_used(tmp_path):
    (tmp_path / "sidecar.toml").write_text(
        '["000"]\noutlet = "O"\npublished = 2024\ncolour = "red"\n'
    )
    (tmp_path / "000_a.txt").write_text("a")
    *problems, item = incoming_from([tmp_path])
    assert [problem.what for problem in problems] == [
        '"000": "published" is not taken',
        '"000": "colour" is not taken',
    ]
    assert item.article.outlet == "O"


# --- pages ---


PAGE = """<!doctype html><html lang="en"><head><title>Talks held in Astana | Daily</title>
<meta property="og:site_name" content="The Daily">
<meta property="og:title" content="Talks held in Astana">
<meta property="article:published_time" content="2024-12-12T10:00:00+05:00">
<link rel="canonical" href="https://daily.example/talks"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Talks held in Astana</h1>
<p>The president received the speaker of the upper house on Thursday in Astana, his office said
in a statement.</p>
<p>They discussed trade, transport and culture, and agreed to meet again in spring in Moscow for a
second round.</p>
</article><footer>About us</footer></body></html>"""


def test_a_page_gives_its_main_text_and_what_its_head_declares(tmp_path):
    (tmp_path / "a.html").write_text(PAGE)
    item = one(tmp_path / "a.html")
    assert "second round" in item.text
    assert "About us" not in item.text
    assert item.article.title == "Talks held in Astana"
    assert item.article.url == "https://daily.example/talks"
    assert item.article.outlet == "The Daily"
    assert item.article.published == "2024-12-12"


def test_the_sidecar_overrules_the_page(tmp_path):
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "sidecar.toml").write_text('[a]\noutlet = "Another"\n')
    assert one(tmp_path / "a.html").article.outlet == "Another"


@pytest.mark.parametrize(
    "page", ["", "<", "<html>", "<div>" * 20_000, "<p>\x00" + "x" * 200, "<p>" + "x" * 300_000]
)
def test_broken_markup_is_an_article_with_whatever_text_it_has(tmp_path, page):
    (tmp_path / "a.html").write_text(page)
    assert isinstance(one(tmp_path / "a.html"), Incoming)


# --- lines ---


def test_a_line_gives_every_field_of_the_form(tmp_path):
    form = {
        "id": "7",
        "url": "https://a.example/x",
        "lang": "en-GB",
        "outlet": "O",
        "published": "2024-03",
        "title": "T",
        "text": "x",
        "event": 3,
    }
    item = one(lines(tmp_path / "a.jsonl", form))
    article = item.article
    assert (article.given_id, article.url, article.lang, article.outlet) == (
        "7",
        "https://a.example/x",
        "en",
        "O",
    )
    assert (article.published, article.title, item.text, item.event) == ("2024-03", "T", "x", "3")


def test_bad_lines_are_told_with_their_number_and_the_rest_goes_on(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"title": "one"}\n{"title": \n\n[1]\n{"title": 7}\n{"url": "https://a.example/"}\n'
        '{"title": "two", "x": 1}\n'
    )
    items = list(incoming_from([path]))
    told = {item.line: item.what for item in items if isinstance(item, Problem)}
    assert sorted(number for number in told if number) == [2, 4, 5, 6]
    assert told[None] == 'keys not used: "x"'
    assert told[4] == "a list, not an object"
    assert told[5] == '"title" should be a string, and is a number'
    assert told[6] == 'neither "title" nor "text"'
    assert [item.article.title for item in items if isinstance(item, Incoming)] == ["one", "two"]


@pytest.mark.parametrize(
    "form",
    [
        {
            "published_at": "2026-05-04",
            "language": "pt",
            "source": "O",
            "link": "https://a.example/",
        },
        {
            "date_published": "2026-05-04",
            "inLanguage": "pt-BR",
            "external_url": "https://a.example/",
        },
        {"published": "2026-05-04", "date": "2001-01-01", "lang": "pt", "language": "en"},
        {"published": None, "pubDate": "2026-05-04", "language": "pt", "publisher": {"name": "O"}},
    ],
)
def test_a_line_may_use_the_names_of_other_forms_and_our_own_go_first(tmp_path, form):
    item, *_ = incoming_from([lines(tmp_path / "a.jsonl", form | {"headline": "T", "body": "x"})])
    article = item.article
    assert (article.published, article.lang, article.title) == ("2026-05-04", "pt", "T")
    assert item.text == "x"
    assert article.url in (None, "https://a.example/")
    assert article.outlet in (None, "O")


def test_the_markup_of_a_json_feed_is_its_text(tmp_path):
    form = {"title": "T", "content_html": "<p>One.</p><p>Two &amp; three.</p>"}
    assert one(lines(tmp_path / "a.jsonl", form)).text.split("\n") == ["One.", "Two & three."]


def test_keys_that_are_not_used_are_told_in_one_line_a_file(tmp_path):
    many = {f"k{number}": 1 for number in range(9)}
    path = lines(
        tmp_path / "a.jsonl", {"title": "T", "tags": []}, {"title": "U", "tags": 1, **many}
    )
    *articles, problem = incoming_from([path])
    assert [item.article.title for item in articles] == ["T", "U"]
    assert (problem.line, problem.skipped) == (None, False)
    assert problem.what == (
        'keys not used: "tags", "k0", "k1", "k2", "k3", "k4", "k5", "k6" and 2 more'
    )


def test_an_over_long_line_is_skipped_and_the_next_is_taken(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"title": "x" * 17_000_000}) + '\n{"title": "two"}')
    problem, item = incoming_from([path])
    assert (problem.line, problem.what) == (1, "longer than 16 MB")
    assert item.article.title == "two"


def test_a_ten_megabyte_article_on_a_line_is_cut(tmp_path):
    item = one(lines(tmp_path / "a.jsonl", {"text": "y" * 10_000_000}))
    assert (len(item.text), item.article.cut) == (TEXT_BYTES_MAX, True)


def test_half_a_surrogate_pair_is_mended(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"title": "a \\ud800 b", "text": "\\udfff"}\n')
    item = one(tmp_path / "a.jsonl")
    assert (item.article.title, item.text) == ("a \ufffd b", "\ufffd")


@pytest.mark.parametrize(
    "written",
    ["2024", "2024-03", "2024-03-01", "2024-03-01T10:00:00+05:00", "1970-01-01", "2100-01-01"],
)
def test_partial_dates_stay_as_written(tmp_path, written):
    assert (
        one(lines(tmp_path / "a.jsonl", {"title": "T", "published": written})).article.published
        == written
    )


@pytest.mark.parametrize(
    "written", ["yesterday", "2024-13", "2024-02-30", "20240301", "12/12/2024"]
)
def test_what_is_no_date_is_unknown_and_told(tmp_path, written):
    item = one(lines(tmp_path / "a.jsonl", {"title": "T", "published": written}))
    assert item.article.published is None
    assert "not a date" in item.notes[0]


def test_an_address_that_is_none_is_left_out_and_told(tmp_path):
    item = one(lines(tmp_path / "a.jsonl", {"title": "T", "url": "javascript:alert(1)"}))
    assert item.article.url is None
    assert item.notes


# --- folders ---


def test_folders_are_walked_by_name_and_links_to_folders_are_not_followed(tmp_path):
    for name in ("b/2.txt", "a.txt", "b/1.txt", "c.md", ".hidden/x.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    assert [item.text for item in taken(tmp_path)] == ["a.txt", "b/1.txt", "b/2.txt"]


def test_a_folder_without_articles_a_missing_file_and_another_kind_are_problems(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.pdf").write_text("x")
    items = list(incoming_from([tmp_path / "empty", tmp_path / "none.txt", tmp_path / "a.pdf"]))
    assert all(isinstance(item, Problem) and item.hint for item in items)
    assert len(items) == 3


def test_what_may_come_is_counted_before_it_is_read(tmp_path):
    lines(tmp_path / "a.jsonl", {"title": "x"}, {"title": "y"})
    (tmp_path / "b.txt").write_text("b")
    assert expected([tmp_path, tmp_path / "a.jsonl", tmp_path / "gone.jsonl"]) == 3 + 2 + 1


# --- what is on a disk ---


def test_a_pipe_or_device_is_told_and_never_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "endless.jsonl").symlink_to("/dev/zero")
    (tmp_path / "a.txt").write_text("The ministers met.")
    article, *problems = incoming_from([tmp_path])
    assert article.article.given_id == "a"
    assert [problem.what for problem in problems] == ["not a file: a pipe or device"] * 2
    assert expected([tmp_path]) == 3


def test_a_name_that_is_no_text_can_be_shown_and_written(tmp_path):
    name = os.fsencode(tmp_path) + b"/\xff.txt"
    try:
        Path(os.fsdecode(name)).write_text("[")
    except OSError:  # this disk takes no such name, as on macOS
        return
    assert one(tmp_path).article.given_id.encode()
    Path(os.fsdecode(name)).rename(os.fsdecode(name.replace(b".txt", b".jsonl")))
    assert one(tmp_path).path.encode()


def test_half_characters_are_replaced_wherever_they_stand(tmp_path):
    fields = dict.fromkeys(
        ("id", "url", "lang", "outlet", "published", "title", "text", "event"), "a\ud800"
    )
    found = one(lines(tmp_path / "a.jsonl", fields | {"url": "https://outlet.example/\ud800"}))
    assert msgspec.json.encode(found)
    assert found.article.title == "a\ufffd"


def test_a_picture_under_a_texts_name_is_told_and_never_read(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4)
    (tmp_path / "b.html").write_bytes(b"<html>\x00\x01\x02\x03</html>" * 9)
    found = list(incoming_from([tmp_path]))
    assert [problem.what for problem in found] == [
        "not text, but the bytes of a picture, an archive or the like"
    ] * 2
    (tmp_path / "a.txt").write_bytes("Министры встретились.".encode("utf-16"))
    assert next(iter(incoming_from([tmp_path / "a.txt"]))).text == "Министры встретились."


def test_words_nested_too_deep_for_the_parser_are_read_without_their_tags(tmp_path):
    words = "President Berg of Norway received Prime Minister Lund of Sweden in Oslo on Monday."
    (tmp_path / "a.html").write_text(
        f"<html><body>{'<div>' * 400}<p>{words}</p>{'</div>' * 400}</body></html>"
    )
    (tmp_path / "empty.html").write_text("<html><body><script>Berg()</script></body></html>")
    deep, empty = incoming_from([tmp_path])
    assert deep.text == words
    assert empty.text == ""


@pytest.mark.parametrize("year", ["0001-01-01", "9999-12-31T23:59:59Z", "1899", "2101-01"])
def test_a_year_that_news_cannot_be_of_is_unknown(tmp_path, year):
    found = one(lines(tmp_path / "a.jsonl", {"title": "x", "published": year}))
    assert found.article.published is None
    assert any("1900-2100" in note for note in found.notes)


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf\n"])
def test_a_file_of_lines_that_holds_none_is_told(tmp_path, content):
    (tmp_path / "a.jsonl").write_bytes(content)
    assert "it is empty" in one(tmp_path / "a.jsonl").what
