import pytest

from monitor.feeds.full_text import first_lines
from monitor.feeds.http.robots import robots_of


def test_a_rule_counts_wherever_it_stands_in_the_file():
    many = "\n".join(f"disallow: /old/{number}" for number in range(20_000))
    robots = robots_of(f"user-agent: bot\n{many}\ndisallow: /last\n", robot="bot")
    assert not robots.allow("http://a.example/last/page")


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("disallow: /a%24", "/a$b", False),
        ("disallow: /a%24", "/a%24b", False),
        ("disallow: /a%24", "/a", True),
        ("disallow: /a$", "/a", False),
        ("disallow: /a$", "/a/b", True),
        ("disallow: /a$b", "/a$b/c", False),
        ("disallow: /a%2Ab", "/axxb", True),
        ("disallow: /a%2ab", "/a*b", False),
        ("disallow: /a*b", "/axxb", False),
        ("disallow: /a%2Fb", "/a/b", True),
        ("disallow: /a%2Fb", "/a%2fb", False),
        ("disallow: /a/b", "/a%2Fb", True),
        ("disallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", False),
        ("disallow: /foo/bar/%E3%83%84", "/foo/bar/ツ", False),
        ("disallow: /foo/bar/%62%61%7A", "/foo/bar/baz", False),
        ("disallow: /a%7Eb", "/a~b", False),
        ("disallow: /?q=%24", "/?q=$5", False),
        ("disallow: /*?session=", "/x?session=1", False),
        ("disallow: *.pdf", "/x.pdf", False),
        ("disallow: /\nallow: /a", "/a/b", True),
        ("allow: /page\ndisallow: /*.htm", "/page.htm", False),
        ("allow: /folder\ndisallow: /folder", "/folder/x", True),
        ("disallow:", "/a", True),
        ("disallow: a", "/a", True),  # no path begins so
        ("disallow: /", "/robots.txt", True),
        ("DISALLOW : /a # not this", "/a", False),
        ("crawl-delay: 5\ndisallow: /a", "/a", False),
    ],
)
def test_rules_are_compared_as_rfc_9309_says(rules, path, allowed):
    robots = robots_of(f"user-agent: bot\n{rules}\n", robot="bot")
    assert robots.allow(f"http://a.example{path}") is allowed


@pytest.mark.parametrize(
    ("agent", "ours"),
    [
        ("bot", True),
        ("BOT", True),
        ("bot/2.1", True),
        ("bot of ours", True),
        ("bot (+http://bot.example)", True),
        ("bot#comment", True),
        ("*", True),
        ("* # everybody", True),
        ("botanist", False),
        ("bot-images", False),
        ("other bot", False),
        ("", False),
    ],
)
def test_a_group_names_us_by_its_product_token(agent, ours):
    robots = robots_of(f"user-agent: {agent}\ndisallow: /\n", robot="bot")
    assert robots.allow("http://a.example/x") is not ours


def test_the_groups_that_name_us_are_one_and_others_say_nothing():
    text = "disallow: /z\r\nuser-agent: bot\r\nuser-agent: b\rdisallow: /a\n\nuser-agent: *\ndisallow: /\nuser-agent: bot\ndisallow: /b"
    robots = robots_of(text, robot="bot")
    said = {path: robots.allow(f"http://a.example{path}") for path in ("/a", "/b", "/c", "/z")}
    assert said == {"/a": False, "/b": False, "/c": True, "/z": True}


def test_a_file_larger_than_what_is_read_ends_with_a_whole_rule():
    line = b"disallow: /old/page\n"
    body = b"user-agent: *\n" + line * 40_000
    kept = first_lines(body)
    assert 500 * 1024 - len(line) < len(kept) <= 500 * 1024
    assert kept.endswith(line.strip())
    assert first_lines(b"user-agent: *") == b"user-agent: *"
