"""Groups that the stories of this folder begin with: five neighbours of the cast's municipality."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from hervest.accounts import actions as accounts
from hervest.accounts.actor import system
from hervest.accounts.vocabulary import OrganisationKind, Role
from hervest.sponsorship import actions, sponsor_actions
from hervest.sponsorship.vocabulary import GroupRole, GroupStage, ScreeningKind, ScreeningState
from people import ELSEWHERE, HERE, NOW, TODAY

SEEN = TODAY - timedelta(days=30)
PEOPLE = {
    "saskia": {"counts_as_woman": True, "languages": {"nl": 6, "ar": 3}, "blocks": ["weekday_evening"]},
    "otto": {"languages": {"nl": 6}, "email": "otto@hervest.example", "phone": "06 12345678", "postcode": "9001 AB"},
    "mirjam": {"counts_as_woman": True, "languages": {"nl": 6, "en": 4}, "birth_year": 1961},
    "pim": {"languages": {"nl": 6}, "interests": ["football"], "hours_least": 1, "hours_most": 4},
    "wout": {"languages": {"nl": 5}, "experience": ["children"]},
}
ROLES = {
    "saskia": GroupRole.COORDINATOR,
    "otto": GroupRole.DEPUTY,
    "mirjam": GroupRole.SAFEGUARDING_CONTACT,
}


@dataclass
class Made:
    """A programme with one group, and who is in it, by name."""

    world: object
    programme: int
    group: int
    sponsors: dict[str, int] = field(default_factory=dict)
    memberships: dict[str, int] = field(default_factory=dict)

    def join(self, name, role=None, by="fenna", **how):
        """Somebody in the group."""
        who, when = self.world.actor(by), self.world.now
        key = self.sponsors.get(name)
        if key is None:
            fields = {"name": name.title(), **PEOPLE.get(name, {})}
            key = sponsor_actions.save_sponsor(by=who, now=when, programme=self.programme, fields=fields)
            self.sponsors[name] = key
        given = role or ROLES.get(name, GroupRole.MEMBER)
        made = sponsor_actions.join_group(by=who, now=when, group=self.group, sponsor=key, role=given, **how)
        self.memberships[name] = made
        return made

    def screen(self, name, *kinds, state=ScreeningState.SEEN_OK, seen_on=SEEN, by="sanne", **how):
        """What the screener saw; what was not seen has no days."""
        if state is not ScreeningState.SEEN_OK:
            seen_on = None
        for kind in kinds or ScreeningKind:
            sponsor_actions.record_screening(
                by=self.world.actor(by),
                now=self.world.now,
                sponsor=self.sponsors[name],
                kind=kind,
                state=state,
                seen_on=seen_on,
                **{"is_sure": True, **how},
            )

    def train(self, name, *modules, by="fenna"):
        """Modules followed on one day."""
        days = dict.fromkeys(modules or (1, 2, 3, 4), SEEN)
        sponsor_actions.record_modules(
            by=self.world.actor(by), now=self.world.now, sponsor=self.sponsors[name], days=days
        )

    def stage(self, stage, by="fenna", **how):
        """How far the group is."""
        return actions.set_stage(by=self.world.actor(by), now=self.world.now, group=self.group, stage=stage, **how)

    def describe(self, by="fenna", seen=None, **fields):
        """What describes the group."""
        return actions.save_group(
            by=self.world.actor(by),
            now=self.world.now,
            programme=self.programme,
            group=self.group,
            fields=fields,
            seen=seen,
        )

    def log_in_as(self, name, key):
        """Somebody of the cast is this sponsor."""
        sponsor_actions.link_login(
            by=self.world.actor("fenna"), now=self.world.now, sponsor=self.sponsors[name], person=self.world.ids[key]
        )


def programme(world, organisation="wegwijs", municipality=HERE, name="Samen Thuis", **how):
    """A programme of an organisation of the cast."""
    number = world.organisations[organisation]
    return actions.create_programme(
        by=system("test"), now=NOW, municipality=municipality, organisation=number, name=name, **how
    )


def forming(world, name="De Brug", of=None):
    """A group in which nobody is yet."""
    number = of or programme(world)
    who = system("test") if of else world.actor("fenna")
    return Made(world, number, actions.save_group(by=who, now=world.now, programme=number, fields={"name": name}))


def complete(world, name="De Brug", people=tuple(PEOPLE), of=None):
    """A group in which everybody is, screened and trained, with a plan; still forming."""
    made = forming(world, name, of=of)
    for person in people:
        made.join(person)
        made.screen(person)
        made.train(person)
    made.describe(themes=["home", "language"], capacity_persons=5, area={"9001": 12})
    return made


def ready(world, name="De Brug", until=date(2027, 5, 1), of=None):
    """The same, ready."""
    made = complete(world, name, of=of)
    made.stage(GroupStage.READY, ready_until=until)
    return made


def far_programme(world):
    """A programme in the other municipality, with a coordinator of its own: `els`."""
    by = system("test")
    number = accounts.create_organisation(
        by=by, now=NOW, name="Nieuwe Stap", kind=OrganisationKind.SPONSOR_PROGRAMME, municipalities=[ELSEWHERE]
    )
    person = accounts.create_person(
        by=by, now=NOW, email="els@hervest.example", name="Els Duin", password_hash=world.password_hash
    )
    accounts.grant_membership(
        by=by,
        now=NOW,
        person=person,
        organisation=number,
        role=Role.SPONSOR_COORDINATOR,
        municipalities=[ELSEWHERE],
        from_on=TODAY,
        until_on=TODAY + timedelta(days=30),
    )
    world.ids["els"] = person
    return actions.create_programme(by=by, now=NOW, municipality=ELSEWHERE, organisation=number, name="Ver weg")
