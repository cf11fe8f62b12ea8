"""What is not sure enough for a digest stands on no page, list or export as if it were."""

import csv
import io
import json

import pytest

from monitor.cli.root import run
from monitor.model import Rules
from tests.web.site import Site

_FIELDS = ("sure_lead", "sure_present", "sure_act", "sure_stage", "sure_place")
NOTHING_SURE = dict.fromkeys(_FIELDS, 1.01)


@pytest.fixture
def doubtful(home):
    """A home whose thresholds nothing passes."""
    config = home / "config" / "monitor.toml"
    rules = "\n".join(f"{name} = 0.9999" for name in NOTHING_SURE)
    config.write_text(config.read_text().replace("[rules]", f"[rules]\n{rules}", 1))
    return home


def stories_of(shown):
    return [(one["act"], one["stage"], one["place"], one["title"]) for one in shown]


def test_the_first_page_and_a_storys_own_tell_what_a_digest_would(home):
    with Site(home) as site:
        assert all(act for act, *_ in stories_of(site.json("/today.json")["stories"]))
        assert site.json("/stories/S1.json")["people"]
    with Site(home, rules=Rules(**NOTHING_SURE)) as site:
        shown = site.json("/today.json")["stories"]
        assert {one[:3] for one in stories_of(shown)} == {(None, None, None)}
        own = site.json("/stories/S1.json")
        assert (own["people"], own["story"]["act"], own["story"]["place"]) == ([], None, None)
        assert own["story"]["title"].strip("“”") in {one["title"] for one in own["accounts"]}


def test_what_is_new_in_an_account_is_told_to_readers_if_it_is_sure_and_to_operators_always(home):
    with Site(home, rules=Rules(**NOTHING_SURE, sure_figure=1.01, sure_quotation=1.01)) as site:
        told = [one["new"] for one in accounts(site)]
        seen = [one["new"] for one in accounts(site.log_in())]
    kinds = {fact["kind"] for new in seen for fact in new}
    assert kinds & {"figure", "quotation", "stage", "place"}
    assert not {fact["kind"] for new in told for fact in new} & {
        "figure", "quotation", "stage", "place", "act"
    }  # fmt: skip


def accounts(site):
    pages = (site.json(f"/stories/S{number}.json") for number in (1, 2, 3, 4))
    return [account for page in pages for account in page["accounts"]]


def test_lists_at_the_command_line_tell_no_more(doubtful, capfd):
    assert run(["--home", str(doubtful), "--json", "stories"]) == 0
    stories = json.loads(capfd.readouterr().out)["stories"]
    assert stories
    assert [(one["people"], one["act"], one["place"]) for one in stories] == [
        ([], None, None)
    ] * len(stories)
    assert all(one["title"] in {two["title"] for two in one["articles"]} for one in stories)


def test_an_export_of_accounts_has_the_act_that_is_told_and_claims_have_them_all(doubtful, capfd):
    assert run(["--home", str(doubtful), "export", "accounts", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capfd.readouterr().out)))
    assert {(one["act"], one["stage"]) for one in rows} == {("", "")}
    assert run(["--home", str(doubtful), "export", "claims", "--format", "csv"]) == 0
    claims = list(csv.DictReader(io.StringIO(capfd.readouterr().out)))
    acts = [one for one in claims if one["field"] == "act"]
    assert {one["told"] for one in acts} == {"false"}
    assert all(0 < float(one["confidence"]) <= 1 for one in acts)
