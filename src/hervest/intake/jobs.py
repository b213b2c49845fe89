"""What happens to imports every night: what was read and never applied is forgotten, and what was refused."""

from collections.abc import Callable
from datetime import datetime

from hervest.accounts.actor import system
from hervest.core.errors import Conflict, NotFound
from hervest.intake.actions import forget_import
from hervest.intake.dwelling_actions import forget_dwelling_import
from hervest.intake.mend_actions import (
    forget_refused_dossiers,
    forget_refused_dwellings,
    forget_refused_running,
    forget_refused_sponsors,
    forget_refused_staff,
)
from hervest.intake.mend_queries import old_refusals
from hervest.intake.queries import old_previews
from hervest.intake.running_actions import forget_running_import
from hervest.intake.settings import intake_settings
from hervest.intake.sponsor_actions import forget_sponsor_import
from hervest.intake.staff_actions import forget_staff_import
from hervest.intake.vocabulary import ImportKind

NAME = "intake.forget"
FORGET = {
    ImportKind.DOSSIERS: forget_import,
    ImportKind.DWELLINGS: forget_dwelling_import,
    ImportKind.SPONSORS: forget_sponsor_import,
    ImportKind.RUNNING: forget_running_import,
    ImportKind.STAFF: forget_staff_import,
}
FORGET_REFUSED = {
    ImportKind.DOSSIERS: forget_refused_dossiers,
    ImportKind.DWELLINGS: forget_refused_dwellings,
    ImportKind.SPONSORS: forget_refused_sponsors,
    ImportKind.RUNNING: forget_refused_running,
    ImportKind.STAFF: forget_refused_staff,
}


def forget_old_previews(now: datetime) -> int:
    """No file stands here that was read too long ago and never applied; how many went. What is applied stays."""
    found = old_previews(now - intake_settings().previews_kept)
    return sum(_forgotten(FORGET[kind], now, number) for number, kind in found)


def forget_old_refusals(now: datetime) -> int:
    """No refused row stands here of a file that was applied too long ago; how many files that concerns."""
    found = old_refusals(now - intake_settings().previews_kept)
    return sum(_forgotten(FORGET_REFUSED[kind], now, number) for number, kind in found)


def _forgotten(forget: Callable[..., None], now: datetime, number: int) -> bool:
    try:
        forget(by=system(NAME), now=now, number=number)
    except (NotFound, Conflict):  # meanwhile somebody applied or stopped it
        return False
    return True
