"""The database itself keeps municipalities apart: what a query forgot to ask for, a request does not get."""

from types import SimpleNamespace

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import Error, ProgrammingError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from architecture.house import own_models
from hervest.accounts import actions, visit
from hervest.accounts.action import NestedActionError, action, note
from hervest.accounts.actor import anonymous, system
from hervest.accounts.models import Municipality
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality_subject
from hervest.accounts.request import ActorMiddleware
from hervest.accounts.route import Route as Address
from hervest.accounts.route import _guarded
from hervest.accounts.vocabulary import Role
from hervest.audit.models import AuditRow
from hervest.core import clock, wall
from hervest.core.vocabulary import Route
from hervest.core.wall import WallMiddleware
from hervest.core.walled.roles import own_role, prepare_role
from hervest.households.entry_actions import enter_household
from hervest.households.models import Member
from hervest.journey.actions import join_team
from hervest.journey.models import Case, Task
from hervest.journey.team_queries import work_of
from hervest.journey.vocabulary import TeamRole
from households.families import HADDAD
from people import ELSEWHERE, HERE, NOW, TODAY, build_world
from races import log_can_be_emptied  # noqa: F401  # a fixture

pytestmark = pytest.mark.second_wall

NOT_OF_A_MUNICIPALITY = {
    "accounts_municipality": "its name and telephone number, and no more",
    "accounts_organisation": "a partner may work for several municipalities",
    "accounts_organisation_municipalities": "the same",
    "accounts_person": "somebody logs in before it is known for which municipalities they work",
    "accounts_membership": "from these it is worked out how far a request reaches",
    "accounts_membership_municipalities": "the same",
    "accounts_savedview": "how somebody likes to look at a list: filters, and a name that only they read",
    "accounts_submission": "a form that was sent: a key, by whom, and the address it led to",
    "notices_noticechoice": "when somebody wants to be told of what",
    "notices_feedtoken": "of one person, and looked up before it is known for which municipalities they work",
    "audit_chainhead": "length and hash of a chain: who adds to a log locks it, also before it is known who they are",
}
"""Tables of ours without a policy, each with its reason. Decision 21 has them too."""


def first(question, *params):
    with connection.cursor() as cursor:
        cursor.execute(question, params)
        return cursor.fetchone()[0]


