"""Documents of a case: added with its readers in sight, had by whom they are meant for, and by nobody else at all."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.files_of_all_kinds import jpeg, office, pdf, png
from hervest.accounts.actor import system
from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo, Route
from hervest.documents.models import Document
from hervest.documents.queries import largest_file
from hervest.documents.vocabulary import CheckedFile, FileKind
from hervest.households.actions import save_household
from hervest.households.record_rules import HouseholdRecord, MemberRecord
from hervest.households.settings import household_settings
from hervest.households.vocabulary import MemberRole, Sex
from hervest.journey import actions, jobs
from hervest.journey.document_actions import (
    add_document,
    attach_documents,
    change_document,
    detach_document,
    forget_taken_back,
    hand_out,
    put_document_back,
    take_document_back,
)
from hervest.journey.document_models import CaseDocument
from hervest.journey.document_queries import DocumentFilters, case_documents, document, documents_of_message
from hervest.journey.document_rules import Filed
from hervest.journey.document_vocabulary import DocumentKind, DocumentReader
from hervest.journey.models import Case, FactSet, TeamMember
from hervest.journey.settings import journey_settings
from hervest.journey.vocabulary import ClosingReason, TeamRole
from hervest.placement.closing_actions import close
from people import HERE

FATHER, MOTHER, DAUGHTER, SON = map(MemberNo, (1, 2, 3, 4))
COA, HEALTH, HOUSING, GROUP, HOUSEHOLD = DocumentReader
WORDS = "KANARIE in een document"
ANSWERS = "questions_answered"


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """Sander leads, Anouk guides, Carla of COA hands over, Ruben lets homes, a group is theirs, two have a login."""
    by = world.actor("sander")
    case = actions.open_case(by=by, now=world.now, municipality=HERE, route=Route.RESETTLEMENT).code
    born = world.today - timedelta(days=365 * 40)
    members = (
        MemberRecord(FATHER, MemberRole.HEAD, "Samir", "Haddad", born, Sex.MALE),
        MemberRecord(MOTHER, MemberRole.PARTNER, "Rima", "Haddad", born, Sex.FEMALE),
        MemberRecord(DAUGHTER, MemberRole.CHILD, "Jamila", "Haddad", world.today - timedelta(days=6400), Sex.FEMALE),
        MemberRecord(SON, MemberRole.CHILD, "Adam", "Haddad", world.today - timedelta(days=3000), Sex.MALE),
    )
    save_household(by=by, now=world.now, case=case, record=HouseholdRecord(members=members, contact_language="ar"))
    team = {"anouk": TeamRole.GUIDE_COORDINATOR, "carla": TeamRole.COA_LIAISON, "ruben": TeamRole.HOUSING_ASSOCIATION}
    for key, role in team.items():
        world.joins(case, key, role, by="sander")
    for key, member in (("samir", FATHER), ("jamila", DAUGHTER)):
        world.joins(case, key, TeamRole.NEWCOMER, by="sander", member=member)
    world.sponsored(case, "saskia", "fenna")
    return case


def added(world, family, kind=DocumentKind.HOME, *, key="sander", about=None, to=(), message="", title=WORDS):
    file = CheckedFile("foto-van-KANARIE.jpg", FileKind.JPEG, jpeg())
    filed = Filed(kind, title, about, frozenset(to))
    return add_document(by=world.actor(key), now=world.now, case=family, file=file, filed=filed, message=message)


def had_by(world, family, key):
    try:
        found = case_documents(world.actor(key), family, DocumentFilters(), today=world.today)
    except NotFound:
        return None
    assert found.n_all == found.page.n_rows
    return [row.id for row in found.page.rows]


def sent(content=None, name="foto.jpg", **differs):
    return {"file": SimpleUploadedFile(name, jpeg() if content is None else content), "kind": "home"} | differs


def page_of(browser, address, status=200):
    answer = browser.get(address)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def test_a_document_is_added_and_had_again(log_in, world, family):
    browser = log_in("sander")

    answer = browser.post(reverse("add_document", args=[family]), sent(title="De keuken"))

    assert (answer.status_code, answer["Location"]) == (303, reverse("documents", args=[family]))
    shown = page_of(browser, reverse("documents", args=[family]))
    for words in ("De keuken", "De woning: foto of plattegrond", "foto (jpg)", "Sander Bos"):
        assert words in shown
    number = CaseDocument.rows.get().pk
    assert AuditRow.rows.get(verb="document.added").detail["document"] == number
    file = browser.get(reverse("open_document", args=[family, number]))
    assert file["Content-Type"] == "image/jpeg"
    assert file["Content-Disposition"] == 'inline; filename="De keuken.jpg"'
    assert file.content[:3] == b"\xff\xd8\xff"
    assert AuditRow.rows.get(verb="document.opened").detail["document"] == number
    read = AuditRow.rows.filter(verb="case.read").last()
    assert read.detail["purpose"] == "document.read"
    assert "documents" in read.detail["fields"]


def test_what_leaves_the_house_runs_nothing_and_is_kept_by_nobody_else(log_in, world, family):
    browser = log_in("sander")
    for content, name, how in (
        (pdf(), "brief.pdf", "attachment"),
        (office(), "b.docx", "attachment"),
        (png(), "p.png", "inline"),
    ):
        browser.post(reverse("add_document", args=[family]), sent(content, name))
        file = browser.get(reverse("open_document", args=[family, CaseDocument.rows.latest("pk").pk]))
        assert file["Content-Disposition"].startswith(f"{how};")
        assert "sandbox" in file["Content-Security-Policy"]
        assert "default-src 'none'" in file["Content-Security-Policy"]
        assert "script" not in file["Content-Security-Policy"]
        assert file["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in file["Cache-Control"]


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"<html></html>", "foto.jpg", "Dit soort bestand kan hier niet"),
        (pdf(b"<< /S /JavaScript >>"), "brief.pdf", "iets dat vanzelf start"),
        (jpeg(), "brief.pdf", "past niet bij wat erin zit"),
        (b"", "leeg.pdf", "Er staat niets in dit bestand"),
        (bytes(4) + b"ftypheic", "foto.heic", "Sla de foto op als jpg"),
        (bytes(largest_file() + 1), "groot.pdf", "Dit bestand is te groot"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_taken_is_said_why_and_nothing_else_typed_is_lost(log_in, family, content, name, says):
    answer = log_in("sander").post(reverse("add_document", args=[family]), sent(content, name, title="Getypt."))

    shown = unescape(answer.content.decode())
    assert says in shown
    assert "Getypt." in shown
    assert not Document.rows.exists()


@pytest.mark.parametrize(
    ("differs", "says"),
    [
        ({"file": ""}, "Er is nog geen bestand gekozen"),
        ({"kind": ""}, "Wat is het?"),
        ({"kind": "identity", "readers": ["group"]}, "Dit soort document is niet voor: sponsorgroep"),
        ({"kind": "money", "readers": ["coa", "household"]}, "niet voor: COA. Haal"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(log_in, family, differs, says):
    answer = log_in("sander").post(reverse("add_document", args=[family]), sent(title="Getypt.", **differs))

    shown = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert says in shown
    assert "Getypt." in shown
    assert not CaseDocument.rows.exists()


@pytest.mark.parametrize(
    "differs", [{"kind": ""}, {"kind": "money", "readers": ["housing"]}], ids=["a field", "who may read it"]
)
def test_whoever_has_something_else_to_mend_is_told_to_choose_the_file_again(log_in, family, differs):
    told, browser = "Kies het bestand nog een keer", log_in("sander")
    there = reverse("add_document", args=[family])

    assert told in unescape(browser.post(there, sent(**differs)).content.decode())

    without = unescape(browser.post(there, {"kind": "home"}).content.decode())
    assert "Er is nog geen bestand gekozen" in without
    assert told not in without
    assert told not in page_of(browser, there)


def test_before_saving_one_sees_who_reads_it(log_in, world, family):
    shown = page_of(log_in("sander"), reverse("add_document", args=[family]))

    always = shown.split("Wie leest dit altijd")[1].split("</div>")[0]
    assert all(name in always for name in ("Sander Bos", "Anouk Bakker"))
    assert not [name for name in ("Carla Mos", "Saskia Burg", "Ruben Smit", "Fenna Stam") if name in always]
    for words in ("COA: Carla Mos", "woningcorporatie: Ruben Smit", "sponsorgroep: Saskia Burg", "het gezin: Samir"):
        assert words in shown
    assert "sponsorgroep: Saskia Burg, Fenna" not in shown  # a coordinator of groups has no documents


ALL_SIDES = {"sander", "anouk", "carla", "ruben", "saskia", "samir", "jamila"}
READERS = {
    # kind, about, meant for: who has it
    ("home", None, ()): {"sander", "anouk"},
    ("home", None, ("coa", "housing", "group", "household")): ALL_SIDES,
    ("education", None, ("group",)): {"sander", "anouk", "saskia"},
    ("tenancy", None, ("housing",)): {"sander", "anouk"},  # the tenancy begins with the keys
    ("handover", None, ("coa",)): {"sander", "anouk", "carla"},
    ("identity", FATHER, ("household",)): {"sander", "samir"},  # a citizen service number is not a partner's
    ("letter", DAUGHTER, ("household",)): {"sander", "anouk", "jamila"},
    ("letter", MOTHER, ("household",)): {"sander", "anouk"},
    ("letter", SON, ("household",)): {"sander", "anouk", "samir"},
    ("identity", SON, ("household",)): {"sander", "samir"},
    ("money", DAUGHTER, ("household",)): {"sander"},
    ("money", None, ("household",)): {"sander", "samir"},  # and a minor reads no money
    ("money", None, ()): {"sander"},
}  # fmt: skip
EVERYBODY = ("sander", "anouk", "carla", "ruben", "saskia", "fenna", "samir", "jamila", "lotte", "hatice", "pieter")


@pytest.mark.parametrize("which", READERS)
def test_a_document_is_had_by_whom_it_is_meant_for_and_is_not_there_for_the_others(log_in, world, family, which):
    kind, about, to = which
    number = added(world, family, DocumentKind(kind), about=about, to=map(DocumentReader, to))

    has = {key for key in EVERYBODY if had_by(world, family, key) == [number]}
    assert has == READERS[which]
    for key in EVERYBODY:
        browser = log_in(key)
        listed = browser.get(reverse("documents", args=[family]))
        file = browser.get(reverse("open_document", args=[family, number]))
        assert (file.status_code == 200) is (key in has)
        assert ("KANARIE" in listed.content.decode()) is (key in has)
        if listed.status_code == 200 and key not in has:
            assert "?kind" not in listed.content.decode()
            assert "hv-contact" not in listed.content.decode()


def test_what_one_added_oneself_one_has(world, family):
    for key in ("anouk", "carla", "ruben", "saskia", "samir"):
        number = added(world, family, key=key)
        assert had_by(world, family, key)[0] == number
        assert had_by(world, family, "sander")[0] == number


def test_what_a_group_adds_its_group_has_and_the_household_does_not(world, family):
    number = added(world, family, key="saskia", to=[HOUSEHOLD, COA])

    assert CaseDocument.rows.get(pk=number).readers == ["group"]
    assert had_by(world, family, "samir") == []
    assert had_by(world, family, "carla") == []


def test_what_somebody_of_the_household_adds_about_themselves_the_others_do_not_know(world, family):
    own = added(world, family, DocumentKind.MONEY, key="samir", about=FATHER)
    whole = added(world, family, DocumentKind.LETTER, key="samir")

    assert had_by(world, family, "samir") == [whole, own]
    assert had_by(world, family, "jamila") == [whole]
    assert had_by(world, family, "sander") == [whole, own]
    for other in (MOTHER, DAUGHTER):
        with pytest.raises(NotFound):
            added(world, family, key="samir", about=other)


def test_a_parent_adds_and_has_what_is_about_a_child_that_does_not_decide_alone_yet(log_in, world, family):
    shown = page_of(log_in("samir"), reverse("add_document", args=[family]))
    assert "Adam (in het gezin leest: Samir)" in shown
    assert "Jamila (in" not in shown

    own = added(world, family, DocumentKind.IDENTITY, key="samir", about=SON)
    theirs = added(world, family, DocumentKind.EDUCATION, about=SON, to=[HOUSEHOLD])
    assert had_by(world, family, "samir") == [theirs, own]
    assert had_by(world, family, "jamila") == []

    of_age = {"traits": {"adult": True}, "reasons": {"adult": f"age?age=18&on={world.today + timedelta(days=99)}"}}
    FactSet.rows.filter(member_no=DAUGHTER).update(**of_age)  # on the day of arrival, and not today
    assert had_by(world, family, "jamila") == []

    FactSet.rows.filter(member_no=SON).update(reasons={"child": "birth_date_unknown?role=child"})
    assert had_by(world, family, "samir") == [own]


def test_the_age_from_which_one_decides_alone_is_one_age():
    assert journey_settings().own_say_from == household_settings().own_say_from
    assert journey_settings().grown_from == household_settings().adult_from


def test_who_of_the_household_reads_it_is_said_of_each_person(log_in, world, family):
    browser, address = log_in("sander"), reverse("add_document", args=[family])

    shown = page_of(browser, address)
    for told in (
        "Adam (in het gezin leest: Samir)",
        "Jamila (in het gezin leest: Jamila)",
        "Rima (in het gezin leest niemand het)",
        "het gezin: Samir, Jamila",
    ):
        assert told in shown
    again = browser.post(address, sent(b"", about=SON, readers=["household"]))
    assert re.search(r"het gezin: Samir\s*<", unescape(again.content.decode()))


def test_a_paper_with_a_number_that_the_household_reads_says_whose_it_is(log_in, world, family):
    for key, differs in (("sander", {"readers": ["household"]}), ("samir", {})):
        answer = log_in(key).post(reverse("add_document", args=[family]), sent(kind="identity", **differs))
        assert "Kies van wie dit is" in unescape(answer.content.decode())
    assert not CaseDocument.rows.exists()

    own = added(world, family, DocumentKind.IDENTITY, key="samir", about=FATHER)
    whole = added(world, family, DocumentKind.IDENTITY)
    CaseDocument.rows.filter(pk=whole).update(readers=["household"])  # as it may stand from before
    assert had_by(world, family, "samir") == [own]
    assert had_by(world, family, "sander") == [whole, own]


@pytest.mark.parametrize("key", ["hatice", "lotte", "fenna", "jamila", "pieter"])
def test_who_may_not_add_adds_nothing(log_in, world, family, key):
    with pytest.raises((NotAllowed, NotFound)):
        added(world, family, key=key)
    assert log_in(key).get(reverse("add_document", args=[family])).status_code == 404
    assert had_by(world, family, "sander") == []


def test_a_letter_about_money_is_asked_for_as_money(log_in, world, family):
    hint = "Staat er iets in over geld of een uitkering? Kies dan geld."
    for key, is_told in (("sander", True), ("samir", True), ("saskia", False), ("carla", False)):
        shown = page_of(log_in(key), reverse("add_document", args=[family]))
        assert (hint in shown) is is_told
        assert "besluit" not in shown


def test_a_group_is_offered_only_what_it_may_read(log_in, world, family):
    shown = page_of(log_in("saskia"), reverse("add_document", args=[family]))

    assert re.findall(r'name="kind" value="(\w+)"', shown) == ["home", "education"]
    assert 'name="readers"' not in shown
    with pytest.raises(RuleBroken):
        added(world, family, DocumentKind.IDENTITY, key="saskia")


def test_a_group_has_nothing_of_before_it_was_matched(world, family):
    number = added(world, family, to=[GROUP])
    assert had_by(world, family, "saskia") == [number]
    CaseDocument.rows.update(added_at=world.now - timedelta(days=2))
    assert had_by(world, family, "saskia") == []


def test_access_ends_with_the_seat_at_the_next_click(log_in, world, family):
    number = added(world, family, to=[COA, GROUP])
    browsers = {key: log_in(key) for key in ("anouk", "carla", "saskia")}
    address = reverse("open_document", args=[family, number])
    assert {browser.get(address).status_code for browser in browsers.values()} == {200}

    TeamMember.rows.filter(person_id__in=[world.ids[key] for key in browsers]).delete()

    assert {browser.get(address).status_code for browser in browsers.values()} == {404}


def test_a_lead_who_is_not_in_the_team_has_none(log_in, world, family):
    added(world, family)
    browser = log_in("hatice")
    assert browser.get(reverse("documents", args=[family])).status_code == 404
    assert "/documents/" not in browser.get(f"/cases/{family}/").content.decode()


def test_the_list_is_narrowed_in_the_address(log_in, world, family):
    added(world, family, DocumentKind.HOME, title="De keuken")
    added(world, family, DocumentKind.LETTER, key="anouk", title="Brief van de school")
    browser, address = log_in("sander"), reverse("documents", args=[family])

    assert "De keuken" not in page_of(browser, f"{address}?kind=letter")
    assert "Brief van de school" not in page_of(browser, f"{address}?mine=on")
    assert "De keuken" in page_of(browser, f"{address}?mine=on&kind=home")
    nothing = page_of(browser, f"{address}?mine=on&kind=letter")
    assert "Er is geen document dat bij deze keuze past" in nothing
    assert "Toon alles" in nothing or "Alles" in nothing


def test_what_was_taken_back_is_gone_for_all_and_can_be_put_back(log_in, world, family):
    number = added(world, family, to=[HOUSEHOLD])
    browser, address = log_in("sander"), reverse("documents", args=[family])

    answer = browser.post(reverse("take_document_back", args=[family, number]), follow=True)

    assert "Teruggenomen" in unescape(answer.content.decode())
    assert had_by(world, family, "samir") == had_by(world, family, "sander") == []
    assert browser.get(reverse("open_document", args=[family, number])).status_code == 404
    undo = re.search(r'action="([^"]*/put-back/)"', answer.content.decode())
    browser.post(undo[1])
    assert had_by(world, family, "samir") == [number]
    assert "KANARIE" in page_of(browser, address)
    assert [row.verb for row in AuditRow.rows.filter(verb__startswith="document.").order_by("number")][:3] == [
        "document.added",
        "document.taken_back",
        "document.put_back",
    ]


def test_nobody_takes_back_what_another_added_but_who_leads_the_case(world, family):
    by_anouk, by_samir = added(world, family, key="anouk"), added(world, family, key="samir")
    for key in ("anouk", "carla", "ruben", "saskia", "jamila", "hatice"):
        with pytest.raises((NotFound, NotAllowed)):
            take_document_back(by=world.actor(key), now=world.now, case=family, number=by_samir)
    take_document_back(by=world.actor("sander"), now=world.now, case=family, number=by_samir)
    take_document_back(by=world.actor("anouk"), now=world.now, case=family, number=by_anouk)
    with pytest.raises(NotFound):
        put_document_back(by=world.actor("sander"), now=world.now, case=family, number=by_anouk)
    put_document_back(by=world.actor("anouk"), now=world.now, case=family, number=by_anouk)


def test_a_day_later_nothing_is_left_of_it(world, family):
    kept, gone = added(world, family), added(world, family)
    take_document_back(by=world.actor("sander"), now=world.now, case=family, number=gone)
    later = world.now + journey_settings().taken_back_kept

    assert jobs.forget_documents_taken_back(later - timedelta(seconds=1)) == 0
    assert Document.rows.count() == 2
    with pytest.raises(NotFound):  # the day is over, whether or not the job came by
        put_document_back(by=world.actor("sander"), now=later, case=family, number=gone)
    before = later - timedelta(seconds=1)
    put_document_back(by=world.actor("sander"), now=before, case=family, number=gone)
    CaseDocument.rows.filter(pk=gone).update(taken_back_at=world.now, taken_back_by_id=world.ids["sander"])
    jobs.forget_documents_taken_back(later)

    assert [row.pk for row in CaseDocument.rows.all()] == [kept]
    assert Document.rows.count() == 1
    with pytest.raises(NotFound):
        put_document_back(by=world.actor("sander"), now=later, case=family, number=gone)
    assert forget_taken_back(by=system("test"), now=later, case=family) == 0


def test_a_case_holds_no_more_than_so_many(world, family, monkeypatch):
    added(world, family)
    monkeypatch.setattr("hervest.journey.document_actions.journey_settings", lambda: Limited)
    with pytest.raises(RuleBroken, match="too_many_documents"):
        added(world, family)
    assert Document.rows.count() == 1


class Limited:
    most_documents = 1
    most_own_documents = 2


def test_who_does_not_work_on_the_case_is_told_of_too_many_of_their_own_only(world, family, monkeypatch):
    added(world, family, DocumentKind.MONEY)
    monkeypatch.setattr("hervest.journey.document_actions.journey_settings", lambda: Limited)
    for key in ("samir", "saskia", "carla"):
        for _ in range(2):
            added(world, family, key=key)
        with pytest.raises(RuleBroken, match="too_many_own_documents"):
            added(world, family, key=key)
        assert len([row for row in CaseDocument.rows.all() if row.added_by_id == world.ids[key]]) == 2


def test_of_a_closed_case_documents_are_had_and_none_is_added(log_in, world, family):
    number = added(world, family)
    how = {"text": "Voorbij.", "seen": Case.rows.get().plan_version, "knows_of_terms": True}
    close(by=world.actor("sander"), now=world.now, case=family, reason=ClosingReason.OTHER, **how)

    browser = log_in("sander")
    shown = page_of(browser, reverse("documents", args=[family]))
    assert "KANARIE" in shown
    assert "Document toevoegen" not in shown
    assert "take-back" not in shown
    assert browser.get(reverse("open_document", args=[family, number])).status_code == 200
    with pytest.raises(Conflict):
        added(world, family)
    with pytest.raises(Conflict):
        take_document_back(by=world.actor("sander"), now=world.now, case=family, number=number)


def test_the_same_form_sent_twice_adds_one(log_in, family):
    browser = log_in("sander")
    for _ in range(2):
        browser.post(reverse("add_document", args=[family]), sent(submission="a" * 32))

    assert Document.rows.count() == CaseDocument.rows.count() == 1


def test_a_file_and_its_row_come_together_or_not_at_all(world, family):
    with pytest.raises(NotFound):
        added(world, family, message="no_such_message")
    assert not Document.rows.exists()


def test_a_document_goes_along_with_a_message_for_who_may_have_it(log_in, world, family):
    secret = added(world, family, DocumentKind.MONEY, title="Uitkering", message=ANSWERS)
    plain = added(world, family, DocumentKind.HANDOVER, to=[COA], title="Antwoorden", message=ANSWERS)
    message = reverse("record_message", args=[family, ANSWERS])

    assert "Uitkering" in page_of(log_in("sander"), message)
    for key in ("carla", "anouk"):
        shown = page_of(log_in(key), message)
        assert "Antwoorden" in shown
        assert "Uitkering" not in shown
        assert f"/documents/{secret}/" not in shown
        found = documents_of_message(world.actor(key), family, ANSWERS, today=world.today)
        assert [row.id for row in found.attached] == [plain]
        assert found.others == ()


def test_documents_of_the_case_are_let_go_along_and_taken_off(log_in, world, family):
    first, second = added(world, family, title="Eerste"), added(world, family, title="Tweede")
    browser, message = log_in("sander"), reverse("record_message", args=[family, ANSWERS])

    browser.post(reverse("attach_documents", args=[family, ANSWERS]), {"documents": [first, second]})
    assert CaseDocument.rows.get(pk=first).messages == [ANSWERS]
    browser.post(reverse("detach_document", args=[family, ANSWERS, first]))
    found = documents_of_message(world.actor("sander"), family, ANSWERS, today=world.today)
    assert ([row.id for row in found.attached], [row.id for row in found.others]) == ([second], [first])
    assert "Eerste" in page_of(browser, message)
    answer = browser.post(reverse("add_document", args=[family]) + f"?message={ANSWERS}", sent(title="Derde"))
    assert answer["Location"] == message
    assert CaseDocument.rows.latest("pk").messages == [ANSWERS]


def changed(world, family, number, key="sander", **becomes):
    seen = document(world.actor(key), family, number, today=world.today).seen
    becomes = Filed(**{"kind": DocumentKind.LETTER} | becomes)
    change_document(by=world.actor(key), now=world.now, case=family, number=number, becomes=becomes, seen=seen)


def test_what_a_document_is_and_who_reads_it_is_changed_with_its_readers_in_sight(log_in, world, family):
    number = added(world, family, DocumentKind.LETTER, title="De brief", to=[COA, HOUSEHOLD], message=ANSWERS)
    browser, there = log_in("anouk"), reverse("change_document", args=[family, number])
    assert there in page_of(browser, reverse("documents", args=[family]))
    shown = page_of(browser, there)
    always = shown.split("Wie leest dit altijd")[1].split("</div>")[0]
    assert all(name in always for name in ("Sander Bos", "Anouk Bakker"))
    for words in ("De brief", "COA: Carla Mos", "het gezin: Samir"):
        assert words in shown
    form = browser.get(there).context["form"]
    assert (form["kind"].value(), form["readers"].value()) == ("letter", ["coa", "household"])

    sends = {"kind": "education", "readers": ["group"], "seen": form["seen"].value()}
    assert browser.post(there, sends)["Location"] == reverse("documents", args=[family])
    row = CaseDocument.rows.get(pk=number)
    assert (row.kind, row.readers, row.title, row.messages) == ("education", ["group"], "De brief", [ANSWERS])
    assert [had_by(world, family, key) for key in ("saskia", "carla", "samir")] == [[number], [], []]
    assert AuditRow.rows.get(verb="document.changed").detail["document"] == number


def test_two_who_change_a_document_see_both_values(log_in, world, family):
    number = added(world, family, DocumentKind.LETTER, to=[COA])
    browser, there = log_in("sander"), reverse("change_document", args=[family, number])
    seen = browser.get(there).context["form"]["seen"].value()
    changed(world, family, number, "anouk", kind=DocumentKind.HANDOVER, readers=frozenset([COA]))

    both = browser.post(there, {"kind": "education", "readers": ["coa"], "seen": seen})
    assert "Een ander heeft dit intussen gewijzigd" in unescape(both.content.decode())
    assert [row.field for row in both.context["form"].differences] == ["id_kind_0"]
    assert CaseDocument.rows.get(pk=number).kind == "handover"
    again = {"kind": "education", "readers": ["coa"], "seen": both.context["form"]["seen"].value()}
    assert browser.post(there, again).status_code == 303
    assert CaseDocument.rows.get(pk=number).kind == "education"


def test_what_cannot_be_is_said_when_a_document_is_changed_too(log_in, world, family):
    number = added(world, family, DocumentKind.LETTER, to=[COA])
    browser, there = log_in("sander"), reverse("change_document", args=[family, number])
    seen = browser.get(there).context["form"]["seen"].value()

    for kind, readers, says in (
        ("identity", ["coa"], "Dit soort document is niet voor: COA"),
        ("identity", ["household"], "Kies van wie dit is"),
    ):
        answer = browser.post(there, {"kind": kind, "readers": readers, "seen": seen})
        assert says in unescape(answer.content.decode())
    assert CaseDocument.rows.get(pk=number).kind == "letter"


def test_whoever_added_it_from_outside_the_team_says_of_which_kind_it_is_and_not_who_reads_it(log_in, world, family):
    own = added(world, family, DocumentKind.HANDOVER, key="carla")
    theirs = added(world, family, DocumentKind.HANDOVER, to=[COA])
    browser = log_in("carla")
    listed = page_of(browser, reverse("documents", args=[family]))
    address = {number: reverse("change_document", args=[family, number]) for number in (own, theirs)}
    assert [address[number] in listed for number in (own, theirs)] == [True, False]
    assert browser.get(address[theirs]).status_code == 404
    with pytest.raises(NotFound):
        changed(world, family, theirs, "carla")

    form = browser.get(address[own]).context["form"]
    assert "readers" not in form.fields
    sends = {"kind": "travel", "readers": ["household"], "seen": form["seen"].value()}
    assert browser.post(address[own], sends).status_code == 303
    row = CaseDocument.rows.get(pk=own)
    assert (row.kind, row.readers) == ("travel", ["coa"])


@pytest.mark.parametrize("key", ["saskia", "ruben", "samir", "jamila", "gijs", "hatice"])
def test_who_only_reads_a_document_changes_nothing_of_it(log_in, world, family, key):
    number = added(world, family, to=[COA, HOUSING, GROUP, HOUSEHOLD])

    assert log_in(key).get(reverse("change_document", args=[family, number])).status_code == 404
    with pytest.raises((NotFound, NotAllowed)):
        changed(world, family, number, key)
    changed(world, family, number, "anouk", kind=DocumentKind.HOME)
    assert CaseDocument.rows.get(pk=number).readers == []


def test_only_who_let_it_go_along_or_works_on_the_case_takes_a_document_off_a_message(log_in, world, family):
    theirs = added(world, family, DocumentKind.HANDOVER, to=[COA], message=ANSWERS)
    shared = added(world, family, DocumentKind.HANDOVER, to=[COA])
    own = added(world, family, DocumentKind.HANDOVER, key="carla", message=ANSWERS)
    attach_documents(by=world.actor("carla"), now=world.now, case=family, ref=ANSWERS, numbers=[shared])

    def off(number):
        return reverse("detach_document", args=[family, ANSWERS, number])

    browser = log_in("carla")
    shown = page_of(browser, reverse("record_message", args=[family, ANSWERS]))
    assert [off(number) in shown for number in (theirs, shared, own)] == [False, True, True]
    assert browser.post(off(theirs)).status_code == 404
    assert CaseDocument.rows.get(pk=theirs).messages == [ANSWERS]
    for number in (shared, own):
        browser.post(off(number))
        assert CaseDocument.rows.get(pk=number).messages == []
    attach_documents(by=world.actor("anouk"), now=world.now, case=family, ref=ANSWERS, numbers=[own])
    assert (
        browser.post(off(own)).status_code == 404
    )  # it is theirs, and a colleague of the municipality let it go along

    log_in("anouk").post(off(theirs))
    assert CaseDocument.rows.get(pk=theirs).messages == []


def test_of_what_went_along_before_it_was_noted_by_whom_whoever_added_it_takes_it_off(world, family):
    theirs = added(world, family, DocumentKind.HANDOVER, to=[COA], message=ANSWERS)
    own = added(world, family, DocumentKind.HANDOVER, key="carla", message=ANSWERS)
    CaseDocument.rows.update(along_by={})
    by = {"by": world.actor("carla"), "now": world.now, "case": family, "ref": ANSWERS}

    detach_document(**by, number=own)
    with pytest.raises(NotFound):
        detach_document(**by, number=theirs)
    assert [CaseDocument.rows.get(pk=number).messages for number in (theirs, own)] == [[ANSWERS], []]


def test_what_was_typed_of_a_message_stands_there_still_when_a_document_is_let_go_along_or_taken_off(
    log_in, world, family
):
    number, browser = added(world, family), log_in("sander")
    message = reverse("record_message", args=[family, ANSWERS])
    typed = {"seen": "0", "sent_on": "2026-11-2x", "received_on": "2026-11-17", "note": "Getypt.", "is_needless": "on"}
    for name, args, said, along in (
        ("attach_documents", [], "1 document gaat mee.", [ANSWERS]),
        ("detach_document", [number], "Het gaat niet meer mee", []),
    ):
        answer = browser.post(
            reverse(name, args=[family, ANSWERS, *args]), typed | {"documents": [number]}, follow=True
        )
        assert answer.redirect_chain == [(f"{message}?typed", 307)]
        shown = unescape(answer.content.decode())
        assert said in shown
        assert "Wat u over het bericht typte, is nog niet bewaard." in shown
        for words in ('value="2026-11-2x"', 'value="2026-11-17"', "Getypt.", f'action="{message}"'):
            assert words in shown
        assert re.search(r'name="is_needless"[^>]* checked', shown)
        assert "Herstel dit eerst" not in shown
        assert CaseDocument.rows.get(pk=number).messages == along

    kept = typed | {"sent_on": "2026-11-16", "is_needless": ""}
    assert browser.post(message, {name: value for name, value in kept.items() if value}).status_code == 303
    assert "Getypt." in page_of(browser, message)


def test_where_nothing_was_typed_the_page_of_the_message_is_asked_anew(log_in, world, family):
    number, browser = added(world, family), log_in("sander")
    sends = {"documents": [number], "seen": "0", "sent_on": "", "received_on": "", "attachment": "", "note": ""}

    answer = browser.post(reverse("attach_documents", args=[family, ANSWERS]), sends)

    assert (answer.status_code, answer["Location"]) == (303, reverse("record_message", args=[family, ANSWERS]))
    assert "Wat u over het bericht typte" not in page_of(browser, answer["Location"])


def test_beside_what_goes_along_one_sees_that_the_receiver_does_not_read_it(log_in, world, family):
    added(world, family, DocumentKind.LETTER, title="Brief", message="link_confirmed")
    added(world, family, DocumentKind.HANDOVER, to=[COA], title="Antwoorden", message="link_confirmed")
    browser = log_in("sander")

    shown = page_of(browser, reverse("record_message", args=[family, "link_confirmed"]))
    beside = [one.split("</li>")[0] for one in shown.split('<li class="hv-contact" id="document-')[1:]]
    assert [("COA leest dit niet" in one) for one in beside if "Brief" in one] == [True]
    assert [("COA leest dit niet" in one) for one in beside if "Antwoorden" in one] == [False]
    assert "leest dit niet" not in page_of(browser, reverse("documents", args=[family]))


def test_what_became_of_every_tick_is_said(log_in, world, family):
    first, second, third = (added(world, family, title=title) for title in ("Eerste", "Tweede", "Derde"))
    browser, address = log_in("sander"), reverse("attach_documents", args=[family, ANSWERS])
    take_document_back(by=world.actor("sander"), now=world.now, case=family, number=second)

    def told(ticked):
        return unescape(browser.post(address, {"documents": ticked}, follow=True).content.decode())

    assert "Er is nog niets aangevinkt" in told([])
    both = told([first, second])
    assert "1 document gaat mee. 1 is er niet meer." in both
    assert CaseDocument.rows.get(pk=first).messages == [ANSWERS]
    assert CaseDocument.rows.get(pk=second).messages == []
    assert "Wat u aanvinkte, ging al mee." in told([first])
    assert "1 document gaat mee." in told([first, third, "niets"])


def test_documents_that_go_along_are_read_in_one_go(world, family):
    numbers = [added(world, family) for _ in range(8)]
    with CaptureQueriesContext(connection) as asked:
        attach_documents(by=world.actor("sander"), now=world.now, case=family, ref=ANSWERS, numbers=numbers)

    reads = [one["sql"] for one in asked if one["sql"].startswith("SELECT") and "casedocument" in one["sql"]]
    assert len(reads) == 2  # as the actor may read them, and to be written
    assert all(row.messages == [ANSWERS] for row in CaseDocument.rows.all())


def test_a_file_is_handed_out_as_it_is_called_in_the_list(log_in, world, family):
    browser = log_in("sander")
    for title, name in (
        ("De keuken", "De keuken.jpg"),
        ("Brief 1/2 <b>.png", "Brief 1-2 b.jpg"),
        ("", "foto-van-KANARIE.jpg"),
    ):
        number = added(world, family, title=title)
        file = browser.get(reverse("open_document", args=[family, number]))
        assert file["Content-Disposition"] == f'inline; filename="{name}"'


def test_who_has_no_part_in_the_schedule_lets_nothing_go_along(log_in, world, family):
    number = added(world, family, key="saskia")
    by = {"by": world.actor("saskia"), "now": world.now, "case": family, "ref": ANSWERS}
    with pytest.raises(NotFound):
        attach_documents(**by, numbers=[number])
    with pytest.raises(NotFound):
        detach_document(**by, number=number)
    with pytest.raises(NotFound):
        added(world, family, key="saskia", message=ANSWERS)
    secret = added(world, family, DocumentKind.MONEY)
    with pytest.raises(NotFound):
        attach_documents(**by | {"by": world.actor("carla")}, numbers=[secret])


def test_a_document_of_another_case_is_not_found_here(log_in, world, family):
    number = added(world, family)
    other = make_other(world)

    assert log_in("sander").get(reverse("open_document", args=[other, number])).status_code == 404
    with pytest.raises(NotFound):
        hand_out(by=world.actor("sander"), now=world.now, case=other, number=number)
    assert log_in("sander").get(reverse("open_document", args=[family, number])).status_code == 200


def make_other(world):
    by = world.actor("sander")
    return actions.open_case(by=by, now=world.now, municipality=HERE, route=Route.RESETTLEMENT).code
