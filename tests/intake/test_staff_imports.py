"""A list of staff lets people in as by hand: with the same rules, a link each, and nothing twice."""

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from hervest.accounts.models import Membership, Person
from hervest.accounts.people_actions import end_role, give_role, invite_person
from hervest.accounts.people_queries import longest_last_day, workplaces
from hervest.accounts.people_rules import AT
from hervest.accounts.vocabulary import Role
from hervest.audit.models import AuditRow
from hervest.cli import import_staff
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.texts import label
from hervest.intake.jobs import forget_old_previews
from hervest.intake.json_rules import as_json, from_json
from hervest.intake.models import ColumnMapping, Import
from hervest.intake.staff_actions import apply_staff_import, forget_staff_import, preview_staff
from hervest.intake.staff_page_queries import staff_import_page
from hervest.intake.staff_rules import ROLE_NAMES, ROLE_WORDS, STAFF_COLUMNS, StaffLine, StaffRead, read_staff
from hervest.intake.templatetags.intake import remedy
from hervest.intake.text_rules import folded
from hervest.intake.vocabulary import Carrier
from hervest.intake.writing_xlsx import staff_template_workbook
from intake.dossier_files import READING, source_of
from intake.staff_files import HEADERS, LAST, colleague, staff
from people import ELSEWHERE, HERE, TODAY

NOOR = "noor@molenveen.example"
ADMIN = {"Organisatie": "Gemeente Molenveen"}
LATER = TODAY + timedelta(days=30)


def read(*rows, headers=HEADERS):
    return read_staff(source_of(staff(*rows, headers=headers)), READING)


def codes(found):
    return [finding.code.value for finding in found.findings]


def preview(world, *rows, key="lena", place=HERE):
    place = "" if key == "bas" else place
    return preview_staff(
        by=world.actor(key), now=world.now, municipality=place, file_name="m.xlsx", source=source_of(staff(*rows))
    )


def imported(world, *rows, key="lena", **how):
    return apply_staff_import(by=world.actor(key), now=world.now, number=preview(world, *rows, key=key), **how)


def told(world, *rows, key="lena"):
    """What is wrong or worth knowing, as the preview says it."""
    page = staff_import_page(world.actor(key), preview(world, *rows, key=key), today=TODAY)
    return [one.code.value for one in (*page.report.errors, *page.report.warnings)]


def roles_of(email):
    rows = Membership.rows.filter(person__email=email).order_by("role", "pk")
    return [(row.role, row.organisation.name, row.from_on, row.until_on) for row in rows]


def test_a_row_is_a_person_and_a_role_and_may_name_several():
    found = read(colleague(Rol="woonconsulent; leidinggevende gemeente", Gemeente="GM9001", Taal="Engels"))

    assert found.findings == ()
    assert [line.role for line in found.lines] == [Role.MUNI_PLANNER, Role.MUNI_LEAD]
    assert found.lines[0] == StaffLine(
        email=NOOR, name="Noor Prins", role=Role.MUNI_PLANNER, until_on=LAST, places=("GM9001",), language="en"
    )


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"Naam": None}, "missing_value"),
        ({"E_mail": "noor"}, "not_a_login_email"),
        ({"E_mail": "n\N{CYRILLIC SMALL LETTER O}or@gemeente.example"}, "not_a_login_email"),
        ({"E_mail": "noor,pim@x.example"}, "not_a_login_email"),
        ({"Rol": None}, "missing_value"),
        ({"Rol": "Burgemeester"}, "unknown_word"),
        ({"Rol": "Nieuwkomer"}, "unknown_word"),
        ({"Laatste_dag": None}, "missing_value"),
        ({"Laatste_dag": "31-02-2027"}, "not_a_date"),
        ({"Eerste_dag": date(2027, 7, 1)}, "ends_before_start"),
        ({"Taal": "Arabisch"}, "unknown_word"),
    ],
)
def test_what_is_wrong_in_a_cell_refuses_the_person_whole_and_nobody_else(cells, code):
    wrong = colleague(**cells)
    mail = cells.get("E_mail", NOOR)
    found = read(wrong, colleague(E_mail=mail, Rol="Leidinggevende gemeente"), colleague(E_mail="pim@x.example"))

    assert set(codes(found)) == {code}
    assert [line.email for line in found.lines] == ["pim@x.example"]
    assert found.refused == (mail,)


