"""Concerns about safety: for the few who are named, and for nobody else, not even in a count."""

from datetime import timedelta

import pytest
from django.urls import reverse

from guidance.kept_safe import WORDS, make_safe_family, notes, plans, tells
from guidance.supported import JAMILA, RIMA, act, make_family
from hervest.accounts.actor import system
from hervest.accounts.models import Membership
from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.guidance import safety_actions
from hervest.guidance.jobs import tell_of_safety
from hervest.guidance.models import ConcernReader, ProtectionConcern, SafetyPlan, Told
from hervest.guidance.safety_named_queries import NamedOn, named_on_any, orphans
from hervest.guidance.safety_queries import concern_view, protection
from hervest.journey.models import Case, TeamMember
from hervest.journey.vocabulary import ClosingReason
from hervest.notices.models import OutboxMessage
from hervest.placement.closing_actions import close
from trust.asking import print_of


def leave(world, family, key):
    days = {"from_on": world.today - timedelta(days=9), "until_on": world.today - timedelta(days=1)}
    TeamMember.rows.filter(case__code=family, person=world.ids[key]).update(**days)


@pytest.fixture
def family(begin):
    return begin(make_safe_family)


@pytest.fixture
def mails(settings):
    settings.SENDS_MAIL = True


def ids_of(world, key, family):
    return [row.id for row in protection(world.actor(key), family, today=world.today).rows]


def test_only_who_is_named_reads_a_concern_and_no_count_tells_the_others_of_it(world, family):
    concern = notes(world, family, readers=["anouk"])

    assert ids_of(world, "sander", family) == ids_of(world, "anouk", family) == [concern]
    assert ids_of(world, "lotte", family) == []
    view = concern_view(world.actor("anouk"), family, concern, now=world.now)
    assert view.text.startswith(WORDS)
    assert {row.name for row in view.readers} == {"Sander Bos", "Anouk Bakker"}
    with pytest.raises(NotFound):
        concern_view(world.actor("lotte"), family, concern, now=world.now)


@pytest.mark.parametrize("key", ["lena", "samir", "rima", "saskia", "carla", "joris", "hatice", "aad", "pieter"])
def test_nobody_outside_the_working_team_has_a_page_of_concerns(log_in, world, family, key):
    concern = notes(world, family, readers=["anouk"])

    for address in (reverse("protection", args=[family]), reverse("concern", args=[family, concern])):
        assert log_in(key).get(address).status_code == 404


def test_to_a_colleague_who_is_not_named_the_case_looks_the_same_to_the_letter(log_in, world, family):
    pages = [reverse(name, args=[family]) for name in ("protection", "case", "contacts", "support", "case_team")]
    pages += [reverse("this_week"), reverse("cases"), reverse("signals"), reverse("caseload")]

    def looks(key):
        browser = log_in(key)
        return [print_of(answer := browser.get(page), answer.content.decode(), ()) for page in pages]

    before = {key: looks(key) for key in ("lotte", "marieke")}
    concern = notes(world, family, readers=["anouk"])
    plans(world, family, concern)
    tells(world, family, concern)

    for key, was in before.items():
        assert looks(key) == was
    never, there = (reverse("concern", args=[family, number]) for number in (concern + 1000, concern))
    browser = log_in("lotte")
    refused = [print_of(answer := browser.get(page), answer.content.decode(), (page,)) for page in (never, there)]
    assert refused[0] == refused[1]


def test_a_colleague_of_the_sponsors_side_reads_what_they_are_named_on_and_writes_nothing(log_in, world, family):
    assert log_in("fenna").get(reverse("protection", args=[family])).status_code == 404
    concern = notes(world, family, readers=["fenna"])
    browser = log_in("fenna")

    assert WORDS in browser.get(reverse("concern", args=[family, concern])).content.decode()
    assert browser.get(reverse("safety_plan", args=[family, concern])).status_code == 404
    with pytest.raises(NotFound):
        plans(world, family, concern, "fenna")


def test_a_team_member_notes_and_who_cannot_be_named_does_not(world, family):
    for key in ("sander", "anouk", "lotte"):
        assert notes(world, family, key)
    for key in ("lena", "fenna", "samir", "saskia", "hatice"):
        with pytest.raises((NotFound, NotAllowed)):
            notes(world, family, key)


