"""The contact schedule of a case: what COA and the municipality tell each other, and what became of it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound
from hervest.core.vocabulary import MemberNo, Route
from hervest.households.actions import save_household
from hervest.households.record_rules import HouseholdRecord, MemberRecord
from hervest.households.vocabulary import MemberRole, Sex
from hervest.journey import actions
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Case, ContactMessage
from hervest.journey.schedule_actions import AddedMessage, add_message, mark_message, record_message, unmark_message
from hervest.journey.schedule_queries import message, schedule
from hervest.journey.schedule_rules import NOTHING_SAID, Said
from hervest.journey.schedule_vocabulary import MessageParty, MessageState
from hervest.journey.settings import journey_settings
from hervest.journey.vocabulary import ClosingReason, MilestoneCode, TeamRole
from hervest.placement.closing_actions import close
from people import HERE

ANSWERS, TRAVEL = "questions_answered", "travel_told"


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """Linked a month ago: Sander leads, Anouk guides, Carla of COA hands over, a group is theirs, Samir has a login."""
    by = world.actor("sander")
    case = actions.open_case(by=by, now=world.now, municipality=HERE, route=Route.RESETTLEMENT).code
    born = world.today - timedelta(days=365 * 40)
    head = MemberRecord(MemberNo(1), MemberRole.HEAD, "Samir", "Haddad", born, Sex.MALE)
    save_household(by=by, now=world.now, case=case, record=HouseholdRecord(members=(head,), contact_language="ar"))
    linked = world.today - timedelta(days=30)
    records = [MilestoneRecord(MilestoneCode.ALLOCATED, None, actual_on=linked)]
    actions.record_milestones(by=by, now=world.now, case=case, records=records, source="person")
    for key, role in (("anouk", TeamRole.GUIDE_COORDINATOR), ("carla", TeamRole.COA_LIAISON)):
        world.joins(case, key, role, by="sander")
    world.joins(case, "samir", TeamRole.NEWCOMER, by="sander", member=MemberNo(1))
    world.sponsored(case, "saskia", "fenna")
    return case


def recorded(world, family, said, *, ref=ANSWERS, key="sander", seen=0):
    record_message(by=world.actor(key), now=world.now, case=family, ref=ref, said=said, seen=seen)


def rows_of(world, family, key="sander"):
    groups = schedule(world.actor(key), family, today=world.today).groups
    return {row.message.ref: row for group in groups for row in group.rows}


def page_of(browser, family, **asked):
    answer = browser.get(reverse("contact_schedule", args=[family]), asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_schedule_tells_what_is_expected_by_which_day_and_what_is_late(log_in, world, family):
    rows = rows_of(world, family)

    assert rows["link_told"].message.due_on == world.today - timedelta(days=30)
    assert rows[ANSWERS].state is MessageState.LATE
    assert rows[TRAVEL].message.waits_for is MilestoneCode.LANDED
    shown = page_of(log_in("sander"), family)
    for words in ("Antwoorden op de vragen over het dossier", "nog geen dag: wacht op", "te laat"):
        assert words in shown
    assert [group.phase for group in schedule(world.actor("sander"), family, today=world.today).groups] == [
        "allocation",
        "preparation",
        "first_48_hours",
        "arrival",
    ]


def test_the_page_of_the_case_says_how_many_are_late_to_who_has_a_part_in_them(log_in, world, family):
    path = f"/cases/{family}/"
    late = [ref for ref, row in rows_of(world, family).items() if row.state is MessageState.LATE]
    for key in ("sander", "carla"):
        assert f"{len(late)} berichten zijn te laat" in log_in(key).get(path).content.decode()
    assert "berichten zijn te laat" not in log_in("saskia").get(path).content.decode()

    for ref in late[1:]:
        recorded(world, family, Said(received_on=world.today), ref=ref)
    assert "1 bericht is te laat" in log_in("sander").get(path).content.decode()


def test_a_later_arrival_moves_the_messages_along(world, family):
    for days in (40, 60):
        landing = MilestoneRecord(MilestoneCode.LANDED, None, planned_on=world.today + timedelta(days=days))
        by = {"by": world.actor("sander"), "now": world.now, "case": family}
        actions.record_milestones(**by, records=[landing], source="person")

        rows = rows_of(world, family)
        assert rows["arrival_arranged"].message.due_on == landing.planned_on - timedelta(days=7)
        assert rows[TRAVEL].message.due_on is not None


def test_nothing_is_expected_any_more_once_coa_hands_the_household_over_no_longer(world, family):
    by = {"by": world.actor("sander"), "now": world.now, "case": family}
    last = world.today - journey_settings().after_arrival
    for arrived, has in ((last, True), (last - timedelta(days=1), False)):
        records = [MilestoneRecord(MilestoneCode.ARRIVED, None, actual_on=arrived)]
        actions.record_milestones(**by, records=records, source="person")
        assert bool(schedule(world.actor("sander"), family, today=world.today).n_open) is has


def test_who_works_on_the_case_and_coa_read_it_and_nobody_else(log_in, world, family):
    recorded(world, family, Said(note="De trainer belt maandag."))

    for key in ("sander", "anouk", "carla"):
        assert "De trainer belt maandag." in page_of(log_in(key), family)
        assert reverse("contact_schedule", args=[family]) in log_in(key).get(f"/cases/{family}/").content.decode()
    for key in ("saskia", "fenna", "samir", "lotte", "pieter", "hatice"):
        assert log_in(key).get(reverse("contact_schedule", args=[family])).status_code == 404
    assert "/messages/" not in log_in("samir").get(f"/cases/{family}/").content.decode()


@pytest.mark.parametrize("key", ["saskia", "samir", "fenna"])
def test_who_reads_contacts_and_has_no_part_in_the_schedule_records_nothing(world, family, key):
    for act in (
        lambda: recorded(world, family, Said(sent_on=world.today), key=key),
        lambda: mark_message(by=world.actor(key), now=world.now, case=family, ref=ANSWERS),
        lambda: add_message(by=world.actor(key), now=world.now, case=family, added=extra(world)),
        lambda: unmark_message(by=world.actor(key), now=world.now, case=family, ref=ANSWERS, seen=0),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(NotAllowed):
        recorded(world, family, Said(sent_on=world.today), key="lotte")
    recorded(world, family, Said(sent_on=world.today), key="carla")


def extra(world, **differs):
    said = {"title": "Foto van de school", "sender": MessageParty.SCHOOL, "receiver": MessageParty.COA}
    return AddedMessage(**said | {"due_on": world.today + timedelta(days=3)} | differs)


def test_a_message_is_recorded_with_what_went_along_and_where_it_lies(log_in, family):
    browser, path = log_in("sander"), reverse("record_message", args=[family, ANSWERS])
    sent = {"sent_on": "2026-11-20", "received_on": "2026-11-21", "attachment": "antwoorden, in TVS", "seen": "0"}

    answer = browser.post(path, sent)

    assert (answer.status_code, answer["Location"]) == (303, reverse("contact_schedule", args=[family]))
    shown = page_of(browser, family)
    row = shown[shown.index(f'id="{ANSWERS}"') :].split("</tr>")[0]
    assert "vr 20 nov" in row
    assert "za 21 nov" in row
    assert "antwoorden, in TVS" in row
    assert "te laat" not in row
    assert AuditRow.rows.get(verb="message.recorded").detail["message"] == ANSWERS
    assert "Het laatst vastgelegd door Sander Bos" in unescape(browser.get(path).content.decode())


@pytest.mark.parametrize(
    ("differs", "says"),
    [
        ({"sent_on": "2026-11-24"}, "leg vast wat al is verstuurd"),
        ({"received_on": "2026-11-24"}, "leg vast wat al is ontvangen"),
        ({"sent_on": "2026-11-21", "received_on": "2026-11-20"}, "niet voor de dag van versturen"),
        ({"is_needless": "on", "note": ""}, "waarom dit bericht hier niet nodig is"),
        ({"sent_on": "2026-11-21", "is_needless": "on"}, "Haal de dagen weg"),
        ({"sent_on": "gisteren"}, "geldige datum"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(log_in, family, differs, says):
    sent = {"note": "Getypt.", "attachment": "op papier", "seen": "0"} | differs

    shown = unescape(log_in("sander").post(reverse("record_message", args=[family, ANSWERS]), sent).content.decode())

    assert says in shown
    assert "op papier" in shown
    assert not ContactMessage.rows.exists()


def test_two_who_record_the_same_message_see_both_values(log_in, world, family):
    path = reverse("record_message", args=[family, ANSWERS])
    recorded(world, family, Said(note="Van Anouk."), key="anouk")

    shown = unescape(log_in("sander").post(path, {"note": "Van Sander.", "seen": "0"}).content.decode())

    assert "Van Anouk." in shown
    assert "Van Sander." in shown
    assert ContactMessage.rows.get().note == "Van Anouk."
    log_in("sander").post(path, {"note": "Van Sander.", "seen": "1"})
    assert ContactMessage.rows.get().note == "Van Sander."


@pytest.mark.parametrize(
    "who",
    [
        ("sander", ANSWERS, "received_on"),
        ("carla", ANSWERS, "sent_on"),
        ("sander", "questions_put", "sent_on"),
        ("carla", "questions_put", "received_on"),
        ("sander", "medical_handed_over", "sent_on"),
    ],
)
def test_in_one_go_each_side_records_what_it_knows_and_can_take_it_back(log_in, world, family, who):
    key, ref, day = who
    browser = log_in(key)
    browser.post(reverse("mark_message", args=[family, ref]))

    row = ContactMessage.rows.get()
    other = {"sent_on": "received_on", "received_on": "sent_on"}[day]
    assert (getattr(row, day), getattr(row, other)) == (world.today, None)
    undo = re.search(r'action="([^"]*/undo/1/)"', page_of(browser, family))
    browser.post(undo[1])
    row.refresh_from_db()
    assert (row.sent_on, row.received_on) == (None, None)


def test_in_one_go_nothing_is_overwritten_that_was_recorded_before(world, family):
    earlier = Said(sent_on=world.today - timedelta(days=2), received_on=world.today - timedelta(days=1))
    recorded(world, family, earlier)

    assert mark_message(by=world.actor("sander"), now=world.now, case=family, ref=ANSWERS) is None
    assert message(world.actor("sander"), family, ANSWERS, today=world.today).said == earlier
    assert not unmark_message(by=world.actor("sander"), now=world.now, case=family, ref=ANSWERS, seen=0)
    assert message(world.actor("sander"), family, ANSWERS, today=world.today).said == earlier


def test_one_tap_on_an_older_page_changes_nothing_of_what_came_in_before(world, family):
    earlier = Said(received_on=world.today - timedelta(days=1))
    recorded(world, family, earlier)

    assert mark_message(by=world.actor("carla"), now=world.now, case=family, ref=ANSWERS) is None
    assert message(world.actor("sander"), family, ANSWERS, today=world.today).said == earlier


def test_undo_after_somebody_else_recorded_more_says_so_on_the_page_one_came_from(log_in, world, family):
    browser = log_in("carla")
    there = reverse("contact_schedule", args=[family]) + "?open=on"
    answer = browser.post(reverse("mark_message", args=[family, ANSWERS]), {"next": there})
    assert answer["Location"] == there
    recorded(world, family, Said(sent_on=world.today, received_on=world.today), seen=1)

    answer = browser.post(reverse("unmark_message", args=[family, ANSWERS, 1]), {"next": there}, follow=True)
    assert "er is niets teruggenomen" in unescape(answer.content.decode())
    assert ContactMessage.rows.get().received_on == world.today


def test_what_was_taken_back_says_by_whom(log_in, world, family):
    path = reverse("record_message", args=[family, ANSWERS])
    recorded(world, family, Said(received_on=world.today))
    assert "Het laatst vastgelegd door Sander Bos" in unescape(log_in("anouk").get(path).content.decode())
    recorded(world, family, NOTHING_SAID, seen=1, key="carla")

    shown = unescape(log_in("anouk").get(path).content.decode())
    assert "Teruggenomen door Carla Mos" in shown
    assert "Het laatst vastgelegd" not in shown


def test_who_reads_it_is_named(log_in, world, family):
    world.joins(family, "ruben", TeamRole.HOUSING_ASSOCIATION, by="sander")  # in the team, and without a contact log
    for name, more in (("contact_schedule", []), ("record_message", [ANSWERS]), ("add_message", [])):
        shown = unescape(log_in("sander").get(reverse(name, args=[family, *more])).content.decode())
        told = next(line for line in shown.splitlines() if "lezen dit" in line)
        assert all(who in told for who in ("Sander Bos", "Anouk Bakker", "Carla Mos"))
        assert [who for who in ("Ruben Smit", "Saskia Burg", "Fenna Stam") if who in told] == []


def test_only_what_is_still_expected_is_shown_where_that_is_asked(log_in, world, family):
    recorded(world, family, Said(received_on=world.today))

    everything, still = page_of(log_in("sander"), family), page_of(log_in("sander"), family, open="on")
    assert f'id="{ANSWERS}"' in everything
    assert f'id="{ANSWERS}"' not in still
    assert f'id="{TRAVEL}"' in still


def test_a_message_of_its_own_is_added_and_recorded_like_the_others(log_in, world, family):
    browser = log_in("sander")
    sent = {"title": "Foto van de school", "sender": "school", "receiver": "coa", "due_on": "2026-12-01"}

    assert browser.post(reverse("add_message", args=[family]), sent).status_code == 303

    shown = page_of(browser, family)
    assert "Toegevoegd aan dit dossier" in shown
    assert "Foto van de school" in shown
    number = ContactMessage.rows.get().pk
    recorded(world, family, Said(sent_on=world.today), ref=str(number))
    assert rows_of(world, family)[str(number)].state is MessageState.SENT


def test_what_was_added_can_be_mended_and_stands_first(log_in, world, family):
    number = str(add_message(by=world.actor("sander"), now=world.now, case=family, added=extra(world)))
    path = reverse("record_message", args=[family, number])
    mended = {"title": "Foto van de klas", "sender": "coa", "receiver": "school", "due_on": "2026-12-02", "seen": "0"}

    assert log_in("carla").post(path, mended).status_code == 303

    first = schedule(world.actor("sander"), family, today=world.today).groups[0]
    assert (first.phase, [row.message.title for row in first.rows]) == (None, ["Foto van de klas"])
    assert rows_of(world, family)[number].message.sender is MessageParty.COA
    sent = {"title": "Iets anders", "sender": "gp", "receiver": "school", "due_on": "2026-12-02", "seen": "0"}
    log_in("sander").post(reverse("record_message", args=[family, TRAVEL]), sent | {"note": "Volgt."})
    assert rows_of(world, family)[TRAVEL].message.sender is MessageParty.COA  # of the table nothing changes


def test_a_message_goes_from_one_to_another(log_in, family):
    sent = {"title": "Foto", "sender": "coa", "receiver": "coa", "due_on": "2026-12-01"}

    shown = unescape(log_in("sander").post(reverse("add_message", args=[family]), sent).content.decode())

    assert "Kies twee verschillende partijen" in shown
    assert not ContactMessage.rows.exists()


@pytest.mark.parametrize("ref", ["no_such", "99999", "warm_handover", "new-one"])
def test_a_message_that_this_case_does_not_have_is_not_found(log_in, world, family, ref):
    assert log_in("sander").get(reverse("record_message", args=[family, ref])).status_code == 404
    with pytest.raises(NotFound, match="no_such_message"):
        recorded(world, family, Said(sent_on=world.today), ref=ref)


def test_a_message_of_another_case_is_not_reached_through_this_one(world, family):
    by = world.actor("sander")
    other = actions.open_case(by=by, now=world.now, municipality=HERE, route=Route.RESETTLEMENT).code
    theirs = add_message(by=by, now=world.now, case=other, added=extra(world))

    with pytest.raises(NotFound, match="no_such_message"):
        recorded(world, family, Said(sent_on=world.today), ref=str(theirs))
    recorded(world, other, Said(sent_on=world.today), ref=str(theirs))


def test_a_displaced_household_has_no_schedule(log_in, world):
    by = world.actor("sander")
    case = actions.open_case(by=by, now=world.now, municipality=HERE, route=Route.TEMPORARY_PROTECTION).code

    assert log_in("sander").get(reverse("contact_schedule", args=[case])).status_code == 404
    assert "/messages/" not in log_in("sander").get(f"/cases/{case}/").content.decode()
    with pytest.raises(NotFound):
        add_message(by=by, now=world.now, case=case, added=extra(world))


def test_a_closed_case_keeps_its_schedule_and_takes_nothing_more(log_in, world, family):
    recorded(world, family, Said(received_on=world.today))
    how = {"seen": Case.rows.get(code=family).plan_version, "knows_of_terms": True, "text": "Klaar."}
    close(by=world.actor("sander"), now=world.now, case=family, reason=ClosingReason.OTHER, **how)

    browser = log_in("sander")
    assert f'id="{ANSWERS}"' in page_of(browser, family)
    assert "Bericht toevoegen" not in page_of(browser, family)
    assert schedule(world.actor("sander"), family, today=world.today).n_open == 0  # nothing can become of it any more
    for name, more in (("record_message", [ANSWERS]), ("add_message", [])):
        assert browser.get(reverse(name, args=[family, *more])).status_code == 409
    with pytest.raises(Conflict, match="case_is_closed"):
        recorded(world, family, NOTHING_SAID, seen=1)


def test_the_page_asks_the_same_number_of_questions_however_much_was_recorded(
    log_in, world, family, django_assert_max_num_queries
):
    browser = log_in("sander")
    page_of(browser, family)
    with django_assert_max_num_queries(60) as first:
        page_of(browser, family)
    for ref in ("link_told", "link_confirmed", "dossier_sent", TRAVEL):
        recorded(world, family, Said(sent_on=world.today), ref=ref)
    for _ in range(5):
        add_message(by=world.actor("sander"), now=world.now, case=family, added=extra(world))
    with django_assert_max_num_queries(len(first)):
        page_of(browser, family)
