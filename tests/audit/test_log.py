"""The log in the database: it grows with the act, refuses change, and shows where it was tampered with."""

from datetime import timedelta

import pytest
from django.db import Error, connection, transaction

from hervest.accounts import actions as accounts
from hervest.accounts.log_queries import LogFilters, checks, log_page
from hervest.accounts.vocabulary import LogKind
from hervest.audit import actions, queries
from hervest.audit.models import AuditRow, ChainHead
from hervest.audit.rules import Entry
from hervest.core import wall
from hervest.core.vocabulary import Route
from hervest.intake.models import Dossier
from hervest.journey import actions as journey
from hervest.journey.models import Task
from intake.dossier_files import family as dossier
from intake.test_import_pages import preview_of, seen
from people import ELSEWHERE, HERE, NOW

CHAIN = "GM9009"


def written(*verbs, chain=CHAIN):
    actions.append(
        [Entry(chain, NOW, 3, "Sander Bos", verb, detail={"on": NOW.date(), "names": ["ع", "é"]}) for verb in verbs]
    )


@pytest.fixture
def three(db):
    written("case.opened", "case.read")
    written("task.done")
    return list(AuditRow.rows.filter(chain=CHAIN).order_by("number"))


def without_its_guard():
    """What somebody does who owns the database and wants to rewrite history."""
    table = " ON audit_auditrow" if connection.vendor == "postgresql" else ""
    names = (
        ["audit_row_never_changes"]
        if connection.vendor == "postgresql"
        else ["audit_row_never_changes", "audit_row_never_goes"]
    )
    with wall.as_owner(), connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TRIGGER {name}{table}")


def test_rows_are_numbered_from_one_and_the_head_knows_the_last(three):
    head = ChainHead.rows.get(chain=CHAIN)

    assert [row.number for row in three] == [1, 2, 3]
    assert (head.length, head.last_hash) == (3, three[-1].own_hash)
    assert [row.previous_hash for row in three] == ["", three[0].own_hash, three[1].own_hash]


def test_what_was_written_is_whole_when_it_is_read_back(three):
    assert queries.broken_at(CHAIN) is None


def test_chains_do_not_wait_for_each_other(db):
    actions.append([Entry(chain, NOW, None, "system", "x") for chain in ("GM9002", "GM9001", "GM9002")])

    assert list(AuditRow.rows.filter(chain="GM9002").order_by("number").values_list("number", flat=True)) == [1, 2]
    assert list(AuditRow.rows.filter(chain="GM9001").values_list("number", flat=True)) == [1]


@pytest.mark.parametrize(
    "tamper",
    [
        lambda row: AuditRow.rows.filter(pk=row.pk).update(verb="nothing.happened"),
        lambda row: AuditRow.rows.filter(pk=row.pk).delete(),
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda _row: AuditRow.rows.all().delete(),
    ],
    ids=["update", "delete", "save", "delete row", "delete all"],
)
def test_the_database_itself_refuses_to_change_or_drop_a_row(three, tamper):
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        tamper(three[1])

    assert list(AuditRow.rows.filter(chain=CHAIN).order_by("number").values()) == [_values(row) for row in three]


def test_the_database_refuses_plain_sql_too(three):
    statements = ["UPDATE audit_auditrow SET verb = 'x'", "DELETE FROM audit_auditrow"]
    if connection.vendor == "postgresql":
        statements.append("TRUNCATE audit_auditrow")
    for statement in statements:
        refused = pytest.raises(Error, match="append-only")  # the tables' owner too
        with wall.as_owner(), refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    assert AuditRow.rows.filter(chain=CHAIN).count() == 3


def test_a_number_is_given_once(three):
    row = AuditRow.rows.get(pk=three[0].pk)
    row.pk = None

    with pytest.raises(Error), transaction.atomic():
        row.save(force_insert=True)


def _values(row):
    return {field.attname: getattr(row, field.attname) for field in AuditRow._meta.fields}


@pytest.mark.parametrize(
    ("changes", "at"),
    [({"verb": "nothing.happened"}, 2), ({"by_name": "Iemand"}, 2), ({"detail": {}}, 2), ({"case_code": "H-1"}, 2)],
)
def test_whoever_gets_past_the_database_is_found_out(three, changes, at):
    without_its_guard()

    AuditRow.rows.filter(pk=three[1].pk).update(**changes)

    assert queries.broken_at(CHAIN) == at


