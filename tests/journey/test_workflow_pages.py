"""The pages of a municipality's own way of working: a draft loses nothing, publishing happens once, moving is shown."""

from dataclasses import replace
from html import unescape

import pytest
from django.urls import reverse

from hervest.deadlines.period import Offset
from hervest.journey.models import Case, WorkflowVersion
from hervest.journey.vocabulary import MilestoneCode
from hervest.journey.workflow_queries import content_in_force
from hervest.journey.workflow_rules import Words
from journey.test_rules_workflow import WELCOME
from journey.test_workflow import case, opened, published, row_changed, task_added, task_in, term_shortened
from people import ELSEWHERE, HERE

__all__ = ["case"]


def typed(page, **differs):
    """What the form on a page holds, and what somebody types over it."""
    held = {bound.html_name: bound.value() for bound in page.context["form"]}
    return {name: value for name, value in held.items() if value is not None and value is not False} | differs


def task(key, place=HERE):
    return reverse("change_template_task", args=[place, key])


def test_a_lead_reaches_it_from_the_menu_and_nobody_else_does(log_in, world):
    page = log_in("lena").get(reverse("workflow")).content.decode()
    assert f'href="{reverse("workflow")}"' in page
    assert "Werkwijze van Molenveen" in page
    assert "Werkwijze van Havermeer" in log_in("hatice").get(reverse("workflow")).content.decode()

    assert log_in("sander").get(reverse("workflow")).status_code == 404
    assert reverse("workflow") not in log_in("sander").get("/week/").content.decode()
    assert log_in("hatice").get(task("A01")).status_code == 404


@pytest.mark.parametrize("query", ["", "?show=terms", "?show=texts", "?show=nonsense&page=99&phase=x", "?q=woning"])
def test_every_list_has_its_page(log_in, world, query):
    assert log_in("lena").get(reverse("workflow") + query).status_code == 200


def test_the_law_is_refused_with_its_latest_day_and_loses_nothing(log_in, world):
    client = log_in("lena")
    first = client.get(task("F01"))
    assert "5 dagen na de aankomst" in first.content.decode()
    refused = client.post(task("F01"), typed(first, due="9", note_nl="Bel eerst", note_en="Call first"))
    text = refused.content.decode()
    assert refused.status_code == 200
    assert "Uiterlijk 5 dagen na Aankomst in de gemeente" in text
    assert "Bel eerst" in text
    assert WorkflowVersion.rows.count() == 0

    assert client.post(task("F01"), typed(first, due="4", start="0")).status_code == 303
    row = WorkflowVersion.rows.get()
    assert (row.number, row.content["rows"]["F01"]["due"]) == (None, "+4d")


def test_two_leads_see_what_stands_and_what_they_typed(log_in, world):
    client = log_in("lena")
    first = client.get(task("A01"))
    row_changed(world, "A01", by="marieke", title_nl="Praat met iedereen", title_en="Talk to everybody")
    both = client.post(task("A01"), typed(first, title_nl="Praat met de raad", title_en="Talk to the council"))
    text = both.content.decode()
    assert "Praat met iedereen" in text
    assert "Praat met de raad" in text
    assert WorkflowVersion.rows.get().content["rows"]["A01"]["title_nl"] == "Praat met iedereen"

    assert client.post(task("A01"), typed(both)).status_code == 303
    assert WorkflowVersion.rows.get().content["rows"]["A01"]["title_nl"] == "Praat met de raad"


def test_an_own_task_is_added_changed_and_taken_away(log_in, world):
    client, address = log_in("lena"), reverse("add_own_task", args=[HERE])
    first = client.get(address)
    words = {"title_nl": "Welkomstpakket", "title_en": "Welcome parcel", "doer": "guide", "audience": "team"}
    empty = client.post(address, typed(first, **words))
    assert empty.status_code == 200
    assert "Welkomstpakket" in empty.content.decode()
    assert client.post(address, typed(first, **words, due="1", start="0")).status_code == 303
    own = client.get(task("M-1"))
    assert client.post(task("M-1"), typed(own, is_off="on", reason="")).status_code == 200
    assert client.post(task("M-1"), typed(client.get(task("M-1")), due="2")).status_code == 303
    assert WorkflowVersion.rows.get().content["own"]["M-1"]["due"] == "+2d"

    assert client.post(task("M-1"), typed(client.get(task("M-1")), remove="yes")).status_code == 303
    assert WorkflowVersion.rows.get().content["own"] == {}
    assert client.get(task("M-1")).status_code == 404


def test_a_term_and_a_text_are_changed_and_given_back(log_in, world):
    client = log_in("lena")
    term = reverse("change_template_term", args=[HERE, "brp_move_5d"])
    assert "Uiterlijk 5 dagen" in client.post(term, typed(client.get(term), length="8")).content.decode()
    assert client.post(term, typed(client.get(term), length="3")).status_code == 303
    assert WorkflowVersion.rows.get().content["terms"] == {"brp_move_5d": "+3d"}
    assert client.post(term, typed(client.get(term), length="")).status_code == 303
    assert WorkflowVersion.rows.get().content["terms"] == {}
    fixed = reverse("change_template_term", args=[HERE, "allowance_1_sept"])
    assert "op 31 augustus van het jaar na de aankomst" in client.get(fixed).content.decode()
    assert client.post(fixed, typed(client.get(fixed), length="2", length_unit="w")).status_code == 303
    assert WorkflowVersion.rows.get().content["terms"] == {"allowance_1_sept": "-2w"}
    shown = client.get(reverse("workflow"), {"show": "terms"}).content.decode()
    assert "2 weken vóór de laatste dag van de termijn" in shown
    assert client.post(fixed, typed(client.get(fixed), length="0", length_unit="w")).status_code == 303
    assert WorkflowVersion.rows.get().content["terms"] == {}
    text = reverse("change_template_text", args=[HERE, "who_to_call"])
    assert client.post(text, typed(client.get(text), nl="Bel <b>14 000</b>", en="")).status_code == 200
    assert client.post(text, typed(client.get(text), nl="Bel <b>14 000</b>", en="Call")).status_code == 303
    published(world)
    code = opened(world)
    assert "Bel &lt;b&gt;14 000&lt;/b&gt;" in log_in("sander").get(f"/cases/{code}/team/").content.decode()
    client = log_in("lena")
    assert client.post(text, typed(client.get(text), nl="", en="")).status_code == 303
    published(world)
    assert content_in_force(HERE).texts == {}
    assert Words("a", "b") not in content_in_force(HERE).texts.values()