@pytest.mark.parametrize("key", ["samir", "rima", "saskia", "lena", "joris", "hatice", "carla"])
def test_nobody_is_named_whose_role_or_place_gives_no_reading(world, family, key):
    with pytest.raises(RuleBroken, match="cannot_be_named"):
        notes(world, family, readers=[key])


def test_a_concern_needs_words_a_theme_and_somebody_who_is_there(world, family):
    with pytest.raises(RuleBroken, match="concern_without_words"):
        notes(world, family, text="  ")
    with pytest.raises(RuleBroken, match="no_such_theme"):
        notes(world, family, theme="weather")
    with pytest.raises(NotFound):
        notes(world, family, member=9)
    assert notes(world, family, member=0)
    assert notes(world, family, member=JAMILA)


def test_who_is_named_is_told_so_without_a_word_of_it(world, family, mails):
    notes(world, family, readers=["anouk", "lotte"])

    told = OutboxMessage.rows.filter(kind="named_reader")
    assert {row.person_id for row in told} == {world.ids["anouk"], world.ids["lotte"]}
    assert all((row.case_code, row.details) == ("", {}) for row in told)


@pytest.mark.parametrize("ends", ["seat", "membership"])
def test_naming_ends_with_the_place_in_the_team_and_with_the_membership(world, family, ends):
    concern = notes(world, family, readers=["anouk"])
    if ends == "seat":
        leave(world, family, "anouk")
    else:
        Membership.rows.filter(person=world.ids["anouk"]).update(until_on=world.today - timedelta(days=1))

    with pytest.raises(NotFound):
        concern_view(world.actor("anouk"), family, concern, now=world.now)
    with pytest.raises((NotFound, NotAllowed)):
        plans(world, family, concern, "anouk")
    view = concern_view(world.actor("sander"), family, concern, now=world.now)
    assert [row.reads for row in view.readers] == [True, False]


def test_more_are_named_and_somebody_reads_no_more_but_never_the_last(world, family):
    concern = notes(world, family)
    how = act(world, family) | {"concern": concern}

    with pytest.raises(RuleBroken, match="last_reader"):
        safety_actions.end_reader(**how, person=world.ids["sander"])
    safety_actions.name_readers(**how, readers=[world.ids["lotte"]])
    assert ids_of(world, "lotte", family) == [concern]
    safety_actions.end_reader(**how, person=world.ids["sander"])
    assert ids_of(world, "sander", family) == []
    assert ids_of(world, "lotte", family) == [concern]
    with pytest.raises(RuleBroken, match="last_reader"):
        safety_actions.end_reader(**act(world, family, "lotte"), concern=concern, person=world.ids["lotte"])
    with pytest.raises(NotFound):
        safety_actions.end_reader(**act(world, family, "lotte"), concern=concern, person=world.ids["sander"])
    with pytest.raises(RuleBroken, match="nobody_named"):
        safety_actions.name_readers(**act(world, family, "lotte"), concern=concern, readers=[])


def test_a_lead_names_somebody_for_what_nobody_reads_any_more_and_reads_nothing_of_it(log_in, world, family, mails):
    concern = notes(world, family)
    assert orphans(world.actor("lena"), today=world.today) == ()
    with pytest.raises(NotFound):
        safety_actions.give_reader(by=world.actor("lena"), now=world.now, concern=concern, reader=world.ids["lotte"])

    leave(world, family, "sander")
    assert tell_of_safety(world.now) == 1
    assert world.ids["lena"] in OutboxMessage.rows.filter(kind="reader_asked").values_list("person_id", flat=True)
    page = log_in("lena").get(reverse("signals")).content.decode()
    form = log_in("lena").get(reverse("give_reader", args=[concern])).content.decode()
    assert family in page
    assert WORDS not in page + form
    assert "Geweld" not in form
    assert page.count("Geweld") == 1  # what signals are about is a filter of the page

    log_in("lena").post(reverse("give_reader", args=[concern]), {"reader": str(world.ids["lotte"])})
    assert ids_of(world, "lotte", family) == [concern]
    assert orphans(world.actor("lena"), today=world.today) == ()
    assert log_in("lena").get(reverse("give_reader", args=[concern])).status_code == 404


