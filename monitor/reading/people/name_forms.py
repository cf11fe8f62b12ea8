"""A candidate → the name that it is: two people set side by side come apart, each word comes back
to its base form, and whoever is known to hold an office is that holder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import structs

from monitor.datafiles import languages_with, listed
from monitor.names import office_holders
from monitor.names.declension_learnt import nominative
from monitor.names.east_asian import is_chinese, pinyin
from monitor.names.office_holders import Holder
from monitor.names.transliteration import is_given, respelt
from monitor.reading.people.candidates import Candidate
from monitor.reading.people.unsegmented import Name
from monitor.text.declension import SURNAME, given_forms, surname_forms
from monitor.text.normalize import fold_name, latin

_SYLLABLES = re.compile(r"(?!(?:Al|El|Ul|Abu|Ibn|Ben|Bin)-)[A-Z][a-z]{1,6}-[a-z]{1,7}")
_BIN = re.compile(r"^(?:bin|ibn|ben|бин|бен) ", re.IGNORECASE)
_PARTICLES = frozenset(listed("von der van den de da di la le al el el фон дер ван аль эль"))
_SONS = frozenset(listed("bin ibn ben bint бин бен ибн"))
_EASTERN_WORDS = 3
_ARTICLE = re.compile(
    r"^(?:al|el|as|ash|an|ar|az|at|ad|аль|эль|ас|аш|ан|ар|аз|ат|ад)[ \-‑](?=\w\w\w)", re.IGNORECASE
)


def apart(run: Candidate, language: str, published: str | None) -> list[Candidate]:
    """Languages that put verbs last, and headlines, set two people side by side: "Мирзиёев Тоқаевты
    құттықтады".
    """
    if (
        run.shouted
        and len(run.words) > 1
        and not run.given
        and _holder(run.words, language, published) is None
    ):
        alone = next(
            (at for at, word in enumerate(run.words) if _holder((word,), language, published)), None
        )
        if alone and run.sentence >= 0 and run.office and run.words[0][0].isupper():
            return [run]  # "Foreign Minister Khalilur Rahman": what stands between is his name too
        if alone is not None and not (alone == 0 and _of_the_east(run.words, language, published)):
            place = run.first + alone
            return [
                structs.replace(run, first=place, end=place + 1, words=(run.words[alone],), gaps=())
            ]
    for cut in range(1, len(run.words)):
        one, other = run.words[:cut], run.words[cut:]
        both = [_holder(words, language, published) for words in (one, other)]
        two = both[0] is not None and both[1] is not None and both[0].id != both[1].id
        four = (
            len(run.words) == 4  # noqa: PLR2004 — given surname given surname
            and cut == 2  # noqa: PLR2004 — as above
            and is_given(one[0])
            and is_given(other[0])
            and _is_surname(one[1])
        )
        aide = (
            language in languages_with("east_slavic")
            and both[0] is not None
            and _is_genitive(one[-1])
            and _is_whole(other, language)
        )
        if two or four or aide or _is_beside_holder(run, cut, both[0], language):
            middle = run.first + cut
            left = structs.replace(
                run,
                end=middle,
                words=one,
                gaps=run.gaps[: cut - 1],
                given=len(one) > 1 and run.given,
            )
            right = structs.replace(
                run,
                first=middle,
                words=other,
                gaps=run.gaps[cut:],
                given=len(other) > 1 and is_given(other[0]),
                office=None,
                listed=True,
            )
            return [left, right]
    return [run]


def _is_beside_holder(run: Candidate, cut: int, holder: Holder | None, language: str) -> bool:
    """A whole name that is known, and behind it another whole one: where verbs stand last."""
    if language not in languages_with("verb_last") or holder is None:
        return False
    other = run.words[cut:]
    is_hyphened = "-" in run.gaps[cut - 1 :]
    return min(cut, len(other)) > 1 and not is_hyphened and other[0].lower() not in _PARTICLES


def _of_the_east(words: Sequence[str], language: str, published: str | None) -> bool:
    """Surname and a given name of two syllables: Kim Yo Jong is another Kim than the one the table
    knows.
    """
    row = _holder(words[:1], language, published)
    if row is None or len(words) != _EASTERN_WORDS:
        return False
    return row.where in office_holders.countries_named("family_first")


def _is_genitive(word: str) -> bool:
    """As "Путина" in "спецпосланник Путина Кирилл Дмитриев"."""
    return word.endswith(("а", "я", "ого", "его")) and len(surname_forms(word, "ru")) > 1


def _is_whole(words: Sequence[str], language: str) -> bool:
    """A given name and a surname, in this order."""
    patronymic = latin(words[-1]).endswith(("ovich", "evich", "ovna", "evna"))
    given = any(is_given(form) for form in given_forms(words[0], language))
    return len(words) == 2 and given and _is_surname(words[1]) and not patronymic  # noqa: PLR2004 - given name and surname


def _is_surname(word: str) -> bool:
    return not is_given(word) and word.lower() not in _PARTICLES | _SONS


def _holder(words: Sequence[str], language: str, published: str | None) -> Holder | None:
    keys = [fold_name(form) for form in surname_forms(words[-1], language)]
    given = given_forms(words[0], language) if len(words) > 1 else ()
    if len(words) == 1 and any(is_given(form) for form in given_forms(words[0], language)):
        return None
    folded = next(
        (fold_name(form) for form in given if is_given(form)),
        fold_name(given[0]) if given else None,
    )
    whole = (
        [fold_name("".join((*words[:-1], form))) for form in surname_forms(words[-1], language)]
        if given
        else []
    )
    return office_holders.find(whole, None, published) or office_holders.find(
        keys, folded, published
    )


def _family_first(words: Sequence[str], language: str) -> bool:
    """As in "Иванов Сергей", "Orbán Viktor"; two given names in a row are no sign: Azlan Hashim."""
    if (
        len(words) < 2  # noqa: PLR2004 — a given name and a surname
        or not is_given(words[-1])
        or is_given(words[0])
        or any(word.islower() for word in words)
    ):
        return False
    if language in languages_with("family_first"):
        return True
    return bool(SURNAME.search(words[0])) or bool(
        office_holders.find([fold_name(words[0])], fold_name(words[-1]), None)
    )


def _eastern(words: Sequence[str]) -> bool:
    """As in "Youn Kwan-suk", "Tsai Ing-wen": a given name of two syllables, the second one small,
    behind the surname.
    """
    return len(words) == 2 and _SYLLABLES.fullmatch(words[1]) is not None and not is_given(words[0])  # noqa: PLR2004 - surname and given name


def _split(words: Sequence[str], language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(given and middle words, surname words); "Putin V.V." and "Lavrov, Sergey" have the surname
    first.
    """
    if len(words) > 1 and len(words[-1]) == 1 and not (len(words) == 2 and is_chinese(words)):  # noqa: PLR2004 - Ван И
        return tuple(words[1:]), (words[0],)
    if _family_first(words, language) or _eastern(words):
        return (words[-1],), tuple(words[:-1])
    if len(words) > 2 and words[-2].lower() in _SONS:  # noqa: PLR2004 - given bin father
        return tuple(words[:-2]), tuple(words[-2:])
    if len(words) > 1 and words[-2].lower() in ("st", "ste"):  # St. Clair
        return tuple(words[:-2]), tuple(words[-2:])
    if all(word.lower() in _PARTICLES for word in words[:-1]):
        return (), tuple(words)
    patronymic = len(words) > 2 and latin(words[-1]).endswith(("ovich", "evich", "ovna", "evna"))  # noqa: PLR2004 - given surname patronymic
    return (tuple(words[1:]), (words[0],)) if patronymic else (tuple(words[:-1]), (words[-1],))