def refused(statement, error=Error):
    """Whether the database will not have it; nothing of it is left in any case."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            transaction.set_rollback(True)
    except error:
        return True
    return False


def walled_tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relrowsecurity AND c.relnamespace = current_schema()::regnamespace"
        )
        return {name for (name,) in cursor.fetchall()}


@pytest.fixture
def families(world):
    """A family in each of two municipalities; gives the numbers of their cases."""
    return both_families()


def both_families():
    found = {}
    for place in (HERE, ELSEWHERE):
        made = enter_household(
            by=system("test"),
            now=NOW,
            municipality=place,
            route=Route.RESETTLEMENT,
            record=HADDAD,
            allocated_on=TODAY,
        )
        found[place] = Case.rows.get(code=made).pk
    return found


# Which tables


def tables_of(models):
    return {model._meta.db_table for model in models} | {
        field.m2m_db_table() for model in models for field in model._meta.local_many_to_many
    }


def test_every_table_has_a_policy_or_a_reason_to_have_none(db):
    tables = tables_of(own_models())

    assert tables - walled_tables() == set(NOT_OF_A_MUNICIPALITY)
    assert walled_tables() <= tables


def test_a_table_that_was_forgotten_is_found(db):
    with wall.as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journey_task DISABLE ROW LEVEL SECURITY")

    assert tables_of(own_models()) - walled_tables() == {*NOT_OF_A_MUNICIPALITY, "journey_task"}


def test_every_row_of_a_municipality_is_seen_there_and_none_of_it_elsewhere(families):
    filled = set()
    for table in sorted(walled_tables() - {"audit_auditrow"}):
        count = f"SELECT count(*) FROM {table}"
        with wall.only([HERE]):
            here = first(count)
        with wall.only([ELSEWHERE]):
            elsewhere = first(count)
        assert here + elsewhere == first(count), table
        filled |= {table} if here and elsewhere else set()

    assert filled >= {"journey_case", "journey_task", "households_household", "households_member", "households_need"}


# Raw statements of a request


OF_THE_CASE = "SELECT id FROM households_household WHERE case_id = {case}"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journey_case SET phase = phase WHERE id = {case}",
        f"UPDATE households_member SET first_name = 'x' WHERE household_id IN ({OF_THE_CASE})",
        "UPDATE journey_task SET title = 'x' WHERE case_id = {case}",
        f"DELETE FROM households_need WHERE household_id IN ({OF_THE_CASE})",
        "DELETE FROM journey_milestone WHERE case_id = {case}",
        "SELECT id FROM journey_case WHERE id = {case}",
        "SELECT id FROM journey_task WHERE case_id = {case}",
        "SELECT id FROM audit_auditrow WHERE case_code = (SELECT 'H-' || lpad({case}::text, 4, '0'))",
    ],
)
def test_a_row_of_another_municipality_is_neither_read_nor_changed_and_the_own_is(families, statement):
    touched = {}
    with connection.cursor() as cursor:
        for place in (HERE, ELSEWHERE):
            with wall.only([HERE]):
                cursor.execute(statement.format(case=families[place]))
                touched[place] = cursor.rowcount

    assert touched[ELSEWHERE] == 0
    assert touched[HERE] > 0


def test_a_row_cannot_be_written_for_another_municipality_or_moved_there_and_can_for_the_own(families):
    facts = "INSERT INTO journey_factset (case_id, member_no, source, traits, reasons, dates, since)"
    leads = "INSERT INTO accounts_defaultcoordinator (municipality_id, route, person_id)"
    new = (
        facts + " SELECT {case}, 9, 'x', '{{}}', '{{}}', '{{}}', '{{}}'",
        leads + " SELECT '{place}', 'resettlement', min(id) FROM accounts_person",
    )
    with wall.only([HERE]):
        for statement in new:
            assert refused(statement.format(case=families[ELSEWHERE], place=ELSEWHERE), ProgrammingError)
            assert not refused(statement.format(case=families[HERE], place=HERE))
        moved = "UPDATE journey_case SET municipality_id = '{place}' WHERE id = {case}"
        assert refused(moved.format(place=ELSEWHERE, case=families[HERE]), ProgrammingError)
        assert not refused(moved.format(place=HERE, case=families[HERE]))


def test_who_said_nothing_sees_nothing_two_municipalities_see_both_and_the_system_sees_all(families):
    count = "SELECT count(*) FROM journey_case WHERE code <> ''"
    with wall.nothing():
        assert first(count) == 0
    with wall.only([HERE, ELSEWHERE]):
        assert first(count) == 2
    with wall.only([HERE]):
        assert first(count) == 1
    with wall.everything():
        assert first(count) == 2


def test_rows_that_come_in_portions_stand_behind_the_wall_too(families):
    with wall.only([HERE]):
        assert [row.pk for row in Case.rows.iterator(chunk_size=1)] == [families[HERE]]
        assert {row.household.case_id for row in Member.rows.select_related("household").iterator()} == {families[HERE]}


def test_what_could_carry_rows_past_the_wall_is_not_there(families):
    with wall.only([HERE]), connection.cursor() as cursor, pytest.raises(Error, match="copy"):
        cursor.copy("COPY journey_case TO STDOUT")
    with wall.only([HERE]), connection.cursor() as cursor, pytest.raises(Error, match="stream"):
        cursor.stream("SELECT * FROM journey_case")


# Requests and actions


def asked_by(world, key, question):
    """What a page gives that asks `question` of the database and forgot for whom, when this person asks for it."""
    request = RequestFactory().get("/")
    request.user, request.session = world.person(key), SessionStore()
    visit.begin(request.session, now=clock.now(), by_factor=True)
    given = []

    def forgetful(_request):
        given.append(question())
        return HttpResponse()

    WallMiddleware(ActorMiddleware(forgetful))(request)
    return given[0]


def codes():
    return set(Case.rows.exclude(code=None).values_list("municipality_id", flat=True))


@pytest.fixture
def at_noon(world, log_in):
    """The clock stands still on the cast's Monday."""
    return world


def test_a_page_that_forgot_its_filter_shows_no_other_municipality(at_noon, families):
    assert asked_by(at_noon, "marieke", codes) == {HERE}
    assert asked_by(at_noon, "hatice", codes) == {ELSEWHERE}
    assert asked_by(at_noon, "bas", codes) == set()
    assert codes() == {HERE, ELSEWHERE}


def test_who_works_for_two_municipalities_sees_both(at_noon, families):
    actions.grant_membership(
        by=system("test"),
        now=NOW,
        person=at_noon.ids["anouk"],
        organisation=at_noon.organisations["wegwijs"],
        role=Role.PARTNER_CASEWORKER,
        municipalities=[ELSEWHERE],
        from_on=TODAY,
        until_on=TODAY,
    )

    assert asked_by(at_noon, "anouk", codes) == {HERE, ELSEWHERE}
    assert asked_by(at_noon, "wim", codes) == {ELSEWHERE}