@pytest.mark.parametrize("key", ["hatice", "lotte", "samir", "bas"])
def test_only_who_leads_the_municipality_names_for_what_nobody_reads(world, family, key):
    concern = notes(world, family)
    leave(world, family, "sander")

    assert orphans(world.actor(key), today=world.today) == ()
    with pytest.raises((NotFound, NotAllowed)):
        safety_actions.give_reader(by=world.actor(key), now=world.now, concern=concern, reader=world.ids["anouk"])
    with pytest.raises(RuleBroken, match="cannot_be_named"):
        safety_actions.give_reader(by=world.actor("lena"), now=world.now, concern=concern, reader=world.ids["samir"])


def test_a_plan_is_agreed_and_changed_and_who_was_first_is_shown(world, family):
    concern = notes(world, family, readers=["anouk"])
    plans(world, family, concern, look_again_on=world.today + timedelta(days=14), is_made_together=True)

    with pytest.raises(Conflict, match="concern_changed_meanwhile"):
        plans(world, family, concern, "anouk")
    plans(world, family, concern, "anouk", seen=1, agreed="Anders")
    plan = concern_view(world.actor("sander"), family, concern, now=world.now).plan
    assert (plan.agreed, plan.by, plan.is_late) == ("Anders", "Anouk Bakker", False)
    with pytest.raises(RuleBroken, match="plan_without_words"):
        plans(world, family, concern, seen=2, agreed=" ")
    with pytest.raises(RuleBroken, match="look_again_before_today"):
        plans(world, family, concern, seen=2, look_again_on=world.today - timedelta(days=1))


def test_a_plan_that_should_have_been_looked_at_is_late(world, family):
    concern = notes(world, family)
    plans(world, family, concern)
    SafetyPlan.rows.update(look_again_on=world.today - timedelta(days=1))

    assert protection(world.actor("sander"), family, today=world.today).rows[0].is_late


def test_who_was_told_is_kept_and_taken_back_within_a_day_by_who_noted_it(world, family):
    concern = notes(world, family, readers=["anouk"])
    first = tells(world, family, concern, is_agreed=True)
    how = {"concern": concern, "entry": first}

    with pytest.raises(NotFound):
        safety_actions.take_told_back(**act(world, family, "anouk"), **how)
    later = act(world, family) | {"now": world.now + timedelta(hours=25)}
    assert not safety_actions.take_told_back(**later, **how)
    assert safety_actions.take_told_back(**act(world, family), **how)
    assert Told.rows.count() == 0
    with pytest.raises(RuleBroken, match="told_in_future"):
        tells(world, family, concern, on=world.today + timedelta(days=1))
    with pytest.raises(RuleBroken, match="no_such_route"):
        tells(world, family, concern, route="newspaper")


def test_a_concern_noted_by_mistake_is_gone_and_one_that_was_used_stays(world, family):
    how = act(world, family)
    first, second, third = (notes(world, family, readers=["anouk"]) for _ in range(3))
    assert safety_actions.take_concern_back(**how, concern=first)
    assert not ProtectionConcern.rows.filter(pk=first).exists()
    assert not ConcernReader.rows.filter(concern=first).exists()

    with pytest.raises(NotFound):
        safety_actions.take_concern_back(**act(world, family, "anouk"), concern=second)
    tells(world, family, second)
    assert not safety_actions.take_concern_back(**how, concern=second)
    assert not safety_actions.take_concern_back(**how | {"now": world.now + timedelta(hours=25)}, concern=third)


def test_a_concern_ends_with_a_reason_and_comes_back(world, family):
    concern = notes(world, family)
    how = act(world, family) | {"concern": concern}
    with pytest.raises(RuleBroken, match="closed_without_words"):
        safety_actions.close_concern(**how, why=" ", seen=0)
    with pytest.raises(Conflict):
        safety_actions.close_concern(**how, why="Klaar", seen=7)
    safety_actions.close_concern(**how, why="Zij woont nu elders.", seen=0)

    view = concern_view(world.actor("sander"), family, concern, now=world.now)
    assert view.row.is_closed
    assert not view.may_write
    with pytest.raises(Conflict, match="concern_is_closed"):
        plans(world, family, concern)
    safety_actions.open_concern_again(**how)
    plans(world, family, concern)
    with pytest.raises(NotFound):
        safety_actions.open_concern_again(**how)


