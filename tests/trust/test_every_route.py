"""Every address, for everybody, about everything, in every way: the answer is what the two tables of access say."""

import pytest
from django.urls import URLResolver, get_resolver

from accounts import law
from trust.asking import Asker
from trust.cast_of_town import ASKING, ENDED_ONLY, PEOPLE, posts_of, who_is
from trust.relations import one_of_each, relation
from trust.rounds import Enumeration, browser_of, chosen
from trust.routes_of_law import ADDRESSES
from trust.rules_of_law import is_expected
from trust.things_named import GONE, targets


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


@pytest.mark.parametrize("sends", [False, True], ids=["looking", "sending"])
def test_things_in_one_relation_to_somebody_are_the_same_to_the_law(town, sends):
    """So that one of them speaks for the others."""
    differ = []
    for key in ASKING:
        for route, address in ADDRESSES.items():
            is_held = law.holds(who_is(key), address.action)
            found: dict = {}
            for target in targets(town, address.names):
                answer = is_expected(key, address, target, sends=sends)
                first, other = found.setdefault(relation(key, target, is_held=is_held), (answer, target))
                if first != answer:
                    differ.append(f"{route} for {key}: {other.label} is {first}, {target.label} is {answer}")

    assert differ == []


def test_every_relation_that_the_law_knows_is_asked_about(town):
    """Own, the same municipality outside the team, another municipality, once theirs, gone, never there."""
    asked, of_tess = (
        {
            relation(key, thing, is_held=False)[0]
            for thing in one_of_each(key, targets(town, "case"), is_held=False, seed=1)
        }
        for key in ("sander", "tess")
    )

    assert asked >= {"a case here team named", "a case here", "a case elsewhere", "a case here once theirs", *GONE}
    assert "a case where they were team once theirs" in of_tess


NEVER_SHOWN = {
    "persona_login": "outside the demo it does not exist",
    "give_reader": "no concern in town lost its readers: who names one is told in tests/guidance/test_safety.py",
    "take_agreed_back": "a button on another page: there is nothing to look at",
    "take_match_exemption_back": "a button on another page: there is nothing to look at",
    "day_of_move": "no household in town goes elsewhere yet: who may is told in tests/placement/test_day_of_move.py",
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
