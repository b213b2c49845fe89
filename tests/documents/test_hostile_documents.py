"""Files that somebody sends who means no good, or by mistake: refused with a reason, or kept without what harms."""

import io
import zipfile

import pytest
from PIL import Image

from documents.files_of_all_kinds import (
    MACRO,
    SHEET,
    jpeg,
    link,
    office,
    packed_in_pdf,
    pdf,
    png,
    says_it_is,
    zip_bomb,
)
from hervest.documents.queries import checked_file
from hervest.documents.reading import checked
from hervest.documents.settings import file_limits
from hervest.documents.vocabulary import CheckedFile, FileKind, FileProblem

LIMITS = file_limits()
HTML = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
VBA = {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}
OLE = '<Override PartName="/word/vbaData.xml" ContentType="application/vnd.ms-word.vbaProject"/>'

REFUSED = {
    "nothing": ("a.pdf", b"", "empty"),
    "a page": ("a.html", HTML, "unknown"),
    "a page called a picture": ("a.jpg", HTML, "unknown"),
    "a drawing with a script": ("a.svg", SVG, "unknown"),
    "a drawing called a picture": ("a.png", SVG, "unknown"),
    "a program": ("a.exe", b"MZ" + bytes(100), "unknown"),
    "a program called a letter": ("a.pdf", b"MZ" + bytes(100), "unknown"),
    "a picture with another name": ("a.pdf", jpeg(), "other_name"),
    "a letter called a picture": ("a.png", pdf(), "other_name"),
    "a picture without an ending": ("foto", jpeg(), "other_name"),
    "a picture turned into a program": ("foto\u202egpj.exe", jpeg(), "other_name"),
    "a moving picture": ("a.gif", b"GIF89a" + bytes(20), "unknown"),
    "a picture of a telephone": ("a.heic", bytes(4) + b"ftypheic" + bytes(40), "heic"),
    "an old letter": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_office"),
    "a picture cut short": ("a.jpg", jpeg(900, 900, colour=(1, 2, 3))[:-40], "broken"),
    "a drawing cut short": ("a.png", png(300, 300)[:60], "broken"),
    "a flood of dots": ("a.png", says_it_is(100_000, 100_000), "too_many_dots"),
    "just too many dots": ("a.png", says_it_is(8_000, 5_001), "too_many_dots"),
    "a letter cut short": ("a.pdf", pdf()[:-20], "broken"),
    "a page before a letter": ("a.pdf", HTML + pdf(), "unknown"),
    "a letter with a script": ("a.pdf", pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), "runs"),
    "a script written out": ("a.pdf", pdf(b"<< /S /Java#53cript /JS (x) >>"), "runs"),
    "a script that is packed": ("a.pdf", pdf(packed_in_pdf(b"1 0 << /S /JavaScript /JS (x) >>")), "runs"),
    "a letter that starts a program": ("a.pdf", pdf(b"<< /S /Launch /F (cmd.exe) >>"), "runs"),
    "a film in a letter": ("a.pdf", pdf(b"<< /Subtype /RichMedia >>"), "runs"),
    "files in a letter": ("a.pdf", pdf(b"<< /EF << /F 5 0 R >> >>", b"<< /Type /EmbeddedFile >>"), "holds_files"),
    "a letter with a password": ("a.pdf", pdf(tail=b"/Encrypt 9 0 R"), "protected"),
    "a letter that unfolds": ("a.pdf", pdf(*(packed_in_pdf(bytes(20 * 1024 * 1024)) for _ in range(4))), "unfolds"),
    "a document with macros": ("a.docx", office(MACRO), "macros"),
    "macros beside a document": ("a.docx", office(parts=VBA), "macros"),
    "macros that are only named": ("a.docx", office(types=OLE), "macros"),
    "old macros of a sheet": ("a.xlsx", office(SHEET, parts={"xl/macrosheets/sheet1.xml": b"<x/>"}), "macros"),
    "controls in a document": ("a.docx", office(parts={"word/activeX/activeX1.bin": b"x"}), "macros"),
    "a file in a document": ("a.docx", office(parts={"word/embeddings/oleObject1.bin": b"x"}), "holds_files"),
    "a template from elsewhere": ("a.docx", office(links=link("attachedTemplate")), "fetches"),
    "a picture from elsewhere": ("a.docx", office(links=link("image")), "fetches"),
    "a sheet from elsewhere": ("a.xlsx", office(SHEET, links=link("externalLinkPath", "file:///c:/a.xlsx")), "fetches"),
    "a bomb": ("a.docx", zip_bomb(), "unfolds"),
    "a way out": ("a.docx", office(parts={"../../etc/passwd": b"x"}), "broken"),
    "one part twice": ("a.docx", office(parts={"WORD/document.xml": b"<x/>"}), "broken"),
    "an archive": ("a.docx", office("text/plain"), "unknown"),
    "a document called a sheet": ("a.xlsx", office(), "other_name"),
    "a page before a document": ("a.docx", office(prefix=HTML), "unknown"),
    "entities": ("a.docx", office(parts={"word/_rels/b.rels": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "broken"),
}  # fmt: skip


@pytest.mark.parametrize("which", REFUSED)
def test_what_harms_is_refused_with_its_reason(which):
    name, content, problem = REFUSED[which]

    assert checked(name, content, LIMITS) is FileProblem(problem)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Foto.JPG", jpeg(), "jpeg"),
        ("foto.jpeg", jpeg(), "jpeg"),
        ("plattegrond.png", png(mode="RGBA"), "png"),
        ("brief.pdf", pdf(), "pdf"),
        ("brief.pdf", pdf(b"<< /S /URI /URI (https://hervest.example) >>"), "pdf"),
        ("brief.docx", office(), "docx"),
        ("brief.docx", office(links=link("hyperlink")), "docx"),
        ("lijst.xlsx", office(SHEET, part="xl/workbook.xml"), "xlsx"),
    ],
)
def test_what_people_send_is_taken(name, content, kind):
    found = checked(name, content, LIMITS)

    assert isinstance(found, CheckedFile)
    assert found.kind is FileKind(kind)


