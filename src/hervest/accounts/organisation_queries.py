"""Organisations by the municipality in which they work."""

from hervest.accounts.models import Organisation
from hervest.accounts.queries import OrganisationName
from hervest.accounts.vocabulary import OrganisationId


def organisations_in(municipality: str) -> tuple[OrganisationName, ...]:
    """Every organisation that works in the municipality, its own included, by name. 1 query."""
    rows = Organisation.rows.filter(municipalities=municipality).order_by("name", "pk")
    return tuple(OrganisationName(OrganisationId(pk), name) for pk, name in rows.values_list("pk", "name"))
