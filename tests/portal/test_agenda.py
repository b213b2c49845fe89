"""The own agenda in one's own calendar: what it tells, of what it says nothing, and when it dies."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from hervest.accounts.models import Membership, Person
from hervest.accounts.people_actions import end_role, give_link
from hervest.audit.models import AuditRow
from hervest.core import wall
from hervest.core.clock import AMSTERDAM
from hervest.core.vocabulary import MemberNo, Tier
from hervest.journey import actions, task_actions, worklist_queries
from hervest.journey.models import Case, Task
from hervest.journey.vocabulary import Audience, DeadlineKind, MilestoneCode, TeamRole
from hervest.journey.worklist_queries import WorkFilters
from hervest.notices.models import FeedToken
from hervest.notices.settings import agenda_settings
from hervest.notices.vocabulary import AgendaLevel
from people import HERE, NOW, TODAY, let_in
from portal.test_pages import NAMES, NEED, RELATIVE, WISH, haddad, text_of

__all__ = ["haddad"]

OWN, MAKE, WITHDRAW = "/profile/agenda/", "/profile/agenda/make/", "/profile/agenda/withdraw/"
ADDRESS = re.compile(r'<code id="address">http://testserver(/agenda/[\w-]{43}\.ics)</code>')
A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def secure(world, key):
    """Somebody set up an app with codes."""
    if not Authenticator.objects.filter(user=world.ids[key]).exists():
        Authenticator.objects.create(user_id=world.ids[key], type="totp", data={"secret": "x"})


def make(world, key, level=AgendaLevel.CODE):
    """The address somebody makes by hand."""
    secure(world, key)
    client = let_in(Client(), world.person(key))
    page = client.post(MAKE, {"level": level.value}, follow=True)
    return ADDRESS.search(text_of(page))[1]


def fetch(address, **headers):
    """What a calendar gets there, which is logged in nowhere."""
    return Client().get(address, headers=headers)


def events(address):
    """Its events, as a calendar reads them."""
    answer = fetch(address)
    assert answer.status_code == 200, answer.status_code
    return Calendar.from_ical(answer.content).walk("VEVENT")


def alive(address):
    return [event for event in events(address) if event["STATUS"] == "CONFIRMED"]


def days(found):
    return sorted((str(event["SUMMARY"]), event["DTSTART"].dt) for event in found)


def own_work(world, key):
    """What the worklist says is theirs, with a day, read page by page."""
    found = {}
    for show in worklist_queries.SHOWN:
        filters = WorkFilters(scope="mine", show=show)
        for number in (1, 2, 3):
            work = worklist_queries.worklist(world.actor(key), today=world.today, filters=filters, number=number)
            found |= {row.id: row for row in work.page.rows}
    return [row for row in found.values() if row.due_on]


def task_named(code, template):
    return Task.rows.get(case__code=code, template=template, member_no__in=(0, 1), repeat_no=1)


def event_of(found, task):
    """The one about a task, by the page it leads to."""
    (event,) = [event for event in found if str(event.get("URL", "")).endswith(f"/tasks/{task.pk}/")]
    return event


# What it tells


def test_a_calendar_has_the_days_of_exactly_the_own_tasks_by_code_and_without_a_name(world, haddad):
    found, mine = alive(make(world, "marieke")), own_work(world, "marieke")

    assert len(mine) > 10
    assert sorted(event["DTSTART"].dt for event in found) == sorted(row.due_on for row in mine)
    for event in found:
        assert isinstance(event["DTSTART"].dt, date)
        assert not isinstance(event["DTSTART"].dt, datetime)
        assert event["DTEND"].dt - event["DTSTART"].dt == A_DAY
        assert str(event["SUMMARY"]).endswith(f" · {haddad}")
    titles = {row.title for row in mine}
    assert len({str(event["SUMMARY"]).removesuffix(f" · {haddad}") for event in found} & titles) > 5


def test_nothing_that_names_or_describes_anybody_stands_in_it(world, haddad):
    answer = fetch(make(world, "marieke")).content.decode()

    for word in (*NAMES, NEED, WISH, RELATIVE, "حداد", *Person.rows.values_list("name", flat=True)):
        assert word not in answer
    assert haddad in answer


def test_what_is_sensitive_about_money_or_typed_by_somebody_is_told_as_a_task_and_no_more(world, haddad):
    marieke = world.actor("marieke")
    typed = task_actions.add_task(
        by=marieke, now=NOW, case=haddad, title="Bel Samir over zijn moeder", due_on=TODAY + A_DAY
    )
    Task.rows.filter(pk=typed).update(tier=Tier.P0)
    plain = next(row for row in own_work(world, "marieke") if row.key.template)
    address, told = make(world, "marieke"), f"Taak · {haddad}"

    assert str(event_of(alive(address), Task.rows.get(pk=typed))["SUMMARY"]) == told
    assert "Bel Samir" not in fetch(address).content.decode()
    task = Task.rows.filter(pk=plain.id)
    before = task.values("tier", "audience", "is_finance").get()
    assert str(event_of(alive(address), task.get())["SUMMARY"]) == f"{plain.title} · {haddad}"
    for grave in ({"tier": Tier.P2}, {"tier": Tier.P3}, {"audience": Audience.HEALTH}, {"is_finance": True}):
        task.update(**before | grave)
        assert str(event_of(alive(address), task.get())["SUMMARY"]) == told


def test_who_wants_only_busy_tells_no_code_no_title_and_no_page(world, haddad):
    busy = fetch(make(world, "marieke", AgendaLevel.BUSY))

    assert haddad not in busy.content.decode()
    assert "URL" not in busy.content.decode()
    assert {str(event["SUMMARY"]) for event in Calendar.from_ical(busy.content).walk("VEVENT")} == {"Bezet"}
    assert len(own_work(world, "marieke")) == busy.content.count(b"BEGIN:VEVENT")


def test_it_speaks_the_language_of_its_owner(world, haddad):
    address = make(world, "marieke")
    assert fetch(address)["Content-Language"] == "nl"
    Person.rows.filter(pk=world.ids["marieke"]).update(language="en")

    english = fetch(address, **{"accept-language": "nl"})
    assert english["Content-Language"] == "en"
    calendar = Calendar.from_ical(english.content)
    assert str(calendar["X-WR-CALNAME"]) == "Hervest: my tasks"
    mine = {str(event["SUMMARY"]) for event in calendar.walk("VEVENT")}
    assert f"Task · {haddad}" in mine
    assert f"Taak · {haddad}" not in mine


@pytest.mark.parametrize(
    ("span", "shown"),
    [((TODAY - A_DAY, TODAY + A_DAY), (TODAY, TODAY + A_DAY)), ((TODAY, TODAY + A_DAY), (TODAY, TODAY + 2 * A_DAY))],
    ids=["an appointment", "other days"],
)
def test_an_interpreter_has_the_day_of_an_appointment_and_nothing_of_anybody(world, haddad, span, shown):
    seat = {"from_on": span[0], "until_on": span[1]}
    world.joins(haddad, "tolk", TeamRole.INTERPRETER, by="marieke", member=MemberNo(2), **seat)
    address = make(world, "tolk")

    (event,) = alive(address)
    assert str(event["SUMMARY"]) == f"Afspraak · {haddad}"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == shown
    with time_machine.travel(NOW + 2 * A_DAY, tick=False):
        assert events(address) == []


def test_an_appointment_keeps_its_name_when_the_one_before_it_is_over(world, haddad):
    for member, on in ((1, TODAY), (2, TODAY + 2 * A_DAY)):
        seat = {"from_on": on - A_DAY, "until_on": on + A_DAY}
        world.joins(haddad, "tolk", TeamRole.INTERPRETER, by="marieke", member=MemberNo(member), **seat)
    address = make(world, "tolk")
    with time_machine.travel(NOW + A_DAY, tick=False):
        names = {event["DTSTART"].dt: str(event["UID"]) for event in alive(address)}
    with time_machine.travel(NOW + 2 * A_DAY, tick=False):
        later = {event["DTSTART"].dt: str(event["UID"]) for event in alive(address)}

    assert set(names) == {TODAY, TODAY + 2 * A_DAY}
    assert later[TODAY + 2 * A_DAY] == names[TODAY + 2 * A_DAY] != names[TODAY]


def test_nobody_elses_work_stands_in_it(world, haddad):
    assert alive(make(world, "sander")) == []
    assert alive(make(world, "hatice")) == []
    assert {event["DTSTART"].dt for event in alive(make(world, "anouk"))} == {
        row.due_on for row in own_work(world, "anouk")
    }


def test_practice_does_not_come_along(world, haddad):
    before, client = days(alive(make(world, "marieke"))), let_in(Client(), world.person("marieke"))
    client.post(reverse("join_practice", args=[world.organisations["gemeente"]]))
    practice = client.post(reverse("open_practice", args=[world.organisations["gemeente"]])).url.split("/")[2]

    assert practice in {row.case_code for row in own_work(world, "marieke")}
    assert days(alive(make(world, "marieke"))) == before


# What a calendar is told of a change


def test_a_moved_milestone_moves_the_days_under_the_same_names_and_higher_numbers(world, haddad, clock):
    address = make(world, "marieke")
    before = {str(event["UID"]): event for event in events(address)}
    clock.shift(timedelta(hours=1))
    actions.move_milestone(
        by=world.actor("marieke"),
        now=NOW + timedelta(hours=1),
        case=haddad,
        milestone=MilestoneCode.LANDED,
        member=None,
        is_actual=False,
        on=TODAY + timedelta(days=42),
        reason="Vlucht verzet.",
        seen=Case.rows.get(code=haddad).plan_version,
    )
    after = {str(event["UID"]): event for event in events(address)}

    moved = {uid for uid in before if before[uid]["DTSTART"].dt != after[uid]["DTSTART"].dt}
    stayed = {uid for uid in before if before[uid].to_ical() == after[uid].to_ical()}
    assert len(moved) > 5
    assert stayed
    for uid in moved:
        assert after[uid]["SEQUENCE"] == before[uid]["SEQUENCE"] + 1
        assert after[uid]["LAST-MODIFIED"].dt == NOW + timedelta(hours=1) > before[uid]["LAST-MODIFIED"].dt
        assert after[uid]["DTSTAMP"].dt == after[uid]["LAST-MODIFIED"].dt
    assert moved | stayed == set(before) == set(after)


def test_a_finished_task_is_struck_and_comes_back_under_the_same_name_when_it_is_undone(world, haddad, clock):
    address, marieke = make(world, "marieke"), world.actor("marieke")
    row = next(row for row in own_work(world, "marieke") if row.may_finish and not row.asks and not row.blocked_by)
    uid = str(event_of(alive(address), Task.rows.get(pk=row.id))["UID"])

    def told():
        clock.shift(timedelta(minutes=10))
        (event,) = [event for event in events(address) if event["UID"] == uid]
        return str(event["STATUS"]), event["SEQUENCE"], str(event["SUMMARY"])

    assert told()[:2] == ("CONFIRMED", 0)
    task_actions.finish_task(by=marieke, now=NOW, case=haddad, task=row.id, done_on=TODAY)
    assert told() == ("CANCELLED", 1, "Vervallen")
    task_actions.undo_finish(by=world.actor("marieke"), now=NOW, case=haddad, task=row.id)
    assert told()[:2] == ("CONFIRMED", 2)
    clock.shift(agenda_settings().cancelled_for)


def test_who_leaves_the_team_has_its_days_struck_at_the_next_fetch_and_later_none_of_them(world, haddad, clock):
    address = make(world, "anouk")
    n_days = len(alive(address))
    seat = Case.rows.get(code=haddad).team.get(person=world.ids["anouk"]).pk
    actions.leave_team(by=world.actor("marieke"), now=NOW, case=haddad, member=seat)
    clock.shift(A_DAY)

    assert n_days > 3
    assert {str(event["STATUS"]) for event in events(address)} == {"CANCELLED"}
    assert len(events(address)) == n_days
    assert haddad not in fetch(address).content.decode()
    clock.shift(agenda_settings().cancelled_for + A_DAY)
    assert events(address) == []


def test_another_address_knows_the_same_things_by_the_same_names_and_the_old_one_opens_nothing(world, haddad):
    old = make(world, "marieke")
    before = {str(event["UID"]): event["SEQUENCE"] for event in events(old)}
    new = make(world, "marieke", AgendaLevel.BUSY)

    assert fetch(old).status_code == 404
    after = {str(event["UID"]): event["SEQUENCE"] for event in events(new)}
    assert after == {uid: number + 1 for uid, number in before.items()}
    assert not any(haddad in uid for uid in after)


def test_two_people_know_the_same_task_by_different_names(world, haddad):
    world.joins(haddad, "lotte", TeamRole.CASE_LEAD, by="marieke")
    one, other = (events(make(world, key)) for key in ("marieke", "lotte"))

    assert days(one) == days(other)
    assert not {str(event["UID"]) for event in one} & {str(event["UID"]) for event in other}


# When it dies


def ended(world, key):
    (membership,) = Membership.rows.filter(person=world.ids[key], until_on__gte=TODAY)
    end_role(by=world.actor("marieke"), now=NOW, membership=membership.pk)


def closed(world, key):
    Person.rows.filter(pk=world.ids[key]).update(is_active=False)


def without_factor(world, key):
    Authenticator.objects.filter(user=world.ids[key]).delete()


def without_password(world, key):
    give_link(by=world.actor("marieke"), now=NOW, person=world.ids[key])


def over(world, key):
    Membership.rows.filter(person=world.ids[key]).update(until_on=TODAY - A_DAY)


@pytest.mark.parametrize("leaves", [ended, closed, without_factor, without_password, over])
def test_whoever_could_not_come_in_has_no_agenda_at_the_very_next_fetch(world, haddad, leaves):
    world.joins(haddad, "sander", TeamRole.CASE_LEAD, by="marieke")
    address, colleague = make(world, "sander"), make(world, "marieke")
    assert alive(address)
    leaves(world, "sander")

    assert fetch(address).status_code == 404
    assert alive(colleague)


def test_a_dead_address_answers_exactly_as_one_that_never_was(world, haddad):
    address = make(world, "sander")
    closed(world, "sander")

    dead, never = fetch(address), fetch(f"/agenda/{'x' * 43}.ics")
    assert (dead.status_code, never.status_code) == (404, 404)
    assert text_of(dead) == text_of(never)


def test_the_day_on_which_a_role_ends_is_the_last_one_of_the_agenda(world, haddad, clock):
    world.joins(haddad, "sander", TeamRole.CASE_LEAD, by="marieke")
    Membership.rows.filter(person=world.ids["sander"]).update(until_on=TODAY)
    address = make(world, "sander")
    clock.move_to(datetime(2026, 11, 23, 23, 59, tzinfo=AMSTERDAM))
    assert alive(address)

    clock.shift(timedelta(minutes=1))
    assert fetch(address).status_code == 404


def test_it_can_be_withdrawn_and_made_again(world, haddad):
    address = make(world, "sander")
    client = let_in(Client(), world.person("sander"))
    assert "Uw agenda-adres intrekken?" in text_of(client.get(WITHDRAW))
    assert fetch(address).status_code == 200

    page = text_of(client.post(WITHDRAW, follow=True))
    assert "Het adres is ingetrokken" in page
    assert fetch(address).status_code == 404
    assert client.get(WITHDRAW)["Location"] == OWN
    assert fetch(make(world, "sander")).status_code == 200


# What is kept, and what stands in the log


def test_of_the_address_only_a_fingerprint_is_kept_and_it_is_shown_once(world, haddad):
    secure(world, "sander")
    client = let_in(Client(), world.person("sander"))
    page = text_of(client.post(MAKE, {"level": "code"}, follow=True))
    address = ADDRESS.search(page)[1]
    token = address.removeprefix("/agenda/").removesuffix(".ics")

    assert f"webcal://testserver{address}" in page
    assert token not in text_of(client.get(OWN))
    (row,) = FeedToken.rows.values()
    assert token not in str(row)
    assert token not in str(list(AuditRow.rows.values()))


def test_making_and_withdrawing_stand_in_the_log_and_each_fetch_says_which_cases_were_told(world, haddad):
    address = make(world, "marieke")
    AuditRow.rows.filter(verb="case.listed").update(verb="before")
    first = fetch(address)
    let_in(Client(), world.person("marieke")).post(WITHDRAW)

    verbs = list(AuditRow.rows.order_by("pk").values_list("verb", flat=True))
    assert [verb for verb in verbs if verb.startswith("agenda.")] == ["agenda.made", "agenda.withdrawn"]
    (row,) = AuditRow.rows.filter(verb="case.listed")
    assert (row.by_id, row.detail["codes"], row.detail["purpose"]) == (world.ids["marieke"], [haddad], "task.read")
    assert set(row.detail["tiers"]) <= {"P0", "P1"}
    assert first.status_code == 200


def test_of_what_is_told_as_busy_nothing_was_read(world, haddad):
    address = make(world, "marieke", AgendaLevel.BUSY)
    AuditRow.rows.filter(verb="case.listed").update(verb="before")

    assert alive(address)
    assert not AuditRow.rows.filter(verb="case.listed").exists()


def test_who_made_it_reads_when_it_was_fetched_last(world, haddad, clock):
    address = make(world, "marieke")
    client = let_in(Client(), world.person("marieke"))
    assert "nog niet opgehaald" in text_of(client.get(OWN))
    clock.shift(timedelta(minutes=5))
    fetch(address)

    assert "10:05" in text_of(client.get(OWN))


# How it answers


def test_a_calendar_that_has_it_already_is_told_so_and_nothing_is_read(world, haddad, clock):
    address = make(world, "marieke")
    first = fetch(address)
    clock.shift(timedelta(hours=2))
    n_rows = AuditRow.rows.count()
    same = fetch(address, **{"if-none-match": first["ETag"]})

    assert (same.status_code, same.content) == (304, b"")
    assert AuditRow.rows.count() == n_rows
    Task.rows.filter(case__code=haddad, is_open=True, due_on__gt=TODAY).update(due_on=TODAY)
    assert fetch(address, **{"if-none-match": first["ETag"]}).status_code == 200


def test_it_is_a_calendar_for_nobody_else_and_leaves_no_cookie(world, haddad):
    answer = fetch(make(world, "marieke"))

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies
    calendar = Calendar.from_ical(answer.content)
    assert str(calendar["VERSION"]) == "2.0"
    assert calendar["REFRESH-INTERVAL"].dt == agenda_settings().fetched_every
    assert str(calendar["X-WR-CALNAME"]) == "Hervest: mijn taken"
    assert {str(event["CLASS"]) for event in calendar.walk("VEVENT")} == {"PRIVATE"}
    assert {str(event["TRANSP"]) for event in calendar.walk("VEVENT")} == {"TRANSPARENT"}


def test_who_is_logged_in_as_another_gets_the_agenda_of_the_address(world, haddad):
    address = make(world, "marieke")
    hatice = let_in(Client(), world.person("hatice"))

    assert haddad in hatice.get(address).content.decode()
    assert hatice.get(f"/cases/{haddad}/").status_code == 404


def test_what_is_asked_of_a_household_reaches_the_municipalities_of_its_owner_and_no_other(world, haddad):
    address, reached = make(world, "marieke"), {}

    def look(execute, sql, params, many, context):
        if sql.startswith("SELECT") and 'FROM "journey_' in sql:
            reached.setdefault(wall.reach(), []).append(sql)
        return execute(sql, params, many, context)

    hatice = let_in(Client(), world.person("hatice"))
    with connection.execute_wrapper(look):
        assert haddad in hatice.get(address).content.decode()
    assert set(reached) == {HERE}


def test_nobody_fetches_it_all_the_time_and_nobody_tries_addresses_all_day(world, haddad):
    address, limits = make(world, "marieke"), agenda_settings()

    assert {fetch(address).status_code for _ in range(limits.most_a_minute)} == {200}
    refused = fetch(address)
    assert (refused.status_code, refused["Retry-After"], refused.content) == (429, "60", b"")
    tried = [fetch(f"/agenda/{n:043}.ics").status_code for n in range(limits.most_unknown_a_minute + 1)]
    assert tried == [404] * limits.most_unknown_a_minute + [429]


def test_however_many_tasks_there_are_it_asks_as_often(world, haddad):
    address = make(world, "marieke")

    def asked():
        fetch(address)
        with CaptureQueriesContext(connection) as queries:
            answer = fetch(address)
        return len(queries), answer.content.count(b"BEGIN:VEVENT")

    few, n_few = asked()
    case = Case.rows.get(code=haddad)
    like = {"phase": "arrival", "kind": DeadlineKind.NORM, "doer": "case_lead", "state": "to_do", "holder": "case_lead"}
    Task.rows.bulk_create(
        Task(case=case, municipality_id=HERE, title="x", tier="P0", audience="team", due_on=TODAY, **like)
        for _ in range(400)
    )
    many, n_many = asked()

    assert (many, n_many) == (few, n_few + 400)
    assert few <= 24


# Who has one


@pytest.mark.parametrize(
    "key", ["marieke", "sander", "anouk", "ruben", "joris", "fenna", "gijs", "saskia", "samir", "tolk"]
)
def test_whoever_can_have_work_or_appointments_finds_the_agenda_on_the_own_profile(world, key):
    client = let_in(Client(), world.person(key))

    assert f'href="{OWN}"' in text_of(client.get("/profile/"))
    assert "Maak een agenda-adres" in text_of(client.get(OWN))


@pytest.mark.parametrize("key", ["pieter", "bas", "eva", "rik", "ria", "aad", "sanne"])
def test_who_has_neither_finds_none(world, key):
    client = let_in(Client(), world.person(key))

    assert f'href="{OWN}"' not in text_of(client.get("/profile/"))
    for path in (OWN, MAKE, WITHDRAW):
        assert client.get(path).status_code == 404


def test_an_address_is_made_only_after_a_fresh_proof(world):
    client = let_in(Client(), world.person("sander"), at=NOW - timedelta(hours=1))

    assert "/accounts/proof/" in client.get(MAKE)["Location"]
    assert client.get(OWN).status_code == 200


def test_what_was_chosen_before_is_offered_first(world):
    make(world, "sander", AgendaLevel.BUSY)
    page = text_of(let_in(Client(), world.person("sander")).get(MAKE))

    assert re.search(r'value="busy"[^>]*checked', page)
    assert "Het adres dat u nu hebt, werkt meteen niet meer" in page


def test_a_level_that_is_none_makes_nothing(world):
    secure(world, "sander")
    client = let_in(Client(), world.person("sander"))

    assert client.post(MAKE, {"level": "full"}).status_code == 200
    assert not FeedToken.rows.exists()


@pytest.mark.parametrize(("key", "has_tasks"), [("tolk", False), ("marieke", True)])
def test_who_has_only_appointments_reads_of_no_tasks(world, everybody, log_in, key, has_tasks):
    client = log_in(key)
    make(world, key)
    pages = [client.get(reverse(name)).content.decode() for name in ("agenda", "make_agenda", "withdraw_agenda")]
    settings = client.get(reverse("profile")).content.decode()

    for text in (*pages, settings):
        assert ("Uw taken in uw eigen agenda" in text) is has_tasks
        assert ("Uw afspraken in uw eigen agenda" in text) is not has_tasks
    for text in pages[:2]:
        assert ("de taak en de code van het dossier" in text) is has_tasks
        assert ("dat u een afspraak hebt, en de code van het dossier" in text) is not has_tasks
