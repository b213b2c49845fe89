"""The practice family of an organisation: who sees it and who never does, what works in it, and how it ends."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from documents.files_of_all_kinds import jpeg
from hervest.accounts.models import Membership, Municipality
from hervest.accounts.practice_rules import TAKES_PART, is_practice, is_practice_case, practice_place
from hervest.accounts.route import ROUTES
from hervest.accounts.vocabulary import Role
from hervest.audit.models import AuditRow
from hervest.cli.nightly import WORK
from hervest.core.errors import RuleBroken
from hervest.core.vocabulary import Interpreting
from hervest.documents.models import Document
from hervest.households.models import Household
from hervest.intake.place_queries import import_places
from hervest.intake.vocabulary import ImportKind
from hervest.journey import week_queries
from hervest.journey.models import Case, Milestone, Task, TeamMember
from hervest.journey.queries import plan_version
from hervest.journey.vocabulary import TaskState
from hervest.journey.worklist_queries import WorkFilters, worklist
from hervest.notices.models import OutboxMessage
from hervest.placement.jobs import solve_run
from hervest.placement.models import Run
from hervest.placement.run_actions import start_run
from hervest.placement.transfer_actions import offer_transfer
from people import CAST, HERE, ORGANISATIONS
from portal.test_pages import further_families, text_of

FAMILY = "Oefen-Amani"
NARROWED = (
    "/week/?scope=all",
    "/week/?scope=all&show=later",
    "/week/?scope=all&show=undated",
    "/cases/?order=code",
    "/cases/?closed=on",
    "/cases/?without=on",
    "/search/?q=OEFEN",
    "/search/?q=Oefen-Ama",
    "/search/?q=Voorbeeld",
    "/matching/groups/?part=ask",
    "/people/?show=all",
)
"""The ways in which a list shows more or other than it does at first."""


def lists():
    """Every page that is about nothing in particular, and so lists, counts or finds, whatever it is of."""
    get_resolver().url_patterns  # noqa: B018  # fills ROUTES
    plain = sorted(reverse(name) for name, route in ROUTES.items() if "<" not in route.pattern)
    return (*plain, *NARROWED)


def at(world, key):
    """The organisation of somebody of the cast."""
    return world.organisations[CAST[key][1]]


def practise(client, log_in, world, key):
    """Somebody takes part and opens the practice family of their organisation; gives its code."""
    log_in(key)
    client.post(reverse("join_practice", args=[at(world, key)]))
    answer = client.post(reverse("open_practice", args=[at(world, key)]))
    return answer.url.split("/")[2]


def pages_of(client):
    """What each list says, of those that are there for this person."""
    answers = {address: client.get(address) for address in lists()}
    return {
        address: answer.getvalue().decode(errors="replace")
        for address, answer in answers.items()
        if answer.status_code == 200
    }


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize("key", [key for key in CAST if key != "sander"])
def test_who_did_not_ask_for_it_finds_no_trace_of_it_on_any_list(client, log_in, world, key):
    code = practise(client, log_in, world, "sander")

    log_in(key)
    pages = pages_of(client)
    assert "/profile/" in pages
    assert not {address for address, page in pages.items() if code in page or FAMILY in page}
    for part in ("", "plan/", "household/", "home/", "team/", "log/", "choices/"):
        assert client.get(f"/cases/{code}/{part}").status_code == 404
    assert text_of(client.get(f"/cases/{code}/")) == text_of(client.get("/cases/OEFEN-9999/"))


@pytest.mark.usefixtures("everybody")
def test_who_takes_part_finds_it_marked_as_practice_on_each_page(client, log_in, world):
    code = practise(client, log_in, world, "sander")

    found = {address for address, page in pages_of(client).items() if code in page}
    assert {"/week/", "/cases/", "/search/?q=OEFEN", "/search/?q=Oefen-Ama"} <= found
    assert is_practice_case(code)
    for part in ("", "plan/", "household/", "home/", "team/", "choices/", "tasks/add/"):
        page = text_of(client.get(f"/cases/{code}/{part}"))
        assert "Oefenfamilie: dit gezin bestaat niet" in page, part
    assert "oefenen" in text_of(client.get("/cases/"))


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize("key", sorted(CAST))
def test_each_role_that_works_on_cases_or_sponsors_may_practise_and_nobody_else(client, log_in, world, key):
    log_in(key)
    takes_part = bool(set(CAST[key][3]) & TAKES_PART)

    assert (client.get("/practice/").status_code == 200) is takes_part
    assert ("/practice/" in text_of(client.get("/profile/"))) is takes_part
    if not takes_part:
        assert client.post(reverse("join_practice", args=[at(world, key)])).status_code == 404
        return
    code = practise(client, log_in, world, key)
    there = client.post(reverse("open_practice", args=[at(world, key)])).url
    assert client.get(there).status_code == 200
    opened = client.get(f"/cases/{code}/")
    assert opened.status_code == (404 if CAST[key][3] == (Role.MUNI_PLANNER,) else 200)
    assert code in text_of(client.get("/cases/"))


def test_another_organisation_has_another_family_and_neither_sees_the_other(client, log_in, world):
    sanders = practise(client, log_in, world, "sander")
    anouks = practise(client, log_in, world, "anouk")

    assert sanders != anouks
    assert client.get(f"/cases/{sanders}/").status_code == 404
    assert client.get(f"/cases/{anouks}/").status_code == 200
    assert client.post(reverse("join_practice", args=[at(world, "sander")])).status_code == 404


def test_a_colleague_joins_the_same_family(client, log_in, world):
    code = practise(client, log_in, world, "sander")
    assert practise(client, log_in, world, "lotte") == code
    assert practise(client, log_in, world, "lotte") == code

    assert Case.rows.filter(municipality__practice_of__isnull=False).count() == 1
    assert TeamMember.rows.filter(case__code=code).count() == 2
    assert "Lotte Mulder, Sander Bos" in text_of(client.get("/practice/"))


def test_work_in_it_is_done_as_in_a_real_case(client, log_in, world):
    code = practise(client, log_in, world, "sander")
    task = Task.rows.filter(case__code=code, is_open=True, due_on__isnull=False).order_by("due_on").first()

    client.post(f"/cases/{code}/tasks/{task.pk}/state/", {"state": "busy"})
    task.refresh_from_db()
    assert task.state == TaskState.BUSY
    client.post(f"/cases/{code}/tasks/add/", {"title": "Zelf bedacht", "due_on": "2026-12-01"})
    assert Task.rows.filter(case__code=code, title="Zelf bedacht").exists()
    assert {row.chain for row in AuditRow.rows.filter(case_code=code)} == {Case.rows.get(code=code).municipality_id}


def a_night_passes(world):
    """Everything that is done once a day."""
    for work in WORK:
        work(world.now)


def counts(world):
    """What a run for the municipality counts with, and what its lead is told of the week."""
    run = start_run(by=world.actor("marieke"), now=world.now, municipality=HERE, hand_over=lambda _run: None)
    solve_run.call(run)
    marieke = world.actor("marieke")
    return (
        Run.rows.get(pk=run).n_households,
        week_queries.n_in_team(marieke, today=world.today),
        week_queries.unled(marieke, today=world.today),
        [row.code for row in week_queries.arrivals(world.actor("lena"), today=world.today, limit=50)],
        worklist(world.actor("lena"), today=world.today, filters=WorkFilters(scope="all")).counts,
    )


def test_it_counts_in_no_figure_and_no_run_and_nobody_is_mailed_of_it(client, log_in, world, settings):
    settings.SENDS_MAIL = True
    further_families(world, 2)
    a_night_passes(world)
    before = counts(world)
    assert before[0] == 2

    code = practise(client, log_in, world, "marieke")  # who has a role in it herself
    a_night_passes(world)
    assert counts(world) == before
    assert not OutboxMessage.rows.filter(case_code=code).exists()
    marieke = world.actor("marieke")
    filters = WorkFilters(scope="all", show="later")
    assert code in {row.case_code for row in worklist(marieke, today=world.today, filters=filters).page.rows}


def test_what_would_lead_out_of_it_does_not_exist(client, log_in, world):
    code = practise(client, log_in, world, "marieke")

    for part in ("transfer/", "groups/"):
        assert client.get(f"/cases/{code}/{part}").status_code == 404, part
        assert part not in text_of(client.get(f"/cases/{code}/"))
    assert f"/cases/{code}/household/members/1/login/" not in text_of(
        client.get(f"/cases/{code}/household/members/1/access/")
    )
    login = {"email": "amani@hervest.example", "until_on": "2027-01-01"}
    assert client.post(f"/cases/{code}/household/members/1/login/", login).status_code == 404
    with pytest.raises(RuleBroken, match="practice_stays_practice"):
        offer_transfer(
            by=world.actor("marieke"),
            now=world.now,
            case=code,
            to="GM9002",
            why="Omdat het kan",
            household_agrees=True,
            said_on=world.today,
            language="sw",
            interpreting=Interpreting.NOT_NEEDED,
        )
    assert "Oefenen" not in text_of(client.get("/households/new/?people=2"))


def test_nothing_real_becomes_practice(client, log_in, world):
    code = practise(client, log_in, world, "marieke")
    place = Case.rows.get(code=code).municipality_id

    for address, given in (
        ("/households/new/?people=1", {"municipality": place, "route": "resettlement"}),
        (f"/dwellings/{place}/new/", {}),
        (f"/settings/coordinators/{place}/", {}),
        (f"/cases/own/{place}/open/", {}),
        (f"/sponsors/programmes/{place}/new/", {}),
    ):
        client.post(address, given)
    assert Case.rows.filter(municipality=place).count() == 1
    for kind in ImportKind:
        assert place not in import_places(world.actor("marieke"), kind)
        assert HERE in import_places(world.actor("marieke"), kind) or kind is ImportKind.SPONSORS


def go_apart(client, code, world):
    """The partner and the youngest go on in a case of their own, as the page asks it; its code."""
    address = f"/cases/{code}/household/changes/separation/"
    given = {"members": ["2", "4"], "on": world.today.isoformat(), "reason": "Zij gaan uit elkaar.", "opens_case": "on"}
    given["seen"] = plan_version(code)
    looked = client.post(address, given)
    assert "Er gaat een eigen dossier open" in text_of(looked)
    shown = {name: looked.context["form"].data[name] for name in ("seen", "shown")}
    answer = client.post(address, given | shown | {"confirm": "yes"})
    own = answer.url.split("/")[2]
    assert f"Zij gaan verder in dossier {own}" in text_of(client.get(answer.url))
    return own


def test_a_separation_is_practised_and_the_second_case_is_practice_too(client, log_in, world):
    code = practise(client, log_in, world, "sander")
    place = Case.rows.get(code=code).municipality_id
    own = go_apart(client, code, world)

    assert own != code
    assert is_practice_case(own)
    assert Case.rows.get(code=own).municipality_id == place
    present = Household.rows.get(case__code=own).members.filter(left_on__isnull=True)
    assert set(present.values_list("first_name", flat=True)) == {"Oefen-Baraka", "Oefen-Tumo"}
    assert Task.rows.filter(case__code=own, is_open=True).exists()
    for part in ("", "plan/", "household/"):
        assert "Oefenfamilie: dit gezin bestaat niet" in text_of(client.get(f"/cases/{own}/{part}")), part
    assert {row.chain for row in AuditRow.rows.filter(case_code=own)} == {place}
    page = text_of(client.get("/practice/"))
    assert code in page
    assert f'href="/cases/{own}/"' in page


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize("key", ["lotte", "lena", "hatice", "pieter"])
def test_of_who_went_on_apart_nobody_finds_a_trace_who_did_not_ask_for_practice(client, log_in, world, key):
    code = practise(client, log_in, world, "sander")
    own = go_apart(client, code, world)

    log_in(key)
    assert not {address for address, page in pages_of(client).items() if own in page or FAMILY in page}
    for part in ("", "plan/", "household/", "transfer/"):
        assert client.get(f"/cases/{own}/{part}").status_code == 404


def test_a_separation_in_practice_counts_nowhere_and_no_mail_is_written(client, log_in, world, settings):
    settings.SENDS_MAIL = True
    further_families(world, 2)
    a_night_passes(world)
    before = counts(world)

    own = go_apart(client, practise(client, log_in, world, "marieke"), world)
    a_night_passes(world)
    assert counts(world) == before
    assert not OutboxMessage.rows.filter(case_code=own).exists()


def test_who_may_open_no_case_records_the_separation_in_practice_without_one_as_in_a_real_case(client, log_in, world):
    code = practise(client, log_in, world, "anouk")
    assert "opens_case" not in text_of(client.get(f"/cases/{code}/household/changes/separation/"))
    log_in("sander")
    code = practise(client, log_in, world, "sander")
    assert "opens_case" in text_of(client.get(f"/cases/{code}/household/changes/separation/"))


@pytest.mark.parametrize("act", ["begin_practice_anew", "remove_practice"])
def test_after_a_separation_the_place_goes_back_to_its_start_with_nothing_left_of_either(client, log_in, world, act):
    code = practise(client, log_in, world, "sander")
    own = go_apart(client, code, world)

    assert practise(client, log_in, world, "sander") == code, "the family itself is opened, not who left it"
    client.post(reverse(act, args=[at(world, "sander")]))
    new = practise(client, log_in, world, "sander")
    assert new not in {code, own}
    assert [row.code for row in Case.rows.all()] == [new]
    assert set(Household.rows.get().members.values_list("first_name", flat=True)) == {
        "Oefen-Amani",
        "Oefen-Baraka",
        "Oefen-Neema",
        "Oefen-Tumo",
    }
    assert client.get(f"/cases/{own}/").status_code == 404
    forgotten = AuditRow.rows.filter(verb="practice.forgotten").values_list("case_code", flat=True)
    assert set(forgotten) == {code, own}
    assert own not in text_of(client.get("/practice/"))


def test_it_begins_anew_and_everything_done_in_it_is_gone(client, log_in, world):
    code = practise(client, log_in, world, "sander")
    client.post(f"/cases/{code}/tasks/add/", {"title": "Zelf bedacht", "due_on": "2026-12-01"})
    add_picture(client, code)
    assert Document.rows.exists()

    answer = client.post(reverse("begin_practice_anew", args=[at(world, "sander")]))
    new = answer.url.split("/")[2]
    assert new != code
    assert client.get(f"/cases/{code}/").status_code == 404
    assert client.get(f"/cases/{new}/").status_code == 200
    assert not Task.rows.filter(title="Zelf bedacht").exists()
    assert not Document.rows.exists()
    assert Household.rows.count() == 1


def add_picture(client, code):
    file = {"file": SimpleUploadedFile("keuken.jpg", jpeg()), "kind": "home"}
    assert client.post(reverse("add_document", args=[code]), file).status_code == 303


def test_a_document_stays_with_the_case_it_was_added_to_when_somebody_goes_on_apart(client, log_in, world):
    code = practise(client, log_in, world, "sander")
    add_picture(client, code)
    own = go_apart(client, code, world)

    assert "keuken.jpg" in text_of(client.get(reverse("documents", args=[code])))
    assert "keuken.jpg" not in text_of(client.get(reverse("documents", args=[own])))


def test_it_is_removed_whole_and_the_log_keeps_that_it_was(client, log_in, world):
    code = practise(client, log_in, world, "sander")
    real = {row.pk for row in Membership.rows.filter(person=world.ids["sander"])}

    client.post(reverse("remove_practice", args=[at(world, "sander")]))
    assert not any(table.rows.exists() for table in (Case, Household, Milestone, Task, TeamMember))
    assert not Municipality.rows.filter(practice_of__isnull=False).exists()
    assert {row.pk for row in Membership.rows.filter(person=world.ids["sander"])} == real
    assert AuditRow.rows.filter(verb="practice.forgotten", case_code=code).exists()
    assert "Nog niemand doet mee" in text_of(client.get("/practice/"))
    assert practise(client, log_in, world, "sander") != code


def test_who_leaves_sees_nothing_of_it_and_the_others_go_on(client, log_in, world):
    code = practise(client, log_in, world, "lotte")
    practise(client, log_in, world, "sander")

    client.post(reverse("leave_practice", args=[at(world, "sander")]))
    assert client.get(f"/cases/{code}/").status_code == 404
    for act in ("open_practice", "begin_practice_anew", "leave_practice", "remove_practice"):
        assert client.post(reverse(act, args=[at(world, "sander")])).status_code == 404
    log_in("lotte")
    assert client.get(f"/cases/{code}/").status_code == 200


def test_a_lead_manages_the_role_of_who_practises_as_before_and_its_end_ends_the_practice(client, log_in, world):
    code = practise(client, log_in, world, "sander")
    log_in("lena")
    row = Membership.rows.get(person=world.ids["sander"])
    page = text_of(client.get(reverse("person", args=[world.ids["sander"]])))
    assert "Oefenen" not in page

    answer = client.post(reverse("end_role", args=[row.pk]), {"submission": "end"})
    assert answer.status_code == 303
    log_in("sander")
    assert client.get(f"/cases/{code}/").status_code != 200


def test_a_place_to_practise_has_the_length_of_a_municipalitys_code_and_is_told_from_each():
    codes = {practice_place(number) for number in (1, 16, 65535)}
    assert codes == {"OE0001", "OE0010", "OEFFFF"}
    assert all(is_practice(code) for code in codes)
    assert not any(is_practice(code) for _, _, places in ORGANISATIONS.values() for code in places)


def test_its_plan_stands_around_today_with_little_of_it_late(client, log_in, world):
    code = practise(client, log_in, world, "sander")
    week = timedelta(days=7)
    due = list(Task.rows.filter(case__code=code, due_on__isnull=False).values_list("due_on", flat=True))

    assert [day for day in due if world.today <= day < world.today + week]
    assert len([day for day in due if day < world.today]) <= 3
    assert len(due) > 50


@pytest.mark.usefixtures("everybody")
def test_a_sponsor_practises_and_is_told_of_no_staff_nor_they_of_a_sponsor(client, log_in, world):
    practise(client, log_in, world, "anouk")
    code = practise(client, log_in, world, "saskia")
    assert "Wie meedoet" not in text_of(client.get("/practice/"))
    assert "Anouk" not in text_of(client.get("/practice/"))

    log_in("anouk")
    assert "Wie meedoet: Anouk Bakker." in text_of(client.get("/practice/"))
    a_night_passes(world)
    for key in ("anouk", "saskia"):
        log_in(key)
        assert client.get(f"/cases/{code}/").status_code == 200
