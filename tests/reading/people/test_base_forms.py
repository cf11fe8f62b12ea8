"""Names that stand in a text in some case are shown in the nominative, and never as another's."""

from pathlib import Path

from monitor.reading.events.annotate import scan
from monitor.reading.people.persons import people_in

TABLE = Path(__file__).parents[3] / "bench" / "data" / "inflected_names.tsv"
ROWS = [
    line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if line[0] != "#"
]
WHOLE = [row for row in ROWS if " " in row[1]]  # a surname alone says too little to be a person


def shown(language: str, name: str) -> str | None:
    found = people_in([scan(name, language)], language=language, published="1900")
    return found[0].person.name if len(found) == 1 else None


def in_any_order(name: str) -> list[str]:
    return sorted(name.split())


def test_inflected_names_are_shown_in_the_nominative():
    seen = [(shown(language, met), base) for language, met, base in WHOLE]
    known = [(name, base) for name, base in seen if name is not None]
    assert len({language for language, *_ in WHOLE}) >= 12
    assert len(known) >= 200
    wrong = [pair for pair in known if in_any_order(pair[0]) != in_any_order(pair[1])]
    assert len(wrong) <= 0.03 * len(known), wrong
