"""Who acts: a person with the memberships in force today, or the system on somebody's behalf."""

from dataclasses import dataclass, field

from hervest.accounts.vocabulary import Grant, PersonId
from hervest.core.vocabulary import Tier


@dataclass(slots=True)
class ReadLog:
    """What this request has read of which case: kept until the answer is ready, then audited in one go."""

    tiers: dict[str, set[Tier]] = field(default_factory=dict)
    municipalities: dict[str, str] = field(default_factory=dict)
    listed: dict[str, set[str]] = field(default_factory=dict)

    def opened(self, case_code: str, municipality: str, *tiers: Tier) -> None:
        """The page of one case shows fields of `tiers`."""
        self.tiers.setdefault(case_code, set()).update(tiers)
        self.municipalities[case_code] = municipality

    def shown(self, case_code: str, municipality: str) -> None:
        """The case stands in a list."""
        self.listed.setdefault(municipality, set()).add(case_code)


@dataclass(frozen=True, slots=True)
class Actor:
    """The one on whose permission a query or action runs; made once per request, never stored."""

    person: PersonId | None
    name: str
    language: str = "nl"
    grants: tuple[Grant, ...] = ()
    system: bool = False
    submission: str = ""
    reads: ReadLog = field(default_factory=ReadLog, compare=False, repr=False)

    @property
    def is_anonymous(self) -> bool:
        """Nobody has logged in."""
        return self.person is None and not self.system

    @property
    def municipalities(self) -> frozenset[str]:
        """Every municipality that one of the memberships names."""
        return frozenset(code for grant in self.grants for code in grant.municipalities)


def anonymous() -> Actor:
    """Somebody who has not logged in."""
    return Actor(person=None, name="")


def system(command: str) -> Actor:
    """The system actor of a command or job: only who has a shell on the server can be it. Source: access.md."""
    return Actor(person=None, name=f"system:{command}", system=True)