def test_a_row_that_was_taken_out_is_missed(three):
    without_its_guard()

    AuditRow.rows.filter(pk=three[0].pk).delete()

    assert queries.broken_at(CHAIN) == 1


@pytest.mark.parametrize(("kept", "at"), [(2, 3), (1, 2), (0, 1)])
def test_a_tail_that_was_cut_off_is_missed(three, kept, at):
    without_its_guard()

    AuditRow.rows.filter(chain=CHAIN, number__gt=kept).delete()

    assert queries.broken_at(CHAIN) == at


def test_a_chain_that_was_taken_away_with_its_head_is_missed(world):
    assert [check.broken_at for check in checks(world.actor("pieter"))] == [None]
    without_its_guard()

    AuditRow.rows.filter(chain=HERE).delete()
    ChainHead.rows.filter(chain=HERE).delete()

    assert [check.broken_at for check in checks(world.actor("pieter"))] == [1]


def test_the_page_of_the_log_says_which_municipality_is_whole(world):
    pieter = world.actor("pieter")
    assert [check.broken_at for check in checks(pieter)] == [None]

    without_its_guard()
    AuditRow.rows.filter(chain=HERE, number=1).update(verb="x")

    assert [check.broken_at for check in checks(pieter)] == [1]


def test_one_reads_the_log_of_ones_own_municipality_only(world):
    written("here", chain=HERE)
    written("elsewhere", chain=ELSEWHERE)

    verbs = [row.verb for row in log_page(world.actor("pieter"), number=1).rows]

    assert verbs[0] == "here"
    assert "elsewhere" not in verbs
    assert log_page(world.actor("marieke"), number=1).rows == ()


@pytest.fixture
def cases(world):
    def opened(key, place):
        return journey.open_case(by=world.actor(key), now=NOW, municipality=place, route=Route.RESETTLEMENT).code

    return {"one": opened("sander", HERE), "two": opened("sander", HERE), "elsewhere": opened("hatice", ELSEWHERE)}


def reads(verb="case.read"):
    return list(AuditRow.rows.filter(verb=verb).order_by("pk"))


def test_opening_a_case_writes_one_row_however_much_of_it_the_page_reads(log_in, world, cases):
    client = log_in("sander")

    client.get(f"/cases/{cases['one']}/")

    row = reads()[0]
    assert len(reads()) == 1
    assert (row.case_code, row.chain, row.by_id) == (cases["one"], HERE, world.ids["sander"])
    assert row.detail["purpose"] == "case.read"
    assert row.detail["tiers"] == ["P0"]  # nobody has entered who the household is

    client.get(f"/cases/{cases['one']}/")
    assert len(reads()) == 2


def test_a_list_writes_one_row_with_the_codes_it_showed(log_in, world, cases):
    log_in("sander").get("/cases/")

    assert len(reads("case.listed")) == 1
    assert reads("case.listed")[0].detail["codes"] == sorted([cases["one"], cases["two"]])
    assert reads() == []


def test_a_search_by_code_writes_one_row_with_the_codes_it_showed(log_in, world, cases):
    client = log_in("sander")

    client.get("/search/", {"q": cases["one"]})
    assert [row.detail["codes"] for row in reads("case.listed")] == [[cases["one"]]]

    client.get("/search/", {"q": cases["elsewhere"]})
    assert len(reads("case.listed")) == 1


def test_a_case_that_was_refused_was_not_read(log_in, cases):
    log_in("sander").get(f"/cases/{cases['elsewhere']}/")

    assert reads() == reads("case.listed") == []


def test_a_page_without_cases_writes_nothing(log_in, world):
    before = AuditRow.rows.count()

    log_in("sander").get("/profile/")

    assert AuditRow.rows.count() == before


def test_reading_a_case_does_not_wait_in_the_chain_of_another_municipality(log_in, cases):
    before = ChainHead.rows.get(chain=ELSEWHERE).length

    log_in("sander").get(f"/cases/{cases['one']}/")

    assert ChainHead.rows.get(chain=ELSEWHERE).length == before


def test_the_log_of_reads_is_one_chain_with_the_log_of_acts(world, cases):
    actor = world.actor("sander")
    actor.reads.opened(cases["one"], HERE)
    accounts.record_reads(actor, now=NOW, purpose="test")

    assert queries.broken_at(HERE) is None
    assert AuditRow.rows.filter(chain=HERE).order_by("-number").first().verb == "case.read"


