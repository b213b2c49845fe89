"""Booking an interpreter: who sees the appointment, what clashes, and the list that only its writer reads."""

import re
from datetime import time, timedelta
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from guidance.helping import JAMILA, LEILA, RIMA, SAMIR, act, books, make_family, talk
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.guidance.interpreting_actions import (
    cancel_booking,
    change_booking,
    drop_exclusion,
    exclude_interpreter,
    tell_how_it_went,
    undo_booking_end,
)
from hervest.guidance.interpreting_models import InterpreterBooking, InterpreterExclusion
from hervest.guidance.interpreting_queries import hours_of, household_bookings, own_bookings, own_exclusions
from hervest.guidance.interpreting_vocabulary import BookingState
from hervest.journey.models import TeamMember
from knowledge.maps import put
from people import NOW, TODAY, let_in

DAY = timedelta(days=1)
ON = TODAY + 3 * DAY


@pytest.fixture
def family(begin):
    return begin(make_family)


def rows(world, family, key="sander"):
    return household_bookings(world.actor(key), family, today=world.today, now=world.now)


def own(world, family, key):
    return own_bookings(world.actor(key), family, today=world.today, now=world.now).rows


def seats(world):
    return TeamMember.rows.filter(person_id=world.ids["tolk"], until_on__gte=TODAY)


def excludes(world, family, who, key="samir"):
    return exclude_interpreter(**act(world, family, key), who=who)


def refused(call):
    with pytest.raises(RuleBroken) as found:
        call()
    return found.value.code


def shown(browser, name, *args, **asked):
    answer = browser.get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_an_interpreter_sees_first_name_language_place_and_time_from_a_day_before_until_a_day_after(
    world, family, client
):
    books(world, family, interpreter=world.ids["tolk"])
    seen = []
    for shift in range(1, 7):
        with time_machine.travel(NOW + shift * DAY, tick=False):
            let_in(client, world.person("tolk"), at=NOW + shift * DAY)
            page = unescape(client.get("/cases/").content.decode())
            seen.append(family in page)
            if family in page:
                for word in ("Rima", "Arabisch", "Loket Brink 4", "10:00"):
                    assert word in page
                for word in ("Haddad", "Samir", "een vrouw", "Sander", "De gemeente"):
                    assert word not in page
    assert seen == [False, True, True, True, False, False]


def test_who_is_booked_for_the_whole_household_has_a_seat_beside_each_and_one_booking(world, family):
    books(world, family, members=frozenset(), interpreter=world.ids["tolk"])

    assert sorted(seats(world).values_list("member_no", flat=True)) == [1, 2, 3, 4]
    assert len(rows(world, family).rows) == 1


def test_who_works_on_the_case_books_and_nobody_else(world, family):
    books(world, family, "anouk")

    for key in ("lena", "lotte", "samir", "hatice"):
        with pytest.raises((NotAllowed, NotFound)):
            books(world, family, key, at=time(15, 0))
    for key in ("lena", "lotte", "hatice", "gijs"):
        with pytest.raises(NotFound):
            rows(world, family, key)


def test_two_talks_of_the_same_person_do_not_overlap_and_of_others_they_may(world, family):
    number = books(world, family)

    assert refused(lambda: books(world, family, at=time(10, 30))) == "people_taken_then"
    assert refused(lambda: books(world, family, members=frozenset(), at=time(9, 30))) == "people_taken_then"
    books(world, family, members=frozenset({SAMIR}), at=time(10, 30))
    books(world, family, at=time(11, 0))
    cancel_booking(**act(world, family), booking=number, seen=1)
    books(world, family, minutes=30)


def test_an_interpreter_with_another_appointment_and_one_who_is_not_wished_are_refused_alike(world, family, log_in):
    books(world, family, interpreter=world.ids["tolk"])
    busy = refused(lambda: books(world, family, members=frozenset({SAMIR}), interpreter=world.ids["tolk"]))
    excludes(world, family, "Olk")
    not_wished = refused(
        lambda: books(world, family, members=frozenset({SAMIR}), at=time(15, 0), interpreter=world.ids["tolk"])
    )

    assert busy == not_wished == "interpreter_not_available"
    page = shown(log_in("sander"), "referrals", family)
    for word in ("lijst", "wil niet", "niet gewenst"):
        assert word not in page


