"""What is explained to a household more than once: planned, said back, and read by whom it is meant for."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import Interpreting, MemberNo, Route
from hervest.guidance.explaining_actions import (
    change_explanation,
    plan_explanation,
    record_explanation,
    take_explanation_back,
    tell_explanation,
)
from hervest.guidance.explaining_queries import explaining, n_due_explanations, own_explanations
from hervest.guidance.explaining_rules import Given, Planned
from hervest.guidance.models import Explanation
from hervest.guidance.vocabulary import Shows, TimeState, TopicState, Understood
from hervest.households.actions import let_member_leave, save_household
from hervest.households.models import Member
from hervest.households.record_rules import HouseholdRecord, MemberRecord
from hervest.households.vocabulary import MemberRole, Sex
from hervest.journey import actions
from hervest.journey.contact_actions import log_contact, take_contact_back
from hervest.journey.contact_models import ContactEntry
from hervest.journey.contact_queries import told_in_contacts
from hervest.journey.contact_rules import Contact
from hervest.journey.contact_vocabulary import ContactChannel, ContactParty, ContactReader, TopicKey
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Case
from hervest.journey.own_case_actions import open_own_case
from hervest.journey.vocabulary import ClosingReason, MilestoneCode, TeamRole
from hervest.placement.closing_actions import close
from people import HERE, TODAY

SAMIR, RIMA, JAMILA = map(MemberNo, (1, 2, 3))
MONEY, HOME, SCHOOL, EQUALITY = map(TopicKey, ("money", "home", "school", "equality"))
PARTLY = Given(TODAY, Understood.PARTLY, language="ar", interpreting=Interpreting.PROFESSIONAL)
RECORDED = {
    "topic": "money",
    "people": ["1", "2"],
    "given_on": "2026-11-20",
    "language": "ar",
    "interpreting": "professional",
    "understood": "yes",
    "said_back": "yes",
    "own_words": "De huur gaat er eerst af.",
    "note": "Rustig gesprek.",
}
PLANNED = {"topic": "money", "people": ["0"], "planned_on": "2026-12-01", "language": "ar"}


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """Here since ten days: Samir, Rima and their daughter; Sander leads, Anouk guides, Samir has a login."""
    by = world.actor("sander")
    case = actions.open_case(by=by, now=world.now, municipality=HERE, route=Route.RESETTLEMENT).code
    born = world.today - timedelta(days=365 * 40)
    members = (
        MemberRecord(SAMIR, MemberRole.HEAD, "Samir", "Haddad", born, Sex.MALE),
        MemberRecord(RIMA, MemberRole.PARTNER, "Rima", "Haddad", born, Sex.FEMALE),
        MemberRecord(JAMILA, MemberRole.CHILD, "Jamila", "Haddad", date(2009, 6, 1), Sex.FEMALE),
    )
    save_household(by=by, now=world.now, case=case, record=HouseholdRecord(members=members, contact_language="ar"))
    here = world.today - timedelta(days=10)
    records = [
        MilestoneRecord(MilestoneCode.ALLOCATED, None, actual_on=here - timedelta(days=60)),
        MilestoneRecord(MilestoneCode.LANDED, None, actual_on=here),
        MilestoneRecord(MilestoneCode.ARRIVED, None, actual_on=here),
    ]
    actions.record_milestones(by=by, now=world.now, case=case, records=records, source="person")
    for key, role in (("anouk", TeamRole.GUIDE_COORDINATOR), ("carla", TeamRole.COA_LIAISON)):
        world.joins(case, key, role, by="sander")
    for key, member in (("samir", SAMIR), ("jamila", JAMILA)):
        world.joins(case, key, TeamRole.NEWCOMER, by="sander", member=member)
    world.sponsored(case, "saskia", "fenna")
    return case


def act(world, family, key="sander"):
    return {"by": world.actor(key), "now": world.now, "case": family}


def plans(world, family, key="sander", *, moment="", **how):
    planned = Planned(**{"topic": MONEY, "on": world.today + timedelta(days=3)} | how)
    return plan_explanation(**act(world, family, key), planned=planned, moment=moment)


def records(world, family, key="sander", *, topic=MONEY, members=(), moment="", contact=None, **how):
    planned = Planned(topic, frozenset(members))
    given = replace(PARTLY, **how)
    return record_explanation(**act(world, family, key), planned=planned, given=given, moment=moment, contact=contact)


def says(world, family, *topics, to=(ContactParty.HOUSEHOLD,), members=(), readers=(), text=""):
    contact = Contact(
        on=world.today - timedelta(days=1),
        channel=ContactChannel.HOME_VISIT,
        text=text,
        members=frozenset(members),
        parties=frozenset(to),
        language="ar",
        interpreting=Interpreting.PROFESSIONAL,
        topics=frozenset(topics),
        readers=frozenset(readers),
    )
    return log_contact(**act(world, family), contact=contact)


def rows_of(world, family, key="sander", shows=Shows.ALL):
    found = explaining(world.actor(key), family, shows, today=world.today)
    return [row for group in found.groups for row in group.rows]


def row_of(world, family, topic=MONEY, key="sander"):
    return next(row for row in rows_of(world, family, key) if row.line.topic.key == topic)


def page_of(browser, name, *args, **asked):
    answer = browser.get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def posted(browser, name, *args, **typed):
    return browser.post(reverse(name, args=args), typed)


def test_what_was_never_explained_stands_first_with_a_word_and_on_its_days(log_in, world, family):
    records(world, family, topic=HOME, understood=Understood.YES)
    shown = page_of(log_in("sander"), "explanations", family)

    assert "onderwerpen nog nooit uitgelegd" in shown
    assert shown.index("Nog nooit uitgelegd") < shown.index("Geld en bankzaken") < shown.index("Uitgelegd en begrepen")
    assert shown.index("Uitgelegd en begrepen") < shown.index("De woning")
    first = row_of(world, family).line.times[0]
    assert (first.state, first.on) == (TimeState.LATE, world.today - timedelta(days=3))


def test_a_later_arrival_moves_the_days_along(world, family):
    before = row_of(world, family, EQUALITY).line.times[0].on
    moved = MilestoneRecord(MilestoneCode.ARRIVED, None, actual_on=world.today - timedelta(days=6))
    actions.record_milestones(**act(world, family), records=[moved], source="person")

    assert row_of(world, family, EQUALITY).line.times[0].on > before


def leaves(world, family, member):
    how = {"member": member, "left_on": world.today, "reason": "Verteld aan de balie."}
    let_member_leave(**act(world, family), **how)


def test_what_was_planned_for_who_left_is_not_due_and_can_be_changed_recorded_or_taken_back(log_in, world, family):
    entry = plans(world, family, on=world.today, members=frozenset({RIMA}))
    both = plans(world, family, topic=EQUALITY, on=world.today, members=frozenset({SAMIR, RIMA}))
    leaves(world, family, RIMA)

    gone = next(row for row in rows_of(world, family) if row.line.listeners == {RIMA} and row.line.topic.key == MONEY)
    assert (gone.line.is_due, gone.line.next_time.entry) == (False, entry)
    assert {row.line.listeners for row in rows_of(world, family, shows=Shows.DUE)} <= {frozenset(), frozenset({SAMIR})}
    assert both in {row.line.next_time.entry for row in rows_of(world, family, shows=Shows.DUE)}
    assert "niet meer in het gezin" in page_of(log_in("sander"), "explanations", family)
    later = Planned(MONEY, frozenset({RIMA}), on=world.today + timedelta(days=9), note="Bel haar.")
    change_explanation(**act(world, family), entry=entry, planned=later, seen=0)
    assert Explanation.rows.get(pk=entry).note == "Bel haar."
    with pytest.raises(NotFound, match="no_such_member"):
        plans(world, family, topic=HOME, members=frozenset({RIMA}))
    tell_explanation(**act(world, family), entry=both, given=PARTLY, seen=0)
    assert take_explanation_back(**act(world, family), entry=entry, seen=1)


def test_who_came_of_age_this_week_has_nothing_late(world, family):
    assert row_of(world, family).line.times[0].state is TimeState.LATE
    born = world.today - timedelta(days=2)
    Member.rows.filter(household__case__code=family, no=JAMILA).update(born_on=born.replace(year=born.year - 18))

    own = next(row for row in rows_of(world, family) if row.line.listeners == {JAMILA} and row.line.topic.key == MONEY)
    assert own.line.times[0].on == world.today - timedelta(days=2) + timedelta(weeks=1)
    assert not own.line.is_due


def test_equal_rights_are_explained_to_every_adult_and_say_nothing_of_one(world, family):
    assert row_of(world, family, EQUALITY).line.listeners == {SAMIR, RIMA}
    assert row_of(world, family, SCHOOL).line.listeners == {SAMIR, RIMA}
    assert row_of(world, family, HOME).line.listeners == frozenset()


def test_who_works_on_the_case_reads_and_records_and_nobody_else_knows_of_it(log_in, world, family):
    entry = records(world, family, own_words="De huur eerst.", is_said_back=True)

    for key in ("sander", "anouk"):
        assert "De huur eerst." in page_of(log_in(key), "explanations", family)
        assert reverse("explanations", args=[family]) in page_of(log_in(key), "case", family)
    for key in ("carla", "saskia", "fenna", "samir", "jamila", "lotte", "joris", "pieter", "hatice"):
        for name, *args in (
            ("explanations",),
            ("plan_explanation",),
            ("record_explanation",),
            ("tell_explanation", entry),
        ):
            assert log_in(key).get(reverse(name, args=[family, *args])).status_code == 404
        assert "/explanations/" not in log_in(key).get(f"/cases/{family}/").content.decode()


@pytest.mark.parametrize(
    ("key", "error"), [("carla", NotFound), ("saskia", NotFound), ("samir", NotFound), ("lotte", NotAllowed)]
)
def test_who_does_not_work_on_the_case_plans_and_records_nothing(world, family, key, error):
    entry = plans(world, family)
    tries = (
        lambda key: plans(world, family, key, topic=HOME),
        lambda key: records(world, family, key, topic=HOME),
        lambda key: tell_explanation(**act(world, family, key), entry=entry, given=PARTLY, seen=0),
        lambda key: take_explanation_back(**act(world, family, key), entry=entry, seen=1),
    )
    for attempt in tries:
        with pytest.raises(error):
            attempt(key)
        attempt("anouk")


def test_a_lead_outside_the_team_sees_that_it_was_explained_and_not_what_was_understood(log_in, world, family):
    entry = records(world, family, own_words="De huur eerst.", is_said_back=True)
    says(world, family, HOME)

    row = row_of(world, family, key="lena")
    assert (row.line.state, row.cells[0].time.understood) == (TopicState.TOLD, None)
    assert row_of(world, family, HOME, key="lena").line.state is TopicState.NEVER
    shown = page_of(log_in("lena"), "explanations", family)
    assert "is voor wie aan dit dossier werkt" in shown
    assert "De huur eerst." not in shown
    assert "Uitleg vastleggen" not in shown
    assert log_in("lena").get(reverse("tell_explanation", args=[family, entry])).status_code == 404
    with pytest.raises(NotFound):
        records(world, family, "lena")
    assert n_due_explanations(world.actor("lena"), family, today=world.today) == 0


def test_it_is_recorded_with_language_interpreter_and_their_own_words(log_in, family):
    browser = log_in("sander")
    answer = posted(browser, "record_explanation", family, **RECORDED)

    assert (answer.status_code, answer["Location"]) == (303, reverse("explanations", args=[family]))
    row = Explanation.rows.get()
    assert (row.members, row.understood, row.is_said_back) == ([1, 2], "yes", True)
    assert (row.own_words, row.note, row.interpreting) == (
        "De huur gaat er eerst af.",
        "Rustig gesprek.",
        "professional",
    )
    shown = page_of(browser, "explanations", family)
    for words in ("begrepen", "De huur gaat er eerst af.", "Sander Bos", "Arabisch"):
        assert words in shown
    assert AuditRow.rows.get(verb="explanation.given").detail["explanation"] == row.pk


@pytest.mark.parametrize(
    ("differs", "says"),
    [
        ({"given_on": "2026-11-24"}, "Deze dag moet nog komen"),
        ({"language": ""}, "Kies de taal waarin het is uitgelegd"),
        ({"interpreting": ""}, "Kies wie er tolkte"),
        ({"understood": ""}, "verplicht"),
        ({"people": []}, "verplicht"),
        ({"topic": "nonsense"}, "geldige keuze"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(log_in, family, differs, says):
    shown = unescape(posted(log_in("sander"), "record_explanation", family, **RECORDED | differs).content.decode())

    assert says in shown
    assert "Rustig gesprek." in shown
    assert not Explanation.rows.exists()


@pytest.mark.parametrize(
    ("differs", "says"),
    [
        ({"planned_on": ""}, "Kies de dag waarop u het uitlegt"),
        ({"planned_on": "2026-11-20"}, "Deze dag is voorbij"),
        ({"is_needless": "on", "planned_on": ""}, "waarom dit onderwerp hier niet nodig is"),
    ],
)
def test_what_cannot_be_planned_says_what_to_do(log_in, family, differs, says):
    shown = unescape(posted(log_in("sander"), "plan_explanation", family, **PLANNED | differs).content.decode())

    assert says in shown
    assert not Explanation.rows.exists()


def test_what_was_planned_is_recorded_without_typing_it_again(log_in, world, family):
    browser = log_in("sander")
    posted(
        browser, "plan_explanation", family, **PLANNED, interpreting="professional", explainer=str(world.ids["anouk"])
    )
    entry = Explanation.rows.get().pk

    form = browser.get(reverse("tell_explanation", args=[family, entry])).context["form"]
    begins = {name: form[name].value() for name in ("language", "interpreting", "explainer", "given_on")}
    assert begins == {
        "language": "ar",
        "interpreting": "professional",
        "explainer": str(world.ids["anouk"]),
        "given_on": world.today,
    }
    told = {name: RECORDED[name] for name in ("given_on", "language", "interpreting", "understood")}
    assert posted(browser, "tell_explanation", family, entry, **told, seen="0").status_code == 303
    row = Explanation.rows.get()
    assert (row.planned_on, row.given_on, row.understood) == (date(2026, 12, 1), date(2026, 11, 20), "yes")


def test_a_form_begins_with_the_line_from_which_somebody_came_and_the_language_of_the_household(log_in, world, family):
    asked = {"topic": "money", "who": "1,2", "moment": "+1w"}
    form = log_in("sander").get(reverse("plan_explanation", args=[family]), asked).context["form"]

    begins = {name: form[name].value() for name in ("topic", "people", "moment", "language", "explainer")}
    assert begins == {
        "topic": "money",
        "people": ["1", "2"],
        "moment": "+1w",
        "language": "ar",
        "explainer": world.ids["sander"],
    }
    whole = log_in("sander").get(reverse("plan_explanation", args=[family]), {"who": ""}).context["form"]
    assert whole["people"].value() == ["0"]


@pytest.mark.parametrize("understood", ["partly", "no"])
def test_what_was_not_all_understood_proposes_a_next_time_and_a_person_decides_the_day(
    log_in, world, family, understood
):
    browser = log_in("sander")
    answer = posted(browser, "record_explanation", family, **RECORDED | {"understood": understood})
    entry = Explanation.rows.get().pk
    assert answer["Location"] == f"{reverse('plan_explanation', args=[family])}?after={entry}"

    form = browser.get(answer["Location"]).context["form"]
    assert form["planned_on"].value() == date(2026, 12, 4)
    assert (form["people"].value(), form["topic"].value(), form["note"].value()) == (["1", "2"], "money", "")
    assert Explanation.rows.count() == 1  # nothing is planned until somebody says so
    assert f"?after={entry}" in page_of(browser, "explanations", family)
    posted(browser, "plan_explanation", family, **PLANNED | {"people": ["1", "2"], "planned_on": "2026-12-08"})
    assert f"?after={entry}" not in page_of(browser, "explanations", family)
    assert row_of(world, family).line.next_time.on == date(2026, 12, 8)


def test_what_was_said_in_a_contact_stands_there_and_is_recorded_from_it(log_in, world, family):
    contact = says(world, family, HOME, MONEY, to=(), members=[SAMIR, RIMA])
    browser, there = log_in("sander"), reverse("record_explanation", args=[family])

    line = row_of(world, family).line
    assert (line.state, line.times[0].contact) == (TopicState.SAID, contact)
    shown = page_of(browser, "explanations", family)
    assert "gezegd in een contact" in shown
    assert f"{there}?topic=home&who=&contact={contact}" in shown
    form = browser.get(there, {"topic": "money", "who": "1,2", "contact": contact}).context["form"]
    begins = {name: form[name].value() for name in ("given_on", "people", "language", "interpreting", "contact")}
    assert begins == {
        "given_on": world.today - timedelta(days=1),
        "people": [1, 2],
        "language": "ar",
        "interpreting": Interpreting.PROFESSIONAL,
        "contact": contact,
    }
    posted(browser, "record_explanation", family, **RECORDED, contact=str(contact))
    told = [time for time in row_of(world, family).line.times if time.is_told]
    assert [time.contact for time in told] == [contact]
    assert row_of(world, family, HOME).line.state is TopicState.SAID


def test_from_a_contact_one_records_each_topic_of_it_and_comes_back_to_what_was_recorded(log_in, world, family):
    contact = says(world, family, HOME, MONEY, to=(), members=[SAMIR, RIMA])
    browser, there = log_in("sander"), reverse("record_explanation", args=[family])

    shown = page_of(browser, "contacts", family)
    for topic in ("home", "money"):
        assert f'href="{there}?topic={topic}&contact={contact}"' in shown
    form = browser.get(there, {"topic": "money", "contact": contact}).context["form"]
    begins = {name: form[name].value() for name in ("topic", "people", "contact")}
    assert begins == {"topic": "money", "people": [1, 2], "contact": contact}

    posted(browser, "record_explanation", family, **RECORDED, contact=str(contact))
    recorded = reverse("tell_explanation", args=[family, Explanation.rows.get().pk])
    assert browser.get(there, {"topic": "money", "contact": contact})["Location"] == recorded
    assert browser.get(there, {"topic": "home", "contact": contact}).status_code == 200
    assert browser.get(there, {"topic": "money", "contact": contact + 1}).status_code == 404


def test_of_a_closed_case_a_contact_leads_to_what_was_recorded(log_in, world, family):
    says(world, family, MONEY, to=(), members=[SAMIR])
    how = {"seen": Case.rows.get(code=family).plan_version, "knows_of_terms": True, "text": "Klaar."}
    close(**act(world, family), reason=ClosingReason.OTHER, **how)

    shown = page_of(log_in("sander"), "contacts", family)
    assert f'href="{reverse("explanations", args=[family])}"' in shown
    assert reverse("record_explanation", args=[family]) not in shown


def test_a_contact_that_was_taken_back_explained_nothing(world, family):
    contact = says(world, family, HOME)
    assert row_of(world, family, HOME).line.state is TopicState.SAID
    take_contact_back(**act(world, family), entry=contact)

    assert row_of(world, family, HOME).line.state is TopicState.NEVER


def test_contacts_are_asked_once_for_a_page_and_only_those_in_which_something_was_explained(log_in, world, family):
    said = says(world, family, HOME)
    nothing = says(world, family, text="Kennis gemaakt.")
    actor, case = world.actor("sander"), Case.rows.get(code=family)
    ref = explaining(actor, family, Shows.ALL, today=world.today).case
    with CaptureQueriesContext(connection) as asked:
        told = told_in_contacts(actor, ref, today=world.today)
    assert ([one.contact for one in told], len(asked)) == ([said], 0)
    assert nothing in ContactEntry.rows.filter(case=case).values_list("pk", flat=True)

    with CaptureQueriesContext(connection) as asked:
        page_of(log_in("sander"), "case", family)
    of_contacts = [query["sql"] for query in asked if 'FROM "journey_contactentry"' in query["sql"]]
    assert len(of_contacts) == 1
    assert '"text"' not in of_contacts[0]


def test_nothing_is_recorded_of_a_contact_of_another_case(world, family):
    other = make_family(world)
    theirs = says(world, other, MONEY)

    with pytest.raises(NotFound, match="no_such_contact"):
        records(world, family, contact=theirs)
    records(world, other, contact=theirs)


@pytest.mark.parametrize(
    "wrong",
    [{"topic": TopicKey("nonsense")}, {"members": frozenset({MemberNo(9)})}],
)
def test_a_topic_or_person_that_is_none_of_the_case_is_not_found(world, family, wrong):
    with pytest.raises(NotFound):
        plans(world, family, **wrong)
    plans(world, family, members=frozenset({JAMILA}))


def test_who_explains_works_on_the_case(world, family):
    with pytest.raises(NotFound, match="no_such_person"):
        plans(world, family, explainer=world.ids["lotte"])
    with pytest.raises(NotFound, match="no_such_person"):
        records(world, family, explainer=world.ids["saskia"])
    plans(world, family, explainer=world.ids["anouk"])


def test_a_moment_is_planned_once_for_each_listener(world, family):
    plans(world, family, moment="+1w", members=frozenset({SAMIR}))

    with pytest.raises(Conflict, match="explanation_planned_meanwhile"):
        records(world, family, "anouk", moment="+1w")
    plans(world, family, moment="+1w", members=frozenset({RIMA}))
    plans(world, family, moment="+99w")  # none of its own: a time beside them
    assert Explanation.rows.filter(moment="").count() == 1


def test_two_who_change_the_same_plan_see_both_values(log_in, world, family):
    entry = plans(world, family)
    planned = Planned(MONEY, on=world.today + timedelta(days=9), note="Van Anouk.")
    change_explanation(**act(world, family, "anouk"), entry=entry, planned=planned, seen=0)

    typed = {"planned_on": "2026-12-20", "note": "Van Sander.", "seen": "0"}
    shown = unescape(posted(log_in("sander"), "change_explanation", family, entry, **typed).content.decode())
    assert "Van Anouk." in shown
    assert "Van Sander." in shown
    assert Explanation.rows.get().note == "Van Anouk."
    posted(log_in("sander"), "change_explanation", family, entry, **typed | {"seen": "1"})
    assert Explanation.rows.get().note == "Van Sander."


def test_two_who_record_the_same_explanation_see_both_values(log_in, world, family):
    entry = plans(world, family)
    tell_explanation(**act(world, family, "anouk"), entry=entry, given=PARTLY, seen=0)

    told = {name: RECORDED[name] for name in ("given_on", "language", "interpreting", "understood")}
    shown = unescape(posted(log_in("sander"), "tell_explanation", family, entry, **told, seen="0").content.decode())
    assert "voor een deel" in shown
    assert Explanation.rows.get().understood == "partly"
    planned = Planned(MONEY, on=world.today + timedelta(days=9))
    with pytest.raises(Conflict, match="explained_already"):
        change_explanation(**act(world, family), entry=entry, planned=planned, seen=1)
    assert log_in("sander").get(reverse("change_explanation", args=[family, entry]))["Location"].endswith("/record/")


@pytest.mark.parametrize(
    ("words", "ticked", "kept"),
    [("De huur eerst.", "", True), ("De huur eerst.", "no", True), ("  ", "no", False), ("", "", None)],
)
def test_words_of_their_own_say_that_they_said_it_back(log_in, family, words, ticked, kept):
    browser, typed = log_in("sander"), {"own_words": words, "said_back": ticked}
    assert posted(browser, "record_explanation", family, **RECORDED | typed).status_code == 303
    row = Explanation.rows.get()
    assert (row.is_said_back, row.own_words) == (kept, words.strip())

    again = RECORDED | typed | {"seen": "0", "understood": "partly"}
    assert posted(browser, "tell_explanation", family, row.pk, **again).status_code == 303
    row = Explanation.rows.get()
    assert (row.is_said_back, row.own_words, row.understood) == (kept, words.strip(), "partly")


def undo_of(browser, family):
    return re.findall(r'action="([^"]*/undo/\d+/)"', page_of(browser, "explanations", family))[-1]


def test_what_was_just_planned_or_recorded_is_taken_back_in_one_go(log_in, family):
    browser = log_in("sander")
    posted(browser, "plan_explanation", family, **PLANNED)
    browser.post(undo_of(browser, family))
    assert not Explanation.rows.exists()

    posted(browser, "plan_explanation", family, **PLANNED)
    entry = Explanation.rows.get().pk
    told = {
        name: RECORDED[name]
        for name in ("given_on", "language", "interpreting", "understood", "own_words", "said_back")
    }
    posted(browser, "tell_explanation", family, entry, **told, seen="0")
    browser.post(undo_of(browser, family))
    row = Explanation.rows.get()
    assert (row.given_on, row.understood, row.own_words, row.planned_on) == (None, "", "", date(2026, 12, 1))


def undo_offered(browser, family):
    return re.findall(r'action="([^"]*/undo/\d+/)"', page_of(browser, "explanations", family))


def test_a_correction_is_not_taken_back_in_one_go_for_all_that_stood_before_would_go_with_it(log_in, world, family):
    entry = records(world, family, "anouk", understood=Understood.YES, own_words="De huur eerst.", is_said_back=True)
    browser = log_in("sander")
    told = {name: RECORDED[name] for name in ("given_on", "language", "interpreting", "understood")}
    assert posted(browser, "tell_explanation", family, entry, **told, seen="0").status_code == 303
    assert undo_offered(browser, family) == []
    posted(browser, "tell_explanation", family, entry, **told | {"understood": "no"}, seen="1")
    assert Explanation.rows.get().understood == "no"
    assert undo_offered(browser, family) == []

    posted(browser, "record_explanation", family, **RECORDED | {"topic": "post"})
    assert len(undo_offered(browser, family)) == 1


def test_what_was_planned_stands_again_with_its_own_words_once_what_became_of_it_is_taken_back(log_in, world, family):
    how = {"note": "Neem de brieven mee.", "explainer": world.ids["anouk"], "interpreting": Interpreting.OTHER}
    entry = plans(world, family, language="fr", **how)
    planned = list(Explanation.rows.values("planned_on", "note", "explainer", "language", "interpreting"))
    given = replace(PARTLY, note="Rustig gesprek.", explainer=world.ids["sander"])
    tell_explanation(**act(world, family), entry=entry, given=given, seen=0)
    tell_explanation(**act(world, family), entry=entry, given=replace(given, note="Nog eens."), seen=1)

    assert "De planning staat er weer." in page_of(log_in("sander"), "tell_explanation", family, entry)
    assert take_explanation_back(**act(world, family, "anouk"), entry=entry, seen=2)
    assert list(Explanation.rows.values("planned_on", "note", "explainer", "language", "interpreting")) == planned
    row = Explanation.rows.get()
    assert (row.given_on, row.understood, row.plan_note, row.plan_explainer_id) == (None, "", "", None)
    assert row_of(world, family).line.next_time.entry == entry


def test_what_was_not_needed_and_told_after_all_is_not_needed_again_once_that_is_taken_back(log_in, world, family):
    entry = plans(world, family, on=None, is_needless=True, note="Niemand wil rijden.")
    tell_explanation(**act(world, family), entry=entry, given=replace(PARTLY, note="Toch uitgelegd."), seen=0)
    assert row_of(world, family).line.state is TopicState.AGAIN

    assert "staat er weer als niet nodig" in page_of(log_in("sander"), "tell_explanation", family, entry)
    assert take_explanation_back(**act(world, family), entry=entry, seen=1)
    row = Explanation.rows.get()
    assert (row.is_needless, row.note, row.given_on) == (True, "Niemand wil rijden.", None)
    assert row_of(world, family).line.state is TopicState.NEEDLESS


def test_what_somebody_changed_since_is_not_taken_back(log_in, world, family):
    entry = plans(world, family)
    tell_explanation(**act(world, family, "anouk"), entry=entry, given=PARTLY, seen=0)

    browser = log_in("sander")
    posted(browser, "undo_explanation", family, entry, 0)
    assert "er is niets teruggenomen" in page_of(browser, "explanations", family)
    assert Explanation.rows.get().understood == "partly"
    assert browser.get(reverse("undo_explanation", args=[family, entry, 1])).status_code == 303
    assert Explanation.rows.exists()  # looking at an address takes nothing back


def test_what_is_not_needed_here_is_asked_no_more_and_says_why(log_in, world, family):
    sent = PLANNED | {"topic": "driving_licence", "planned_on": "", "is_needless": "on", "note": "Niemand wil rijden."}
    assert posted(log_in("sander"), "plan_explanation", family, **sent).status_code == 303

    line = row_of(world, family, TopicKey("driving_licence")).line
    assert (line.state, line.is_due, line.next_time) == (TopicState.NEEDLESS, False, None)


def test_the_page_of_the_case_says_how_many_topics_wait_and_leads_to_them(log_in, world, family):
    n_due = n_due_explanations(world.actor("sander"), family, today=world.today)
    assert n_due == len(rows_of(world, family, shows=Shows.DUE)) > 0

    shown = page_of(log_in("sander"), "case", family)
    assert f"{n_due} onderwerpen nu uitleggen" in shown
    assert f"{reverse('explanations', args=[family])}?show=due" in shown
    for key in ("samir", "carla", "saskia"):
        assert "nu uitleggen" not in page_of(log_in(key), "case", family)
        assert n_due_explanations(world.actor(key), family, today=world.today) == 0


@pytest.mark.parametrize("show", ["never", "due", "again", "nonsense"])
def test_the_page_shows_what_the_address_asks_for(log_in, world, family, show):
    records(world, family)
    shown = page_of(log_in("sander"), "explanations", family, show=show)

    assert ("Geld en bankzaken" in shown) is (show in {"again", "nonsense"})
    assert ("Gelijke rechten" in shown) is (show in {"never", "nonsense"})


def test_a_choice_that_nothing_fits_says_so(log_in, family):
    shown = page_of(log_in("sander"), "explanations", family, show="again")

    assert "Er is geen onderwerp dat bij deze keuze past." in shown


def test_somebody_reads_what_was_explained_to_them_and_what_comes_and_nothing_of_what_was_thought(
    log_in, world, family
):
    records(world, family, understood=Understood.NO, note="Lastig gesprek.")
    plans(world, family, topic=HOME)

    shown = page_of(log_in("samir"), "own_explanations", family)
    for words in (
        "Uitgelegd op maandag 23 november 2026, in het Arabisch",
        "Op donderdag 26 november 2026",
        "Uw bankrekening",
    ):
        assert words in shown
    for words in ("Lastig gesprek.", "niet begrepen", "te laat", "Sander Bos", "nooit"):
        assert words not in shown
    assert reverse("own_explanations", args=[family]) in page_of(log_in("samir"), "case", family)
    for key in ("sander", "anouk", "carla", "saskia", "jamila", "hatice"):
        assert log_in(key).get(reverse("own_explanations", args=[family])).status_code == 404


def test_of_a_couple_each_reads_what_was_explained_to_them_and_not_what_was_to_the_other(world, family):
    records(world, family, topic=EQUALITY, members=[RIMA])
    records(world, family, topic=MONEY, members=[SAMIR])
    records(world, family, topic=HOME)

    told = {line.title for line in own_explanations(world.actor("samir"), family, today=world.today) if line.told}
    assert told == {"geld en bankzaken", "de woning"}


def test_somebody_reads_of_a_contact_only_what_was_written_for_them(world, family):
    says(world, family, HOME)
    says(world, family, MONEY, readers=[ContactReader.HOUSEHOLD])

    told = {line.title for line in own_explanations(world.actor("samir"), family, today=world.today) if line.told}
    assert told == {"geld en bankzaken"}


def test_of_a_closed_case_everything_can_be_read_and_nothing_changes(log_in, world, family):
    entry = plans(world, family)
    how = {"seen": Case.rows.get(code=family).plan_version, "knows_of_terms": True, "text": "Klaar."}
    assert "Dit dossier is gesloten" not in page_of(log_in("sander"), "explanations", family)
    close(**act(world, family), reason=ClosingReason.OTHER, **how)

    shown = page_of(log_in("sander"), "explanations", family)
    assert "Dit dossier is gesloten: hier wordt niets meer uitgelegd." in shown
    assert "komt elk onderwerp terug" not in shown
    assert "Geld en bankzaken" in shown
    assert "te laat" not in shown
    assert "Uitleg vastleggen" not in shown
    for name, *args in (("plan_explanation",), ("record_explanation",), ("change_explanation", entry)):
        assert log_in("sander").get(reverse(name, args=[family, *args])).status_code == 409
    with pytest.raises(Conflict, match="case_is_closed"):
        records(world, family)


def test_a_municipalitys_own_case_has_nobody_to_explain_to(log_in, world, family):
    own = open_own_case(by=world.actor("marieke"), now=world.now, municipality=HERE).code
    world.joins(own, "sander", TeamRole.CASE_LEAD, by="marieke")

    assert log_in("sander").get(reverse("contacts", args=[own])).status_code == 200
    assert log_in("sander").get(reverse("explanations", args=[own])).status_code == 404


def test_an_explanation_of_another_case_is_not_reached_through_this_one(world, family):
    other = make_family(world)
    theirs = plans(world, other)

    with pytest.raises(NotFound, match="no_such_explanation"):
        tell_explanation(**act(world, family), entry=theirs, given=PARTLY, seen=0)
    with pytest.raises(NotFound, match="no_such_explanation"):
        take_explanation_back(**act(world, family), entry=theirs, seen=0)
    tell_explanation(**act(world, other), entry=theirs, given=PARTLY, seen=0)


@pytest.mark.parametrize("wrong", [{}, {"is_needless": True, "given_on": TODAY}])
def test_the_database_keeps_no_explanation_that_is_nothing_or_two_things(world, family, wrong):
    case = Case.rows.get(code=family)
    how = {"case": case, "topic": "money", "changed_at": world.now, "changed_by_id": world.ids["sander"]}

    with pytest.raises(IntegrityError), transaction.atomic():
        Explanation.rows.create(**how, **wrong)
    Explanation.rows.create(**how, given_on=TODAY)


def test_a_day_that_is_over_may_stand_while_the_rest_is_corrected(world, family):
    entry = plans(world, family)
    Explanation.rows.update(planned_on=world.today - timedelta(days=2))
    same = Planned(MONEY, on=world.today - timedelta(days=2), note="Tolk is gevraagd.")

    change_explanation(**act(world, family), entry=entry, planned=same, seen=0)
    assert Explanation.rows.get().note == "Tolk is gevraagd."
    earlier = replace(same, on=world.today - timedelta(days=1))
    with pytest.raises(RuleBroken, match="explanation_planned_in_the_past"):
        change_explanation(**act(world, family), entry=entry, planned=earlier, seen=1)