def test_of_an_address_that_is_none_it_says_what_would_do_and_not_that_it_may_be_left_out():
    told = read(colleague(E_mail="noor")).findings[0]
    with override("nl"):
        assert remedy(told) == "Een adres zoals naam@voorbeeld.nl: daarmee logt iemand in."
    assert codes(read(colleague(E_mail=""))) == ["missing_value"]  # and left out it is refused


def test_rows_of_one_person_agree_and_say_no_role_twice():
    assert codes(read(colleague(), colleague(Naam="Iemand anders", Rol="Auditor"))) == ["person_disagrees"]
    assert codes(read(colleague(), colleague(Naam="noor  PRINS", Rol="Auditor"))) == []
    assert codes(read(colleague(), colleague(E_mail=NOOR.upper()))) == ["role_twice"]
    assert codes(read(colleague(), colleague(Organisatie="Elders"))) == []


def test_an_empty_list_and_the_template_hold_nobody_and_say_so(world):
    with override("nl"):
        empty = staff_template_workbook(())
    found = read_staff(source_of(empty), READING)

    assert codes(found) == codes(read()) == ["no_staff"]
    assert {column.header for column in STAFF_COLUMNS} == set(HEADERS)


@pytest.mark.parametrize("place", [0, 1, 3, 6])
def test_a_list_without_a_column_that_must_be_there_lets_nobody_in(place):
    found = read(colleague(), headers=[*HEADERS[:place], "Anders", *HEADERS[place + 1 :]])

    assert sorted(codes(found)) == ["missing_column", "unknown_column"]
    assert found.lines == ()


def test_a_list_with_semicolons_is_read_like_a_workbook():
    text = "Naam;E-mail;Rol;Laatste dag\nNoor Prins;noor@molenveen.example;Woonconsulent;30-06-2027\n"
    source = source_of(text.encode(), "m.csv")

    assert source.carrier is Carrier.CSV
    assert read_staff(source, READING).lines == read(colleague()).lines


def test_every_role_that_can_be_given_has_its_word_as_the_dutch_screens_call_it():
    assert set(ROLE_WORDS.values()) == {role for roles in AT.values() for role in roles}
    with override("nl"):
        assert {folded(word) for word in ROLE_WORDS} == {folded(label(role)) for role in ROLE_WORDS.values()}


LINES = st.builds(
    StaffLine,
    email=st.emails().map(str.lower),
    name=st.text("abc é", max_size=9),
    role=st.sampled_from(sorted(ROLE_WORDS.values())),
    until_on=st.dates(),
    from_on=st.none() | st.dates(),
    places=st.none() | st.lists(st.sampled_from(["GM9001", "GM9002"]), min_size=1).map(tuple),
)


@given(st.lists(LINES, max_size=3).map(tuple))
def test_what_was_read_is_the_same_after_it_was_kept(lines):
    assert from_json(StaffRead, as_json(StaffRead(lines))) == StaffRead(lines)


def test_whoever_is_new_comes_in_with_all_their_roles_and_one_link(world, client):
    found = imported(world, colleague(Taal="Engels"), colleague(Rol="Leidinggevende gemeente", Laatste_dag=LATER))

    person = Person.rows.get(email=NOOR)
    assert (person.name, person.language, person.has_usable_password()) == ("Noor Prins", "en", False)
    assert roles_of(NOOR) == [
        ("muni_lead", "Gemeente Molenveen", TODAY, LATER),
        ("muni_planner", "Gemeente Molenveen", TODAY, LAST),
    ]
    assert {place.code for row in Membership.rows.filter(person=person) for place in row.municipalities.all()} == {HERE}
    (link,) = found.links
    assert (link.name, link.email) == ("Noor Prins", NOOR)
    assert client.get(link.link).status_code == 200
    verbs = list(AuditRow.rows.filter(within="intake.apply_staff_import").values_list("verb", flat=True))
    assert sorted(set(verbs)) == ["link.given", "membership.granted", "person.created", "staff.imported"]


