"""Who acts: a person with the memberships in force today, or the system on somebody's behalf."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar, cast

from hervest.accounts.permissions import ACTIONS, Permission
from hervest.accounts.practice_rules import is_practice
from hervest.accounts.vocabulary import NEWCOMERS, TIER_OF, Grant, PersonId, Role, Scope, Shown
from hervest.core.vocabulary import Tier

T = TypeVar("T")


@dataclass(slots=True)
class Asked:
    """What this request has asked already: a page of several parts asks the same of a case once.

    Empty again as soon as an action begins, so that nothing is decided on what stood there before.
    """

    answers: dict[Hashable, object] = field(default_factory=dict)

    def once(self, key: Hashable, ask: Callable[[], T]) -> T:
        """The answer to `key`, asked the first time only."""
        if key not in self.answers:
            self.answers[key] = ask()
        return cast("T", self.answers[key])

    def forget(self) -> None:
        """Nothing has been asked afterwards."""
        self.answers.clear()


@dataclass(slots=True)
class ReadLog:
    """What this request has read of which case: kept until the answer is ready, then audited in one go."""

    cases: dict[str, str] = field(default_factory=dict)
    in_emergency: set[str] = field(default_factory=set)
    listed: dict[str, set[str]] = field(default_factory=dict)
    fields: dict[str, set[tuple[Shown, Tier]]] = field(default_factory=dict)

    def opened(self, case_code: str, municipality: str, *, in_emergency: bool = False) -> None:
        """The answer is a page of this one case: at least its code and phase."""
        self.cases[case_code] = municipality
        if in_emergency:
            self.in_emergency.add(case_code)

    def shown(self, case_code: str, municipality: str) -> None:
        """The case stands in a list."""
        self.listed.setdefault(municipality, set()).add(case_code)

    def read(self, case_code: str, *groups: Shown, within: frozenset[Tier] = frozenset(Tier)) -> None:
        """Fields of these groups were handed out, of tiers `within`; told of cases that are opened or shown."""
        for group in groups:
            if TIER_OF[group] in within:
                self.read_at(case_code, group, TIER_OF[group])

    def read_at(self, case_code: str, group: Shown, tier: Tier) -> None:
        """Fields of a group whose fields have a tier each of their own."""
        self.fields.setdefault(case_code, set()).add((group, tier))

    def tiers_of(self, case_codes: Iterable[str]) -> list[Tier]:
        """The tiers handed out of these cases, lowest first; whoever sees a case at all reads tier P0 of it."""
        found = {tier for code in case_codes for _, tier in self.fields.get(code, ())} | {Tier.P0}
        return [tier for tier in Tier if tier in found]

    def groups_of(self, case_codes: Iterable[str]) -> list[Shown]:
        """The groups of fields handed out of these cases."""
        found = {group for code in case_codes for group, _ in self.fields.get(code, ())}
        return [group for group in Shown if group in found]


@dataclass(frozen=True, slots=True)
class Actor:
    """The one on whose permission a query or action runs; made once per request, never stored.

    `withheld`: the memberships of somebody who must first set up a second factor. They give nothing yet.
    `emergency_at`: this instant, where the visit has emergency access; of which cases, the journey knows.
    """

    person: PersonId | None
    name: str
    language: str = "nl"
    grants: tuple[Grant, ...] = ()
    withheld: tuple[Grant, ...] = ()
    system: bool = False
    submission: str = ""
    emergency_at: datetime | None = None
    reads: ReadLog = field(default_factory=ReadLog, compare=False, repr=False)
    asked: Asked = field(default_factory=Asked, compare=False, repr=False)

    @property
    def is_anonymous(self) -> bool:
        """Nobody has logged in."""
        return self.person is None and not self.system

    @property
    def municipalities(self) -> frozenset[str]:
        """Every municipality that one of the memberships names."""
        return frozenset(code for grant in self.grants for code in grant.municipalities)

    @property
    def is_newcomer(self) -> bool:
        """Every membership is one of a newcomer: there is the own household, and nobody else's."""
        return bool(self.grants) and all(grant.role in NEWCOMERS for grant in self.grants)

    @property
    def chains(self) -> tuple[str, ...]:
        """The municipalities in whose log an act of the person stands: theirs today, else the installation's."""
        codes = {code for grant in self.grants + self.withheld for code in grant.municipalities}
        return tuple(sorted(code for code in codes if not is_practice(code))) or ("",)


def in_emergency(actor: Actor, *, now: datetime) -> Actor:
    """The same, with what emergency access gives wherever a role allows to take it: of nothing yet, but what is open.

    Source: access_matrix.csv, row access.break_glass and column emergency.
    """
    may_take = (grant for grant in actor.grants if ACTIONS[Permission.ACCESS_BREAK_GLASS][grant.role] is Scope.MUNI)
    given = tuple(Grant(Role.EMERGENCY, grant.organisation, grant.municipalities) for grant in may_take)
    return replace(actor, grants=actor.grants + given, emergency_at=now) if given else actor


def anonymous() -> Actor:
    """Somebody who has not logged in."""
    return Actor(person=None, name="")


def system(command: str) -> Actor:
    """The system actor of a command or job: only who has a shell on the server can be it. Source: access.md."""
    return Actor(person=None, name=f"system:{command}", system=True)