@action(Permission.DWELLING_EDIT, on=municipality_subject)
def repaint(*, by, now, municipality):
    """An action that forgot whose cases it changes; how many it changed."""
    note("cases.repainted", municipality=municipality)
    return Case.rows.update(plan_version=7)


def test_an_action_that_forgot_its_filter_changes_no_other_municipality_and_the_systems_changes_all(world, families):
    n_all, n_here = Case.rows.count(), Case.rows.filter(municipality=HERE).count()

    assert repaint(by=world.actor("marieke"), now=NOW, municipality=HERE) == n_here < n_all
    assert repaint(by=system("test"), now=NOW, municipality=HERE) == n_all


def test_an_act_is_in_the_log_of_every_municipality_it_concerns_which_its_actor_reads_no_more_than_before(world):
    with wall.only([HERE]):
        before = AuditRow.rows.filter(chain=ELSEWHERE).count()
        actions.create_person(by=system("test"), now=NOW, email="nieuw@hervest.example", name="Nieuw")
        actions.create_municipality(by=system("test"), now=NOW, code="GM9003", name="Derde")
        seen = set(AuditRow.rows.values_list("chain", flat=True))

    assert (before, seen) == (0, {HERE})
    assert AuditRow.rows.filter(chain="GM9003", verb="municipality.created").count() == 1
    assert AuditRow.rows.filter(chain="", verb="person.created").exists()


def test_who_ends_a_role_for_another_municipality_reads_how_much_it_leaves_behind_and_no_row(at_noon, families):
    case, sander = Case.rows.get(pk=families[HERE]).code, at_noon.ids["sander"]
    join_team(by=system("test"), now=NOW, case=case, person=sander, role=TeamRole.CASE_LEAD)

    def left():
        return work_of(sander, {HERE: frozenset()}, today=TODAY).n_led, codes()

    assert asked_by(at_noon, "bas", left) == (1, set())
    assert asked_by(at_noon, "lena", left) == (1, {HERE})


# One connection, shared


@pytest.fixture
def shared(log_can_be_emptied, transactional_db):  # noqa: F811  # the fixture
    """The cast and two families on a connection of which every transaction ends, as behind a pooler."""
    world = build_world()
    return SimpleNamespace(world=world, families=both_families())


def left_behind():
    """Role and reach that stand on the connection now, between two requests."""
    with wall.as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT session_user = current_user, coalesce(current_setting('hervest.reach', true), '')")
        return cursor.fetchone()


CLEAN = (True, "")
"""The login is itself again, and nothing is reached."""


def test_a_connection_that_two_people_use_in_turn_keeps_nothing_of_either(shared):
    server = first("SELECT pg_backend_pid()")
    for place in (HERE, ELSEWHERE, HERE):
        with wall.only([place]):
            assert codes() == {place}
            assert first("SELECT pg_backend_pid()") == server
        assert left_behind() == CLEAN
    with wall.nothing():
        assert codes() == set()


def broken_off():
    with transaction.atomic():
        Task.rows.update(title="x")
        raise LookupError


def rolled_back():
    with transaction.atomic():
        Task.rows.update(title="x")
        transaction.set_rollback(True)


def wrong_sql():
    with connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column FROM journey_case")


def wrong_within():
    with transaction.atomic():
        Task.rows.update(title="x")
        wrong_sql()


@pytest.mark.parametrize("ending", [broken_off, rolled_back, wrong_sql, wrong_within])
def test_nothing_is_left_on_a_connection_however_a_request_ended(shared, ending):
    with wall.only([HERE]):
        if ending is rolled_back:
            ending()
        else:
            with pytest.raises((LookupError, ProgrammingError)):
                ending()

    assert left_behind() == CLEAN
    assert not Task.rows.filter(title="x").exists()
    with wall.only([ELSEWHERE]):
        assert codes() == {ELSEWHERE}


def test_within_one_transaction_each_statement_reaches_as_far_as_was_said_also_after_a_part_was_taken_back(shared):
    with transaction.atomic():
        with wall.only([HERE]):
            assert codes() == {HERE}
            with pytest.raises(ProgrammingError), transaction.atomic(), wall.only([ELSEWHERE]):
                wrong_sql()
            assert codes() == {HERE}
        assert codes() == {HERE, ELSEWHERE}
        with wall.only([ELSEWHERE]):
            assert codes() == {ELSEWHERE}


