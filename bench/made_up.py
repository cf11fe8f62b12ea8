"""Made-up articles: meetings of invented people, told three times each, the third time in the words
of the first.
"""

from __future__ import annotations

from hashlib import sha256

from monitor.intake.normalize import incoming
from monitor.model import Incoming

NAMES = (
    "Abelov", "Berin", "Cardano", "Dovlat", "Eskin", "Farugia", "Golan", "Hartog", "Ismet", "Jovic",
    "Karsai", "Lenz", "Marek", "Nolan", "Orsini", "Petko", "Quiroga", "Rusak", "Salvo", "Tomic",
    "Urban", "Vasko", "Wirth", "Yilmaz",
)  # fmt: skip
TOWNS = (
    "Astana",
    "Moscow",
    "Ankara",
    "Paris",
    "Rome",
    "Vienna",
    "Tashkent",
    "Baku",
    "Cairo",
    "Madrid",
    "Berlin",
    "Kyiv",
)
SUBJECTS = ("trade", "culture", "energy", "transport", "education", "security", "water", "tourism")
TELLINGS = 3


def made_up(number: int, *, text: str = "", published: str | None = None) -> Incoming:
    """The article of that number, always the same."""
    meeting, telling = divmod(number, TELLINGS)
    draw = sha256(f"meeting {meeting}".encode()).digest()
    one, other = NAMES[draw[0] % len(NAMES)], NAMES[draw[1] % len(NAMES)]
    town, subject = TOWNS[draw[2] % len(TOWNS)], SUBJECTS[draw[3] % len(SUBJECTS)]
    day = f"2026-{1 + meeting % 10:02}-{1 + meeting // 10 % 28:02}"
    first = (
        f"{town}. President {one} met Foreign Minister {other} in {town} on {day} to discuss "
        f"{subject}."
    )
    second = (
        f"Talks on {subject} between {one} and {other} ended in {town} with a plan number "
        f"{meeting}."
    )
    return incoming(
        text=text or (first, second, first)[telling],
        title=f"{one} meets {other} in {town}: {number}",
        url=f"https://outlet{telling}.example/{number}",
        outlet=f"outlet{telling}.example",
        lang="en",
        published=published or day,
    )
