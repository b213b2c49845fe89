"""The table that decides in a municipality, and what it set over time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.policy import BY_MUNICIPALITY
from hervest.accounts.queries import MunicipalityRow, municipalities_of
from hervest.accounts.vocabulary import Relation
from hervest.core.errors import NotFound
from hervest.placement.agreed_models import CriteriaSetting
from hervest.placement.criteria import home_criteria
from hervest.placement.settings_rules import Setting, as_set, in_force
from hervest.placement.vocabulary import Criteria, Criterion


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One version of what a municipality set, as its history shows it."""

    setting: Setting
    weights: tuple[tuple[Criterion, int], ...]
    reason: str
    by: str
    at: datetime
    is_in_force: bool


def criteria_of(municipality: str, *, today: date) -> Criteria:
    """The table that decides there today. 1 query."""
    rows = CriteriaSetting.rows.filter(municipality=municipality)
    return as_set(home_criteria(), in_force([setting_of(row) for row in rows], today), municipality)


def setting_of(row: CriteriaSetting) -> Setting:
    """A stored version."""
    return Setting(
        number=row.number,
        valid_from=row.valid_from,
        weights={Criterion(key): points for key, points in row.weights.items()},
        counts_near_births=row.counts_near_births,
        rent_shared_cents=row.rent_shared_cents,
    )


def history_of(municipality: str, *, today: date) -> tuple[SettingRow, ...]:
    """Every version of a municipality, newest first. Names of professionals and numbers only."""
    rows = list(CriteriaSetting.rows.filter(municipality=municipality).select_related("by").order_by("-number"))
    now = in_force([setting_of(row) for row in rows], today)
    return tuple(setting_row(row, now) for row in rows)


def setting_row(row: CriteriaSetting, now: Setting | None) -> SettingRow:
    """A stored version as its history shows it."""
    setting = setting_of(row)
    return SettingRow(
        setting=setting,
        weights=tuple((criterion, setting.weights.get(criterion, 0)) for criterion in Criterion),
        reason=row.reason,
        by=row.by.name,
        at=row.at,
        is_in_force=now is not None and now.number == row.number,
    )


def may_set(actor: Actor, municipality: str) -> bool:
    """Whether the actor sets what a municipality chooses by: its lead, and nobody who keeps the installation."""
    return municipality in policy.reach(actor, Permission.SETTINGS_EDIT, scopes=BY_MUNICIPALITY).municipalities


def places_read(actor: Actor) -> tuple[MunicipalityRow, ...]:
    """The municipalities whose table the actor may read, by name."""
    reach = policy.reach(actor, Permission.DWELLING_FIT)
    codes = reach.municipalities | reach.within(Relation.TEAM)
    return tuple(row for row in municipalities_of(actor) if reach.everything or row.code in codes)


def start_of_setting(actor: Actor, municipality: str, *, today: date) -> Mapping[str, object]:
    """What the form for a new version begins with: the table in force. Raises: NotFound."""
    if not may_set(actor, municipality):
        raise NotFound("no_such_municipality", municipality=municipality)
    criteria = criteria_of(municipality, today=today)
    shared = [rent.cents for rent in criteria.rents if rent.key == "shared"]
    weights = {f"weight_{criterion.value}": points for criterion, points in criteria.weights.items()}
    return weights | {
        "counts_near_births": criteria.counts_near_births,
        "rent_shared": shared[-1] / 100 if shared else None,
        "valid_from": today,
    }
