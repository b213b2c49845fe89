"""The policy against the two tables: every permission, every person, every kind of thing."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from accounts import law
from accounts.pure_town import inside
from hervest.accounts import actions, policy
from hervest.accounts.actor import Actor, anonymous, system
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import NOT_GIVEN, Relation, Role, Scope, Subject
from hervest.core.vocabulary import MemberNo, Route, Tier
from hervest.journey import access_queries as journey
from hervest.journey import actions as journey_actions
from hervest.journey.actions import Said
from hervest.journey.models import Case, Milestone, Task, TeamMember
from hervest.journey.vocabulary import Disclosure, MilestoneCode, TeamRole, TraitSource
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
        people = {
            Relation.GROUP: thing.group,
            Relation.GROUP_LEAD: thing.group_leads,
            Relation.ADDRESSED: thing.addressed,
            Relation.EVALUATOR: thing.evaluators,
        }
        return Subject(
            municipality=thing.place,
            people={relation: frozenset(self.world.ids[key] for key in keys) for relation, keys in people.items()},
            organisations=frozenset(self.world.organisations[key] for key in thing.organisations),
            person=self.world.ids[thing.owner] if thing.owner else None,
            is_ready=thing.ready,
            is_volunteer=thing.volunteer,
            is_figures=thing.figures,
        )


STAND_TO_ONE_PERSON = {"gijs", "samir", "jamila"}
"""They search in no household: a hit would tell of the others in it."""

PEOPLE = (*CAST, *NEWCOMERS, "nobody")


GUIDES = dict.fromkeys(("sander", "anouk", "oud", "straks"), TeamRole.GUIDE_COORDINATOR)
HOME = {"ruben": TeamRole.HOUSING_ASSOCIATION}
AROUND = {
    "carla": TeamRole.COA_LIAISON,
    "gijs": TeamRole.GP,
    "tolk": TeamRole.INTERPRETER,
    "samir": TeamRole.NEWCOMER,
    "jamila": TeamRole.NEWCOMER,
    "fenna": TeamRole.SPONSOR_COORDINATOR,
    "saskia": TeamRole.SPONSOR,
}


@pytest.fixture
def town(world, begin):
    return Town(world, begin(open_cases), things_of())


def open_cases(world):
    """Six cases and more, each with another team; name -> code."""
    add_newcomers(world)
    codes = {
        "busy": open_case(world, HERE, "marieke", GUIDES | HOME | AROUND),
        "neighbour": open_case(world, HERE, "lotte", {}),
        "left": open_case(world, HERE, "", {"sander": TeamRole.CASE_LEAD} | AROUND),
        "rented": open_case(world, HERE, "lotte", HOME),
        "lapsed": open_case(world, HERE, "", {"joris": TeamRole.CASE_LEAD}),
        "just here": open_case(world, HERE, "lotte", {"carla": TeamRole.COA_LIAISON}),
        "long here": open_case(world, HERE, "lotte", {"carla": TeamRole.COA_LIAISON}),
        "unmatched": open_case(
            world, HERE, "lotte", {"saskia": TeamRole.SPONSOR, "fenna": TeamRole.SPONSOR_COORDINATOR}
        ),
        "elsewhere": open_case(world, ELSEWHERE, "hatice", {"wim": TeamRole.GUIDE_COORDINATOR}),
    }
    keys = {"code": MilestoneCode.KEYS_HANDED, "source": "test", "recorded_at": NOW}
    Milestone.rows.create(case=Case.rows.get(code=codes["rented"]), actual_on=TODAY, **keys)
    Milestone.rows.create(case=Case.rows.get(code=codes["busy"]), planned_on=TODAY, **keys)
    TeamMember.rows.filter(case__code=codes["left"]).update(
        from_on=TODAY - timedelta(days=30), until_on=TODAY - timedelta(days=1)
    )
    TeamMember.rows.filter(case__code=codes["unmatched"]).update(disclosure=Disclosure.NAMES)
    for name, days in (("just here", 14), ("long here", 15)):
        Case.rows.filter(code=codes[name]).update(has_arrived=True, arrives_on=TODAY - timedelta(days=days))
    give_task(world, codes["busy"], "joris")
    return codes


def things_of():
    """What the oracle knows: written down by hand, and not asked of the product."""
    lotte, leads = frozenset({"lotte"}), frozenset({"marieke", "lena"})
    return {
        "busy": law.Thing(
            HERE,
            team=frozenset({"marieke", *GUIDES, *HOME}),
            given=frozenset({"joris"}),
            named=frozenset({"marieke"}),
            handed=frozenset({"carla"}),
            referred=frozenset({"gijs"}),
            booked=frozenset({"tolk"}),
            selves=frozenset({"samir", "jamila"}),
            addressed=frozenset({"samir", "jamila", "fenna", "saskia"}),
            matched=frozenset({"fenna", "saskia"}),
            organisations=frozenset({"wegwijs"}),
        ),
        "neighbour": law.Thing(HERE, team=lotte, named=lotte),
        "rented": law.Thing(HERE, team=frozenset({"lotte", "ruben"}), named=lotte, rented=True),
        "left": law.Thing(HERE, named=leads),
        "lapsed": law.Thing(HERE, team=frozenset({"joris"}), named=leads),
        "just here": law.Thing(HERE, team=lotte, named=lotte, handed=frozenset({"carla"})),
        "long here": law.Thing(HERE, team=lotte, named=lotte, given=frozenset({"carla"})),
        "unmatched": law.Thing(HERE, team=lotte, named=lotte, given=frozenset({"saskia", "fenna"})),
        "elsewhere": law.Thing(ELSEWHERE, team=frozenset({"hatice", "wim"}), named=frozenset({"hatice"})),
        "home of De Veste": law.Thing(HERE, organisations=frozenset({"veste"})),
        "home of nobody": law.Thing(HERE),
        "home of De Veste elsewhere": law.Thing(ELSEWHERE, organisations=frozenset({"veste"})),
        "account of Sander": law.Thing(owner="sander"),
        "account of Bas": law.Thing(owner="bas"),
        "account of Saskia": law.Thing(owner="saskia"),
        "group of Saskia": law.Thing(
            HERE,
            organisations=frozenset({"wegwijs"}),
            group=frozenset({"saskia"}),
            group_leads=frozenset({"saskia"}),
            ready=True,
        ),
        "another group": law.Thing(HERE, organisations=frozenset({"wegwijs"})),
        "group of another programme": law.Thing(HERE, organisations=frozenset({"veste"}), ready=True),
        "role of a volunteer": law.Thing(HERE, organisations=frozenset({"wegwijs"}), volunteer=True),
        "letter to Samir": law.Thing(HERE, addressed=frozenset({"samir"})),
        "figures": law.Thing(HERE, figures=True),
        "figures elsewhere": law.Thing(ELSEWHERE, figures=True),
        "evaluation of Eva": law.Thing(HERE, evaluators=frozenset({"eva"})),
        "installation": law.Thing(),
    }


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
    said = {MemberNo(no): Said({"adult": True}) for no in (1, 2, 3)}
    journey_actions.post_facts(by=system("test"), now=NOW, case=code, source=TraitSource.HOUSEHOLD, said=said)
    row = Case.rows.get(code=code)
    for key, role in team.items():
        TeamMember.rows.create(
            case=row,
            person_id=world.ids[key],
            role=role,
            organisation_id=world.organisations[CAST[key][1]] if key in CAST else None,
            member_no={"samir": 1, "gijs": 2, "jamila": 3}.get(key, 0),
            disclosure=Disclosure.MATCHED if key in {"fenna", "saskia"} else Disclosure.NOTHING,
            from_on=TODAY,
            until_on=TODAY + timedelta(days=90),
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


READS_A_CASE = (
    Permission.CASE_LIST,
    Permission.CASE_READ,
    Permission.TASK_READ,
    Permission.HOUSEHOLD_READ,
    Permission.NEED_READ,
    Permission.DWELLING_FIT,
    Permission.WISH_RECORD,
)
"""Under these a household is read; every other permission is held against the law without a database."""


def test_a_search_within_a_tier_holds_exactly_the_cases_whose_tier_may_be_read_one_by_one(town):
    wrong, found = [], 0
    for key in PEOPLE:
        for permission in READS_A_CASE:
            for tier in Tier:
                held = {case.code for case in journey.reading(town.actor(key), permission, tier, today=TODAY)}
                one_by_one = {
                    code
                    for name, code in town.codes.items()
                    if key not in STAND_TO_ONE_PERSON
                    and tier.value in law.reads(town.who(key), permission.value, town.things[name])
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
        "joris": set(town.codes) - {"elsewhere"},
    }


def test_a_landlord_reads_where_a_family_lives_from_the_tenancy_on(town):
    def reads(name):
        return Tier.P1A in policy.readable(town.actor("ruben"), Permission.CASE_READ, town.subject(name))

    assert reads("rented")
    assert not reads("busy")
    assert not reads("neighbour")


def test_every_refusal_has_its_twin_that_is_allowed(town):
    """For every permission somebody in town is allowed it, and somebody is refused it."""
    one_sided = []
    for permission in Permission:
        asked = [(key, name) for key in PEOPLE for name in town.things]
        allowed = [pair for pair in asked if policy.can(town.actor(pair[0]), permission, town.subject(pair[1]))]
        if law.MATRIX[permission.value]["anonymous"] in {"all", "public"}:
            assert len(allowed) == len(asked)
        elif not allowed or len(allowed) == len(asked):
            one_sided.append(permission.value)

    assert one_sided == []


@pytest.mark.parametrize(
    ("key", "sees"),
    [
        ("marieke", {"busy", "neighbour", "left", "rented", "lapsed", "just here", "long here", "unmatched"}),  # lead
        ("sander", {"busy"}),  # in this team; of the other case he was, until yesterday
        ("lotte", {"neighbour", "rented", "just here", "long here", "unmatched"}),
        ("anouk", {"busy"}),
        ("hatice", {"elsewhere"}),
        ("wim", {"elsewhere"}),
        ("vandaag", set()),  # a membership, but in no team
        ("oud", set()),  # in the team, but the membership ended
        ("straks", set()),  # in the team, but the membership has yet to start
        ("carla", {"busy", "just here"}),  # until fourteen days after arrival
        ("gijs", {"busy"}),  # somebody was referred to him
        ("samir", {"busy"}),  # his own
        ("jamila", {"busy"}),
        ("fenna", {"busy"}),  # confirmed; of "unmatched" both said yes, and only their card says more
        ("saskia", {"busy"}),
        ("tolk", set()),  # knows the appointment, and opens no case
        ("aad", set()),  # reads the log
        ("ria", set()),
        ("bas", set()),  # runs the installation, sees no case
        ("nobody", set()),
    ],
)
def test_who_opens_which_case(town, key, sees):
    opened = {name for name in town.codes if policy.can(town.actor(key), Permission.CASE_READ, town.subject(name))}

    assert opened == sees


def test_somebody_of_every_role_lives_in_town():
    assert {role for _, _, _, roles in CAST.values() for role in roles} == set(Role) - NOT_GIVEN


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
