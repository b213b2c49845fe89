"""One person's round through every address: what is asked, and what was not as the law says."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from accounts import law
from hervest.accounts import visit
from hervest.accounts.models import Person
from people import NOW, let_in
from trust.asking import LOOKS, Answer, Asker, Way
from trust.cast_of_town import ENDED_ONLY, IN_EMERGENCY, who_is
from trust.reading_of_law import may_be_shown
from trust.relations import one_of_each
from trust.routes_of_law import ADDRESSES
from trust.rules_of_law import is_expected
from trust.things_named import Target, targets

OTHER_METHODS = ("OPTIONS", "PUT", "PATCH", "DELETE")
TURNS = (
    Way("POST", form="empty"),
    Way(is_part=True),
    Way("POST", form="nonsense"),
    Way("HEAD"),
    Way("POST", is_part=True, form="empty"),
    *(Way(method) for method in OTHER_METHODS),
)
"""Beside looking: ways to ask, by turns."""

KINDS = {
    "log in": {"log in"},
    "missing": {"missing"},
    "closed": {"conflict"},
    "closed to them": {"conflict"},
    "shown": {"page", "away"},
    "sent": {"page", "away", "problem", "conflict"},
    "no such method": {"no such method"},
}
SEEN_AGAIN = {"django_session"}
LOGGED_OUT = {"audit_auditrow", "audit_chainhead", "usersessions_usersession"}
"""Where it is written that somebody without a role was logged out."""

NOWHERE = "/no/such/page/"
PLAIN = ("/week/", "/cases/")


@dataclass
class Enumeration:
    """One person's round: what was asked, and everything that was not as the law says."""

    key: str
    town: object
    asker: Asker
    wrong: list[str] = field(default_factory=list)
    kinds: Counter = field(default_factory=Counter)
    nothing: dict[tuple[str, Way], str] = field(default_factory=dict)

    def ask(self, route: str, target: Target, ways: tuple[Way, ...]) -> None:
        """Ask about one thing in these ways; where something is shown, the first of them is looking."""
        shown: set = set()
        for way in ways:
            for query in ADDRESSES[route].variants if way == LOOKS else ("",):
                answer = self.asked(route, target, way, query)
                found = self.town.canaries.within(answer.text) - self.town.canaries.within(self.filled(query))
                self.check_words(route, target, way, found)
                if way == LOOKS:
                    shown |= found
                elif answer.kind == "page" and not ADDRESSES[route].looks and not found <= shown:
                    self.note(route, target, way, f"shows more than looking does: {found - shown}")

    def asked(self, route: str, target: Target, way: Way, query: str) -> Answer:
        """One request, whose kind is what the law says."""
        address = reverse(route, args=target.args) + self.filled(query)
        answer = self.asker.ask(address, way)
        expected = self.expected(route, target, way)
        self.kinds[expected] += 1
        is_missed = expected == "sent" and ADDRESSES[route].may_miss and answer.kind == "missing"
        is_to_prove = ADDRESSES[route].names == "account" and answer.kind == "prove"
        if answer.kind not in KINDS[expected] and not is_missed and not is_to_prove:
            self.note(route, target, way, f"{expected} by law, and was {answer.kind} {query}")
        elif expected in {"missing", "log in"}:
            self.check_refusal(route, target, way, answer, expected)
        return answer

    def expected(self, route: str, target: Target, way: Way) -> str:
        """What the law says of this request."""
        sends = way.method == "POST"
        found = is_expected(self.key, ADDRESSES[route], target, sends=sends)
        is_strange = way.method in OTHER_METHODS or (sends and ADDRESSES[route].only_looks)
        is_missed = sends and found == "missing" and ADDRESSES[route].misses_first
        if is_strange and not is_missed and found != "log in" and law.holds(who_is(self.key), ADDRESSES[route].action):
            return "no such method"
        return "sent" if sends and found in {"shown", "closed"} else found

    def filled(self, query: str) -> str:
        """A query with a name in it that stands in some household, or the number of a colleague."""
        names = [next(self.town.canaries.of_field(f"households.Member.{of}_name")).token for of in ("first", "last")]
        for key in ("sander", "hatice"):
            query = query.replace(f"{{{key}}}", str(self.town.ids[key]))
        return query.replace("{name}", names[0]).replace("{surname}", names[1])

    def check_words(self, route: str, target: Target, way: Way, found: set) -> None:
        """Every word that was shown may be read."""
        leaks = [str(canary) for canary in found if not may_be_shown(self.key, route, canary)]
        if leaks:
            self.note(route, target, way, f"shows {', '.join(sorted(leaks))}")

    def check_refusal(self, route: str, target: Target, way: Way, answer: Answer, expected: str) -> None:
        """What is refused looks like what never was, to the byte, and changes nothing."""
        is_public = ADDRESSES[route].action == "page.public"  # whose pages are no secret
        if answer.print != self.refused(way, expected) and not is_public:
            self.note(route, target, way, "is refused in other words than what never was")
        if written := answer.written - SEEN_AGAIN - (LOGGED_OUT if self.key in ENDED_ONLY else set()):
            self.note(route, target, way, f"is refused, and writes to {sorted(written)}")

    def refused(self, way: Way, expected: str) -> str:
        """The answer about nothing at all; to who is not logged in, about a page for somebody."""
        if (expected, way) not in self.nothing:
            address = NOWHERE if expected == "missing" else PLAIN[0]
            self.nothing[expected, way] = self.asker.ask(address, way).print
        return self.nothing[expected, way]

    def note(self, route: str, target: Target, way: Way, what: str) -> None:
        """Keep what was wrong."""
        self.wrong.append(f"{self.key}: {way} {route} of {target.label}: {what}")


def browser_of(town, key: str) -> Client:
    """Somebody's browser, after they logged in."""
    client = Client(raise_request_exception=False)
    if key != "nobody":
        let_in(client, Person.rows.get(pk=town.ids[IN_EMERGENCY.get(key, key)]))
    if key in IN_EMERGENCY:
        session = client.session
        visit.take_emergency(session, until=NOW + timedelta(hours=1))
        session.save()
    return client


def chosen(key: str, town, share, seed: int):
    """The things to ask about and the ways: a seeded part of it, or everything.

    One of each relation is asked about: in one way by turns, beside looking where the law shows something, or of which
    looking is one where it shows nothing; or in every way, and then all other things there are by turns. Or each thing
    in every way.
    """
    draw = random.Random(f"{seed} {key}")  # which part is asked is no secret
    turn = draw.randrange(len(TURNS))
    for route, address in ADDRESSES.items():
        is_held = law.holds(who_is(key), address.action)
        there = targets(town, address.names)
        drawn = list(one_of_each(key, there, is_held=is_held, seed=seed))
        for target in there if share.each_thing else drawn:
            turn += 1
            is_shown = is_expected(key, address, target, sends=False) not in {"missing", "log in"}
            first, turns = ((LOOKS,), TURNS) if is_shown else ((), (LOOKS, *TURNS))
            if share.every_way or (share.each_thing and target in drawn):
                yield route, target, (LOOKS, *TURNS)
            elif draw.random() < share.part:
                yield route, target, (*first, turns[turn % len(turns)])
