"""A family that is helped: who is in it, who works with it, and what is recorded of referrals and bookings."""

from datetime import date, time, timedelta

from hervest.core.vocabulary import MemberNo, Route
from hervest.guidance.interpreting_actions import book_interpreter
from hervest.guidance.interpreting_rules import Booked
from hervest.guidance.interpreting_vocabulary import InterpreterChannel, WishedSex
from hervest.guidance.referring_actions import make_referral
from hervest.guidance.referring_rules import Referred
from hervest.guidance.referring_vocabulary import Basis
from hervest.households.actions import save_household
from hervest.households.record_rules import HouseholdRecord, MemberRecord
from hervest.households.vocabulary import MemberRole, Sex
from hervest.journey import actions
from hervest.journey.vocabulary import TeamRole
from people import HERE, TODAY

SAMIR, RIMA, JAMILA, LEILA = map(MemberNo, (1, 2, 3, 4))


def make_family(world):
    """Samir and Rima, Jamila of 17 and Leila of 6; Sander leads, Anouk guides, Samir and Jamila can log in."""
    by = world.actor("sander")
    case = actions.open_case(by=by, now=world.now, municipality=HERE, route=Route.STATUS_HOLDER).code
    born = TODAY - timedelta(days=365 * 40)
    members = (
        MemberRecord(SAMIR, MemberRole.HEAD, "Samir", "Haddad", born, Sex.MALE),
        MemberRecord(RIMA, MemberRole.PARTNER, "Rima", "Haddad", born, Sex.FEMALE),
        MemberRecord(JAMILA, MemberRole.CHILD, "Jamila", "Haddad", date(2009, 6, 1), Sex.FEMALE),
        MemberRecord(LEILA, MemberRole.CHILD, "Leila", "Haddad", date(2020, 6, 1), Sex.FEMALE),
    )
    save_household(by=by, now=world.now, case=case, record=HouseholdRecord(members=members, contact_language="ar"))
    world.joins(case, "anouk", TeamRole.GUIDE, by="sander")
    for key, member in (("samir", SAMIR), ("jamila", JAMILA)):
        world.joins(case, key, TeamRole.NEWCOMER, by="sander", member=member)
    return case


def act(world, family, key="sander", **how):
    return {"by": world.actor(key), "now": world.now, "case": family} | how


def refers(world, family, service, key="sander", *, member=RIMA, **how):
    known = {
        "theme": "language",
        "question": "Beter leren lezen en schrijven",
        "basis": Basis.CONSENT,
        "follow_up_on": TODAY + timedelta(days=21),
        "consented_by": member,
        "consented_on": TODAY,
        "language": "ar",
    }
    referred = Referred(member=member, service=service, **known | how)
    return make_referral(**act(world, family, key), referred=referred, to_do="Navragen")


def talk(**how):
    known = {
        "members": frozenset({RIMA}),
        "language": "ar",
        "on": TODAY + timedelta(days=3),
        "at": time(10, 0),
        "minutes": 60,
        "channel": InterpreterChannel.ON_SITE,
        "wished": WishedSex.WOMAN,
        "payer": "municipality",
        "place": "Loket Brink 4",
    }
    return Booked(**known | how)


def books(world, family, key="sander", **how):
    return book_interpreter(**act(world, family, key), booked=talk(**how))