def test_the_same_list_twice_changes_nothing_and_gives_no_link(world):
    rows = (colleague(), colleague(Rol="Leidinggevende gemeente"))
    imported(world, *rows)
    before = (list(Person.rows.order_by("pk").values()), list(Membership.rows.order_by("pk").values()))

    again = imported(world, *rows)

    assert (again.report.accepted, dict(again.report.changed), again.report.unchanged) == ((), {}, (NOOR,))
    assert again.links == ()
    assert (list(Person.rows.order_by("pk").values()), list(Membership.rows.order_by("pk").values())) == before


def test_who_is_there_already_gets_another_role_from_a_later_day_on_and_what_they_had_stays(world):
    email = world.email("joris")
    rows = (
        colleague(Naam="Joris Vos", E_mail=email, Laatste_dag=LAST),
        colleague(Naam="Joris Vos", E_mail=email, Rol="Leidinggevende gemeente", Eerste_dag=LATER),
    )
    (planner,) = [row for row in roles_of(email) if row[0] == "muni_planner"]

    found = imported(world, *rows)

    assert list(found.report.changed) == [email]
    assert [one.code.value for one in found.report.warnings] == ["stands_otherwise"]
    assert roles_of(email) == [("muni_lead", "Gemeente Molenveen", LATER, LAST), planner]
    assert found.links == ()
    assert Person.rows.get(email=email).has_usable_password()


def test_another_name_than_the_register_has_is_told_and_changes_nothing(world):
    email = world.email("joris")
    found = imported(world, colleague(Naam="J. de Vos", E_mail=email, Rol="Leidinggevende gemeente"))

    assert [one.code.value for one in found.report.warnings] == ["other_name"]
    assert Person.rows.get(email=email).name == "Joris Vos"


def test_who_waits_for_a_password_gets_a_new_link_with_a_new_role(world, client):
    invited = invite_person(
        by=world.actor("lena"),
        now=world.now,
        email=NOOR,
        name="Noor Prins",
        organisation=world.organisations["gemeente"],
        roles=[Role.MUNI_PLANNER],
        until_on=LAST,
    )
    (link,) = imported(world, colleague(Rol="Leidinggevende gemeente")).links

    assert client.get(link.link).status_code == 200
    assert "werkt niet meer" in client.get(invited.link, headers={"Accept-Language": "nl"}).content.decode()


REFUSED = [
    ({"Organisatie": "Stichting Wegwijs", "Rol": "Maatschappelijk begeleider"}, "unknown_organisation"),
    ({"Organisatie": "Bestaat niet"}, "unknown_organisation"),
    ({"Rol": "Privacy officer"}, "role_reserved"),
    ({"Rol": "Beheerder"}, "role_reserved"),
    ({"Rol": "Woningcorporatie"}, "role_not_given"),
    ({"Gemeente": "Havermeer"}, "role_in_other_places"),
    ({"Gemeente": "GM9001; GM9002"}, "role_in_other_places"),
    ({"Eerste_dag": TODAY - timedelta(days=1)}, "first_day_passed"),
    ({"Eerste_dag": LATER}, "new_begins_today"),
    ({"Laatste_dag": TODAY - timedelta(days=1)}, "last_day_passed"),
    ({"Laatste_dag": longest_last_day(TODAY) + timedelta(days=1)}, "last_day_too_far"),
    ({"E_mail": "hatice@hervest.example", "Naam": "Hatice Kaya"}, "known_elsewhere"),
    ({"E_mail": "bas@hervest.example"}, "known_elsewhere"),
    ({"E_mail": "lena@hervest.example", "Naam": "Lena Blok"}, "own_role"),
]
FINE = [
    {"Organisatie": "gemeente molenveen"},
    {"Gemeente": "Molenveen"},
    {"Gemeente": HERE},
    {"Eerste_dag": TODAY},
    {"Laatste_dag": TODAY},
    {"Laatste_dag": longest_last_day(TODAY)},
    {"E_mail": "joris@hervest.example", "Naam": "Joris Vos", "Rol": "Leidinggevende gemeente", "Eerste_dag": LATER},
]


