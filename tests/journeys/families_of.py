"""Families that arrive in the journeys: invented, dated from today, written as the workbook a municipality receives."""

import io
from datetime import date, timedelta

from openpyxl import Workbook

from hervest.core import clock

HEADERS = {
    "Huishouden": (
        "Dossiernummer",
        "Route",
        "Gemeentecode",
        "Koppelingsdatum",
        "Verwachte aankomst",
        "Land van verblijf",
        "Verblijf",
        "Jaren ontheemd",
        "Contacttaal",
        "Tolk nodig",
        "Sponsorgroep gewenst",
        "Bijzonderheden",
    ),
    "Personen": (
        "Dossiernummer",
        "Persoon",
        "Rol",
        "Roepnaam",
        "Achternaam",
        "Geboortedatum",
        "Geslacht",
        "Nationaliteit",
        "Talen",
        "Leest en schrijft",
        "Uitgerekend op",
    ),
    "Behoeften": ("Dossiernummer", "Persoon", "Behoefte", "Toelichting"),
    "Familie elders": ("Dossiernummer", "Relatie", "Roepnaam", "Land", "Nareis gewenst"),
    "Wensen": ("Dossiernummer", "Persoon", "Onderwerp", "Wens"),
}
MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
WEEKDAYS = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]


def today():
    """The day on which the server thinks it is."""
    return clock.day_of(clock.now())


def in_words(day):
    """`donderdag 12 november 2026`"""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def in_short(day):
    """`do 12 nov`, with the year if it is not this one."""
    year = "" if day.year == today().year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()][:2]} {day.day} {MONTHS[day.month - 1][:3].replace('maa', 'mrt')}{year}"


def aged(years):
    """Born so many years and some weeks ago."""
    return date(today().year - years, 1, 3) - timedelta(days=30)


def household(number, *, landing, remarks=None):
    """A household that was linked to Molenveen ten days ago."""
    linked = today() - timedelta(days=10)
    return (number, "hervestiging", "GM9001", linked, landing, "Iran", "stad", 6, "Dari", "ja", "later", remarks)


def parents_and_three_children(number, *, girl, landing):
    """Five people, a pregnancy, and a child of six in a wheelchair; the eldest girl's name tells families apart."""
    due = today() + timedelta(days=150)
    return {
        "Huishouden": [household(number, landing=landing, remarks="Wil graag foto’s van de school zien.")],
        "Personen": [
            (number, 1, "hoofd", "Farhad", "Rahimi", aged(39), "m", "AF", "prs:moedertaal; en:basis", "ja", None),
            (number, 2, "partner", "زهرا", "رحیمی", aged(34), "v", "AF", "prs:moedertaal", "ander schrift", due),
            (number, 3, "kind", girl, "Rahimi", aged(12), "v", "AF", "prs:moedertaal", "ja", None),
            (number, 4, "kind", "Omid", "Rahimi", aged(6), "m", "AF", "prs:moedertaal", "nee", None),
            (number, 5, "kind", "Sahar", "Rahimi", aged(2), "v", "AF", "prs:moedertaal", "nee", None),
        ],
        "Behoeften": [
            (number, 4, "rolstoel", "Omid rijdt zelf, ook buiten."),
            (number, 4, "gelijkvloers", None),
        ],
        "Familie elders": [(number, "moeder", "Golnar", "PK", "ja")],
        "Wensen": [(number, None, "inrichting", "Zelf een tafel uitzoeken.")],
    }


def mother_and_son(number, *, landing):
    """Two people; the son's wheelchair carries an explanation that only named readers may see."""
    return {
        "Huishouden": [household(number, landing=landing, remarks="Kanarie-bijzonderheid over vroeger.")],
        "Personen": [
            (number, 1, "hoofd", "Kanariemoeder", "Vogelzang", aged(36), "v", "AF", "prs:moedertaal", "ja", None),
            (number, 2, "kind", "Kanariezoon", "Vogelzang", aged(9), "m", "AF", "prs:moedertaal", "nee", None),
        ],
        "Behoeften": [(number, 2, "rolstoel", "Kanarie-uitleg over de rug.")],
    }


def workbook(sheets):
    """The bytes of the workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, headers in HEADERS.items():
        sheet = book.create_sheet(title)
        for row in (headers, *sheets.get(title, ())):
            sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def upload(person, sheets, name="overdracht.xlsx", button="Lees het bestand"):
    """Choose the workbook on the import page and have it read; the preview is on the screen afterwards."""
    person.go("/import/")
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    person.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": mime, "buffer": workbook(sheets)}
    )
    person.press(button)


def code_of(person, words):
    """The case that a search for these words finds."""
    person.go(f"/search/?q={words}")
    return person.page.locator("main a.hv-code").first.inner_text()


LANGUAGES = {
    "en": ("In welke taal wilt u Hervest lezen?", "Taal opslaan", "From now on you read Hervest in this language."),
    "nl": ("In which language do you want to read Hervest?", "Save language", "Vanaf nu leest u Hervest in deze taal."),
}


def speak(person, language):
    """The person reads Hervest in this language from now on."""
    question, button, told = LANGUAGES[language]
    person.go("/profile/")
    person.page.get_by_label(question).select_option(language)
    person.press(button)
    assert told in person.text()


def looks_fine_in_english(person):
    """The page that is open stands as well in English; afterwards it is open in Dutch again."""
    address = person.page.url.removeprefix(person.address)
    speak(person, "en")
    person.go(address)
    person.looks_fine()
    speak(person, "nl")
    person.go(address)
