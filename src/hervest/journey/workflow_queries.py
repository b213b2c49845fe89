"""By which template a case is planned, and which ways of working a municipality published."""

from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from hervest.core import clock
from hervest.journey.models import Case, WorkflowVersion
from hervest.journey.template import OwnMark, Template
from hervest.journey.template_defaults import default_template
from hervest.journey.workflow_rules import Workflow, applied, read_workflow

MOST_IN_MEMORY = 200
"""So many published versions are held ready to plan with; a version never changes, and no other ever has its key."""


def template_of(row: Case) -> Template:
    """The template that plans this case: its municipality's version, else the package's. Mostly no query."""
    return default_template() if row.workflow_id is None else _template(row.workflow_id)


def template_by(version: UUID | None) -> Template:
    """The template of a published version; None: the package's."""
    return default_template() if version is None else _template(version)


@lru_cache(maxsize=MOST_IN_MEMORY)
def _template(version: UUID) -> Template:
    row = WorkflowVersion.rows.select_related("municipality").get(pk=version, number__isnull=False)
    return applied(default_template(), read_workflow(row.content), mark_of_version(row))


def mark_of_version(row: WorkflowVersion) -> OwnMark:
    """Which published version it is, as a reason names it."""
    assert row.number is not None
    assert row.published_at is not None
    return OwnMark(row.municipality.name, row.number, clock.day_of(row.published_at))


def published(municipality: str) -> QuerySet[WorkflowVersion]:
    """The versions a municipality published, the newest first: for this room's queries and actions."""
    return WorkflowVersion.rows.filter(municipality=municipality, number__isnull=False).order_by("-number")


def workflow_in_force(municipality: str) -> UUID | None:
    """The newest version the municipality published, by which new cases are planned; None: the package's. 1 query."""
    return published(municipality).values_list("pk", flat=True).first()


def published_keys(municipality: str) -> frozenset[str]:
    """The keys of all own tasks that the municipality ever published: for deciding."""
    contents = published(municipality).values_list("content", flat=True)
    return frozenset(key for content in contents for key in content.get("own", {}))


def content_in_force(municipality: str) -> Workflow:
    """What the newest published version changes: for deciding."""
    return read_workflow(published(municipality).values_list("content", flat=True).first() or {})