def test_a_transaction_that_the_owner_began_is_told_anew_by_whoever_is_at_work_next(shared):
    with transaction.atomic(), wall.only([HERE]):
        assert codes() == {HERE}
    with transaction.atomic():
        with wall.as_owner():
            assert first("SELECT session_user = current_user")
        with wall.only([HERE]):
            assert codes() == {HERE}
            assert not first("SELECT session_user = current_user")
        with wall.as_owner():
            assert first("SELECT session_user = current_user")


def test_what_was_said_in_a_part_that_is_taken_back_is_said_again(shared):
    """A part's beginning is said outside it, its end within; both ways round."""
    with transaction.atomic():
        with wall.only([HERE]):
            part = transaction.savepoint()
        with wall.only([ELSEWHERE]):
            assert codes() == {ELSEWHERE}
            transaction.savepoint_rollback(part)
            assert codes() == {ELSEWHERE}


def test_a_transaction_is_told_once_as_long_as_nobody_else_is_at_work(shared):
    def said_before(*reaches):
        """How many statements a question carries, by reach: what it is told, and itself."""
        found = []
        for reach in reaches:
            with wall.only([reach]), connection.cursor() as cursor:
                cursor.execute("SELECT 1")
                found.append(cursor.cursor._query.query.count(b"SELECT") - 1)
        return found

    assert said_before(HERE, HERE) == [1, 1]
    with transaction.atomic():
        assert said_before(HERE, HERE, ELSEWHERE, ELSEWHERE, HERE) == [1, 0, 1, 0, 1]
    with transaction.atomic():
        assert said_before(HERE, HERE) == [1, 0]


def test_a_question_is_planned_for_rows_in_memory_and_the_connection_is_left_as_it_was(shared):
    asked = "SELECT current_setting('random_page_cost')"
    with wall.only([HERE]):
        assert first(asked) == "1.1"
    with wall.as_owner():
        assert first(asked) == "4"


def answered(method, question, *, by=None, acts=False):
    """What a page with this view gives, asked for in this way."""
    given = []

    def view(_request):
        given.append(question())
        return HttpResponse()

    request = RequestFactory().generic(method, "/")
    request.actor, request.now = by or anonymous(), NOW
    asked = Address("accounts", "", "asks", Permission.PAGE_PUBLIC, view, signed_in=False, grave=False, acts=acts)
    _guarded(asked)(request)
    return given[0]


def test_a_page_that_is_looked_at_is_one_transaction_and_a_form_that_is_sent_is_as_many_as_before(shared):
    def n_transactions():
        return len({first("SELECT txid_current()") for _ in range(3)})

    marieke = shared.world.actor("marieke")

    assert answered("GET", n_transactions, by=marieke) == answered("HEAD", n_transactions, by=marieke) == 1
    assert answered("POST", n_transactions, by=marieke) == 3
    assert answered("GET", n_transactions, by=marieke, acts=True) == 3
    assert answered("GET", n_transactions) == 3  # what everybody may see needs no transaction, and no database


def test_no_action_runs_while_a_page_is_looked_at_unless_its_route_says_so(shared):
    def act():
        actions.create_municipality(by=system("test"), now=NOW, code="GM9003", name="Derde")

    marieke = shared.world.actor("marieke")

    with pytest.raises(NestedActionError, match="acts"):
        answered("GET", act, by=marieke)
    assert not Municipality.rows.filter(code="GM9003").exists()

    answered("GET", act, by=marieke, acts=True)
    assert Municipality.rows.filter(code="GM9003").exists()
    assert left_behind() == CLEAN


# The role, and who owns the tables


@pytest.mark.parametrize(
    "statement",
    [
        "DROP POLICY of_the_municipality ON journey_case",
        "CREATE POLICY wide ON journey_case USING (true)",
        "ALTER POLICY of_the_municipality ON journey_case USING (true)",
        "ALTER TABLE journey_case DISABLE ROW LEVEL SECURITY",
        "TRUNCATE journey_case CASCADE",
        "CREATE TABLE elsewhere AS SELECT * FROM journey_case",
        "DELETE FROM django_migrations",
    ],
)
def test_the_application_takes_no_stone_from_the_wall_and_the_owner_can(db, statement):
    assert refused(statement, ProgrammingError)
    with wall.as_owner():
        assert not refused(statement)


