"""Which running cases still work by an older version, and what going over to the newest would do to each of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core.errors import NotFound
from hervest.core.paging import Page, window
from hervest.journey.models import Case
from hervest.journey.preview_queries import Preview, preview_of_template
from hervest.journey.queries import case_for
from hervest.journey.vocabulary import CaseKind, Phase
from hervest.journey.workflow_page_queries import places_to_edit
from hervest.journey.workflow_queries import published, template_by, workflow_in_force


@dataclass(frozen=True, slots=True)
class BehindRow:
    """A running case that is planned by an older version: by which, 0 for the package's."""

    code: str
    kind: CaseKind
    phase: Phase
    number: int


@dataclass(frozen=True, slots=True)
class CasePreview:
    """What going over would do to one case, and the version of the plan that was looked at."""

    code: str
    plan_version: int
    preview: Preview

    @property
    def key(self) -> str:
        """What the form sends back of it."""
        return f"{self.code}:{self.plan_version}"


@dataclass(frozen=True, slots=True)
class Going:
    """The cases that were asked for and are not there yet, and the number of the version they would go over to."""

    number: int
    cases: tuple[CasePreview, ...]

    @property
    def n_late(self) -> int:
        """How many tasks would be late at once."""
        return sum(len(case.preview.late_at_once) for case in self.cases)


def cases_behind(actor: Actor, municipality: str, *, number: int) -> Page[BehindRow]:
    """One page of the running cases of an older version, by code; their codes stand in the log. Raises: NotFound."""
    _must_edit(actor, municipality)
    newest = workflow_in_force(municipality)
    rows = Case.rows.filter(municipality=municipality, closed_on__isnull=True).exclude(workflow=newest)
    rows = rows if newest is not None else rows.none()
    page = list(rows.select_related("workflow").order_by("pk")[window(number)])
    for row in page:
        actor.reads.shown(row.code or "", row.municipality_id)
    found = tuple(
        BehindRow(
            row.code or "", CaseKind(row.kind), Phase(row.phase), (row.workflow.number or 0) if row.workflow else 0
        )
        for row in page
    )
    return Page(rows=found, number=number, n_rows=rows.count())


def going_over(actor: Actor, municipality: str, codes: Iterable[str], *, today: date) -> Going:
    """What the newest version does to each of these cases; one that has it already is left out. Nothing is written.

    Raises: NotFound for a case that is not there, or of another municipality; RuleBroken if a term is not known.
    """
    _must_edit(actor, municipality)
    newest = published(municipality).first()
    if newest is None:
        return Going(0, ())
    template, found = template_by(newest.pk), []
    for code in dict.fromkeys(codes):
        case = case_for(actor, code, Permission.TEMPLATE_EDIT, today=today)
        if case.municipality != municipality:
            raise NotFound("no_such_case", case=code)
        if Case.rows.filter(pk=case.id).exclude(workflow=newest.pk).exists():
            preview = preview_of_template(actor, case, template, today=today)
            found.append(CasePreview(code, case.plan_version, preview))
    return Going(newest.number or 0, tuple(found))


def _must_edit(actor: Actor, municipality: str) -> None:
    if municipality not in {row.code for row in places_to_edit(actor)}:
        raise NotFound("no_such_municipality", municipality=municipality)
