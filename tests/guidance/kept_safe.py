"""What tests of safety begin with: the supported family, in which Rima too has a login, and what is written of her."""

from datetime import timedelta

from guidance.supported import RIMA, act, make_family
from hervest.accounts import actions
from hervest.accounts.actor import system
from hervest.accounts.vocabulary import Role
from hervest.guidance.safety_actions import Planned, Report, agree_plan, note_concern, record_told
from hervest.guidance.signal_actions import Raised, raise_signal
from hervest.journey.vocabulary import TeamRole
from people import HERE, NOW, TODAY

WORDS = "Qkanarie"
"""Begins each word that only the named may read."""


def make_safe_family(world):
    """Samir and Rima each have a login; Sander leads, Lotte is a civic officer, Anouk guides, Saskia sponsors."""
    case = make_family(world)
    person = actions.create_person(
        by=system("test"), now=NOW, email="rima@hervest.example", name="Nieuwkomer 3", password_hash=world.password_hash
    )
    actions.grant_membership(
        by=system("test"),
        now=NOW,
        person=person,
        organisation=world.organisations["gemeente"],
        role=Role.NEWCOMER_ADULT,
        municipalities=[HERE],
        from_on=TODAY - timedelta(days=10),
        until_on=TODAY + timedelta(days=400),
    )
    world.ids["rima"] = person
    world.joins(case, "rima", TeamRole.NEWCOMER, by="sander", member=RIMA)
    world.joins(case, "lotte", TeamRole.CIVIC_OFFICER, by="sander")
    return case


def notes(world, family, key="sander", *, readers=(), theme="violence", text=f"{WORDS} zorg", member=RIMA):
    """Somebody notes a concern about Rima and names these of the cast."""
    who = [world.ids[reader] for reader in readers]
    return note_concern(**act(world, family, key), theme=theme, text=text, readers=who, member=member)


def plans(world, family, concern, key="sander", *, seen=0, **words):
    said = {"danger": f"{WORDS} gevaar", "agreed": f"{WORDS} afspraak", "reached_by": f"{WORDS} werk"} | words
    agree_plan(**act(world, family, key), concern=concern, plan=Planned(**said), seen=seen)


def tells(world, family, concern, key="sander", *, on=None, **words):
    said = {"route": "veilig_thuis", "told_on": on or world.today, "to_whom": f"{WORDS} baliemedewerker"} | words
    return record_told(**act(world, family, key), concern=concern, report=Report(**said))


def raises(world, family, key, **said):
    """Somebody raises a signal."""
    return raise_signal(
        **act(world, family, key), raised=Raised(**{"theme": "violence", "text": f"{WORDS} bang"} | said)
    )