@pytest.mark.parametrize(("cells", "code"), REFUSED)
def test_a_list_gives_nothing_that_could_not_be_given_by_hand(world, cells, code):
    before = (Person.rows.count(), Membership.rows.count())
    assert told(world, colleague(**cells)) == [code]

    with pytest.raises(RuleBroken, match="staff_import_has_refusals"):
        imported(world, colleague(**cells))
    assert (Person.rows.count(), Membership.rows.count()) == before


@pytest.mark.parametrize("cells", FINE)
def test_what_could_be_given_by_hand_a_list_gives(world, cells):
    assert told(world, colleague(**cells)) == []
    assert imported(world, colleague(**cells)).report.refused == ()


@pytest.mark.parametrize(
    ("key", "gives", "not_given"),
    [("lena", "Woonconsulent", "Privacy officer"), ("bas", "Privacy officer", "Nieuwkomer")],
)
def test_a_role_that_nobody_knows_is_answered_with_those_one_gives(world, key, gives, not_given):
    page = staff_import_page(world.actor(key), preview(world, colleague(Rol="Burgemeester"), key=key), today=TODAY)
    (finding,) = page.report.errors
    words = dict(finding.params)["expected"].split(", ")

    roles = {ROLE_NAMES[role] for place in workplaces(world.actor(key)) for role in place.roles}
    assert (set(words), dict(finding.params)["value"]) == (roles, "Burgemeester")
    assert gives in words
    assert not_given not in words


def test_all_that_is_wrong_with_somebody_is_told_at_once(world):
    rows = (colleague(Laatste_dag="31-02-2027"), colleague(Rol="Auditor", Organisatie="Bestaat niet"))

    assert told(world, *rows) == ["not_a_date", "unknown_organisation"]
    assert told(world, rows[0]) == ["not_a_date"]


def test_of_somebody_elsewhere_nothing_is_told_but_that_the_address_is_in_use(log_in, world):
    client = log_in("lena")
    rows = staff(colleague(E_mail=world.email("hatice"), Naam="Zomaar"))
    address = client.post(reverse("import_staff"), {"file": SimpleUploadedFile("m.xlsx", rows)})["Location"]
    shown = client.get(address).content.decode()

    assert "in gebruik bij iemand buiten uw lijst" in shown
    assert "Hatice" not in shown
    assert "Havermeer" not in shown


def test_one_who_is_wrong_stays_out_and_the_rest_comes_in_if_that_is_said(world):
    rows = (colleague(), colleague(E_mail="pim@x.example", Naam="Pim", Rol="Privacy officer"))
    found = imported(world, *rows, accept_rest=True)

    assert (found.report.accepted, found.report.refused) == ((NOOR,), ("pim@x.example",))
    assert not Person.rows.filter(email="pim@x.example").exists()


def test_who_keeps_the_installation_lets_people_into_every_organisation(world):
    rows = (
        colleague(**ADMIN, Rol="Privacy officer"),
        colleague(
            E_mail="ans@wegwijs.example",
            Naam="Ans Wit",
            Organisatie="Stichting Wegwijs",
            Rol="Maatschappelijk begeleider",
        ),
        colleague(
            E_mail="kim@havermeer.example", Naam="Kim Tas", Organisatie="Gemeente Havermeer", Gemeente="Havermeer"
        ),
    )
    found = imported(world, *rows, key="bas")

    assert len(found.links) == 3
    assert [row[0] for row in roles_of("ans@wegwijs.example")] == ["partner_caseworker"]
    (row,) = Membership.rows.filter(person__email="kim@havermeer.example")
    assert [place.code for place in row.municipalities.all()] == [ELSEWHERE]
    assert told(world, colleague(Rol="Privacy officer"), key="bas") == ["unknown_organisation"]


def test_whoever_manages_volunteers_only_lets_in_these_only(world):
    volunteer = {"E_mail": "vrij@wegwijs.example", "Organisatie": "Stichting Wegwijs", "Rol": "Sponsor"}
    assert told(world, colleague(**volunteer), key="fenna") == []
    assert told(world, colleague(**volunteer | {"Rol": "Screener"}), key="fenna") == ["role_not_given"]
    assert imported(world, colleague(**volunteer), key="fenna").report.accepted == ("vrij@wegwijs.example",)