def test_a_file_that_is_too_large_is_not_opened():
    assert checked("a.pdf", pdf() + bytes(LIMITS.file_size), LIMITS) is FileProblem.TOO_LARGE
    assert checked_file("a.pdf", pdf() + bytes(LIMITS.file_size)) is FileProblem.TOO_LARGE


def test_a_picture_that_is_also_a_page_is_a_picture_only():
    found = checked("a.jpg", jpeg(comment=HTML) + HTML, LIMITS)

    assert isinstance(found, CheckedFile)
    assert b"script" not in found.content
    with Image.open(io.BytesIO(found.content)) as picture:
        assert picture.size == (60, 40)


def test_a_picture_that_is_also_an_archive_is_a_picture_only():
    found = checked("a.png", png() + office(), LIMITS)

    assert isinstance(found, CheckedFile)
    assert not zipfile.is_zipfile(io.BytesIO(found.content))


def test_what_stands_before_and_behind_the_parts_of_a_document_does_not_come_along():
    found = checked("a.docx", office() + HTML, LIMITS)

    assert isinstance(found, CheckedFile)
    assert b"script" not in found.content
    with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
        assert b"Beste familie" in archive.read("word/document.xml")
        assert archive.testzip() is None


@pytest.mark.parametrize("which", ["a flood of dots", "a bomb", "a drawing with a script", "a picture cut short"])
def test_the_process_apart_says_the_same(which):
    name, content, problem = REFUSED[which]

    assert checked_file(name, content) is FileProblem(problem)


def test_the_process_apart_hands_back_the_file():
    found = checked_file("../../Foto.JPG", jpeg(3000, 2000))

    assert isinstance(found, CheckedFile)
    assert (found.name, found.kind) == ("Foto.jpg", FileKind.JPEG)
    with Image.open(io.BytesIO(found.content)) as picture:
        assert picture.size == (2400, 1600)


def test_the_largest_picture_that_is_taken_fits_in_the_memory_of_the_process():
    flat, see_through = png(8_000, 5_000, mode="P"), png(8_000, 5_000, mode="RGBA")

    for content in (flat, see_through, jpeg(8_000, 5_000)):
        found = checked_file("a.jpg" if content[:2] == b"\xff\xd8" else "a.png", content)
        assert isinstance(found, CheckedFile), found