def test_the_application_works_under_a_role_that_owns_nothing_and_passes_by_no_policy(db):
    role = own_role()

    assert first("SELECT current_user") == role
    assert not first("SELECT rolsuper OR rolbypassrls OR rolcanlogin FROM pg_roles WHERE rolname = %s", role)
    assert first("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = %s", role) == 0
    with wall.as_owner():
        assert first("SELECT current_user") == first("SELECT session_user") != role


PUT_THERE_LATER = {
    "guidance_activity",
    "guidance_interpreterbooking",
    "guidance_interpreterexclusion",
    "guidance_referral",
    "knowledge_service",
    "guidance_assessment",
    "guidance_companywish",
    "guidance_protectionconcern",
    "guidance_concernreader",
    "guidance_safetyplan",
    "guidance_told",
    "guidance_signal",
    "guidance_signalstep",
    "guidance_incident",
    "guidance_signaltriager",
    "guidance_peerrequest",
    "guidance_explanation",
    "guidance_goal",
    "guidance_goalstep",
    "guidance_integrationevent",
    "guidance_integrationplan",
    "guidance_handover",
    "guidance_runline",
    "guidance_joiningrelative",
    "guidance_reunification",
    "guidance_reunificationwarning",
    "guidance_hoursspent",
    "guidance_supportintensity",
    "guidance_workinghours",
    "guidance_budget",
    "guidance_budgetline",
    "guidance_guarantee",
    "guidance_homeitem",
    "guidance_loan",
    "guidance_ownamount",
    "households_healthhelpchoice",
    "placement_transfersay",
    "notices_outboxmessage",
    "accounts_logo",
    "documents_document",
    "households_participationchoice",
    "households_sharingchoice",
    "journey_emergencyaccess",
    "journey_casedocument",
    "journey_contactdraft",
    "journey_contactentry",
    "journey_contactmessage",
    "journey_cover",
    "journey_coveredtask",
    "journey_cover_seats",
    "journey_workflowversion",
    "sponsorship_programme",
    "sponsorship_sponsorgroup",
    "sponsorship_sponsor",
    "sponsorship_sponsormembership",
    "sponsorship_screening",
    "sponsorship_modulefollowed",
    "placement_matchtalk",
    "placement_matchweighing",
    "placement_matchrun",
    "placement_matchcandidate",
    "placement_matchword",
    "placement_matchenquiry",
    "placement_matchproposal",
    "placement_match",
    "placement_matchanswer",
    "placement_matchexemption",
    "placement_introduction",
    "placement_transfer",
}
"""Tables that came after the wall: the migration that makes them puts them behind it."""


def test_a_database_from_before_gets_the_wall_and_keeps_its_rows(shared):
    try:
        call_command("migrate", "portal", "zero", verbosity=0)
        assert walled_tables() == PUT_THERE_LATER
        with wall.nothing():
            assert codes() == {HERE, ELSEWHERE}
    finally:
        call_command("migrate", verbosity=0)

    assert tables_of(own_models()) - walled_tables() == set(NOT_OF_A_MUNICIPALITY)
    assert codes() == {HERE, ELSEWHERE}
    with wall.nothing():
        assert codes() == set()


def logged_in_as(name, *, may_make_roles):
    """From here to the end of the transaction the session is that of another login."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name} {'CREATEROLE' if may_make_roles else ''}")
        cursor.execute(f"SET LOCAL SESSION AUTHORIZATION {name}")


@pytest.mark.parametrize("may_make_roles", [True, False])
def test_a_login_that_may_not_make_roles_is_told_what_to_have_run_and_one_that_may_makes_its_own(db, may_make_roles):
    with wall.as_owner(), transaction.atomic():
        logged_in_as("hervest_test_login", may_make_roles=may_make_roles)
        if may_make_roles:
            prepare_role("hervest_test_login_app")
            assert first("SELECT count(*) FROM pg_roles WHERE rolname = 'hervest_test_login_app'") == 1
        else:
            with pytest.raises(
                ImproperlyConfigured, match='CREATE ROLE "hervest_test_login_app" NOLOGIN; GRANT'
            ) as told:
                prepare_role("hervest_test_login_app")
            assert "\n" not in str(told.value)
        transaction.set_rollback(True)


def test_a_role_that_passes_by_policies_is_not_worked_under(db):
    with wall.as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE ROLE hervest_test_strong BYPASSRLS")
        cursor.execute("CREATE ROLE hervest_test_weak")
        with pytest.raises(ImproperlyConfigured, match="BYPASSRLS"):
            prepare_role("hervest_test_strong")
        prepare_role("hervest_test_weak")
