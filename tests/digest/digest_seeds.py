"""The five seed articles as a careful reader would read them, written by hand: what the digest
makes of good readings.
"""

from datetime import UTC, datetime

from monitor.digest.model import SeenMember, StoryForDigest
from monitor.events.stories_and_feeds import Member
from monitor.model import (
    Article,
    Fact,
    Figure,
    Outcome,
    Person,
    Place,
    Quotation,
    Reading,
    Slip,
    Source,
    Span,
    Upcoming,
)

DAY_1 = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
DAY_2 = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)

SOURCES = (
    Source(
        id="trend",
        name="Trend",
        kind="private",
        country="AZ",
        hosts=("trend.az",),
        aliases=("Trend News Agency",),
    ),
    Source(id="izvestia", name="Izvestia", kind="private", country="RU", hosts=("iz.ru",)),
    Source(
        id="council",
        name="Federation Council",
        kind="party",
        country="RU",
        hosts=("council.gov.ru",),
    ),
    Source(id="kazinform", name="Kazinform", kind="state", country="KZ", hosts=("inform.kz",)),
    Source(id="silkway", name="Silk Way TV", kind="state", country="KZ", hosts=("silkwaytv.kz",)),
)

_ASTANA = Place(name="Astana", country="KZ")
_MOSCOW = Place(name="Moscow", country="RU")
_TOKAYEV = Person(
    key="tokaev",
    name="Kassym-Jomart Tokayev",
    surname="Tokayev",
    office="president",
    country="KZ",
    role="lead",
)
_MATVIYENKO = Person(
    key="matvienko",
    name="Valentina Matviyenko",
    surname="Matviyenko",
    office="speaker-upper",
    body="Federation Council",
    country="RU",
    role="lead",
)
_PLAN = Outcome(
    kind="signed",
    what=(
        "plan for interparliamentary cooperation between the Federation Council and the Senate for "
        "2025-2027"
    ),
    key="plan interparliamentary 2025-2027",
    background=True,
)


def article(given_id, outlet, url, published, title=None):
    return Article(
        id=f"{given_id:0>16}",
        version="0" * 12,
        text_hash="0" * 64,
        text_bytes=2000,
        given_id=given_id,
        url=url,
        outlet=outlet,
        published=published,
        title=title,
    )


TREND = Member(
    article=article(
        "000", "Trend News Agency", "https://en.trend.az/business/3981306.html", "2024-12-12"
    ),
    reading=Reading(
        language="en",
        people=(_TOKAYEV, _MATVIYENKO),
        countries=("KZ", "RU"),
        place=_ASTANA,
        date=Span(start="2024-12-12", as_written="December 12"),
        acts=("meeting",),
        stage="happened",
        visit="working",
        themes=("trade", "economy", "culture", "humanitarian"),
        outcomes=(_PLAN,),
        quotations=(
            Quotation(
                text="The relations between our countries are developing along an upward "
                "trajectory. Recently, we hosted President Vladimir Putin on a state visit. It "
                "gave a serious impetus to the further development of strategic partnership and "
                "alliance between our states. I look to the future of our cooperation with great "
                "optimism.",
                speaker="Kassym-Jomart Tokayev",
                speaker_key="tokaev",
                language="en",
            ),
        ),
    ),
    verdict="new",
)

_UNPRECEDENTED = (
    "Thanks to the efforts of the heads of state of Kazakhstan and Russia, bilateral relations "
    "have reached an unprecedented level"
)

IZVESTIA = Member(
    article=article(
        "001",
        "Izvestia",
        "https://en.iz.ru/en/1806008/2024-12-12/tokayev-said-he-was",
        "2024-12-12",
    ),
    reading=Reading(
        language="en",
        people=(_TOKAYEV, _MATVIYENKO),
        countries=("KZ", "RU"),
        place=_ASTANA,
        date=Span(start="2024-12-12", as_written="December 12"),
        acts=("meeting",),
        stage="happened",
        visit="official",
        themes=("trade", "culture"),
        outcomes=(_PLAN,),
        quotations=(
            Quotation(
                text="Relations between our states are developing on an ascending line. President "
                "Vladimir Vladimirovich Putin recently paid a state visit to our country. A "
                "serious impetus was given to the further development of strategic partnership, "
                "alliance between our states. I am very optimistic about the future of our "
                "interaction.",
                speaker="Kasym-Jomart Tokayev",
                speaker_key="tokaev",
                language="en",
                translated_by="Yandex Translate",
            ),
            Quotation(
                text="The visit was indeed very productive and effective. The main thing is that "
                "our cooperation, which is gaining momentum, is mutually beneficial and mutually "
                f"respectful. {_UNPRECEDENTED}.",
                speaker="Valentina Matvienko",
                speaker_key="matvienko",
                language="en",
                translated_by="Yandex Translate",
            ),
        ),
        credit="Tokayev’s press service",
        translated_by="Yandex Translate",
    ),
    verdict="development",
    of="000",
    new_facts=(
        Fact(
            kind="quotation", text=_UNPRECEDENTED, key="unprecedented level", speaker="Matviyenko"
        ),
    ),
    differ=(Fact(kind="visit", text="official", was="working"),),
)

