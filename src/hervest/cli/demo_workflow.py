"""The own way of working of the demo's first municipality: one version, some cases that went over, and a draft."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from hervest.accounts.queries import actor_by_email
from hervest.core import clock
from hervest.core.marks import mark
from hervest.deadlines.period import Offset
from hervest.journey.queries import case_of
from hervest.journey.vocabulary import Audience, DeadlineKind, DoerRole, MilestoneCode, Phase
from hervest.journey.workflow_actions import add_own_task, change_row, change_term, change_text, publish_workflow
from hervest.journey.workflow_moving_actions import move_cases
from hervest.journey.workflow_page_queries import draft_differences
from hervest.journey.workflow_rules import OwnTask, RowChange, Words

PLACE, LEAD = "GM9001", "marieke.de.wit@hervest.example"
UNTOUCHED = mark(None)
PUBLISHED_DAYS_AGO = 3
WENT_OVER = ("DEMO-002", "DEMO-003")

PARCEL = OwnTask(
    title_nl="Zet een welkomstpakket met boodschappen klaar",
    title_en="Put a welcome parcel with groceries ready",
    phase=Phase.PREPARATION,
    anchor=MilestoneCode.ARRIVED,
    start=Offset.parse("-1w"),
    due=Offset.parse("-1d"),
    doer=DoerRole.GUIDE,
    audience=Audience.TEAM,
    kind=DeadlineKind.NORM,
    note_nl="De supermarkt aan de Dorpsstraat levert; de bon gaat naar de gemeente.",
    note_en="The supermarket in the Dorpsstraat delivers; the receipt goes to the municipality.",
)
CALL = Words(
    "Een vraag over dit dossier? Bel eerst de casusregisseur in dit team, daarna de receptie van de gemeente.",
    "A question about this case? First call the case lead in this team, then the reception of the municipality.",
)


def seed_workflow(now: datetime, codes: Mapping[str, str]) -> None:
    """One published version with a shorter term, an own task and an own text; two cases work by it, others wait."""
    at = now - timedelta(days=PUBLISHED_DAYS_AGO)
    by = actor_by_email(LEAD, today=clock.day_of(at))
    change_term(by=by, now=at, municipality=PLACE, key="brp_move_5d", length=Offset.parse("+3d"), seen=UNTOUCHED)
    add_own_task(by=by, now=at, municipality=PLACE, task=PARCEL)
    change_text(by=by, now=at, municipality=PLACE, key="who_to_call", words=CALL, seen=UNTOUCHED)
    _, _, seen = draft_differences(by, PLACE)
    reason = "Inschrijven kan bij ons binnen drie dagen, en elk gezin krijgt een welkomstpakket."
    number = publish_workflow(by=by, now=at, municipality=PLACE, reason=reason, seen=seen)
    cases = {codes[family]: case_of(codes[family]).plan_version for family in WENT_OVER}
    move_cases(by=by, now=now, municipality=PLACE, cases=cases, number=number)
    change = RowChange(due=Offset.parse("-4w"), start=Offset.parse("-8w"))
    change_row(by=by, now=now, municipality=PLACE, key="A02", change=change, seen=UNTOUCHED)
