"""The site as files: whole, safe to put anywhere, and written anew only where something changed."""

import json
import re
import subprocess
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.root import run
from monitor.pictures.world import base_map
from monitor.web.site.addresses import file_of
from monitor.web.site.folder import MANIFEST
from monitor.web.site.lists import folded


def publish(home, folder, *more):
    return run(["--home", str(home), "site", str(folder), *more])


@pytest.fixture
def folder(home, tmp_path):
    assert publish(home, tmp_path / "public") == 0
    return tmp_path / "public"


def files(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def changed(before, after):
    return {name for name in after if before.get(name) != after[name]} - {MANIFEST}


def article(home, name, **fields):
    line = {
        "url": f"https://news.example/{name}",
        "outlet": "Example News",
        "lang": "en",
        "published": "2026-11-28",
        "title": "Foreign minister Lavrov met Araghchi in Tehran",
        "text": "Foreign minister Sergei Lavrov met his Iranian counterpart Abbas Araghchi in "
        "Tehran on 28 November 2026. They discussed trade.",
    } | fields
    path = home / f"{name}.jsonl"
    path.write_text(json.dumps(line))
    assert run(["--home", str(home), "ingest", "-q", str(path)]) == 0


def test_every_link_leads_to_a_file_of_the_site_or_out_of_it(folder):
    seen = 0
    for page in folder.rglob("*.html"):
        html = page.read_text()
        ids = set(re.findall(r'\sid="([^"]*)"', html))
        for link in re.findall(r'(?:href|src)="([^"]*)"', html):
            parts = urlsplit(unescape(link))
            if parts.scheme:
                assert parts.scheme in {"http", "https"}
                continue
            assert not link.startswith("/"), (page, link)
            if not parts.path:
                assert parts.fragment in ids, (page, link)
                continue
            target = (page.parent / unquote(parts.path)).resolve()
            assert target.is_file(), (page, link)
            assert target.is_relative_to(folder.resolve())
            seen += 1
    assert seen > 100


def test_nothing_is_fetched_from_elsewhere_and_nothing_stands_inline(folder):
    for page in folder.rglob("*.html"):
        html = page.read_text()
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
        assert not re.findall(r'<(?:img|link|script)[^>]*(?:src|href)="(?:[a-z]+:)?//', html)
        assert not re.findall(r"<form(?![^>]*id=\"search\")", html)
    assert "http" not in re.sub(r"//.*", "", (folder / "static/search.js").read_text())


def test_the_base_map_stands_there_once_for_all_pages(folder):
    land = base_map().land
    holding = [Path(name).name for name, held in files(folder).items() if land.encode() in held]
    assert sorted(holding) == ["world-far.svg", "world-near.svg"]
    shown = re.findall(r'<image href="([^"]*)"', (folder / "countries/KZ.html").read_text())
    assert shown in (["../static/world-near.svg"], ["../static/world-far.svg"])


def test_each_page_stands_beside_the_same_as_json(folder):
    pages = list(folder.rglob("*.html"))
    assert pages
    for page in pages:
        json.loads(page.with_suffix(".json").read_text())


def test_written_again_nothing_changes(home, folder):
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    assert publish(home, folder) == 0
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_a_days_news_rewrites_its_own_pages_alone(home, folder):
    before = files(folder)
    article(home, "tehran")
    assert publish(home, folder) == 0
    after = files(folder)
    stories = {name for name in changed(before, after) if name.startswith("stories/S")}
    assert stories == {"stories/S5.html", "stories/S5.json"}
    assert "stories/2026-11.html" in after
    old = {name for name in before if re.match(r"stories/20(2[0-5])-", name)}
    assert old
    assert not old & changed(before, after)
    countries = {name for name in changed(before, after) if name.startswith("countries/")}
    assert "countries/IR.html" in countries
    assert "countries/KZ.html" not in countries
    assert "search/0.js" in changed(before, after)


def test_what_is_drawn_in_part_is_what_is_drawn_from_scratch(home, folder, tmp_path):
    article(home, "tehran")
    assert run(["--home", str(home), "merge", "S1", "S2"]) == 0
    assert publish(home, folder) == 0
    assert publish(home, tmp_path / "anew") == 0
    assert files(folder) == files(tmp_path / "anew")


def test_a_correction_takes_away_the_page_of_a_story_that_ended(home, folder):
    assert (folder / "stories/S2.html").exists()
    assert run(["--home", str(home), "merge", "S1", "S2"]) == 0
    assert publish(home, folder) == 0
    assert not (folder / "stories/S2.html").exists()
    assert "StoriesMerged" in (folder / "stories/S1.json").read_text()


def test_an_erased_text_leaves_the_site(home, folder):
    assert "Borodavkin" in "".join(
        path.read_text() for path in folder.rglob("*") if path.suffix in {".html", ".json", ".js"}
    )
    for name in ("003",):
        assert run(["--home", str(home), "redact", name, "--reason", "asked"]) == 0
    assert publish(home, folder) == 0
    for path in folder.rglob("*"):
        if path.suffix in {".html", ".json", ".js"}:
            assert "Borodavkin" not in path.read_text(), path


def test_a_folder_with_somebody_elses_files_is_refused_and_left_alone(home, tmp_path, capfd):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    assert publish(home, tmp_path / "mine") == 2
    assert [one.name for one in (tmp_path / "mine").iterdir()] == ["letter.txt"]
    assert "hint: name a new or an empty folder" in capfd.readouterr().err


@pytest.mark.parametrize("name", ["../outside.txt", "/tmp/never/there.html"])
def test_a_manifest_takes_nothing_away_outside_the_folder(home, folder, name):
    outside = folder.parent / "outside.txt"
    outside.write_text("stays")
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["files"][name] = "x"
    (folder / MANIFEST).write_text(json.dumps(manifest))
    assert publish(home, folder) == 0
    assert outside.read_text() == "stays"


def test_a_manifest_that_cannot_be_read_is_said_in_one_line(home, folder, capfd):
    (folder / MANIFEST).write_text("{")
    assert publish(home, folder) == 2
    assert capfd.readouterr().err.count("\n") == 2


@given(st.text(max_size=120))
def test_every_name_is_a_file_of_its_own_folder(name):
    file = file_of(f"/people/{quote(name, safe='')}")
    assert re.fullmatch(r"people/[A-Za-z0-9_-]*\.html", file) or not name
    assert len(file) < 100


def test_two_names_are_two_files():
    assert file_of("/people/a%2Fb") != file_of("/people/a%2Fc")
    assert file_of("/people/a.b") != file_of("/people/ab")


def test_the_language_is_the_one_that_was_asked_for(home, tmp_path):
    assert publish(home, tmp_path / "ru", "--language", "ru") == 0
    assert '<html lang="ru">' in (tmp_path / "ru" / "index.html").read_text()


def test_as_json_it_says_what_was_written(home, tmp_path, capfd):
    assert run(["--home", str(home), "--json", "site", str(tmp_path / "public")]) == 0
    said = json.loads(capfd.readouterr().out)
    assert (said["stories"], said["removed"]) == (4, 0)
    assert said["written"] > said["pages"] > 10


# --- the search ---


def rows(folder):
    found = []
    for shard in (folder / "search").glob("*.js"):
        found += json.loads(shard.read_text().removeprefix("monitorSearch(").removesuffix(");\n"))
    return found


@pytest.mark.parametrize("asked", ["Matviyenko", "МАТВИЕНКО", "astana", "Kazakhstan putin"])
def test_every_word_that_is_asked_stands_in_what_a_story_is_searched_by(folder, asked):
    found = [row[0] for row in rows(folder) if all(w in row[3] for w in folded(asked).split())]
    assert 1 in found or 4 in found


def test_the_search_page_names_every_shard(folder):
    named = re.search(r'data-shards="([^"]*)"', (folder / "search.html").read_text())[1].split()
    assert {f"{name}.js" for name in named} == {path.name for path in (folder / "search").iterdir()}


CHROMIUM = next((path for path in map(Path, ("/usr/bin/chromium",)) if path.exists()), None)


@pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")
def test_a_browser_finds_a_story_on_a_site_on_a_disk(folder, tmp_path):
    done = subprocess.run(
        [
            str(CHROMIUM),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={tmp_path / 'chromium'}",
            "--virtual-time-budget=5000",
            "--dump-dom",
            f"{(folder / 'search.html').as_uri()}?q={quote('Матвиенко')}",
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert 'href="stories/S1.html"' in done.stdout