COUNCIL = Member(
    article=article(
        "002", "Federation Council", "http://www.council.gov.ru/en/events/news/154581/", "2024-03"
    ),
    reading=Reading(
        language="en",
        people=(
            Person(
                key="iatskin",
                name="Andrey Yatskin",
                surname="Yatskin",
                office="deputy-speaker-upper",
                body="Federation Council",
                country="RU",
                role="lead",
            ),
            Person(
                key="asanov",
                name="Jaqyp Asanov",
                surname="Asanov",
                office="deputy-speaker-upper",
                body="Senate",
                country="KZ",
                role="lead",
            ),
            Person(
                key="kosachev",
                name="Konstantin Kosachev",
                surname="Kosachev",
                office="deputy-speaker-upper",
                body="Federation Council",
                country="RU",
                role="present",
            ),
        ),
        countries=("RU", "KZ"),
        place=_MOSCOW,
        date=Span(start="2024-03", basis="published"),
        acts=("meeting",),
        stage="happened",
        themes=("parliaments", "culture"),
        figures=(
            Figure(
                value=2.2e12,
                as_written="2.2 trillion roubles",
                unit="RUB",
                counts="trade over 11 months of 2023",
                owner="Andrey Yatskin",
                owner_key="iatskin",
            ),
            Figure(
                value=1.5e12,
                as_written="1.5 trillion roubles",
                unit="RUB",
                counts="Russian corporate investment",
                owner="Andrey Yatskin",
                owner_key="iatskin",
                hedged=True,
            ),
        ),
        upcoming=(
            Upcoming(
                what="next meeting of the Inter-Parliamentary Commission",
                when=Span(start="2024-05", end="2024-06"),
                place=Place(name="Omsk", country="RU"),
                proposed_by="Yatskin",
            ),
        ),
        quotations=(
            Quotation(
                text="We proceed from the premise that Kazakhstan will not allow external factors "
                "to exert a negative impact on the integration agenda.",
                speaker="Andrey Yatskin",
                speaker_key="iatskin",
                language="en",
            ),
        ),
    ),
    verdict="new",
)

KAZINFORM = Member(
    article=article(
        "003",
        "Kazinform",
        "https://www.inform.kz/en/kazakh-senate-speaker_a3780142/amp",
        "2021-04-23",
    ),
    reading=Reading(
        language="en",
        people=(
            Person(
                key="ashimbaev",
                name="Maulen Ashimbayev",
                surname="Ashimbayev",
                office="speaker-upper",
                body="Senate",
                country="KZ",
                role="lead",
            ),
            Person(
                key="borodavkin",
                name="Aleksey Borodavkin",
                surname="Borodavkin",
                office="ambassador",
                country="RU",
                role="lead",
            ),
        ),
        countries=("KZ", "RU"),
        place=Place(name="Astana", country="KZ", then="Nur-Sultan"),
        date=Span(start="2021-04-23", basis="relative", as_written="today"),
        acts=("meeting",),
        stage="happened",
        themes=("parliaments", "trade"),
        figures=(
            Figure(
                value=70,
                as_written="around 70%",
                unit="%",
                counts="interregional and cross-border trade, of the turnover",
                owner="Maulen Ashimbayev",
                owner_key="ashimbaev",
                hedged=True,
            ),
        ),
        slips=(
            Slip(as_written="Ashimnayev", read_as="Ashimbayev", because="the Senate’s chairman"),
            Slip(
                as_written="Ambassador of Kazakhstan to Russia",
                read_as="Russian ambassador",
                because="its headline has “Russian ambassador”",
            ),
        ),
        credit="the press service of the Senate",
    ),
    verdict="new",
)

SILKWAY = Member(
    article=article(
        "004", "Silk Way TV", "https://silkwaytv.kz/en/presidents-of-kazakhstan_60914", "2025-11-12"
    ),
    reading=Reading(
        language="en",
        people=(
            _TOKAYEV,
            Person(
                key="putin",
                name="Vladimir Putin",
                surname="Putin",
                office="president",
                country="RU",
                role="lead",
            ),
        ),
        countries=("KZ", "RU"),
        place=_MOSCOW,
        date=Span(start="2025-11-12", basis="published"),
        acts=("talks", "visit", "signing"),
        stage="signed",
        visit="state",
        themes=("trade", "energy", "transport", "education"),
        outcomes=(
            Outcome(
                kind="signed",
                what="Declaration on the transition of Kazakhstan-Russia relations to a "
                "comprehensive strategic partnership and alliance",
                key="declaration strategic partnership",
            ),
            Outcome(
                kind="concluded", what="Russian Consulate General in Aktau", key="consulate aktau"
            ),
            Outcome(
                kind="concluded",
                what=(
                    "intergovernmental commission for flight testing of the Soyuz-5 and the "
                    "Baiterek complex"
                ),
                key="commission soyuz",
            ),
        ),
        figures=(
            Figure(
                value=20e9,
                as_written="$20 billion",
                unit="USD",
                counts="trade in the first nine months",
            ),
            Figure(
                value=30e9,
                as_written="$30 billion",
                unit="USD",
                counts="trade planned",
                hedged=True,
            ),
            Figure(value=175, as_written="175", unit="projects", counts="175 major joint projects"),
        ),
        quotations=(
            Quotation(
                text="Our relations with Kazakhstan are developing steadily. Both practice and "
                "reality confirm what is written in our fundamental documents. Kazakhstan and "
                "Russia are each other’s closest partners, friends, and reliable allies. This is "
                "confirmed by concrete actions.",
                speaker="Vladimir Putin",
                speaker_key="putin",
                language="en",
            ),
        ),
        quotes_refused=1,
    ),
    verdict="new",
)


def story(number, *seen, **about):
    return StoryForDigest(id=f"story{number}", number=number, seen=tuple(seen), **about)


def both_days():
    """000, 002 and 003 on the first day; 001 and 004 on the second."""
    return (
        story(1, SeenMember(member=TREND, at=DAY_1), SeenMember(member=IZVESTIA, at=DAY_2)),
        story(2, SeenMember(member=COUNCIL, at=DAY_1)),
        story(3, SeenMember(member=KAZINFORM, at=DAY_1)),
        story(4, SeenMember(member=SILKWAY, at=DAY_2)),
    )
