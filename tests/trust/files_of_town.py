"""What files brought into the town: imports that wait, one that was applied, rows that were refused, other layouts."""

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from hervest.accounts.models import Person
from hervest.accounts.people_actions import give_link
from hervest.intake import actions as dossiers
from hervest.intake import (
    dwelling_actions,
    mapping_actions,
    mapping_queries,
    running_actions,
    sponsor_actions,
    staff_actions,
)
from hervest.intake.models import ColumnMapping, Dossier
from hervest.intake.vocabulary import ColumnMap, ImportKind, SheetMap
from intake import running_files, sponsor_files, staff_files
from intake.dossier_files import family, source_of, xlsx
from intake.dwelling_files import HEADERS, home, homes
from intake.test_rules_mapping import elsewhere
from people import ELSEWHERE, HERE, NOW
from trust.town import Town

WRONG_DAY = "31-02-2019"
DOSSIERS = (("sander", HERE), ("tess", HERE), ("carla", HERE), ("hatice", ELSEWHERE))
BROUGHT = {"carla": "new", "hatice": "far new"}
"""Whose file a case came from that nobody coordinates yet."""

RUNNING = (("sander", HERE), ("hatice", ELSEWHERE))
STAFF = (("marieke", HERE), ("fenna", HERE), ("hatice", ELSEWHERE), ("bas", ""))
DWELLINGS = (("joris", HERE), ("ruben", HERE), ("hatice", ELSEWHERE))


def bring_files(town: Town, readers_then) -> None:
    """Every reader's own files. `readers_then`: the actor as they were when they read it."""
    for key, place in DOSSIERS:
        read_dossiers(town, key, place, readers_then(town, key, place))
    for key, place in DWELLINGS:
        read_dwellings(town, key, place, town.actor(key))
    read_sponsors(town, "fenna", HERE)
    for key, place in RUNNING:
        read_running(town, key, place, town.actor(key))
    for key, place in STAFF:
        read_staff(town, key, place, town.actor(key))
    give_link(by=town.actor("lena"), now=NOW, person=town.ids["nour"])
    lotte = Person.rows.get(pk=town.ids["lotte"])
    TOTP.activate(lotte, generate_totp_secret())
    RecoveryCodes.activate(lotte)


def read_dossiers(town: Town, key: str, place: str, by) -> None:
    """One family that can come in and one that cannot; the file applied by who leads, and another of another layout."""
    for state in ("waiting", "applied"):
        of = f"dossiers {state} by {key} in {place}"
        content = xlsx(two_families(town, of, place, f"{key}-{state}"))
        number = dossiers.preview_import(
            by=by,
            now=NOW,
            municipality=place,
            file_name=f"{town.mint('intake.Import.file_name', of, by=key)}.xlsx",
            source=source_of(content),
        )
        town.imports[of] = number
        if state == "applied":
            dossiers.apply_import(by=by, now=NOW, number=number, accept_rest=True)
            if key in BROUGHT:
                town.codes[BROUGHT[key]] = Dossier.rows.get(number=f"{key}-{state}").case.code
    if key != "tess":
        keep_layout(town, key, place, by, ImportKind.DOSSIERS)


def two_families(town: Town, of: str, place: str, number: str):
    """Two dossiers on the same sheets, of which the second has a day that does not exist."""
    key = of.partition(" by ")[2].partition(" in ")[0]

    def word(field: str, member: int = 0) -> str:
        if " applied " in of:
            return town.mint(f"households.{field}", BROUGHT[key], member) if key in BROUGHT else "Naam"
        return town.mint("intake.Import.content", of, by=key)

    sheets = family(
        Huishouden_A2=number,
        Huishouden_C2=place,
        Huishouden_L2=word("Household.remarks"),
        Personen_D2=word("Member.first_name", 1),
        Personen_D3=word("Member.first_name", 2),
        Personen_E2=word("Member.last_name", 1),
        Behoeften_D2=word("Need.explanation", 2),
        Familie__elders_C2=word("RelativeElsewhere.first_name"),
        Wensen_D2=word("Wish.text"),
        Wensen_D3=word("Wish.text", 1),
    )
    for rows in sheets.values():
        rows[1:] = [[number, *row[1:]] for row in rows[1:]]
        rows += [[f"{number}-no", *row[1:]] for row in rows[1:]]
    for rows in sheets.values():
        rows[:] = [[None if cell in town.canaries.all and row[0] != number else cell for cell in row] for row in rows]
    sheets["Personen"][3][3] = town.mint("intake.Import.refusals", of, by=key)
    sheets["Personen"][3][5] = WRONG_DAY
    return sheets


