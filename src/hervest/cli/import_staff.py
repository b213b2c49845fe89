"""`hervest import-staff`: preview or apply a list of people and their roles, with the manners of a dossier.

Whoever comes in gets a link to set a password, printed beside the report and kept nowhere.
"""

from collections.abc import Sequence

from hervest.cli.importing import LETS_PEOPLE_IN, ListCommand, Told, run_list, say
from hervest.intake.staff_actions import StaffApplied, apply_staff_import, forget_staff_import, preview_staff
from hervest.intake.staff_queries import staff_report
from hervest.intake.vocabulary import ImportKind

COMMAND = ListCommand(
    LETS_PEOPLE_IN,
    ImportKind.STAFF,
    preview_staff,
    staff_report,
    apply_staff_import,
    forget_staff_import,
)


def run(argv: Sequence[str]) -> int:
    """Exit status: 0 nothing refused, 2 something refused or unreadable, 3 the actor may not."""
    found = run_list(COMMAND, argv)
    if not isinstance(found, Told):
        return found
    given = found.outcome.links if isinstance(found.outcome, StaffApplied) else ()
    server = found.options.address.rstrip("/")
    links = {one.email: server + one.link for one in given}
    say(found.report, found.options.format, found.who.actor, links=links)
    return found.report.exit_status
