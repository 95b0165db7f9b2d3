"""robots.txt is followed as sites mean it, and can't be used against us."""

from __future__ import annotations

import time

import pytest

from marsad.collect.robots import asked_delay_s, may_fetch

PAGE = "https://news.test/private/page"


@pytest.mark.parametrize(
    ("text", "welcome"),
    [
        ("", True),
        ("User-agent: *\nDisallow: /private", False),
        ("User-agent: *\nDisallow: /private\nAllow: /private/page", True),
        ("User-agent: *\nDisallow: /\nUser-agent: Marsad\nDisallow:", True),
        ("User-agent: marsad\nDisallow: /", False),
        ("user-agent : MARSAD # us\ndisallow: /", False),
        ("User-agent: OtherBot\nDisallow: /", True),
        ("User-agent: OtherBot\nUser-agent: *\nDisallow: /", False),
        ("User-agent: *\nUser-agent: OtherBot\nDisallow: /", False),
        (
            "User-agent: OtherBot\nDisallow: /\nUser-agent: ThirdBot\nAllow: /\n\nUser-agent: *\nAllow: /",
            True,
        ),
        ("User-agent: OtherBot\nAllow: /\nUser-agent: *\nDisallow: /\nUser-agent: ThirdBot\nAllow: /", False),
        ("User-agent: *\nDisallow: /*/page$", False),
        ("<html>not found</html>", True),
        ("\x00\xff" * 50, True),
    ],
)
def test_rules_for_everybody_and_for_us_count(text: str, welcome: bool) -> None:
    assert may_fetch(text, PAGE) is welcome


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("User-agent: *\nCrawl-delay: 12", 12.0),
        ("User-agent: *\nRequest-rate: 1/30", 30.0),
        ("User-agent: *\nCrawl-delay: nan", None),
        ("User-agent: OtherBot\nCrawl-delay: 60", None),
        ("", None),
    ],
)
def test_the_delay_that_a_site_asks_for(text: str, seconds: float | None) -> None:
    assert asked_delay_s(text) == seconds


def test_a_hostile_file_of_the_largest_size_is_read_in_little_time() -> None:
    agents = "".join(f"User-agent: a{n}\n" for n in range(15_000))
    rules = "".join(f"Disallow: /{n}\n" for n in range(15_000))
    began = time.perf_counter()
    assert may_fetch(agents + rules, PAGE)
    assert time.perf_counter() - began < 2
