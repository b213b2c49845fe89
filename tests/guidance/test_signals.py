"""Signals: raised by everybody around a household, looked at by the named, and never by whom they are about."""

from datetime import timedelta

import pytest
from django.urls import reverse

from guidance.kept_safe import WORDS, make_safe_family, raises
from guidance.supported import RIMA, SAMIR, act
from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.guidance import signal_actions
from hervest.guidance.intensity_queries import due_reviews_of, own_support, support
from hervest.guidance.jobs import tell_of_safety
from hervest.guidance.models import Incident, Signal
from hervest.guidance.signal_queries import SignalFilters, my_signals, raising, signal_view, signals
from hervest.guidance.signal_vocabulary import AboutKind, SignalKind, SignalOutcome, SignalState
from hervest.journey.models import Case, TeamMember
from hervest.journey.queries import case_of
from hervest.journey.vocabulary import ClosingReason
from hervest.notices.models import OutboxMessage
from hervest.placement.closing_actions import close
from people import HERE


@pytest.fixture
def family(begin):
    return begin(make_safe_family)


def asks(world, key, *, theme="", is_deputy=False):
    """The lead names somebody of the cast to look at signals."""
    how = {"municipality": HERE, "theme": theme, "person": world.ids[key], "is_deputy": is_deputy}
    signal_actions.add_triager(by=world.actor("lena"), now=world.now, **how)


def reads(world, key):
    return [row.id for row in signals(world.actor(key), SignalFilters(), today=world.today, number=1).rows]


def readers(world):
    return {key for key in ("lena", "marieke", "sander", "lotte", "anouk", "fenna", "hatice") if reads(world, key)}


def takes(world, signal, key="lotte", seen=0):
    signal_actions.take_signal(by=world.actor(key), now=world.now, signal=signal, seen=seen)


def closes(world, signal, key="lotte", seen=1, text="Samen gepraat."):
    how = {"outcome": SignalOutcome.TALKED, "text": text, "seen": seen}
    signal_actions.close_signal(by=world.actor(key), now=world.now, signal=signal, **how)


RAISERS = ("sander", "anouk", "lotte", "saskia", "samir", "rima", "jamila")


@pytest.mark.parametrize("key", RAISERS)
def test_everybody_around_a_household_raises_a_signal(world, family, key):
    assert raises(world, family, key)


def test_who_coordinates_the_group_raises_a_signal_through_its_organisation(world, family):
    with pytest.raises(NotAllowed):
        raises(world, family, "fenna")
    TeamMember.rows.filter(person=world.ids["fenna"]).update(organisation=world.organisations["wegwijs"])

    assert raises(world, family, "fenna")


@pytest.mark.parametrize("key", ["lena", "joris", "carla", "hatice", "aad", "pieter", "tolk", "gijs", "bas"])
def test_who_has_nothing_to_do_with_a_household_raises_none(log_in, world, family, key):
    with pytest.raises((NotFound, NotAllowed)):
        raises(world, family, key)
    assert log_in(key).get(reverse("raise_signal", args=[family])).status_code == 404


def test_the_leads_look_at_it_until_somebody_is_named_and_then_the_named_alone(world, family):
    raises(world, family, "saskia")
    assert readers(world) == {"lena", "marieke"}

    asks(world, "anouk")
    assert readers(world) == {"anouk"}
    asks(world, "lotte", theme="violence")
    assert readers(world) == {"lotte"}
    asks(world, "sander", theme="money")
    assert readers(world) == {"lotte"}


def test_whom_a_signal_is_about_never_reads_it(world, family):
    asks(world, "lotte", theme="violence")
    asks(world, "anouk")
    signal = raises(world, family, "rima", about=AboutKind.HELPER, helper=world.ids["lotte"])

    assert readers(world) == {"anouk"}
    with pytest.raises((NotFound, NotAllowed)):
        takes(world, signal, "lotte")
    raises(world, family, "rima", about=AboutKind.HELPER, helper=world.ids["anouk"])
    assert len(reads(world, "lotte")) == 1  # of violence she is named, and this one is about Anouk


def test_a_signal_about_the_only_lead_goes_to_the_other_one(world, family):
    with pytest.raises(RuleBroken, match="nobody_of_that_name"):
        raises(world, family, "rima", about=AboutKind.HELPER, helper=world.ids["lena"])  # helps nobody here
    world.joins(family, "marieke", "case_lead", by="sander")
    raises(world, family, "rima", about=AboutKind.HELPER, helper=world.ids["marieke"])

    assert readers(world) == {"lena"}


