"""The audit log as far as the actor may read it: what it says, and whether it is whole."""

from dataclasses import dataclass

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipalities_of
from hervest.audit import queries as audit
from hervest.audit.rules import Link
from hervest.core.paging import PER_PAGE, Page, window


@dataclass(frozen=True, slots=True)
class Check:
    """Whether one municipality's chain is whole; `broken_at` is the first row that is not, or None."""

    name: str
    broken_at: int | None


def log_page(actor: Actor, *, number: int) -> Page[Link]:
    """One page of the rows of the municipalities whose log the actor reads, newest first."""
    chains = policy.reach(actor, Permission.AUDIT_READ).municipalities
    part = window(number)
    rows, n_rows = audit.latest(chains, offset=part.start, limit=PER_PAGE)
    return Page(rows=rows, number=number, n_rows=n_rows)


def checks(actor: Actor) -> tuple[Check, ...]:
    """The state of each chain the actor reads."""
    chains = policy.reach(actor, Permission.AUDIT_READ).municipalities
    return tuple(Check(row.name, audit.broken_at(row.code)) for row in municipalities_of(actor) if row.code in chains)