@pytest.mark.parametrize(
    ("who", "how"),
    [
        ("Olk", {"who": "Tanja Olk"}),
        ("4711", {"who": "tolk 4711"}),
        ("Tolken Oost", {"service": "agency"}),
    ],
)
def test_a_name_a_code_or_who_sends_them_is_held_against_a_booking(world, family, who, how):
    if "service" in how:
        how = {"service": put(world, "Tolken Oost", themes=("interpreters",))}
    excludes(world, family, who)

    people = {"members": frozenset({SAMIR})}
    assert refused(lambda: books(world, family, **people, **how)) == "interpreter_not_available"
    books(world, family, **people, who="Een ander")


def test_the_list_of_somebody_counts_for_them_and_their_young_children_and_for_nobody_else(world, family):
    excludes(world, family, "Olk")

    for members in ({SAMIR}, {LEILA}, {SAMIR, RIMA}, set()):
        call = {"members": frozenset(members), "who": "T. Olk"}
        assert refused(lambda call=call: books(world, family, **call)) == "interpreter_not_available"
    books(world, family, members=frozenset({RIMA}), who="T. Olk")
    books(world, family, members=frozenset({JAMILA}), who="T. Olk")


def test_the_list_is_read_and_kept_by_its_writer_alone(world, family, log_in):
    entry = excludes(world, family, "Tanja Olk")
    excludes(world, family, "Een ander", "jamila")

    assert [row.who for row in own_exclusions(world.actor("samir"), family, today=world.today)] == ["Tanja Olk"]
    assert "Tanja Olk" in shown(log_in("samir"), "own_help", family)
    assert "Tanja Olk" not in shown(log_in("jamila"), "own_help", family)
    for key in ("sander", "anouk"):
        with pytest.raises(NotFound):
            own_exclusions(world.actor(key), family, today=world.today)
        assert "Tanja Olk" not in shown(log_in(key), "referrals", family)
    for key in ("sander", "jamila"):
        with pytest.raises(NotFound):
            drop_exclusion(**act(world, family, key), entry=entry)
    with pytest.raises(NotFound):
        excludes(world, family, "Wie dan ook", "sander")
    assert drop_exclusion(**act(world, family, "samir"), entry=entry) == "Tanja Olk"
    assert InterpreterExclusion.rows.count() == 1


def test_who_is_put_on_the_list_after_being_booked_sees_nothing_any_more_and_another_is_asked(world, family, log_in):
    books(world, family, on=TODAY + DAY, members=frozenset({SAMIR}), interpreter=world.ids["tolk"])
    assert family in hours_of(world.actor("tolk"), today=world.today)
    assert family in log_in("tolk").get("/cases/").content.decode()

    excludes(world, family, "tanja olk")

    assert not seats(world).exists()
    assert hours_of(world.actor("tolk"), today=world.today) == {}
    assert family not in log_in("tolk").get("/cases/").content.decode()
    assert rows(world, family).rows[0].needs_another
    assert "Boek een andere tolk" in shown(log_in("sander"), "referrals", family)


def test_an_empty_entry_is_refused(world, family):
    assert refused(lambda: excludes(world, family, " -- ")) == "name_or_code_needed"


def test_a_changed_booking_lets_the_new_one_in_and_the_old_one_out(world, family):
    number = books(world, family, interpreter=world.ids["tolk"])
    how = {"booking": number, "seen": 1}
    change_booking(**act(world, family), **how, booked=talk(on=ON + DAY, interpreter=world.ids["tolk"]))
    assert list(seats(world).values_list("from_on", "until_on")) == [(ON, ON + 2 * DAY)]

    with pytest.raises(Conflict):
        change_booking(**act(world, family), **how, booked=talk())
    change_booking(**act(world, family), booking=number, seen=2, booked=talk(who="Iemand anders"))
    assert not seats(world).exists()