def test_somebody_of_the_household_chooses_who_reads_it_and_nobody_else_does(world, family):
    asks(world, "lotte", theme="violence")
    chosen = raises(world, family, "rima", to=world.ids["anouk"])

    assert readers(world) == {"anouk"}
    assert signal_view(world.actor("anouk"), chosen, today=world.today).is_private
    TeamMember.rows.filter(person=world.ids["anouk"]).delete()
    assert readers(world) == {"anouk"}  # she still works there
    for key, kept in (("samir", NotFound), ("saskia", NotFound), ("sander", NotFound), ("lotte", NotFound)):
        with pytest.raises(kept):
            signal_view(world.actor(key), chosen, today=world.today)


def test_what_was_sent_to_somebody_who_left_is_read_by_the_named(world, family):
    asks(world, "lotte", theme="violence")
    raises(world, family, "rima", to=world.ids["anouk"])
    world.person("anouk").memberships.all().update(until_on=world.today - timedelta(days=1))

    assert readers(world) == {"lotte"}


@pytest.mark.parametrize("key", ["saskia", "fenna", "samir", "lena", "joris"])
def test_a_sponsor_a_spouse_and_who_is_not_in_the_team_cannot_be_chosen(world, family, key):
    with pytest.raises(RuleBroken, match="cannot_be_chosen"):
        raises(world, family, "rima", to=world.ids[key])


def test_only_somebody_of_the_household_chooses_and_never_whom_it_is_about(world, family):
    with pytest.raises(RuleBroken, match="cannot_be_chosen"):
        raises(world, family, "saskia", to=world.ids["anouk"])
    with pytest.raises(RuleBroken, match="told_to_whom_it_is_about"):
        raises(world, family, "rima", to=world.ids["anouk"], about=AboutKind.HELPER, helper=world.ids["anouk"])


def test_a_signal_needs_words_and_no_day_that_is_still_to_come(world, family):
    for wrong, code in (
        ({"text": " "}, "signal_without_words"),
        ({"happened_on": world.today + timedelta(days=1)}, "happened_in_future"),
        ({"theme": "weather"}, "no_such_theme"),
        ({"about": AboutKind.MEMBER, "member": 9}, "nobody_of_that_name"),
    ):
        with pytest.raises(RuleBroken, match=code):
            raises(world, family, "saskia", **wrong)
    assert Signal.rows.count() == 0


def test_where_nobody_is_left_who_could_read_it_nothing_is_lost_and_one_is_told_so(world, family):
    for key in ("lena", "marieke"):
        world.person(key).memberships.all().update(until_on=world.today - timedelta(days=1))

    with pytest.raises(RuleBroken, match="nobody_to_read_it"):
        raises(world, family, "saskia")


def test_danger_stands_first_and_is_due_today_and_the_rest_the_next_working_day(world, family):
    world.now = world.now.replace(day=27)  # a Friday
    world.today = world.now.date()
    calm, urgent = raises(world, family, "saskia"), raises(world, family, "saskia", is_urgent=True)

    assert reads(world, "lena") == [urgent, calm]
    due = {row.pk: row.due_on for row in Signal.rows.all()}
    assert due == {urgent: world.today, calm: world.today + timedelta(days=3)}


def test_it_is_taken_worked_on_and_closed_with_an_outcome_that_the_raiser_never_reads(log_in, world, family):
    asks(world, "lotte")
    signal = raises(world, family, "saskia", kind=SignalKind.INCIDENT, wanted=f"{WORDS} rust")
    own = reverse("my_signals")
    assert "ontvangen" in log_in("saskia").get(own).content.decode()

    takes(world, signal)
    with pytest.raises(Conflict, match="signal_changed_meanwhile"):
        takes(world, signal)
    assert "wordt bekeken" in log_in("saskia").get(own).content.decode()
    signal_actions.note_step(by=world.actor("lotte"), now=world.now, signal=signal, text=f"{WORDS} gebeld")
    with pytest.raises(RuleBroken, match="closed_without_words"):
        closes(world, signal, text=" ")
    closes(world, signal, text=f"{WORDS} klaar")

    shown = log_in("saskia").get(own).content.decode()
    assert "gesloten" in shown
    for word in (WORDS, "Lotte", "Geweld", "gepraat"):
        assert word not in shown
    assert log_in("saskia").get(reverse("signal", args=[signal])).status_code == 404
    view = signal_view(world.actor("lotte"), signal, today=world.today)
    assert (view.outcome, view.row.state, len(view.steps)) == (SignalOutcome.TALKED, SignalState.CLOSED, 1)
    assert reads(world, "lotte") == []