ORGANISATION_OF = {
    "marieke": "gemeente",
    "sander": "gemeente",
    "carla": "coa",
    "hatice": "havermeer",
    "joris": "gemeente",
    "ruben": "veste",
    "fenna": "wegwijs",
}


def waiting_elsewhere(town: Town, key: str, place: str, by, *, kind: ImportKind, name: str) -> int:
    """A file with other headings than ours, which waits."""
    if kind is ImportKind.DOSSIERS:
        sheets = elsewhere()
        sheets["Gezinnen"][1][2] = place
        source = source_of(xlsx(sheets))
        return dossiers.preview_import(by=by, now=NOW, municipality=place, file_name=name, source=source)
    if kind is ImportKind.DWELLINGS:
        rows = [home(Woningcode=f"L-{key}", Gemeentecode=place)]
        source = source_of(homes(*rows, headers=["VHE", *HEADERS[1:]]))
        return dwelling_actions.preview_dwellings(by=by, now=NOW, municipality=place, file_name=name, source=source)
    if kind is ImportKind.RUNNING:
        source = source_of(
            running_files.running(running_files.row("H-0000"), headers=["Gezin", *running_files.HEADERS[1:]])
        )
        return running_actions.preview_running(by=by, now=NOW, municipality=place, file_name=name, source=source)
    if kind is ImportKind.STAFF:
        row = staff_files.colleague(**({"Rol": "Sponsor"} if key == "fenna" else {}))
        source = source_of(staff_files.staff(row, headers=["Medewerker", *staff_files.HEADERS[1:]]))
        return staff_actions.preview_staff(by=by, now=NOW, municipality=place, file_name=name, source=source)
    headers = ["Welkomgroep", *sponsor_files.HEADERS[1:]]
    source = source_of(sponsor_files.people(sponsor_files.person(), headers=headers))
    programme = town.programmes[place]
    return sponsor_actions.preview_sponsors(by=by, now=NOW, programme=programme, file_name=name, source=source)


def keep_layout(town: Town, key: str, place: str, by, kind: ImportKind) -> None:
    """A layout of the reader's organisation, as a file said it, and the file itself, which waits."""
    what = kind.value
    of = f"{what} layout by {key} in {place}"
    name = town.mint("intake.Import.file_name", of, by=key)
    number = waiting_elsewhere(town, key, place, by, kind=kind, name=f"{name}.xlsx")
    town.imports[of] = number
    shown = mapping_queries.columns_page(by, number, kind)
    columns = ColumnMap(
        tuple(
            SheetMap(one.title, one.section, {line.header: line.key for line in one.headings}) for one in shown.sheets
        )
    )
    organisation = ORGANISATION_OF[key]
    mapping = f"{what} of {organisation} in {place}"
    name = town.mint("intake.ColumnMapping.name", mapping)
    use = {
        ImportKind.DOSSIERS: mapping_actions.map_dossier_columns,
        ImportKind.DWELLINGS: mapping_actions.map_dwelling_columns,
        ImportKind.SPONSORS: mapping_actions.map_sponsor_columns,
        ImportKind.RUNNING: mapping_actions.map_running_columns,
        ImportKind.STAFF: mapping_actions.map_staff_columns,
    }[kind]
    use(by=by, now=NOW, number=number, columns=columns, name=name)
    town.mappings[mapping] = ColumnMapping.rows.get(name=name).pk


