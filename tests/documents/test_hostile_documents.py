"""Files that somebody sends who means no good, or by mistake: refused with a reason, or kept without what harms."""

import io
import zipfile
import zlib

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
from hervest.documents.rules import TYPE_OF
from hervest.documents.settings import file_limits
from hervest.documents.vocabulary import CheckedFile, FileKind, FileProblem

LIMITS = file_limits()
HTML = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
VBA = {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}
OLE = '<Override PartName="/word/vbaData.xml" ContentType="application/vnd.ms-word.vbaProject"/>'

OLE_FILE = '<Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.oleObject"/>'
SHEET_FILE = f'<Override PartName="/word/a.bin" ContentType="{TYPE_OF[FileKind.XLSX]}"/>'
PICTURE = '<Override PartName="/WORD/A.bin" ContentType="image/x-pict"/>'
OUTSIDE = f"<Relationships>{link('attachedTemplate')}</Relationships>"
DDE = '<externalLink xmlns="x"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
SHORT_FIELD = "<w:hdr xmlns:w='w'><w:fldSimple w:instr=' DDE a b'/></w:hdr>"


SCRIPT = b"1 0 << /S /JavaScript /JS (x) >>"


def wrong_sum(inner):
    return zlib.compress(inner)[:-4] + b"\x00\x00\x00\x00"


def broken(inner):
    return zlib.compress(inner)[:2] + b"\xff" * 40


def written_in_numbers(inner):
    return zlib.compress(inner).hex().encode()