def test_a_signal_closed_too_soon_is_opened_again_within_a_day(world, family):
    asks(world, "lotte")
    signal = raises(world, family, "saskia")
    how = {"by": world.actor("lotte"), "signal": signal}
    with pytest.raises(Conflict, match="signal_not_looked_at"):
        closes(world, signal, seen=0)
    with pytest.raises(Conflict, match="signal_not_looked_at"):
        signal_actions.note_step(now=world.now, text="Gebeld", **how)
    takes(world, signal)
    with pytest.raises(RuleBroken, match="step_without_words"):
        signal_actions.note_step(now=world.now, text=" ", **how)
    closes(world, signal)

    assert not signal_actions.open_signal_again(now=world.now + timedelta(hours=25), **how)
    assert signal_actions.open_signal_again(now=world.now, **how)
    with pytest.raises(NotFound):
        signal_actions.open_signal_again(now=world.now, **how)
    assert Signal.rows.get().outcome_words == ""


def test_the_named_are_told_at_once_of_danger_and_deputies_when_it_is_urgent_or_late(world, family, settings):
    settings.SENDS_MAIL = True
    asks(world, "lotte")
    asks(world, "anouk", is_deputy=True)
    raises(world, family, "saskia")
    told = OutboxMessage.rows.filter(kind="signal_waits")
    assert [row.person_id for row in told] == [world.ids["lotte"]]
    assert all((row.case_code, row.details) == ("", {}) for row in told)

    raises(world, family, "saskia", is_urgent=True)
    urgent = OutboxMessage.rows.filter(kind="signal_urgent")
    assert {row.person_id for row in urgent} == {world.ids["lotte"], world.ids["anouk"]}
    assert all(row.due_at <= world.now for row in urgent)
    assert tell_of_safety(world.now) == 0
    assert tell_of_safety(world.now + timedelta(days=3)) == 2
    assert OutboxMessage.rows.filter(kind="signal_waits", person=world.ids["anouk"]).exists()


def test_who_raised_it_is_not_told_that_it_waits(world, family, settings):
    settings.SENDS_MAIL = True
    asks(world, "lotte")
    raises(world, family, "lotte")

    assert not OutboxMessage.rows.filter(kind="signal_waits").exists()
    assert readers(world) == {"lotte"}


def test_after_an_incident_the_team_looks_at_the_support_again_and_is_not_told_why(log_in, world, family):
    asks(world, "lotte")
    today = world.today
    before = {one.moment.key for one in due_reviews_of(case_of(family), today=today)}
    own = own_support(world.actor("samir"), family, today=today)
    page = log_in("samir").get(reverse("own_support", args=[family])).content
    signal = raises(world, family, "saskia", kind=SignalKind.INCIDENT)
    assert Incident.rows.count() == 0  # nothing is told of what nobody looked at

    takes(world, signal)

    due = {one.moment.key: one for one in due_reviews_of(case_of(family), today=today)}
    assert set(due) - before == {"looked_into"}
    assert due["looked_into"].due_on == today + timedelta(days=7)
    text = log_in("sander").get(reverse("support", args=[family])).content.decode()
    assert "overleg" in text
    for word in ("signaal", "incident", "Geweld", "gebeurd", WORDS):
        assert word not in text
    assert any(row.review.moment.key == "looked_into" for row in support(world.actor("anouk"), family, today=today).due)
    assert own_support(world.actor("samir"), family, today=today) == own
    assert log_in("samir").get(reverse("own_support", args=[family])).content[:400] == page[:400]


@pytest.mark.parametrize(
    "said", [{}, {"kind": SignalKind.INCIDENT, "about": AboutKind.HELPER, "helper": "sander"}], ids=["worry", "helper"]
)
def test_after_a_worry_and_after_what_is_about_a_helper_no_review_tells_of_it(world, family, said):
    asks(world, "lotte")
    if "helper" in said:
        said = said | {"helper": world.ids[said["helper"]]}

    takes(world, raises(world, family, "saskia", **said))

    assert Incident.rows.count() == 0


def test_the_form_asks_the_team_a_sponsor_and_the_household_each_what_they_can_say(log_in, world, family):
    team, group, home = (
        log_in(key).get(reverse("raise_signal", args=[family])).content.decode() for key in ("sander", "saskia", "rima")
    )

    assert 'name="kind"' in team
    assert 'name="kind"' in group
    assert 'name="kind"' not in home
    assert 'name="to"' in home
    assert 'name="to"' not in team + group
    assert "Iemand doet mij of een ander pijn" in home
    for page in (team, group, home):
        assert page.index("tel:112") < page.index('name="theme"')
    start = raising(world.actor("rima"), family, today=world.today)
    assert start.own == f"m{RIMA}"
    assert {name for _, name in start.readers} == {"Sander Bos", "Lotte Mulder", "Anouk Bakker"}
    assert f"m{SAMIR}" in dict(start.abouts)
    assert f"p{world.ids['rima']}" not in dict(start.abouts)


