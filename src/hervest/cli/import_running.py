"""`hervest import-running`: preview or apply a list of cases that run already, with the manners of a dossier."""

from collections.abc import Sequence

from hervest.cli.importing import ListCommand, Told, run_list, say
from hervest.intake.running_actions import apply_running_import, forget_running_import, preview_running
from hervest.intake.running_queries import running_report
from hervest.intake.vocabulary import ImportKind

COMMAND = ListCommand(
    "import-running",
    ImportKind.RUNNING,
    preview_running,
    running_report,
    apply_running_import,
    forget_running_import,
)


def run(argv: Sequence[str]) -> int:
    """Exit status: 0 nothing refused, 2 something refused or unreadable, 3 the actor may not."""
    found = run_list(COMMAND, argv)
    if not isinstance(found, Told):
        return found
    say(found.report, found.options.format, found.who.actor)
    return found.report.exit_status