def field(*pieces, within="", end='<w:fldChar w:fldCharType="end"/>'):
    """A part of a document with a field, its words in pieces, and another field within it."""
    begin, words = '<w:fldChar w:fldCharType="begin"/>', "<w:instrText>{}</w:instrText>".format
    inner = f"{begin}{words(within)}{end}" if within else ""
    said = f"{begin}{''.join(map(words, pieces))}{inner}{end}"
    return {"word/footer1.xml": f'<w:ftr xmlns:w="w"><w:p>{said}</w:p></w:ftr>'}


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
    "a script packed where nothing says so": ("a.pdf", pdf(packed_in_pdf(SCRIPT, b"/Type 9 0 R")), "runs"),
    "a script packed far behind its name": ("a.pdf", pdf(packed_in_pdf(SCRIPT, b"/ObjStm" + b" " * 5000)), "runs"),
    "objects written as dots": ("a.pdf", pdf(packed_in_pdf(SCRIPT, b"/ObjStm /Predictor 2")), "broken"),
    "a script packed behind a remark": ("a.pdf", pdf(packed_in_pdf(b"% a\n" + SCRIPT, b"")), "runs"),
    "a script packed with a wrong sum": ("a.pdf", pdf(packed_in_pdf(SCRIPT, b"", packs=wrong_sum)), "runs"),
    "a script packed behind another end of line": ("a.pdf", pdf(packed_in_pdf(SCRIPT, line=b"\r")), "runs"),
    "objects packed in another way": ("a.pdf", pdf(packed_in_pdf(SCRIPT, packs=written_in_numbers)), "broken"),
    "objects that do not unpack": ("a.pdf", pdf(packed_in_pdf(SCRIPT, packs=broken)), "broken"),
    "a form that fills itself": ("a.pdf", pdf(b"<< /AcroForm << /XFA 7 0 R >> >>"), "runs"),
    "a form that is sent": ("a.pdf", pdf(b"<< /S /SubmitForm /F (https://e.example) >>"), "runs"),
    "a form that fetches": ("a.pdf", pdf(b"<< /S /Import#44ata /F (a.fdf) >>"), "runs"),
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
    "controls by their link": ("a.docx", office(links=link("control", "a.bin", "Internal")), "macros"),
    "a template behind an ending in capitals": ("a.docx", office(parts={"word/_rels/b.RELS": OUTSIDE}), "fetches"),
    "a template behind an ending written out": ("a.docx", office(parts={"word/_rels/b.%72els": OUTSIDE}), "fetches"),
    "a file in a folder written out": ("a.docx", office(parts={"word/embed%64ings/a.bin": b"x"}), "holds_files"),
    "a file by its link": ("a.docx", office(links=link("oleObject", "things/a.bin", "Internal")), "holds_files"),
    "a sheet by its link": ("a.docx", office(links=link("package", "things/a.bin", "Internal")), "holds_files"),
    "a page by its link": ("a.docx", office(links=link("aFChunk", "things/a.htm", "Internal")), "holds_files"),
    "a file by what it is called": ("a.docx", office(types=OLE_FILE), "holds_files"),
    "a sheet by what it is called": ("a.docx", office(types=SHEET_FILE), "holds_files"),
    "a file by its bytes": ("a.docx", office(parts={"word/things/a.bin": pdf()}), "holds_files"),
    "a document by its bytes": ("a.docx", office(parts={"word/things/a.bin": office()}), "holds_files"),
    "a program by its bytes": ("a.docx", office(parts={"word/things/a.xml": b"MZ" + bytes(60)}), "holds_files"),
    "a program that a sheet asks": ("a.xlsx", office(SHEET, parts={"xl/links/a.xml": DDE}), "fetches"),
    "a program that a field asks": ("a.docx", office(parts=field("DDEAUTO c:\\a.exe b")), "fetches"),
    "a field in pieces": ("a.docx", office(parts=field(" DD", "E c:\\a.exe")), "fetches"),
    "a field within a field": ("a.docx", office(parts=field("IF 1 = 1 ", within=" includeText http://e/a")), "fetches"),
    "a field of numbers": ("a.docx", office(parts=field("", within="QUOTE 68 68 69")), "fetches"),
    "a field that never ends": ("a.docx", office(parts=field("INCLUDEPICTURE http://e/a", end="")), "fetches"),
    "a short field": ("a.docx", office(parts={"word/header1.xml": SHORT_FIELD}), "fetches"),
    "a field in other letters": ("a.docx", office(parts={"word/a.xml": SHORT_FIELD.encode("utf-16")}), "fetches"),
    "a part with entities": ("a.docx", office(parts={"word/header1.xml": "<!DOCTYPE a><a/>"}), "broken"),
    "a part that is not whole": ("a.docx", office(parts={"word/header1.xml": "<a><b></a>"}), "broken"),
    "a picture of another kind": ("a.docx", office(parts={"word/media/a.tif": b"II*\x00"}), "picture_within"),
    "one that is misnamed": ("a.docx", office(parts={"word/media/a.bin": b"RIFF1234WEBP"}), "picture_within"),
    "a picture of a telephone within": ("a.docx", office(parts={"a.bin": bytes(4) + b"ftypheic"}), "picture_within"),
    "a picture by what it is called": ("a.docx", office(types=PICTURE, parts={"word/a.bin": b"x"}), "picture_within"),
    "a drawing within": ("a.docx", office(parts={"word/media/a.xml": SVG}), "picture_within"),
    "a broken picture within": ("a.docx", office(parts={"word/media/a.jpg": jpeg()[:80]}), "picture_within"),
    "a flood of dots within": ("a.docx", office(parts={"word/a.bin": says_it_is(9_000, 9_000)}), "too_many_dots"),
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
        ("brief.pdf", pdf(packed_in_pdf(b"1 0 << /Type /Annot >>")), "pdf"),
        ("scan.pdf", pdf(*(packed_in_pdf(bytes(20 * 1024 * 1024), b"/Subtype /Image") for _ in range(4))), "pdf"),
        ("brief.pdf", pdf(b"<< /S /URI /URI (https://hervest.example) >>"), "pdf"),
        ("brief.docx", office(), "docx"),
        ("brief.docx", office(links=link("hyperlink")), "docx"),
        ("brief.docx", office(parts=field("HYPERLINK http://e.example/dde/", within="PAGE")), "docx"),
        ("brief.docx", office(parts={"word/media/image1.png": png(), "word/media/image2.jfif": jpeg()}), "docx"),
        ("lijst.xlsx", office(SHEET, parts={"xl/drawings/vmlDrawing1.vml": "<xml><br></xml>"}), "xlsx"),
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