def read_dwellings(town: Town, key: str, place: str, by) -> None:
    """A home that can come in and one that cannot."""
    for state in ("waiting", "applied"):
        of = f"dwellings {state} by {key} in {place}"

        def word(field: str, of: str = of) -> str:
            return town.mint(field, of, by=key)

        def of_home(name: str, state: str = state) -> str:
            owner = "fit" if key == "ruben" else "spare"
            if state == "applied":
                return town.mint(f"housing.Dwelling.{name}", f"{place} {owner}")
            return word("intake.Import.content")

        good = home(
            Woningcode=f"F-{key}-{state}",
            Gemeentecode=place,
            Straat_en_nummer=of_home("street"),
            Plaats=of_home("town"),
            Verhuurder=of_home("landlord") if state == "applied" else "Iemand",
        )
        bad = home(
            Woningcode=f"B-{key}-{state}",
            Gemeentecode=place,
            Straat_en_nummer=word("intake.Import.refusals"),
            Beschikbaar_vanaf=WRONG_DAY,
        )
        number = dwelling_actions.preview_dwellings(
            by=by,
            now=NOW,
            municipality=place,
            file_name=f"{word('intake.Import.file_name')}.xlsx",
            source=source_of(homes(good, bad)),
        )
        town.imports[of] = number
        if state == "applied":
            dwelling_actions.apply_dwelling_import(by=by, now=NOW, number=number, accept_rest=True)
    keep_layout(town, key, place, by, ImportKind.DWELLINGS)


def read_sponsors(town: Town, key: str, place: str) -> None:
    """A list of sponsors that waits: one person who can come in, and one who cannot."""
    of = f"sponsors waiting by {key} in {place}"
    good, bad = (town.mint("intake.Import.content", of, by=key) for _ in range(2))
    rows = (
        sponsor_files.person(Naam=good, E_mail=None),
        sponsor_files.person(Naam=bad, E_mail="geen adres"),
    )
    town.imports[of] = sponsor_actions.preview_sponsors(
        by=town.actor(key),
        now=NOW,
        programme=town.programmes[place],
        file_name=f"{town.mint('intake.Import.file_name', of, by=key)}.xlsx",
        source=source_of(sponsor_files.people(*rows)),
    )
    keep_layout(town, key, place, town.actor(key), ImportKind.SPONSORS)


def read_running(town: Town, key: str, place: str, by) -> None:
    """A list of running cases that waits, with words that are no milestones."""
    of = f"running waiting by {key} in {place}"
    one, other = (town.mint("intake.Import.content", of, by=key) for _ in range(2))
    rows = (
        running_files.row("H-9998", mijlpaal=one, gebeurd_op="01-11-2026"),
        running_files.row("H-9999", mijlpaal=other, gebeurd_op=WRONG_DAY),
    )
    town.imports[of] = running_actions.preview_running(
        by=by,
        now=NOW,
        municipality=place,
        file_name=f"{town.mint('intake.Import.file_name', of, by=key)}.xlsx",
        source=source_of(running_files.running(*rows)),
    )
    keep_layout(town, key, place, by, ImportKind.RUNNING)


def read_staff(town: Town, key: str, place: str, by) -> None:
    """A list of people that waits: one of an organisation that nobody has, one on a day that is none."""
    of = f"staff waiting by {key} in {place}"
    one, other = (town.mint("intake.Import.content", of, by=key) for _ in range(2))
    rows = (
        staff_files.colleague(Naam=one, E_mail="nieuw@hervest.example", Organisatie="Nergens"),
        staff_files.colleague(Naam=other, E_mail="fout@hervest.example", Organisatie=other, Laatste_dag=WRONG_DAY),
    )
    town.imports[of] = staff_actions.preview_staff(
        by=by,
        now=NOW,
        municipality=place,
        file_name=f"{town.mint('intake.Import.file_name', of, by=key)}.xlsx",
        source=source_of(staff_files.staff(*rows)),
    )
    if place:
        keep_layout(town, key, place, by, ImportKind.STAFF)


__all__ = ["bring_files"]
