"""What happens to imports every night: what was read and never applied is forgotten."""

from datetime import datetime

from hervest.accounts.actor import system
from hervest.core.errors import Conflict, NotFound
from hervest.intake.actions import forget_import
from hervest.intake.dwelling_actions import forget_dwelling_import
from hervest.intake.queries import old_previews
from hervest.intake.settings import intake_settings
from hervest.intake.vocabulary import ImportKind

NAME = "intake.forget"
FORGET = {ImportKind.DOSSIERS: forget_import, ImportKind.DWELLINGS: forget_dwelling_import}


def forget_old_previews(now: datetime) -> int:
    """No file stands here that was read too long ago and never applied; how many went. What is applied stays."""
    found = old_previews(now - intake_settings().previews_kept)
    return sum(_forgotten(now, number, kind) for number, kind in found)


def _forgotten(now: datetime, number: int, kind: ImportKind) -> bool:
    try:
        FORGET[kind](by=system(NAME), now=now, number=number)
    except (NotFound, Conflict):  # meanwhile somebody applied or stopped it
        return False
    return True
