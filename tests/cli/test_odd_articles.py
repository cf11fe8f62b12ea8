"""Each odd article has a stated outcome (docs/operations.md), and none stops the rest."""

import json

import pytest

PLAIN = (
    "President Anna Berg of Norway received Prime Minister Karl Lund of Sweden in Oslo on 12 "
    "December 2024. They discussed trade."
)

ODD = {
    "empty": ("a.txt", b"", "set aside"),
    "only signs": ("a.txt", "… — !\n".encode(), "set aside"),
    "ten megabytes": ("a.txt", (PLAIN + "\n").encode() * 80_000, "new"),
    "one long line": ("a.txt", b"word " * 200_000, "set aside"),
    "not UTF-8": (
        "a.txt",
        "Президент Казахстана принял премьер-министра Норвегии в Осло. ".encode("cp1251") * 5,
        "new",
    ),
    "nobody and no date": (
        "a.txt",
        b"It was a quiet afternoon and nothing was said about it.",
        "set aside",
    ),
    "an unexpected script": ("a.txt", "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᎤᏂᏃᎮᏢᎢ. ".encode() * 20, "set aside"),
    "from 1970": (
        "a.jsonl",
        json.dumps({"title": "Old talks", "text": PLAIN, "published": "1970-01-01"}).encode(),
        "new",
    ),
    "from 2100": (
        "a.jsonl",
        json.dumps({"title": "Talks to come", "text": PLAIN, "published": "2100-01-01"}).encode(),
        "new",
    ),
    "a headline alone": (
        "a.jsonl",
        json.dumps({"title": "Norway's prime minister received Finland's in Oslo"}).encode(),
        "new",
    ),
    "a page of nothing": ("a.html", b"<html><body></body></html>", "set aside"),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_article_has_its_outcome_and_the_rest_goes_on(ask, tmp_path, name):
    file, raw, outcome = ODD[name]
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / file).write_bytes(raw)
    (folder / "z.jsonl").write_text(
        json.dumps({"title": "Germany's chancellor telephoned Japan's prime minister on fisheries"})
    )
    home = tmp_path / "home"
    told = ask("--json", "ingest", folder, home=home)
    assert told.status == 0
    odd, rest = told.json["articles"]
    assert odd["verdict"] == outcome
    assert rest["verdict"] in {"new", "unsure"}
    assert ask("why", odd["id"], home=home).status == 0
    assert ask("digest", home=home).status == 0
    assert ask("replay", "--check", home=home).status == 0


def test_what_is_no_text_at_all_is_told_and_the_rest_goes_on(ask, tmp_path):
    (tmp_path / "a.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "b.txt").write_text(PLAIN)
    told = ask("ingest", tmp_path / "a.txt", tmp_path / "b.txt", home=tmp_path / "home")
    assert "not text" in told.out + told.err
    assert "1 article = new 1" in told.out
    assert "bytes" not in ask("digest", home=tmp_path / "home").out


def test_what_was_mended_stands_in_why(ask, tmp_path):
    (tmp_path / "a.txt").write_bytes((PLAIN + "\n").encode() * 1_000 + b"\x00")
    (tmp_path / "b.jsonl").write_text(
        json.dumps({"id": "b", "title": "Talks to come", "text": PLAIN, "published": "2100-01-01"})
    )
    home = tmp_path / "home"
    ask("ingest", tmp_path / "a.txt", tmp_path / "b.jsonl", home=home)
    assert "only the first 65536 of" in " ".join(ask("why", "a", home=home).out.split())
    assert "published 2100-01-01 is ahead of the clock" in " ".join(
        ask("why", "b", home=home).out.split()
    )


def test_a_known_address_with_another_text_is_a_new_version(ask, tmp_path):
    line = {"url": "https://a.example/1", "title": "Berg received Lund in Oslo", "text": PLAIN}
    home, file = tmp_path / "home", tmp_path / "a.jsonl"
    for text in (PLAIN, PLAIN + " They signed an agreement on fisheries.", PLAIN):
        file.write_text(json.dumps(line | {"text": text}))
        told = ask("--json", "ingest", file, home=home).json
    assert told["articles"][0]["verdict"] == "known"
    assert len(ask("stories", "--json", home=home).json["stories"]) == 1
    assert "later versions: 1" in ask("why", "https://a.example/1", home=home).out
