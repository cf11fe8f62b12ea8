"""Made-up articles: meetings of invented people in invented towns, some told by several outlets."""

from hashlib import sha256

from monitor.feeds.incoming import incoming

NAMES = (
    "Abelov",
    "Berin",
    "Cardano",
    "Dovlat",
    "Eskin",
    "Farugia",
    "Golan",
    "Hartog",
    "Ismet",
    "Jovic",
    "Karsai",
    "Lenz",
)
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


def made_up(number, *, text="", published=None):
    """The article of that number, always the same; three numbers in a row tell one meeting, the third in the first's words."""
    meeting = number // 3
    draw = sha256(f"meeting {meeting}".encode()).digest()
    one, other = NAMES[draw[0] % 12], NAMES[draw[1] % 12]
    town, subject = TOWNS[draw[2] % 12], SUBJECTS[draw[3] % 8]
    day = f"2026-{1 + meeting % 10:02}-{1 + meeting // 10 % 28:02}"
    said = (
        f"{town}. President {one} met Foreign Minister {other} in {town} on {day} to discuss {subject}.",
        f"Talks on {subject} between {one} and {other} ended in {town} with a plan number {meeting}.",
        f"{town}. President {one} met Foreign Minister {other} in {town} on {day} to discuss {subject}.",
    )[number % 3]
    return incoming(
        text=text or said,
        title=f"{one} meets {other} in {town}: {number}",
        url=f"https://outlet{number % 3}.example/{number}",
        outlet=f"outlet{number % 3}.example",
        lang="en",
        published=published or day,
    )