@pytest.mark.parametrize("key", ["sander", "joris", "anouk", "pieter", "saskia", "samir", "carla"])
def test_nobody_else_reads_a_list_in(world, log_in, key):
    with pytest.raises(NotAllowed):
        preview(world, colleague(), key=key)
    waiting = preview(world, colleague())
    for act in (apply_staff_import, forget_staff_import):
        with pytest.raises(NotFound):
            act(by=world.actor(key), now=world.now, number=waiting)
    assert log_in(key).get(reverse("import_staff")).status_code == 404
    assert log_in(key).get(reverse("staff_import_preview", args=[waiting])).status_code == 404


def test_another_lead_reads_no_list_into_this_municipality_and_sees_none(world, log_in):
    with pytest.raises(NotAllowed):
        preview(world, colleague(), key="hatice")
    waiting = preview(world, colleague())
    assert log_in("hatice").get(reverse("staff_import_preview", args=[waiting])).status_code == 404
    assert log_in("marieke").get(reverse("staff_import_preview", args=[waiting])).status_code == 404


def test_what_changed_after_the_preview_is_shown_again_first(world):
    waiting = preview(world, colleague())
    seen = staff_import_page(world.actor("lena"), waiting, today=TODAY).digest
    imported(world, colleague())

    with pytest.raises(Conflict, match="import_changed_meanwhile"):
        apply_staff_import(by=world.actor("lena"), now=world.now, number=waiting, seen=seen)


def test_whose_role_ended_meanwhile_gets_it_anew(world):
    imported(world, colleague())
    end_role(by=world.actor("lena"), now=world.now, membership=Membership.rows.get(person__email=NOOR).pk)

    assert told(world, colleague()) == []  # a role of theirs is known here, though it held on no day
    assert told(world, colleague(**ADMIN), key="bas") == []
    imported(world, colleague())
    assert Membership.rows.filter(person__email=NOOR, is_undone=False).count() == 1


def test_whoever_had_a_role_here_before_is_let_in_again(world):
    joris = world.ids["joris"]
    give_role(
        by=world.actor("lena"),
        now=world.now,
        person=joris,
        organisation=world.organisations["gemeente"],
        role=Role.MUNI_LEAD,
        until_on=LAST,
    )
    Membership.rows.filter(person=joris).update(until_on=TODAY - timedelta(days=1), from_on=TODAY - timedelta(days=9))
    found = imported(world, colleague(E_mail=world.email("joris"), Naam="Joris Vos"))

    assert list(found.report.changed) == [world.email("joris")]


def test_a_list_that_was_never_applied_is_forgotten_in_the_night(world):
    preview(world, colleague())
    assert forget_old_previews(world.now + timedelta(days=13)) == 0
    assert forget_old_previews(world.now + timedelta(days=15)) == 1
    assert not Import.rows.exists()


def sent(client, *rows, headers=HEADERS):
    file = SimpleUploadedFile("m.xlsx", staff(*rows, headers=headers))
    return client.post(reverse("import_staff"), {"file": file})["Location"]


@pytest.mark.parametrize(("key", "cells"), [("lena", {}), ("bas", ADMIN)])
def test_a_list_is_uploaded_looked_at_and_applied_and_its_links_are_shown_once(log_in, world, key, cells):
    client = log_in(key)
    address = sent(client, colleague(**cells), colleague(E_mail="pim@x.example", Naam="Pim", Rol="Tolk", **cells))
    page = client.get(address)

    assert "Noor Prins" in page.content.decode()
    assert "Deze rol is er niet bij deze organisatie: Tolk" in page.content.decode()
    given = {"seen": page.context["shown"].digest}
    assert "kies dat de anderen doorgaan" in client.post(address, given).content.decode()
    assert not Person.rows.filter(email=NOOR).exists()
    assert client.post(address, given | {"accept_rest": "on"})["Location"] == address
    shown = client.get(address).content.decode()
    assert "/accounts/password/" in shown or "http://testserver" in shown
    assert NOOR in shown
    again = client.get(address).content.decode()
    assert "http://testserver/" not in again
    assert "staat er maar één keer" in again
    assert address in client.get(reverse("import_staff")).content.decode()
    rest = client.get(reverse("refused_staff", args=[Import.rows.get().pk, "csv"])).content.decode()
    assert "pim@x.example" in rest
    assert NOOR not in rest