def test_publishing_shows_what_differs_asks_why_and_happens_once(log_in, world):
    term_shortened(world)
    client, address = log_in("lena"), reverse("publish_workflow", args=[HERE])
    first = client.get(address)
    assert "3 dagen" not in first.content.decode()
    assert "2 dagen na de aankomst" in first.content.decode()
    assert client.post(address, typed(first, reason="")).status_code == 200
    task_added(world, by="marieke")
    other = client.post(address, typed(first, reason="Sneller"))
    assert "was u voor" in other.content.decode()
    assert "Breng een welkomstpakket" in other.content.decode()
    assert WorkflowVersion.rows.filter(number__isnull=False).count() == 0

    sent = typed(other, reason="Sneller") | {"submission": "abc-123"}
    for _ in range(2):
        assert client.post(address, sent)["Location"] == reverse("workflow_cases", args=[HERE])
    assert WorkflowVersion.rows.filter(number__isnull=False).count() == 1
    history = client.get(reverse("workflow_versions", args=[HERE])).content.decode()
    assert "Sneller" in history
    assert "Lena Blok" in history
    assert "niets te publiceren" in client.get(address).content.decode()


def test_cases_go_over_from_the_page_after_a_look(log_in, world, case):
    other = opened(world)
    term_shortened(world)
    task_added(world)
    published(world)
    client = log_in("lena")
    ticked = client.get(reverse("workflow_cases", args=[HERE])).content.decode()
    assert f'value="{case}"' in ticked
    address = reverse("move_workflow_cases", args=[HERE])
    assert client.get(address).status_code == 200
    both = client.get(f"{address}?case={case}&case={other}")
    assert case in both.content.decode()
    one = client.get(f"{address}?case={case}")
    assert "Geef het adres door" in one.content.decode()
    row_changed(world, "A01", is_off=True, reason="x")
    published(world)
    stale = client.post(f"{address}?case={case}", typed(one))
    assert "was u voor" in stale.content.decode()
    assert Case.rows.filter(workflow__isnull=False).count() == 0

    assert client.post(f"{address}?case={case}&case={other}", typed(both) | {"number": 2}).status_code == 303
    assert Case.rows.filter(workflow__number=2).count() == 2
    assert "Geen dossier loopt achter" in client.get(reverse("workflow_cases", args=[HERE])).content.decode()
    assert client.get(reverse("move_workflow_cases", args=[ELSEWHERE])).status_code == 404
    assert client.post(f"{address}?case={case}", {"number": 2, "seen": "x"}).status_code == 200


TOO_LATE = replace(WELCOME, anchor=MilestoneCode.LANDED, start=Offset.parse("-80d"), due=Offset.parse("-70d"))
TOLD = (
    "zou klaar moeten zijn op vr 13 nov, en die dag is voorbij. Na het toepassen is deze taak te laat: rond haar af "
    "met de dag waarop het is gedaan, stel haar uit, of zet haar op “Niet nodig” met de reden."
)


@pytest.mark.parametrize("task", [TOO_LATE, WELCOME])
def test_what_is_late_the_moment_cases_go_over_is_told_by_name_and_day_with_what_to_do(log_in, world, case, task):
    other, is_late = opened(world), task is TOO_LATE
    task_added(world, task=task)
    published(world)
    client, address = log_in("lena"), reverse("move_workflow_cases", args=[HERE])

    one = unescape(client.get(f"{address}?case={case}").content.decode())
    assert "Breng een welkomstpakket" in one
    assert (TOLD in one) is is_late
    assert ("meteen te laat" in one) is is_late
    assert ("1 taak is te laat zodra u dit toepast" in one) is is_late

    both = unescape(client.get(f"{address}?case={case}&case={other}").content.decode())
    assert ("2 taken zijn te laat zodra u dit toepast" in both) is is_late
    told = both.split('id="late"')[1].split("</section>")[0] if is_late else ""
    assert told.count("Breng een welkomstpakket") == told.count("vr 13 nov") == 2 * is_late
    assert all((code in told) is is_late for code in (case, other))


def test_the_reason_of_a_date_names_the_version_and_a_task_its_explanation(log_in, world):
    term_shortened(world)
    row_changed(world, "F01", note_nl="Loket 3", note_en="Counter 3")
    published(world)
    code = opened(world)
    number = task_in(world, code, "F01").id
    page = log_in("sander").get(f"/cases/{code}/tasks/{number}/").content.decode()

    assert "Werkwijze van Molenveen, versie 1 van maandag 23 november 2026" in page
    assert "Loket 3" in page
    assert "Wet BRP" in page
