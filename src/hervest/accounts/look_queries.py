"""What pages need to look as a municipality does."""

from dataclasses import replace

from hervest.accounts.actor import Actor
from hervest.accounts.coordinator_queries import place_to_set
from hervest.accounts.models import Logo
from hervest.accounts.queries import MunicipalityRow
from hervest.accounts.theme_rules import look_of, nearest_readable, too_pale
from hervest.accounts.vocabulary import HeaderStyle
from hervest.core.errors import NotFound, RuleBroken


def look_asked_for(actor: Actor, municipality: str, *, colour: str, header: HeaderStyle) -> MunicipalityRow:
    """The municipality as it would look, for who may set that. Raises: NotFound; RuleBroken as `must_be_readable`."""
    place = place_to_set(actor, municipality)
    must_be_readable(colour, header)
    return replace(place, colour=colour, header=header)


def must_be_readable(colour: str, header: HeaderStyle) -> None:
    """Raises: RuleBroken with the worst pair, and the nearest shade that can be read everywhere."""
    found = too_pale(look_of(colour, header)) if colour else ()
    if not found:
        return
    worst = min(found, key=lambda each: each.contrast / each.least)
    raise RuleBroken(
        "colour_too_pale",
        field="colour",
        pair=worst.pair,
        contrast=worst.contrast,
        least=worst.least,
        readable=nearest_readable(colour, header),
    )


def logo_of(actor: Actor, municipality: str, version: str) -> bytes:
    """The logo, for who works or lives in the municipality. Raises: NotFound."""
    row = Logo.rows.filter(municipality=municipality, municipality__logo_version=version).first()
    if row is None or not (actor.system or municipality in actor.municipalities):
        raise NotFound("no_such_logo")
    return bytes(row.png)
