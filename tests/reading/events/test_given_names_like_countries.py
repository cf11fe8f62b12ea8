"""A given name that is spelt as a country's is none: "adviser Chad Miller"."""

import pytest

from monitor.reading.events.annotate import scan


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Adviser Chad Miller and aide Jordan Smith attended.", ""),
        ("He met U.S. presidential adviser Chad Miller in Tbilisi.", "US"),
        ("Jordan King Abdullah met the foreign minister.", "JO"),
        ("The ambassador of Jordan met Chad President Mahamat Deby.", "JO TD"),
        ("Roman Catholic bishops and the foreign minister of Chad met.", "TD"),
        ("The prime minister, Jordan said, will come.", "JO"),
        ("Foreign ministers: Jordan, Chad, Kenya", "JO TD KE"),
        ("He wrote to King Jordan King Abdullah says", "JO"),
    ],
)
def test_a_country_stands_where_no_given_name_does(text, codes):
    assert [one.code for one in scan(text, "en").countries] == codes.split()
