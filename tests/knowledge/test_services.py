"""Keeping the social map: who adds, changes, checks and ends a service, and what everybody reads."""

import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.knowledge.actions import (
    change_service,
    check_service,
    end_service,
    put_service_back,
    undo_check,
)
from hervest.knowledge.queries import owners_for, service_for, service_to_edit, social_map
from hervest.knowledge.vocabulary import Cost, MapFilters, MapPart
from knowledge.maps import facts, put
from people import ELSEWHERE, HERE


def shown(browser, address, **asked):
    answer = browser.get(address, asked)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def found(world, key, **filters):
    return [row.facts.name for row in social_map(world.actor(key), MapFilters(**filters), today=world.today).pages.rows]


def act(world, key, service, **how):
    return {"by": world.actor(key), "now": world.now, "service": service} | how


def test_who_leads_adds_for_anybody_there_and_a_partner_for_their_own_organisation_alone(world):
    put(world, "Loket", owner="gemeente")
    put(world, by="anouk")

    assert found(world, "sander") == ["Loket", "Taalhuis Molenveen"]
    with pytest.raises(NotAllowed):
        put(world, "Van een ander", by="anouk", owner="gemeente")
    with pytest.raises(NotAllowed):
        put(world, "Van een begeleider", by="sander", owner="gemeente")
    with pytest.raises(NotFound):
        put(world, "Beheer", by="bas", owner="gemeente")
    assert [row.name for row in owners_for(world.actor("anouk"), HERE)] == ["Stichting Wegwijs"]
    assert owners_for(world.actor("sander"), HERE) == ()


def test_another_municipality_has_a_map_of_its_own(world):
    number = put(world)

    assert found(world, "hatice") == []
    with pytest.raises(NotFound):
        service_for(world.actor("hatice"), number, today=world.today)
    with pytest.raises(NotAllowed):
        end_service(**act(world, "hatice", number, seen=1))
    with pytest.raises(NotAllowed):
        put(world, "Over de grens", municipality=ELSEWHERE)


@pytest.mark.parametrize("key", ["sander", "gijs", "samir", "tolk", "saskia", "joris"])
def test_everybody_with_a_role_there_reads_the_map_and_only_who_keeps_it_may_change_it(world, everybody, key):
    number = put(world)

    assert found(world, key) == ["Taalhuis Molenveen"]
    with pytest.raises(NotFound):
        service_to_edit(world.actor(key), number, today=world.today)
    assert service_to_edit(world.actor("anouk"), number, today=world.today).may_edit


def test_what_cannot_be_is_refused_with_what_to_do(world):
    for known, code in (
        ({"themes": ()}, "theme_needed"),
        ({"themes": ("nonsense",)}, "no_such_theme"),
        ({"owner": "havermeer"}, "owner_not_there"),
    ):
        with pytest.raises(RuleBroken) as refused:
            put(world, **known)
        assert refused.value.code == code


def test_a_service_says_when_it_was_checked_and_who_keeps_it_is_told_when_that_is_long_ago(world, log_in):
    number = put(world, by="anouk", now=world.now - timedelta(days=200))

    assert found(world, "anouk", part=MapPart.MINE_TO_CHECK) == ["Taalhuis Molenveen"]
    assert found(world, "lena", part=MapPart.MINE_TO_CHECK) == []  # somebody else keeps it
    assert found(world, "lena", part=MapPart.TO_CHECK) == ["Taalhuis Molenveen"]
    page = shown(log_in("anouk"), reverse("services"))
    assert "1 dienst die u bijhoudt, is lang niet nagekeken" in page
    assert "lang geleden: bel eerst" in shown(log_in("sander"), reverse("services"))

    check_service(**act(world, "anouk", number, seen=1))
    assert found(world, "anouk", part=MapPart.MINE_TO_CHECK) == []
    assert undo_check(**act(world, "anouk", number, seen=2))
    assert found(world, "anouk", part=MapPart.MINE_TO_CHECK) == ["Taalhuis Molenveen"]
    assert not undo_check(**act(world, "anouk", number, seen=3))