def name_of(candidate: Candidate, language: str, published: str | None) -> Name:
    if len(candidate.words) > 1 and candidate.words[-1].lower() in ("jr", "sr", "ii", "iii"):
        candidate = structs.replace(candidate, words=candidate.words[:-1], gaps=candidate.gaps[:-1])
    if (
        candidate.gaps[-1:] == ("-",)
        and not is_given(candidate.words[-2])
        and candidate.words[-2].lower() not in _PARTICLES
    ):
        double = f"{candidate.words[-2]}-{candidate.words[-1]}"  # González-Olaechea is one surname
        candidate = structs.replace(
            candidate, words=(*candidate.words[:-2], double), gaps=candidate.gaps[:-1]
        )
    spoken = _base_form(candidate.words, language) or _by_rule(candidate.words, language)
    bare, form, others = spoken
    folded_given = fold_name(bare[0]) if bare else None
    known = _known((form, *others), bare, folded_given, language, published)
    form = _of_holder((form, *others), known, folded_given, published) or form
    office = candidate.office if known or not candidate.of_something else None
    strong = office is not None or candidate.given or known is not None
    weak = candidate.beside_verb and not candidate.opens
    return Name(
        at=(candidate.sentence, candidate.first, candidate.end),
        key=known.key if known else _key(candidate, form, language),
        name=_shown(candidate, bare, form),
        surname=_both_surnames(bare, form) if language == "es" else form,
        given=folded_given,
        known=known,
        office=office,
        strong=(
            strong
            and not (candidate.shouted and known is None and not candidate.given and office is None)
        )
        or (weak and not candidate.shouted),
        listed=candidate.listed and not candidate.shouted,
        said=candidate.beside_verb and candidate.opens,
        by_given=language in languages_with("by_given_name")
        and (candidate.office is None or candidate.office.country is None),
    )


_Spoken = tuple[tuple[str, ...], str, tuple[str, ...]]  # given names, surname, its other forms


