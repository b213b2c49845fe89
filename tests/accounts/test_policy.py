"""The policy against the two tables: every permission, every person, every kind of thing."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from accounts import law
from hervest.accounts import actions, policy
from hervest.accounts.actor import Actor, anonymous, system
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import LIVE_ROLES, Reach, Role, Scope, Subject
from hervest.core.vocabulary import Route, Tier
from hervest.journey import actions as journey_actions
from hervest.journey import queries as journey
from hervest.journey.models import Case, Milestone, Task, TeamMember
from hervest.journey.vocabulary import MilestoneCode, TeamRole
from people import CAST, ELSEWHERE, HERE, NOW, ORGANISATIONS, TODAY

NEWCOMERS = {"oud": (-400, -1), "straks": (1, 400), "vandaag": (0, 0)}
"""Three more caseworkers: one whose membership ended yesterday, one who starts tomorrow, one for today only."""


@dataclass
class Town:
    """The cast with six cases and what stands beside them; `things` are what the oracle knows of each."""

    world: object
    codes: dict[str, str]
    things: dict[str, law.Thing]
    actors: dict[str, Actor] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)

    def who(self, key):
        if key == "nobody":
            return law.Who("")
        if key in NEWCOMERS:
            here = (("muni_caseworker", "gemeente", frozenset({HERE})),) if key == "vandaag" else ()
            return law.Who(key, here)
        _, organisation, place, roles = CAST[key]
        places = frozenset({place} if place else ())
        return law.Who(key, tuple((role.value, organisation, places) for role in roles))

    def actor(self, key) -> Actor:
        if key not in self.actors:
            self.actors[key] = anonymous() if key == "nobody" else self.world.actor(key)
        return self.actors[key]

    def subject(self, name) -> Subject:
        if name not in self.subjects:
            self.subjects[name] = self._subject(name)
        return self.subjects[name]

    def _subject(self, name) -> Subject:
        if name in self.codes:
            return journey.subject_of(Case.rows.get(code=self.codes[name]), TODAY)
        thing = self.things[name]
        return Subject(
            municipality=thing.place,
            organisations=frozenset(self.world.organisations[key] for key in thing.organisations),
            person=self.world.ids[thing.owner] if thing.owner else None,
        )


PEOPLE = (*CAST, *NEWCOMERS, "nobody")


@pytest.fixture
def town(world):
    add_newcomers(world)
    codes = {
        "busy": open_case(world, HERE, "marieke", ["sander", "anouk", "ruben", "fenna", "tolk", "oud", "straks"]),
        "neighbour": open_case(world, HERE, "lotte", []),
        "left": open_case(world, HERE, "", ["sander"]),
        "rented": open_case(world, HERE, "lotte", ["ruben"]),
        "lapsed": open_case(world, HERE, "", ["joris"]),
        "elsewhere": open_case(world, ELSEWHERE, "hatice", ["wim"]),
    }
    keys = {"code": MilestoneCode.KEYS_HANDED, "source": "test", "recorded_at": NOW}
    Milestone.rows.create(case=Case.rows.get(code=codes["rented"]), actual_on=TODAY, **keys)
    Milestone.rows.create(case=Case.rows.get(code=codes["busy"]), planned_on=TODAY, **keys)
    left = TeamMember.rows.filter(case__code=codes["left"])
    left.update(from_on=TODAY - timedelta(days=30), until_on=TODAY - timedelta(days=1))
    give_task(world, codes["busy"], "joris")
    busy = {"marieke", "sander", "anouk", "ruben", "fenna", "tolk", "oud", "straks"}
    things = {
        "busy": law.Thing(HERE, frozenset(busy), frozenset({"joris"}), frozenset({"marieke"})),
        "neighbour": law.Thing(HERE, frozenset({"lotte"}), frozenset(), frozenset({"lotte"})),
        "rented": law.Thing(HERE, frozenset({"lotte", "ruben"}), frozenset(), frozenset({"lotte"}), rented=True),
        "left": law.Thing(HERE, named=frozenset({"marieke", "lena"})),
        "lapsed": law.Thing(HERE, frozenset({"joris"}), named=frozenset({"marieke", "lena"})),
        "elsewhere": law.Thing(ELSEWHERE, frozenset({"hatice", "wim"}), frozenset(), frozenset({"hatice"})),
        "home of De Veste": law.Thing(HERE, organisations=frozenset({"veste"})),
        "home of nobody": law.Thing(HERE),
        "home of De Veste elsewhere": law.Thing(ELSEWHERE, organisations=frozenset({"veste"})),
        "account of Sander": law.Thing(owner="sander"),
        "account of Bas": law.Thing(owner="bas"),
        "installation": law.Thing(),
    }
    return Town(world, codes, things)


def add_newcomers(world):
    by = system("test")
    for key, (from_day, until_day) in NEWCOMERS.items():
        world.ids[key] = actions.create_person(by=by, now=NOW, email=world.email(key), name=key)
        actions.grant_membership(
            by=by,
            now=NOW,
            person=world.ids[key],
            organisation=world.organisations["gemeente"],
            role=Role.MUNI_CASEWORKER,
            municipalities=[HERE],
            from_on=TODAY + timedelta(days=from_day),
            until_on=TODAY + timedelta(days=until_day),
        )


def open_case(world, place, lead, team):
    by = world.actor(lead) if lead else system("test")
    code = journey_actions.open_case(by=by, now=NOW, municipality=place, route=Route.RESETTLEMENT).code
    row = Case.rows.get(code=code)
    for key in team:
        role = TeamRole.CASE_LEAD if not lead else TeamRole.GUIDE_COORDINATOR
        TeamMember.rows.create(
            case=row, person_id=world.ids[key], role=role, from_on=TODAY, until_on=TODAY + timedelta(days=90)
        )
    return code


def give_task(world, code, key):
    task = Task.rows.filter(case__code=code).first() or Task.rows.create(
        case=Case.rows.get(code=code),
        municipality_id=HERE,
        title="Bel terug",
        tier=Tier.P0,
        phase="allocation",
        state="open",
        holder="case_lead",
    )
    Task.rows.filter(pk=task.pk).update(assigned_to_id=world.ids[key])


def test_the_policy_allows_exactly_what_the_table_allows(town):
    wrong = [
        (key, permission.value, name)
        for key in PEOPLE
        for name in town.things
        for permission in Permission
        if policy.can(town.actor(key), permission, town.subject(name))
        is not law.allows(town.who(key), permission.value, town.things[name])
    ]

    assert wrong == []


def test_somebody_reads_exactly_the_tiers_that_both_tables_allow(town):
    wrong = [
        (key, permission.value, name)
        for key in PEOPLE
        for name in town.codes
        for permission in Permission
        if {tier.value for tier in policy.readable(town.actor(key), permission, town.subject(name))}
        != law.reads(town.who(key), permission.value, town.things[name])
    ]

    assert wrong == []


def test_a_page_exists_exactly_for_who_has_its_permission_anywhere(town):
    wrong = [
        (key, permission.value)
        for key in PEOPLE
        for permission in Permission
        if policy.holds(town.actor(key), permission) is not law.holds(town.who(key), permission.value)
    ]

    assert wrong == []


def inside(reach: Reach, actor: Actor, subject: Subject) -> bool:
    """A reach as a filter over one subject, from the meaning of its fields alone."""
    me, place = actor.person, subject.municipality
    return (
        reach.everything
        or place in reach.municipalities
        or (place in reach.team_in and me in subject.team)
        or (place in reach.assigned_in and me in subject.assigned)
        or (place in reach.named_in and me in subject.named)
        or any((organisation, place) in reach.organisations for organisation in subject.organisations)
        or (reach.own and me is not None and subject.person == me)
    )


def test_a_reach_as_a_filter_gives_the_same_answer_as_asking_one_by_one(town):
    wrong = [
        (key, permission.value, name)
        for key in PEOPLE
        for name in town.things
        for permission in Permission
        if inside(policy.reach(town.actor(key), permission), town.actor(key), town.subject(name))
        is not policy.can(town.actor(key), permission, town.subject(name))
    ]

    assert wrong == []


def test_a_list_of_cases_holds_exactly_the_cases_that_may_be_asked_for_one_by_one(town):
    wrong = []
    for key in PEOPLE:
        for permission in Permission:
            listed = Case.rows.filter(journey.visible_to(town.actor(key), permission, today=TODAY))
            one_by_one = {
                code
                for name, code in town.codes.items()
                if law.allows(town.who(key), permission.value, town.things[name])
            }
            if {case.code for case in listed} != one_by_one:
                wrong.append((key, permission.value, {case.code for case in listed} ^ one_by_one))

    assert wrong == []


def test_a_search_within_a_tier_holds_exactly_the_cases_whose_tier_may_be_read_one_by_one(town):
    wrong, found = [], 0
    for key in PEOPLE:
        for permission in Permission:
            for tier in Tier:
                held = {case.code for case in journey.reading(town.actor(key), permission, tier, today=TODAY)}
                one_by_one = {
                    code
                    for name, code in town.codes.items()
                    if tier.value in law.reads(town.who(key), permission.value, town.things[name])
                }
                wrong += [(key, permission.value, tier.value)] if held != one_by_one else []
                found += len(held)

    assert wrong == []
    assert found


def test_the_day_from_which_a_home_is_needed_is_for_who_reads_needs_of_the_home(town):
    readers = {
        key: {
            name
            for name in town.codes
            if policy.reads_home_days(town.actor(key), Permission.DWELLING_FIT, town.subject(name))
        }
        for key in PEOPLE
    }

    assert readers == {key: set() for key in PEOPLE} | {
        "ruben": {"busy", "rented"},
        "joris": {"busy", "neighbour", "left", "rented", "lapsed"},
    }


def test_a_landlord_reads_where_a_family_lives_from_the_tenancy_on(town):
    def reads(name):
        return Tier.P1A in policy.readable(town.actor("ruben"), Permission.CASE_READ, town.subject(name))

    assert reads("rented")
    assert not reads("busy")
    assert not reads("neighbour")


def test_every_refusal_has_its_twin_that_is_allowed(town):
    """For every permission of a working role somebody in town is allowed it, and somebody is refused it."""
    one_sided = []
    for permission in Permission:
        asked = [(key, name) for key in PEOPLE for name in town.things]
        allowed = [pair for pair in asked if policy.can(town.actor(pair[0]), permission, town.subject(pair[1]))]
        scopes = {law.MATRIX[permission.value][role] for role in law.WORKING_ROLES}
        if law.MATRIX[permission.value]["anonymous"] in {"all", "public"}:
            assert len(allowed) == len(asked)
        elif scopes & {"muni", "team", "all", "muni_codes", "assigned", "named", "org", "own", "role", "muni_ready"}:
            if not allowed or len(allowed) == len(asked):
                one_sided.append(permission.value)
        elif allowed and scopes <= {"-", "programme", "match", "valid_or_not"}:
            one_sided.append(permission.value)

    assert one_sided == []


@pytest.mark.parametrize(
    ("key", "sees"),
    [
        ("marieke", {"busy", "neighbour", "left", "rented", "lapsed"}),  # lead: the whole municipality
        ("sander", {"busy"}),  # in this team; of the other case he was, until yesterday
        ("lotte", {"neighbour", "rented"}),
        ("anouk", {"busy"}),
        ("hatice", {"elsewhere"}),
        ("wim", {"elsewhere"}),
        ("vandaag", set()),  # a membership, but in no team
        ("oud", set()),  # in the team, but the membership ended
        ("straks", set()),  # in the team, but the membership has yet to start
        ("tolk", set()),  # in the team, but the role does not work yet
        ("bas", set()),  # runs the installation, sees no case
        ("nobody", set()),
    ],
)
def test_who_opens_which_case(town, key, sees):
    opened = {name for name in town.codes if policy.can(town.actor(key), Permission.CASE_READ, town.subject(name))}

    assert opened == sees


def test_the_working_roles_are_those_of_this_version():
    assert {role.value for role in LIVE_ROLES} == law.WORKING_ROLES | {"anonymous"}


def test_the_tables_know_every_role_scope_and_permission_and_no_other():
    rows = list(law.MATRIX.values())
    scopes = {row[role.value] for row in rows for role in Role} | {
        law.READING[role.value][tier.value] for role in Role for tier in Tier
    }

    assert set(law.MATRIX) == {permission.value for permission in Permission}
    assert set(law.READING) == {role.value for role in Role}
    assert set(rows[0]) - {"action", "what"} == {role.value for role in Role}
    assert scopes == {scope.value for scope in Scope}


def test_only_a_scope_that_is_not_functional_gives_money(town):
    subject = town.subject("busy")

    assert policy.reads_finance(town.actor("sander"), Permission.TASK_READ, subject)
    assert not policy.reads_finance(town.actor("anouk"), Permission.TASK_READ, subject)
    assert Tier.P2 in policy.readable(town.actor("anouk"), Permission.TASK_READ, subject)


def test_the_system_may_do_everything_because_only_a_shell_can_be_it(town):
    assert all(policy.can(system("x"), permission, town.subject("elsewhere")) for permission in Permission)
    assert policy.reach(system("x"), Permission.CASE_READ).everything


def test_two_posts_add_up_and_never_lend_each_other_their_reach(town):
    """Lead and caseworker of one town: what she may not do as one she may as the other, and nothing elsewhere."""
    marieke, neighbour = town.actor("marieke"), town.subject("neighbour")

    assert policy.can(marieke, Permission.CASE_READ, neighbour)  # as lead
    assert not policy.can(marieke, Permission.WISH_RECORD, neighbour)  # as caseworker only in her team
    assert policy.can(marieke, Permission.WISH_RECORD, town.subject("busy"))
    assert not policy.can(marieke, Permission.CASE_READ, town.subject("elsewhere"))


def test_organisations_are_known_to_both_the_cast_and_the_oracle():
    assert {organisation for _, organisation, _, _ in CAST.values()} <= set(ORGANISATIONS)
