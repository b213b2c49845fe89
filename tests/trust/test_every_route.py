"""Every address, for everybody, about everything, in every way: the answer is what the two tables of access say."""

import pytest
from django.urls import URLResolver, get_resolver

from accounts import law
from trust.asking import Asker
from trust.cast_of_town import ASKING, ENDED_ONLY, PEOPLE, posts_of
from trust.rounds import Enumeration, browser_of, chosen
from trust.routes_of_law import ADDRESSES
from trust.rules_of_law import is_expected
from trust.things_named import targets


@pytest.mark.parametrize("key", ASKING)
def test_everybody_is_answered_everywhere_as_the_law_says(town, key, trust_share, record_property):
    round_ = Enumeration(key, town, Asker(browser_of(town, key)))

    for route, target, ways in chosen(key, town, trust_share, trust_share.seed):
        round_.ask(route, target, ways)

    record_property("requests", round_.asker.n)
    print(f"{key}: {round_.asker.n} requests, {dict(round_.kinds)}, {trust_share}")  # noqa: T201  # with the seed
    assert round_.asker.n > 0
    assert round_.wrong == [], "\n".join(round_.wrong)


def names_of_addresses(resolver) -> list[str]:
    """Every name that the installation answers to."""
    found = []
    for one in resolver.url_patterns:
        found += names_of_addresses(one) if isinstance(one, URLResolver) else [one.name]
    return found


def test_the_law_is_asked_of_every_address_there_is_and_of_no_other():
    assert sorted(names_of_addresses(get_resolver())) == sorted(ADDRESSES)


NEVER_SHOWN = {
    "persona_login": "outside the demo it does not exist",
    "take_agreed_back": "a button on another page: there is nothing to look at",
    "take_match_exemption_back": "a button on another page: there is nothing to look at",
    "mfa_remove_webauthn": "nobody in town has a passkey: one is made by a browser only (tests/accounts)",
}
"""Addresses that the law shows to nobody in town, each with why."""


def test_every_refusal_has_its_permission(town):
    """Of every address there is somebody to whom the law shows it, and somebody to whom it does not."""
    by_route = {
        route: {
            is_expected(key, address, target, sends=address.leads_away)
            for key in ASKING
            for target in targets(town, address.names)
        }
        for route, address in ADDRESSES.items()
    }

    assert {route for route, kinds in by_route.items() if "shown" not in kinds} == set(NEVER_SHOWN)
    is_open = {route for route, address in ADDRESSES.items() if law.MATRIX[address.action]["anonymous"] != "-"}
    assert {route for route, kinds in by_route.items() if not kinds & {"missing", "log in"}} <= is_open


def test_somebody_of_every_role_lives_in_town():
    roles = {role for key in PEOPLE for role, *_ in posts_of(key)}

    assert roles == set(law.READING) - {"anonymous", "emergency"}  # nobody is made that: it is taken, in a visit
    assert all(not posts_of(key) for key in ENDED_ONLY)
