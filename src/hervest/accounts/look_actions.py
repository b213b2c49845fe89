"""How a municipality looks: its name, telephone number, colour and logo."""

from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.coordinator_queries import may_edit_settings
from hervest.accounts.logo_rules import MOST_BYTES, NoPicture, PictureTooLarge, logo_from, version_of
from hervest.accounts.look_queries import must_be_readable
from hervest.accounts.models import Logo, Municipality
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality as place_now
from hervest.accounts.queries import municipality_subject
from hervest.accounts.vocabulary import HeaderStyle
from hervest.core.errors import Conflict, NotAllowed, RuleBroken


@action(Permission.SETTINGS_EDIT, on=municipality_subject)
def set_look(
    *,
    by: Actor,
    now: datetime,
    municipality: str,
    name: str,
    phone: str,
    colour: str,
    header: HeaderStyle,
    logo: bytes | None = None,
    drops_logo: bool = False,
    seen: str = "",
) -> None:
    """Everybody of the municipality sees it so from the next page on. `colour` "" is the look Hervest comes with.

    Raises: NotAllowed for who edits technical settings only; RuleBroken for a colour that cannot be read somewhere,
    and for a file that is no picture; Conflict if it no longer looks as it was `seen`.
    """
    if not may_edit_settings(by, municipality):
        raise NotAllowed("not_allowed", municipality=municipality)
    must_be_readable(colour, header)
    row = Municipality.rows.select_for_update().get(code=municipality)
    if seen and seen != place_now(municipality).look_mark:
        raise Conflict("look_changed_meanwhile")
    row.name, row.phone, row.colour, row.header = name, phone, colour.lower(), header
    if logo is not None:
        row.logo_version = _keep_logo(row, logo)
    elif drops_logo:
        Logo.rows.filter(municipality=row).delete()
        row.logo_version = ""
    row.save()
    note("municipality.look_changed", municipality=municipality, colour=row.colour, header=header.value)


def _keep_logo(row: Municipality, content: bytes) -> str:
    try:
        png = logo_from(content)
    except PictureTooLarge as problem:
        raise RuleBroken("picture_too_large", field="logo", most_kb=MOST_BYTES // 1000) from problem
    except NoPicture as problem:
        raise RuleBroken("picture_unreadable", field="logo") from problem
    Logo.rows.update_or_create(municipality=row, defaults={"png": png})
    return version_of(png)