def test_a_concern_says_something_else_unless_somebody_was_first(world, family):
    concern = notes(world, family)
    how = act(world, family) | {"concern": concern}

    safety_actions.change_concern(**how, theme="child", text="Anders", member=JAMILA, seen=0)
    with pytest.raises(Conflict, match="concern_changed_meanwhile"):
        safety_actions.change_concern(**how, theme="child", text="Nog anders", member=JAMILA, seen=0)
    with pytest.raises(RuleBroken, match="no_such_theme"):
        safety_actions.change_concern(**how, theme="weather", text="Anders", member=JAMILA, seen=1)
    assert concern_view(world.actor("sander"), family, concern, now=world.now).text == "Anders"


def test_a_concern_is_found_under_its_own_case_alone(world, family):
    other = make_family(world)
    concern = notes(world, family)

    with pytest.raises(NotFound):
        concern_view(world.actor("sander"), other, concern, now=world.now)
    with pytest.raises(NotFound):
        plans(world, other, concern)


def test_a_closed_case_keeps_what_was_written_for_its_readers(log_in, world, family):
    concern = notes(world, family, readers=["anouk"])
    how = {"seen": Case.rows.get(code=family).plan_version, "knows_of_terms": True, "text": "Klaar."}
    close(**act(world, family), reason=ClosingReason.OTHER, **how)

    page = log_in("anouk").get(reverse("concern", args=[family, concern])).content.decode()
    assert WORDS in page
    assert reverse("safety_plan", args=[family, concern]) not in page
    with pytest.raises(Conflict, match="case_is_closed"):
        plans(world, family, concern)
    with pytest.raises(Conflict, match="case_is_closed"):
        notes(world, family)


def test_each_reading_stands_in_the_log_and_nothing_of_it_under_the_case(log_in, world, family):
    concern = notes(world, family, readers=["anouk"])
    plans(world, family, concern)
    before = AuditRow.rows.filter(verb="concern.read").count()

    browser = log_in("anouk")
    for page in (reverse("concern", args=[family, concern]), reverse("protection", args=[family])) * 2:
        browser.get(page)

    rows = AuditRow.rows.filter(verb="concern.read")
    assert rows.count() == before + 4
    assert all(row.by_id == world.ids["anouk"] and row.detail == {"concerns": [concern]} for row in rows)
    for row in AuditRow.rows.all():
        assert WORDS not in str(row.detail)
        assert not (row.case_code and (row.verb.startswith("concern") or "protection" in str(row.detail)))
    assert AuditRow.rows.filter(verb="case.read", case_code="", detail__purpose="protection.write").exists()


def test_what_one_reads_of_who_looked_says_nothing_of_a_concern(log_in, world, family):
    own_log = reverse("case_log", args=[family])
    before = log_in("samir").get(own_log).content.decode()
    concern = notes(world, family, readers=["anouk"])
    log_in("anouk").get(reverse("concern", args=[family, concern]))

    after = log_in("samir").get(own_log).content.decode()
    rows = [page.count("<li") + page.count("<tr") for page in (before, after)]
    assert rows[0] == rows[1]


def test_where_somebody_is_named_stands_by_its_code(world, family):
    concern = notes(world, family, readers=["anouk"])

    assert named_on_any(world.actor("anouk"), today=world.today) == (NamedOn(concern, family),)
    assert named_on_any(world.actor("lotte"), today=world.today) == ()
    assert named_on_any(system("test"), today=world.today) == ()


def test_a_form_keeps_what_was_typed_and_an_undo_stands_with_what_was_kept(log_in, world, family):
    browser = log_in("sander")
    address = reverse("note_concern", args=[family])
    typed = {"theme": "", "member": str(RIMA), "text": f"{WORDS} zorg", "readers": [str(world.ids["anouk"])]}
    page = browser.post(address, typed).content.decode()
    assert WORDS in page
    assert "112" in page

    answer = browser.post(address, typed | {"theme": "violence"}, follow=True).content.decode()
    concern = ProtectionConcern.rows.get()
    assert reverse("undo_concern", args=[family, concern.pk]) in answer
    assert browser.get(reverse("undo_concern", args=[family, concern.pk])).status_code == 303
    assert ProtectionConcern.rows.exists()
    browser.post(reverse("undo_concern", args=[family, concern.pk]))
    assert not ProtectionConcern.rows.exists()