def test_a_change_of_what_somebody_changed_meanwhile_shows_both_and_keeps_what_was_typed(world, log_in):
    number = put(world, phone="0570 111111")
    how = {"facts": facts(world, phone="0570 222222"), "is_checked": False}
    change_service(**act(world, "anouk", number, seen=1, **how))

    with pytest.raises(Conflict):
        change_service(**act(world, "lena", number, seen=1, **how))
    typed = {
        "name": "Taalhuis",
        "themes": ["language"],
        "owner": world.organisations["wegwijs"],
        "way_in": "unknown",
        "cost": "free",
        "phone": "0570 333333",
        "seen": 1,
    }
    answer = log_in("lena").post(reverse("change_service", args=[number]), typed)
    page = unescape(answer.content.decode())
    assert "0570 222222" in page
    assert "0570 333333" in page
    assert service_for(world.actor("lena"), number, today=world.today).facts.phone == "0570 222222"


def test_a_partner_cannot_give_their_service_to_an_organisation_that_is_not_theirs(world):
    number = put(world, by="anouk")
    how = {"is_checked": False, "seen": 1}

    with pytest.raises(RuleBroken) as refused:
        change_service(**act(world, "anouk", number, facts=facts(world, owner="gemeente"), **how))
    assert refused.value.code == "owner_not_yours"
    change_service(**act(world, "lena", number, facts=facts(world, owner="gemeente"), **how))


def test_what_ended_leaves_the_map_stays_to_be_read_and_can_be_put_back(world):
    number = put(world)
    end_service(**act(world, "lena", number, seen=1))

    assert found(world, "sander") == []
    assert found(world, "lena", part=MapPart.ENDED) == ["Taalhuis Molenveen"]
    assert service_for(world.actor("sander"), number, today=world.today).ended_on == world.today
    assert not service_for(world.actor("sander"), number, today=world.today).may_refer
    assert not put_service_back(**act(world, "lena", number, seen=1))
    assert put_service_back(**act(world, "lena", number, seen=2))
    assert found(world, "sander") == ["Taalhuis Molenveen"]
    assert AuditRow.rows.filter(verb="service.put_back", chain=HERE).exists()


def test_a_service_is_typed_read_and_searched_on_the_pages(world, log_in):
    browser = log_in("lena")
    typed = {
        "name": "Kringloop De Cirkel",
        "themes": ["low_cost_goods"],
        "owner": world.organisations["gemeente"],
        "place": "Molenveen",
        "languages": "Arabisch, Tigrinya",
        "has_interpreter": "no",
        "way_in": "walk_in",
        "cost": "low",
        "waiting_weeks": "0",
        "is_checked": "on",
    }
    answer = browser.post(reverse("add_service", args=[HERE]), typed | {"languages": "Klingonees"})
    assert "Geen taal: Klingonees" in unescape(answer.content.decode())
    answer = browser.post(reverse("add_service", args=[HERE]), typed, follow=True)
    assert answer.status_code == 200

    page = shown(log_in("sander"), reverse("services"), theme="low_cost_goods", language="ti", cost="low", waiting="0")
    assert "Kringloop De Cirkel" in page
    assert "Arabisch, Tigrinya" in page
    assert "Geen dienst past hierbij" in shown(log_in("sander"), reverse("services"), words="zwembad")


def test_the_table_holds_what_was_looked_for_and_no_formula(world, log_in):
    put(world, "=1+1", cost=Cost.FREE)
    put(world, "Elders", place="Dorp")

    answer = log_in("sander").get(reverse("services_file"), {"cost": "free"})
    [_header, row] = load_workbook(io.BytesIO(answer.content)).active.iter_rows()
    assert (row[0].value, row[0].data_type) == ("=1+1", "s")


def test_nobody_reads_the_map_without_logging_in(client, world):
    put(world)

    assert client.get(reverse("services")).status_code == 302
