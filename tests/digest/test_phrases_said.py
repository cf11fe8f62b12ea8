"""Every phrase of the data files is said somewhere: what nothing says any more is taken out."""

import ast
import functools
import re
import tomllib
from pathlib import Path

import pytest

import monitor

ROOT = Path(monitor.__file__).parent
FILES = [ROOT / folder / "data" / "en.toml" for folder in ("digest", "delivery")]
WORDS_OF_IDS = {"acts": "act", "offices": "office", "organisations": "organisation"}  # by function


@functools.cache
def literals():
    """Every text that the code holds; of a text with holes, what stands before the first."""
    return frozenset(
        node.value
        for file in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def ids():
    """What the reading's data can name: acts, offices, themes …, and kinds of documents."""
    for file in (*(ROOT / "data").rglob("*.toml"), ROOT / "digest" / "data" / "documents.toml"):
        yield from re.findall(r"[\w-]+", file.read_text(encoding="utf-8"))


KNOWN = frozenset(ids())


def is_said(section, key):
    said = literals()
    if f"{section}.{key}" in said:
        return True
    by_id = f"{section}." in said or section in said or section in WORDS_OF_IDS
    whole = key.removesuffix("-upper").removesuffix("-lower")  # the houses of a parliament
    return by_id and (key in said or whole in KNOWN)


def phrases():
    for file in FILES:
        for section, held in tomllib.loads(file.read_text(encoding="utf-8")).items():
            yield from ((file.parents[1].name, section, key) for key in held)


@pytest.mark.parametrize(("package", "section", "key"), list(phrases()))
def test_every_phrase_is_said_somewhere(package, section, key):
    assert is_said(section, key), f"{package}/data: nothing says {section}.{key}"