def test_a_cancelled_booking_shows_the_interpreter_nothing_and_can_be_taken_back(world, family):
    number = books(world, family, interpreter=world.ids["tolk"])
    other = books(world, family, interpreter=world.ids["tolk"], at=time(15, 0))
    cancel_booking(**act(world, family), booking=other, seen=1)
    assert seats(world).count() == 1  # the first of the day needs it still
    cancel_booking(**act(world, family), booking=number, seen=1)
    assert not seats(world).exists()

    assert not undo_booking_end(**act(world, family), booking=number, seen=1)
    assert undo_booking_end(**act(world, family), booking=number, seen=2)
    assert seats(world).count() == 1
    late = act(world, family) | {"now": world.now + 2 * DAY}
    assert refused(lambda: undo_booking_end(**late, booking=other, seen=2)) == "too_late_to_take_back"


def test_until_when_one_cancels_without_costs_is_as_who_sends_the_interpreter_says(world, family, log_in):
    agency = put(world, "Tolken Oost", themes=("interpreters",), cancel_hours=48)
    books(world, family, on=TODAY + DAY, service=agency)
    books(world, family, on=ON, service=agency)

    late, early = rows(world, family).rows
    assert (late.is_cancel_late, early.is_cancel_late) == (True, False)
    assert "niet meer" in shown(log_in("sander"), "referrals", family)


def test_how_it_went_is_told_on_its_day_and_not_before(world, family):
    number = books(world, family)
    how = {"booking": number, "seen": 1, "state": BookingState.HELD}
    assert refused(lambda: tell_how_it_went(**act(world, family), **how)) == "booking_is_ahead"
    InterpreterBooking.rows.filter(pk=number).update(on=TODAY)
    tell_how_it_went(**act(world, family), **how)

    assert rows(world, family).over[0].booked.state is BookingState.HELD
    with pytest.raises(Conflict):
        cancel_booking(**act(world, family), booking=number, seen=2)


def test_of_the_household_each_sees_the_talks_that_are_theirs(world, family, log_in):
    books(world, family, at=time(10, 7))
    mine = books(world, family, members=frozenset({SAMIR}), at=time(12, 0))
    child = books(world, family, members=frozenset({LEILA}), at=time(13, 0))
    everybody = books(world, family, members=frozenset(), at=time(14, 0))

    assert [row.id for row in own(world, family, "samir")] == [mine, child, everybody]
    assert own(world, family, "jamila") == ()
    assert "13:00" in shown(log_in("samir"), "own_help", family)
    assert "10:07" not in shown(log_in("samir"), "own_help", family)


def test_a_booking_is_typed_on_the_page_and_what_is_wrong_comes_back_with_what_was_typed(world, family, log_in):
    typed = {
        "members": [str(RIMA)],
        "language": "ar",
        "wished": "woman",
        "on": ON.isoformat(),
        "at": "10:00",
        "minutes": "60",
        "channel": "on_site",
        "place": "",
        "who": "tolk 4711",
        "payer": "zra",
        "paid_until": (ON - DAY).isoformat(),
        "state": "requested",
    }
    browser = log_in("sander")
    page = unescape(browser.post(reverse("book_interpreter", args=[family]), typed).content.decode())
    assert "Vul in waar het gesprek is" in page
    assert "tolk 4711" in page
    page = unescape(
        browser.post(reverse("book_interpreter", args=[family]), typed | {"place": "Loket"}).content.decode()
    )
    assert "betaalt deze regeling niet meer" in page
    right = typed | {"place": "Loket", "paid_until": ON.isoformat()}
    answer = browser.post(reverse("book_interpreter", args=[family]), right, follow=True)
    assert "De tolk is geboekt" in answer.content.decode()
    assert rows(world, family).rows[0].booked.paid_until == ON