OTHER = ["Medewerker", "Mailadres", *HEADERS[2:]]


@pytest.mark.parametrize(
    ("comes", "says"),
    [(("new",), "Voeg 1 toe"), (("known",), "Werk 1 bij"), (("new", "known"), "Voeg 1 toe en werk 1 bij")],
)
def test_the_button_says_how_many_come_and_change_and_names_no_nought(log_in, world, comes, says):
    rows = {
        "new": colleague(),
        "known": colleague(Naam="Joris Vos", E_mail=world.email("joris"), Rol="Leidinggevende gemeente"),
    }
    client = log_in("lena")
    shown = client.get(sent(client, *(rows[one] for one in comes))).content.decode()

    assert f'type="submit">{says}</button>' in shown
    assert "werk 0" not in shown.lower()


def test_a_list_with_other_headings_is_named_once_and_known_the_next_time(log_in, world):
    client = log_in("lena")
    address = sent(client, colleague(), headers=OTHER)
    assert address == reverse("staff_import_columns", args=[Import.rows.get().pk])
    form = client.get(address).context["form"]
    given = {name: form[name].value() for name in form.fields} | {"name": "Van personeelszaken", "s0c1": "e_mail"}
    assert "Noor Prins" in client.get(client.post(address, given)["Location"]).content.decode()

    assert sent(client, colleague(), headers=OTHER) == reverse(
        "staff_import_preview", args=[Import.rows.latest("pk").pk]
    )
    layout = reverse("staff_layout", args=[ColumnMapping.rows.get().pk])
    assert layout in client.get(reverse("import_staff")).content.decode()
    assert client.post(layout, {"remove": "yes"})["Location"] == reverse("import_staff")
    assert log_in("fenna").get(layout).status_code == 404


def test_a_list_that_was_stopped_is_gone(log_in, world):
    client = log_in("lena")
    address = sent(client, colleague())

    assert client.post(address, {"stop": "yes"})["Location"] == reverse("import_staff")
    assert client.get(address).status_code == 404


def test_the_template_offers_what_its_reader_gives(log_in, world):
    answer = log_in("lena").get(reverse("staff_template"))

    assert answer["Content-Disposition"].endswith('"medewerkers.xlsx"')
    (sheet,) = [one for one in source_of(answer.content).tables if one.sheet == "Uitleg"]
    text = " ".join(str(cell.value) for row in sheet.rows for cell in row.cells if cell)
    assert "Gemeente Molenveen" in text
    assert "Woonconsulent" in text
    assert "Privacy officer" not in text
    assert log_in("sander").get(reverse("staff_template")).status_code == 404


def test_the_command_previews_applies_and_prints_the_links(world, tmp_path, capsys):
    path = tmp_path / "m.xlsx"
    path.write_bytes(staff(colleague(**ADMIN)))
    assert import_staff.run([str(path), "--municipality", HERE]) == 0
    assert json.loads(capsys.readouterr().out)["accepted"] == [NOOR]
    assert not Person.rows.filter(email=NOOR).exists()

    server = ["--apply", "--address", "https://h.example/"]
    assert import_staff.run([str(path), "--municipality", HERE, *server]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["links"][NOOR].startswith("https://h.example/")
    assert import_staff.run([str(path), "--as", world.email("lena"), "--apply"]) == 0
    assert json.loads(capsys.readouterr().out)["unchanged"] == [NOOR]
    assert import_staff.run([str(path), "--as", world.email("bas"), "--apply", "--format", "text"]) == 0
    assert import_staff.run([str(path), "--as", world.email("sander")]) == 3
    assert import_staff.run([str(path), "--as", world.email("lena"), "--municipality", ELSEWHERE]) == 3


def test_the_command_refuses_what_is_wrong_and_leaves_nothing_behind(world, tmp_path, capsys):
    path = tmp_path / "m.xlsx"
    path.write_bytes(staff(colleague(Organisatie="Gemeente Havermeer")))

    assert import_staff.run([str(path), "--municipality", HERE, "--apply"]) == 2
    assert "nothing was applied" in capsys.readouterr().err
    assert not Import.rows.exists()
