"""A list of sponsors adds people, groups and roles and fills in what was not known; the rest stays as it is."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.texts import label
from hervest.intake.jobs import forget_old_previews
from hervest.intake.json_rules import as_json, from_json
from hervest.intake.models import ColumnMapping, Import
from hervest.intake.sponsor_actions import apply_sponsor_import, forget_sponsor_import, preview_sponsors
from hervest.intake.sponsor_queries import sponsor_import_page
from hervest.intake.sponsor_rules import SPONSOR_COLUMNS, SPONSOR_FIELDS, SponsorLine, SponsorsRead, read_sponsors
from hervest.intake.text_rules import folded
from hervest.intake.vocabulary import Carrier, Kind
from hervest.intake.writing_xlsx import sponsor_template_workbook
from hervest.sponsorship.models import (
    GROUP_COLUMNS,
    Sponsor,
    SponsorGroup,
    SponsorMembership,
)
from hervest.sponsorship.models import (
    SPONSOR_COLUMNS as STORED,
)
from hervest.sponsorship.settings import sponsorship_settings
from hervest.sponsorship.sponsor_actions import save_sponsor
from hervest.sponsorship.vocabulary import Block, GroupRole, Interest
from intake.dossier_files import READING, source_of
from intake.sponsor_files import HEADERS, people, person
from people import TODAY
from sponsorship.groups import far_programme, forming, programme

DEMANDS = sponsorship_settings().demands


def read(*rows, headers=HEADERS):
    return read_sponsors(source_of(people(*rows, headers=headers)), READING, demands=DEMANDS)


def codes(found):
    return [finding.code.value for finding in found.findings]


@pytest.fixture
def number(world):
    """A programme with no group yet."""
    return programme(world)


def preview(world, number, *rows, key="fenna"):
    return preview_sponsors(
        by=world.actor(key), now=world.now, programme=number, file_name="sponsors.xlsx", source=source_of(people(*rows))
    )


def imported(world, number, *rows, **how):
    return apply_sponsor_import(by=world.actor("fenna"), now=world.now, number=preview(world, number, *rows), **how)


def test_a_person_is_read_with_everything_that_is_known_of_them():
    found = read(person())
    (line,) = found.sponsors

    assert found.findings == ()
    assert line == SponsorLine(
        group="De Brug",
        name="Otto Veen",
        role=GroupRole.COORDINATOR,
        email="otto@groep.example",
        phone="06 12345678",
        birth_year=1970,
        postcode="1234 AB",
        languages=(("nl", 6), ("ar", 3)),
        hours_least=2,
        hours_most=4,
        blocks=(Block.WEEKDAY_EVENING, Block.WEEKEND_DAY),
        interests=(Interest.COOKING,),
        capacity_persons=5,
    )


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"Groep": None}, "missing_value"),
        ({"Naam": " "}, "missing_value"),
        ({"Rol": "baas"}, "unknown_word"),
        ({"E_mail": "otto"}, "not_an_email"),
        ({"E_mail": "otto,pim@x.example"}, "not_an_email"),
        ({"Telefoon": "bel mij"}, "not_a_phone"),
        ({"Geboortejaar": 1800}, "number_out_of_range"),
        ({"Geboortejaar": 2015}, "sponsor_too_young"),
        ({"Talen": "nl:prima"}, "unknown_spoken_level"),
        ({"Talen": "nl"}, "unknown_spoken_level"),
        ({"Talen": "Klingons-achtig:B1"}, "unknown_language"),
        ({"Uren_ten_hoogste": 1}, "number_out_of_range"),
        ({"Afwezig_vanaf": date(2027, 1, 1)}, "missing_value"),
        ({"Afwezig_vanaf": date(2027, 1, 2), "Afwezig_tot_en_met": date(2027, 1, 1)}, "ends_before_start"),
        ({"Tijden": "altijd"}, "unknown_word"),
    ],
)
def test_what_is_wrong_in_a_cell_refuses_the_person_and_nobody_else(cells, code):
    found = read(person(**cells), person(Naam="Pim", E_mail=None, Rol="lid"))

    assert codes(found) == [code]
    assert [line.name for line in found.sponsors] == ["Pim"]
    assert len(found.refused) == 1


def test_who_stands_twice_in_a_group_is_refused_and_in_two_groups_is_not():
    twice = read(person(), person(Naam="otto  VEEN"))
    assert (codes(twice), twice.sponsors, twice.refused) == (["duplicate_sponsor"], (), ("De Brug: Otto Veen",))
    assert len(read(person(), person(Groep="De Dam")).sponsors) == 2


def test_a_file_without_anybody_and_a_file_with_other_sheets_say_so():
    assert codes(read()) == ["no_sponsors"]
    assert "missing_column" in codes(read(["De Brug"], headers=["Groep"]))


def test_a_list_with_commas_is_read_like_a_workbook():
    lines = ["Groep;Naam;Talen", "De Brug;Otto Veen;nl:C1", "De Brug;Pim;"]
    source = source_of("\n".join(lines).encode(), "sponsors.csv")
    found = read_sponsors(source, READING, demands=DEMANDS)

    assert source.carrier is Carrier.CSV
    assert [(line.name, line.languages) for line in found.sponsors] == [("Otto Veen", (("nl", 5),)), ("Pim", None)]


def test_the_template_holds_every_column_and_nobody():
    found = read_sponsors(source_of(sponsor_template_workbook()), READING, demands=DEMANDS)

    assert codes(found) == ["no_sponsors"]
    assert {column.header for column in SPONSOR_COLUMNS} >= set(HEADERS)


def test_the_template_says_of_every_column_what_it_holds():
    with override("nl"):
        sheet = load_workbook(io.BytesIO(sponsor_template_workbook()))["Uitleg"]
    told = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=2)}

    assert list(told) == [column.header for column in SPONSOR_COLUMNS]
    assert all(told.values())
    assert "doordeweeks in de avond" in told["Tijden"]


WORDS = [column for column in SPONSOR_COLUMNS if column.words]


@pytest.mark.parametrize("column", WORDS, ids=lambda column: column.key)
def test_the_words_of_a_list_are_those_of_the_dutch_screens(column):
    with override("nl"):
        assert {folded(word): one for word, one in column.words.items()} == {
            folded(label(one)): one for one in type(next(iter(column.words.values())))
        }


def test_the_short_words_are_read_too():
    (line,) = read(person(Tijden="doordeweeks avond; in het weekend in de avond", Doet_graag="handwerken")).sponsors

    assert (line.blocks, line.interests) == ((Block.WEEKDAY_EVENING, Block.WEEKEND_EVENING), (Interest.HANDICRAFTS,))
    (finding,) = read(person(Doet_graag="vliegen")).findings
    assert "handwerken en knutselen" in dict(finding.params)["expected"].split(", ")


def test_all_that_is_wrong_in_a_row_is_told_at_once():
    wrong = person(Doet_graag="vliegen", E_mail="geenmail", Geboortejaar=2015, Uren_ten_minste=8, Uren_ten_hoogste=2)

    assert codes(read(wrong)) == ["unknown_word", "not_an_email", "sponsor_too_young", "number_out_of_range"]
    assert codes(read(person(Afwezig_vanaf="31-02-2027", Afwezig_tot_en_met=date(2027, 3, 1)))) == ["not_a_date"]


def test_every_column_is_one_of_the_register():
    assert set(SPONSOR_FIELDS.values()) - {"group", "role"} <= STORED | GROUP_COLUMNS


def test_no_column_asks_what_is_never_asked():
    asked = " ".join(column.header.casefold() for column in SPONSOR_COLUMNS)
    assert not any(word in asked for word in ("geloof", "nationaliteit", "herkomst", "inkomen", "bsn"))
    assert {column.kind for column in SPONSOR_COLUMNS}.isdisjoint({Kind.COUNTRY, Kind.NATIONALITY})


@given(
    st.builds(
        SponsorLine,
        group=st.text(max_size=9),
        name=st.text(max_size=9),
        role=st.none() | st.sampled_from(GroupRole),
        languages=st.none() | st.lists(st.tuples(st.sampled_from(["nl", "ar"]), st.integers(1, 6))).map(tuple),
        blocks=st.none() | st.lists(st.sampled_from(Block), unique=True).map(tuple),
        away_from=st.none() | st.dates(),
        counts_as_woman=st.none() | st.booleans(),
    )
)
def test_what_was_read_is_the_same_after_it_was_kept(line):
    kept = from_json(SponsorsRead, as_json(SponsorsRead((line,), programme=3)))
    if line.group.isascii() and line.name.isascii():
        assert kept == SponsorsRead((line,), programme=3)


def test_a_list_makes_groups_people_and_roles(world, number):
    report = imported(world, number, person(), person(Naam="Pim", E_mail=None, Rol=None), person(Groep="De Dam"))

    assert (len(report.accepted), report.refused) == (3, ())
    assert [(row.name, row.capacity_persons) for row in SponsorGroup.rows.order_by("name")] == [
        ("De Brug", 5),
        ("De Dam", 5),
    ]
    assert sorted(SponsorMembership.rows.values_list("group__name", "sponsor__name", "role")) == [
        ("De Brug", "Otto Veen", "coordinator"),
        ("De Brug", "Pim", "member"),
        ("De Dam", "Otto Veen", "coordinator"),
    ]
    assert Sponsor.rows.count() == 2
    otto = Sponsor.rows.get(name="Otto Veen")
    assert (otto.languages, otto.blocks) == ({"nl": 6, "ar": 3}, ["weekday_evening", "weekend_day"])


def test_the_same_list_twice_changes_nothing(world, number):
    rows = (person(), person(Naam="Pim", E_mail=None, Rol="lid"))
    imported(world, number, *rows)
    before = [list(model.rows.order_by("pk").values()) for model in (SponsorGroup, Sponsor, SponsorMembership)]

    report = imported(world, number, *rows)

    assert (report.accepted, dict(report.changed), len(report.unchanged)) == ((), {}, 2)
    assert [list(model.rows.order_by("pk").values()) for model in (SponsorGroup, Sponsor, SponsorMembership)] == before


def test_what_stands_already_stays_and_what_was_not_known_is_filled_in(world, number):
    sponsor = save_sponsor(
        by=world.actor("fenna"),
        now=world.now,
        programme=number,
        fields={"name": "Otto Veen", "phone": "06 99999999"},
    )
    report = imported(world, number, person())

    row = Sponsor.rows.get()
    assert (row.pk, row.phone, row.email, row.birth_year) == (sponsor, "06 99999999", "otto@groep.example", 1970)
    assert "e_mail" in report.changed["De Brug: Otto Veen"]
    told = [(finding.code.value, finding.column) for finding in report.warnings]
    assert told == [("stands_otherwise", "Telefoon")]


def test_people_are_filled_in_whatever_their_order_in_the_list(world, number):
    fenna = {"by": world.actor("fenna"), "now": world.now, "programme": number}
    made = [save_sponsor(**fenna, fields={"name": name}) for name in ("Otto Veen", "Pim")]

    imported(world, number, person(Naam="Pim", E_mail="pim@groep.example", Rol="lid"), person())

    assert made == sorted(made)  # on PostgreSQL the watch sees in which order they are held
    assert list(Sponsor.rows.order_by("pk").values_list("pk", "email")) == [
        (made[0], "otto@groep.example"),
        (made[1], "pim@groep.example"),
    ]


def test_an_address_of_somebody_with_another_name_is_said_and_never_taken_for_granted(world, number):
    imported(world, number, person())
    report = imported(world, number, person(Naam="O. van der Veen", Rol=None))

    (told,) = [finding for finding in report.warnings if finding.code.value == "other_name"]
    assert (told.column, dict(told.params)) == ("Naam", {"value": "O. van der Veen", "because": "Otto Veen"})
    assert not [one for one in imported(world, number, person()).warnings if one.code.value == "other_name"]


def test_who_leads_is_not_made_a_member_beside_it_by_a_list_that_says_no_more(world, number):
    imported(world, number, person())
    imported(world, number, person(Rol="lid"))
    imported(world, number, person(Rol=None))
    assert [row.role for row in SponsorMembership.rows.all()] == ["coordinator"]

    imported(world, number, person(Rol="vervangend coördinator"))
    assert {row.role for row in SponsorMembership.rows.all()} == {"coordinator", "deputy"}


def test_a_couple_with_one_address_stays_two_people_when_the_list_comes_again(world, number):
    couple = [
        person(Naam="Anna", E_mail="thuis@groep.example", Geboortejaar="1980"),
        person(Naam="Bert", E_mail="thuis@groep.example", Geboortejaar="1975", Rol="lid"),
    ]
    imported(world, number, *couple)
    before = list(Sponsor.rows.order_by("pk").values())
    assert [row["birth_year"] for row in before] == [1980, 1975]

    again = imported(world, number, *couple)

    assert (again.accepted, again.warnings) == ((), ())
    assert list(Sponsor.rows.order_by("pk").values()) == before
    assert SponsorMembership.rows.count() == 2


def test_two_people_of_one_name_are_told_apart_by_their_address(world, number):
    imported(world, number, person())
    imported(world, number, person(E_mail="andere@groep.example", Rol="lid"))

    assert Sponsor.rows.count() == 2


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        ((person(), person(Naam="Pim", E_mail=None)), ("De Brug: Pim",)),
        ((person(Rol="lid"), person(Naam="Pim", E_mail=None)), ()),
    ],
)
def test_a_group_has_one_coordinator(world, number, rows, refused):
    assert imported(world, number, *rows, accept_rest=True).refused == refused


def test_who_coordinates_already_is_not_made_the_safeguarding_contact(world):
    made = forming(world)
    made.join("otto", GroupRole.COORDINATOR)
    report = imported(
        world,
        made.programme,
        person(Naam="Otto", Rol="aanspreekpunt voor veiligheid", E_mail="otto@hervest.example"),
        person(Naam="Pim", E_mail=None, Rol="aanspreekpunt voor veiligheid"),
        accept_rest=True,
    )

    assert report.refused == ("De Brug: Otto",)
    assert report.accepted == ("De Brug: Pim",)


def test_nothing_is_applied_while_somebody_is_refused_unless_the_rest_may_go_on(world, number):
    rows = (person(E_mail="geen adres"), person(Naam="Pim", E_mail=None))
    with pytest.raises(RuleBroken, match="sponsor_import_has_refusals"):
        imported(world, number, *rows)
    assert not Sponsor.rows.exists()

    imported(world, number, *rows, accept_rest=True)
    assert [row.name for row in Sponsor.rows.all()] == ["Pim"]


def test_what_changed_after_the_preview_is_shown_again_first(world, number):
    waiting = preview(world, number, person())
    seen = sponsor_import_page(world.actor("fenna"), waiting, today=TODAY).digest
    imported(world, number, person(Naam="Pim", E_mail=None))

    with pytest.raises(Conflict, match="import_changed_meanwhile"):
        apply_sponsor_import(by=world.actor("fenna"), now=world.now, number=waiting, seen=seen)


@pytest.mark.parametrize("key", ["marieke", "sander", "anouk", "sanne", "saskia", "hatice", "bas"])
def test_nobody_but_the_coordinator_reads_a_list_in(world, number, key):
    with pytest.raises(NotAllowed):
        preview(world, number, person(), key=key)
    waiting = preview(world, number, person())
    with pytest.raises(NotFound):
        apply_sponsor_import(by=world.actor(key), now=world.now, number=waiting)
    with pytest.raises(NotFound):
        forget_sponsor_import(by=world.actor(key), now=world.now, number=waiting)


def test_a_list_for_one_programme_touches_no_other(world, number):
    far = far_programme(world)
    with pytest.raises(NotAllowed):
        preview(world, far, person())
    imported(world, number, person())

    preview(world, far, person(), key="els")
    shown = sponsor_import_page(world.actor("els"), Import.rows.latest("pk").pk, today=TODAY)
    assert [line.is_new_group for line in shown.new] == [True]


def told(world, number, *rows):
    page = sponsor_import_page(world.actor("fenna"), preview(world, number, *rows), today=TODAY)
    return [(one.code.value, one.column, dict(one.params).get("where")) for one in page.notes]


def test_who_is_in_another_programme_already_is_named_before_a_second_is_made(world, number):
    imported(world, number, person())
    other = programme(world, name="Proef 2027")

    assert told(world, other, person(), person(Naam="Pim", E_mail=None, Rol=None)) == [
        ("sponsor_elsewhere", "E-mail", "Samen Thuis"),
        ("group_elsewhere", "Groep", "Samen Thuis"),
    ]
    assert told(world, other, person(Naam="O. Veen", Groep="Elders")) == [
        ("sponsor_elsewhere", "E-mail", "Samen Thuis")
    ]
    assert told(world, other, person(E_mail="x@y.example", Groep="Elders")) == [
        ("sponsor_elsewhere", "Naam", "Samen Thuis")
    ]
    assert told(world, other, person(Naam="Iemand anders", E_mail=None, Groep="Elders")) == []
    assert told(world, number, person()) == [], "who is known here is no second person"

    imported(world, other, person())
    assert Sponsor.rows.count() == 2, "it is said, and may be so"


def test_somebody_of_one_name_and_another_address_is_named_before_a_second_is_made(world, number):
    imported(world, number, person())

    assert told(world, number, person(E_mail="andere@groep.example", Rol="lid")) == [("namesake", "Naam", None)]


def test_of_a_programme_of_somebody_else_nothing_is_told(world, number):
    imported(world, number, person())
    preview(world, far_programme(world), person(), key="els")
    shown = sponsor_import_page(world.actor("els"), Import.rows.latest("pk").pk, today=TODAY)

    assert shown.notes == ()


def test_which_of_several_programmes_is_never_guessed(log_in, world, number):
    client = log_in("fenna")
    only = client.get(reverse("import_sponsors")).context["form"]["programme"]
    assert [value for value, _ in only.field.choices] == [str(number)]

    programme(world, name="Proef 2027")
    form = client.get(reverse("import_sponsors")).context["form"]["programme"]
    assert (form.field.choices[0], form.value()) == (("", "Kies een programma"), None)
    file = SimpleUploadedFile("sponsors.xlsx", people(person()))
    answer = client.post(reverse("import_sponsors"), {"file": file, "programme": ""})
    assert answer.context["form"].errors.keys() == {"programme"}
    assert not Import.rows.exists()


def test_a_list_that_was_never_applied_is_forgotten_in_the_night(world, number):
    preview(world, number, person())
    assert forget_old_previews(world.now + timedelta(days=13)) == 0
    assert forget_old_previews(world.now + timedelta(days=15)) == 1
    assert not Import.rows.exists()


def test_a_list_is_uploaded_looked_at_and_applied(log_in, world, number):
    client = log_in("fenna")
    file = SimpleUploadedFile("sponsors.xlsx", people(person(), person(Naam="Pim", E_mail="nee")))
    address = client.post(reverse("import_sponsors"), {"file": file, "programme": number})["Location"]
    page = client.get(address)
    shown = page.content.decode()

    assert "Otto Veen" in shown
    assert "nieuwe groep" in shown
    assert "Dit is geen e-mailadres" in shown
    assert not Sponsor.rows.exists()
    sent = {"seen": page.context["shown"].digest}
    assert "kies dat de anderen doorgaan" in client.post(address, sent).content.decode()
    assert client.post(address, sent | {"accept_rest": "on"})["Location"] == reverse("sponsor_groups")
    assert [row.name for row in Sponsor.rows.all()] == ["Otto Veen"]
    assert "Naar de sponsorgroepen" in client.get(address).content.decode()
    assert address in client.get(reverse("import_sponsors")).content.decode()


OTHER = ["Welkomgroep", "Vrijwilliger", *HEADERS[2:]]


def test_a_list_with_other_headings_is_named_once_and_known_the_next_time(log_in, world, number):
    client = log_in("fenna")

    def send(*rows):
        file = SimpleUploadedFile("sponsors.xlsx", people(*rows, headers=OTHER))
        return client.post(reverse("import_sponsors"), {"file": file, "programme": number})["Location"]

    address = send(person())
    assert address == reverse("sponsor_import_columns", args=[Import.rows.get().pk])
    form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields} | {"name": "Van Wegwijs"}
    preview_address = client.post(address, sent)["Location"]
    shown = client.get(preview_address).content.decode()
    assert "Otto Veen" in shown
    assert "Van Wegwijs" in shown

    assert send(person(Naam="Pim", E_mail=None)) == reverse(
        "sponsor_import_preview", args=[Import.rows.latest("pk").pk]
    )
    listed = client.get(reverse("import_sponsors")).content.decode()
    layout = reverse("sponsor_layout", args=[ColumnMapping.rows.get().pk])
    assert layout in listed
    assert client.post(layout, {"remove": "yes"})["Location"] == reverse("import_sponsors")
    assert not ColumnMapping.rows.exists()
    assert log_in("saskia").get(layout).status_code == 404


def test_a_list_that_was_stopped_is_gone(log_in, world, number):
    client = log_in("fenna")
    file = SimpleUploadedFile("sponsors.xlsx", people(person()))
    address = client.post(reverse("import_sponsors"), {"file": file, "programme": number})["Location"]

    assert client.post(address, {"stop": "yes"})["Location"] == reverse("import_sponsors")
    assert not Import.rows.exists()
    assert client.get(address).status_code == 404


def test_the_template_is_for_who_may_read_a_list_in(log_in, world, number):
    assert log_in("fenna").get(reverse("sponsor_template"))["Content-Disposition"].endswith('"sponsors.xlsx"')
    assert log_in("saskia").get(reverse("sponsor_template")).status_code == 404
    assert log_in("lena").get(reverse("import_sponsors")).status_code == 404