def test_a_form_on_a_telephone_keeps_what_was_typed_and_leads_to_how_far_it_is(log_in, world, family):
    browser, address = log_in("rima"), reverse("raise_signal", args=[family])
    typed = {"danger": "no", "theme": "", "about": f"m{RIMA}", "text": f"{WORDS} bang", "to": str(world.ids["anouk"])}
    page = browser.post(address, typed).content.decode()
    assert WORDS in page

    after = browser.post(address, typed | {"theme": "violence"}, follow=True)
    assert after.request["PATH_INFO"] == reverse("my_signals")
    assert WORDS not in after.content.decode()
    row = Signal.rows.get()
    assert (row.about, row.member_no, row.to_person_id) == ("member", RIMA, world.ids["anouk"])


def test_nothing_of_a_signal_stands_under_the_case_in_the_log(log_in, world, family):
    asks(world, "lotte")
    log_in("saskia").get(reverse("raise_signal", args=[family]))
    signal = raises(world, family, "saskia")
    log_in("lotte").get(reverse("signal", args=[signal]))
    log_in("lotte").get(reverse("signal", args=[signal]))

    assert AuditRow.rows.filter(verb="signal.read", detail__signal=signal).count() == 2
    for row in AuditRow.rows.all():
        assert WORDS not in str(row.detail)
        assert not (row.case_code and "signal" in f"{row.verb} {row.detail}")


def test_the_lead_names_who_looks_and_nobody_else_does(log_in, world, family):
    address = reverse("signal_people", args=[HERE])
    browser = log_in("lena")
    assert "Voor deze thema’s" in browser.get(address).content.decode()
    browser.post(address, {"person": str(world.ids["lotte"]), "theme": "violence"})
    browser.post(address, {"person": str(world.ids["lotte"]), "theme": "violence", "is_deputy": "on"})
    page = browser.get(address).content.decode()
    assert "Lotte Mulder" in page
    assert page.count("/remove/") == 1

    for key in ("sander", "hatice", "bas", "samir", "joris"):
        assert log_in(key).get(address).status_code == 404
        with pytest.raises((NotFound, NotAllowed)):
            signal_actions.add_triager(
                by=world.actor(key),
                now=world.now,
                municipality=HERE,
                theme="",
                person=world.ids["lotte"],
                is_deputy=False,
            )
    for wrong in ("joris", "samir", "saskia", "hatice"):
        with pytest.raises(RuleBroken, match="cannot_be_named"):
            asks(world, wrong)
    with pytest.raises(RuleBroken, match="no_such_theme"):
        asks(world, "lotte", theme="weather")
    entry = int(page.split("/remove/")[0].rpartition("/")[2])
    with pytest.raises(NotFound):
        signal_actions.remove_triager(by=world.actor("lena"), now=world.now, municipality=HERE, entry=entry + 99)
    log_in("lena").post(reverse("remove_triager", args=[HERE, entry]))
    assert "Lotte Mulder</span>" not in browser.get(address).content.decode()


def test_the_list_is_narrowed_and_has_pages(log_in, world, family):
    for number in range(27):
        raises(world, family, "saskia", theme="money" if number % 9 == 0 else "violence")
    actor = world.actor("lena")

    def rows(number=1, **wanted):
        return signals(actor, SignalFilters(**wanted), today=world.today, number=number)

    assert (len(rows().rows), len(rows(2).rows), rows().n_rows) == (25, 2, 27)
    assert rows(theme="money").n_rows == 3
    assert rows(state="closed").n_rows == 0
    page = log_in("lena").get(reverse("signals") + "?theme=money&state=nonsense").content.decode()
    assert page.count('href="/signals/') >= 3
    assert my_signals(world.actor("saskia"), number=2).n_rows == 27
    assert my_signals(world.actor("rima"), number=1).n_rows == 0


def test_a_closed_case_is_no_reason_to_be_silent(world, family):
    how = {"seen": Case.rows.get(code=family).plan_version, "knows_of_terms": True, "text": "Klaar."}
    close(**act(world, family), reason=ClosingReason.OTHER, **how)
    signal = raises(world, family, "rima")

    takes(world, signal, "lena")
    closes(world, signal, "lena")
    assert Signal.rows.get().state == SignalState.CLOSED