def detail(verb="case.read"):
    return reads(verb)[-1].detail


def test_a_page_of_a_case_tells_the_tiers_it_showed_and_no_more(log_in, family, cases):
    client = log_in("sander")

    client.get(f"/cases/{cases['one']}/team/")

    assert (detail()["tiers"], detail()["fields"]) == (["P0"], [])

    client.get(f"/cases/{family}/")
    assert {"names", "household", "milestones"} <= set(detail()["fields"])
    assert set(detail()["tiers"]) >= {"P0", "P1"}


def test_a_redirect_shows_nothing_and_is_no_read(log_in, family):
    client = log_in("sander")
    task = Task.rows.filter(case__code=family, state="to_do").order_by("pk").first()
    before = len(reads())

    answer = client.post(f"/cases/{family}/tasks/{task.pk}/state/", {"state": "busy", "submission": "r1"})

    assert answer.status_code == 303
    assert len(reads()) == before


@pytest.fixture
def family(log_in, world):
    """A family of which everything is known, imported by Sander, who leads it; its code."""
    client = log_in("sander")
    address = preview_of(client, dossier())
    client.post(address, {"seen": seen(client, address), "submission": "family"})
    return Dossier.rows.get().case.code


def test_the_page_of_a_household_tells_its_groups_of_fields(log_in, family):
    client = log_in("sander")

    client.get(f"/cases/{family}/household/")

    assert {"names", "members", "needs", "bedrooms"} <= set(detail()["fields"])
    assert "relatives" not in detail()["fields"] or "P3" in detail()["tiers"]
    assert {"P0", "P1", "P2"} <= set(detail()["tiers"])


def test_a_planner_who_sees_what_a_home_must_have_is_logged_as_seeing_that_and_no_name(log_in, family):
    log_in("joris").get(f"/cases/{family}/home/")

    assert detail()["fields"] == ["dwelling_needs"]
    assert detail()["tiers"] == ["P0", "P2"]


def test_a_list_tells_of_which_case_it_showed_names(log_in, world, family, cases):
    log_in("sander").get("/cases/")

    found = detail("case.listed")
    assert set(found["codes"]) == {family, cases["one"], cases["two"]}
    assert family in found["shown"]["names"]
    assert found["tiers"] == ["P0", "P1"]

    log_in("joris").get("/cases/")
    assert detail("case.listed")["shown"] == {}
    assert detail("case.listed")["tiers"] == ["P0"]


def test_who_saw_this_family_is_answered_by_one_search(log_in, world, family, cases):
    log_in("sander").get(f"/cases/{family}/household/")
    log_in("marieke").get("/cases/")
    log_in("joris").get(f"/cases/{family}/home/")
    log_in("sander").get(f"/cases/{cases['two']}/")

    rows = log_page(world.actor("pieter"), LogFilters(case=family), number=1).rows

    by = {row.by for row in rows}
    assert {"Sander Bos", "Marieke de Wit", "Joris Vos"} <= by
    assert {row.case for row in rows} == {family}
    text = log_in("pieter").get("/log/", {"case": family.lower()}).content.decode()
    assert "Joris Vos" in text
    assert "eisen aan de woning" in text
    assert cases["two"] not in text


def test_the_log_is_narrowed_by_person_kind_and_day(log_in, world, cases):
    log_in("sander").get(f"/cases/{cases['one']}/")
    log_in("marieke").get(f"/cases/{cases['one']}/")
    pieter = world.actor("pieter")

    def found(**filters):
        return log_page(pieter, LogFilters(**filters), number=1).rows

    assert {row.by for row in found(person=world.ids["sander"], kind=LogKind.READS)} == {"Sander Bos"}
    assert {row.verb for row in found(kind=LogKind.READS)} == {"case.read"}
    assert "case.read" not in {row.verb for row in found(kind=LogKind.ACTS)}
    assert found(on=NOW.date(), kind=LogKind.READS)
    assert found(on=NOW.date() - timedelta(days=1)) == ()


def test_a_code_that_is_none_narrows_nothing_and_says_so(log_in, world):
    client = log_in("pieter")
    text = client.get("/log/", {"case": "%"}).content.decode()

    assert "Dit filter is niet gebruikt:" in text
    assert "H-0123" in text
    assert "<td" in text


def test_the_lead_reads_no_log(log_in, world):
    assert log_in("lena").get("/log/").status_code == 404
    assert log_in("pieter").get("/log/").status_code == 200