def _both_surnames(given: Sequence[str], surname: str) -> str:
    """As "Pérez Mackenna" of "Francisco Pérez Mackenna": where the middle word is no given name."""
    is_surname = len(given) > 1 and given[-1].lower() not in _PARTICLES and not is_given(given[-1])
    return f"{given[-1]} {surname}" if is_surname and is_given(given[0]) else surname


def _base_form(words: Sequence[str], language: str) -> _Spoken | None:
    """The name as a dictionary has it, where that was learnt and is sure."""
    base = nominative(" ".join(words), language)
    if base is None or len(base.split()) != len(words):
        return None
    given, surname = _split(base.split(), language)
    return given, " ".join(surname), surname_forms(words[-1], language)


def _by_rule(words: Sequence[str], language: str) -> _Spoken:
    given, surname = _split(words, language)
    last = surname_forms(surname[-1], language)
    if (
        given
        and last[0] == surname[-1]
        and given[0] not in given_forms(given[0], language)[-1:]
        and _declined(given[0], language)
    ):
        last = (re.sub(r"(?<=[бвгдзклмнпрстфх])(?<!дз)[ауе]$", "", surname[-1]), surname[-1])
    forms = [" ".join((*surname[:-1], form)) for form in last]
    bare = tuple(_given(word, language, inflected=forms[0] != " ".join(surname)) for word in given)
    woman = bool(bare) and is_given(bare[0]) and latin(bare[0]).endswith("a")
    form = surname[-1] if woman and surname[-1].endswith(("а", "a", "ая")) else forms[0]
    return bare, form, (*forms, *last)


def _of_holder(
    forms: Sequence[str], known: Holder | None, given: str | None, published: str | None
) -> str | None:
    """The form that the table has: Трампа is Трамп, Кулеба stays."""
    if known is None or len(forms) < 2:  # noqa: PLR2004 — nothing to choose from
        return None
    found = (form for form in forms if _is_form_of(form, known, given, published))
    return next(found, None)


def _is_form_of(form: str, known: Holder, given: str | None, published: str | None) -> bool:
    row = office_holders.find([_folded(form)], given, published)
    return row is not None and row.id == known.id


def _known(
    forms: Sequence[str],
    bare: Sequence[str],
    given: str | None,
    language: str,
    published: str | None,
) -> Holder | None:
    """The office holder: by the whole name, by the surname, by the surname as this language spells
    foreign ones.
    """
    whole = (
        [fold_name("".join(parts)) for form in forms for parts in ((*bare, form), (form, *bare))]
        if bare
        else []
    )
    if bare and is_chinese((bare[0], forms[0])):
        whole.append(fold_name("".join(pinyin(word) or word for word in (*bare, forms[0]))))
    keys = [_folded(form) for form in forms]
    known = (
        office_holders.find(whole, None, published)
        or office_holders.find(keys, given, published)
        or _known_as_son(bare, given, published)
    )
    if known is None and given:
        other = [_folded(respelt(form, language)) for form in forms]
        known = office_holders.find(other, given, published) if other != keys else None
    return known


def _known_as_son(bare: Sequence[str], given: str | None, published: str | None) -> Holder | None:
    """As "Tamim bin Hamad" of "Tamim bin Hamad Al Thani": by his father, with the family behind."""
    sons = (at for at, word in enumerate(bare[:-1]) if at and word.lower() in _SONS)
    at = next(sons, None)
    if at is None:
        return None
    fathers = [_folded(f"bin {form}") for form in surname_forms(bare[at + 1])]
    return office_holders.find(fathers, given, published)


@lru_cache(maxsize=4_096)
def _folded(surname: str) -> str:
    """Without the Arabic article; "bin" is part of the name behind it."""
    return fold_name(_BIN.sub("bin", _ARTICLE.sub("", surname)))


def _key(candidate: Candidate, surname: str, language: str) -> str:
    """The folded surname; of a Chinese name in Cyrillic, what it is in Latin letters."""
    country = candidate.office.country if candidate.office else None
    foreign = respelt(surname, language, country) if country else surname
    return _folded((pinyin(surname) if is_chinese(candidate.words) else None) or foreign)


def _declined(word: str, language: str) -> bool:
    """Whether a given name stands in another case than a dictionary's."""
    return not is_given(word) and any(is_given(form) for form in given_forms(word, language))


def _given(word: str, language: str, *, inflected: bool) -> str:
    forms = given_forms(word, language)
    return next((form for form in forms if is_given(form)), forms[-1] if inflected else word)


def _shown(candidate: Candidate, given: Sequence[str], surname: str) -> str:
    """The name with its own hyphens; turned round if its surname stands first in the text."""
    words = [*given, *surname.split(" ")]
    gaps = candidate.gaps if len(words) == len(candidate.words) else (" ",) * len(words)
    if _eastern(candidate.words):
        return " ".join(candidate.words)
    turned = bool(given) and candidate.words[0] == surname
    return (
        " ".join(words)
        if turned
        else "".join(word + gap for word, gap in zip(words, (*gaps, ""), strict=False))
    )
