"""A household that is supported: here since fifty days, with a caseworker who leads, a guide and a login of its own."""

from datetime import date, timedelta

from hervest.core.vocabulary import MemberNo, Route
from hervest.guidance.assessing_actions import record_assessment
from hervest.guidance.assessing_rules import THE_HOUSEHOLD, Asked
from hervest.guidance.assessing_vocabulary import Answer, AnswerSource, ItemKey
from hervest.guidance.intensity_actions import decide_intensity
from hervest.guidance.intensity_rules import Decision
from hervest.guidance.intensity_vocabulary import Band
from hervest.guidance.models import Assessment, SupportIntensity
from hervest.households.actions import save_household
from hervest.households.record_rules import HouseholdRecord, MemberRecord
from hervest.households.vocabulary import MemberRole, Sex
from hervest.journey import actions
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.vocabulary import MilestoneCode, TeamRole
from people import HERE

SAMIR, RIMA, JAMILA = map(MemberNo, (1, 2, 3))
VERSION = "2026-11"


def make_family(world):
    """Samir, Rima and their daughter; Sander leads, Anouk guides, Samir and Jamila have a login."""
    by = world.actor("sander")
    case = actions.open_case(by=by, now=world.now, municipality=HERE, route=Route.RESETTLEMENT).code
    born = world.today - timedelta(days=365 * 40)
    members = (
        MemberRecord(SAMIR, MemberRole.HEAD, "Samir", "Haddad", born, Sex.MALE),
        MemberRecord(RIMA, MemberRole.PARTNER, "Rima", "Haddad", born, Sex.FEMALE),
        MemberRecord(JAMILA, MemberRole.CHILD, "Jamila", "Haddad", date(2009, 6, 1), Sex.FEMALE),
    )
    save_household(by=by, now=world.now, case=case, record=HouseholdRecord(members=members, contact_language="ar"))
    here = world.today - timedelta(days=50)
    records = [
        MilestoneRecord(MilestoneCode.ALLOCATED, None, actual_on=here - timedelta(days=60)),
        MilestoneRecord(MilestoneCode.LANDED, None, actual_on=here),
        MilestoneRecord(MilestoneCode.ARRIVED, None, actual_on=here),
    ]
    actions.record_milestones(by=by, now=world.now, case=case, records=records, source="person")
    for key, role in (("anouk", TeamRole.GUIDE_COORDINATOR), ("carla", TeamRole.COA_LIAISON)):
        world.joins(case, key, role, by="sander")
    for key, member in (("samir", SAMIR), ("jamila", JAMILA)):
        world.joins(case, key, TeamRole.NEWCOMER, by="sander", member=member)
    world.sponsored(case, "saskia", "fenna")
    return case


def act(world, family, key="sander"):
    return {"by": world.actor(key), "now": world.now, "case": family}


def asks(world, family, key="sander", *, member=THE_HOUSEHOLD, instrument="factors", on=None, seen=None, **answers):
    """Somebody goes through an instrument: item=word of the answer. `seen`: the last one unless another is said."""
    found = Assessment.rows.filter(case__code=family, member_no=member, instrument=instrument).order_by("pk").last()
    note = answers.pop("note", "")
    asked = Asked(
        {ItemKey(item): Answer(answer) for item, answer in answers.items()},
        AnswerSource(answers.pop("source", "team")),
        on or world.today,
        note,
    )
    return record_assessment(
        **act(world, family, key),
        instrument=instrument,
        version=VERSION,
        member=member,
        asked=asked,
        seen=(found.pk if found else 0) if seen is None else seen,
    )


def decides(world, family, band, key="sander", *, member=THE_HOUSEHOLD, on=None, minutes=None, seen=None, **why):
    found = SupportIntensity.rows.filter(case__code=family, member_no=member).order_by("pk").last()
    return decide_intensity(
        **act(world, family, key),
        member=member,
        decision=Decision(on or world.today, Band(band), minutes),
        reason=why.get("reason", "Zij vragen veel."),
        hours_reason=why.get("hours_reason", ""),
        seen=(found.pk if found else 0) if seen is None else seen,
    )
