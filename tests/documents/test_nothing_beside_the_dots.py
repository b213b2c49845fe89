"""Whatever stands beside the dots of a picture, or about a document, does not come along."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from documents.files_of_all_kinds import jpeg, office, png
from hervest.documents.reading import checked
from hervest.documents.settings import file_limits
from hervest.documents.vocabulary import CheckedFile

LIMITS = file_limits()
ORIENTATION, GPS, MAKER, WORDS, USER_COMMENT = 0x0112, 0x8825, 0x927C, (0x010E, 0x013B, 0x8298, 0x0131, 0x010F), 0x9286
CANARY = "KANARIE-7f3a"
KEPT_IN_JPEG = {0xC0, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0}
"""Dots, tables and the plain head (JFIF): markers that a picture made anew may have. Source: ITU-T T.81, table B.1."""

words = st.text(st.characters(codec="ascii", min_codepoint=32), max_size=40).map(lambda text: CANARY + text)


def kept(name, content):
    found = checked(name, content, LIMITS)
    assert isinstance(found, CheckedFile), found
    return found.content


def markers(content):
    """The markers of a JPEG up to its dots, read by themselves."""
    found, place = set(), 2
    while place < len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        found.add(marker)
        if marker == 0xDA:
            break
        place += 2 + length
    return found


def chunks(content):
    """The kinds of chunks of a PNG, read by themselves."""
    found, place = set(), 8
    while place < len(content):
        length = int.from_bytes(content[place : place + 4])
        found.add(content[place + 4 : place + 8])
        place += 12 + length
    return found


@st.composite
def exifs(draw):
    """Whatever a camera, a telephone or a person may have written."""
    found = Image.Exif()
    for tag in draw(st.sets(st.sampled_from(WORDS))):
        found[tag] = draw(words)
    found[ORIENTATION] = draw(st.integers(0, 9))
    if draw(st.booleans()):
        place = found.get_ifd(GPS)
        place[1], place[2], place[29] = "N", (52.0, 5.0, float(draw(st.integers(0, 59)))), draw(words)
    if draw(st.booleans()):
        found.get_ifd(0x8769)[USER_COMMENT] = draw(words).encode()
        found.get_ifd(0x8769)[MAKER] = draw(words).encode()
    return found


@settings(max_examples=60, deadline=None)
@given(exifs(), words, words)
def test_whatever_is_written_in_a_jpeg_none_of_it_comes_out(exif, comment, xmp):
    content = jpeg(exif=exif, comment=comment.encode(), xmp=xmp.encode(), dpi=(300, 300))
    assert CANARY.encode() in content

    made = kept("foto.jpg", content)

    assert CANARY.encode() not in made
    assert markers(made) <= KEPT_IN_JPEG
    with Image.open(io.BytesIO(made)) as picture:
        assert dict(picture.getexif()) == {}
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@settings(max_examples=60, deadline=None)
@given(exifs(), st.dictionaries(st.sampled_from(["Author", "Comment", "XML:com.adobe.xmp"]), words, min_size=1))
def test_whatever_is_written_in_a_png_none_of_it_comes_out(exif, text):
    content = png(exif=exif, text=text, dpi=(300, 300), icc_profile=profile())

    made = kept("foto.png", content)

    assert CANARY.encode() not in made
    assert chunks(made) <= {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}


def profile():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def test_a_thumbnail_within_does_not_come_along():
    exif = Image.Exif()
    exif[ORIENTATION] = 1
    small = jpeg(16, 16)
    content = jpeg()
    within = b"Exif\x00\x00" + exif.tobytes()[6:] + small
    content = content[:2] + b"\xff\xe1" + (len(within) + 2).to_bytes(2) + within + content[2:]

    made = kept("foto.jpg", content)

    assert made.count(b"\xff\xd8\xff") == 1


def corner_of(content):
    with Image.open(io.BytesIO(content)) as picture:
        width, height = picture.size
        corners = {"tl": (2, 2), "tr": (width - 3, 2), "bl": (2, height - 3), "br": (width - 3, height - 3)}
        red = [name for name, at in corners.items() if picture.convert("RGB").getpixel(at)[1] < 100]
        return (width, height), red


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [
        (1, (64, 32), "tl"),
        (2, (64, 32), "tr"),
        (3, (64, 32), "br"),
        (4, (64, 32), "bl"),
        (5, (32, 64), "tl"),
        (6, (32, 64), "tr"),
        (7, (32, 64), "br"),
        (8, (32, 64), "bl"),
    ],
)
def test_a_picture_stands_as_the_camera_was_held(orientation, size, corner):
    picture, made, exif = Image.new("RGB", (64, 32), "white"), io.BytesIO(), Image.Exif()
    ImageDraw.Draw(picture).rectangle((0, 0, 16, 16), fill="red")
    exif[ORIENTATION] = orientation
    picture.save(made, "JPEG", exif=exif, quality=95)

    assert corner_of(kept("foto.jpg", made.getvalue())) == (size, [corner])


def test_other_colours_are_shown_as_they_were_meant_and_without_their_profile():
    exif, lab = Image.Exif(), profile()

    made = kept("foto.jpg", jpeg(colour=(10, 200, 30), icc_profile=lab, exif=exif))

    with Image.open(io.BytesIO(made)) as picture:
        assert "icc_profile" not in picture.info
        assert max(abs(a - b) for a, b in zip(picture.getpixel((9, 9)), (10, 200, 30), strict=True)) < 12


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_every_kind_of_dots_is_kept(mode):
    with Image.open(io.BytesIO(kept("foto.jpg", jpeg(mode=mode)))) as picture:
        assert picture.mode == "RGB"


@pytest.mark.parametrize(
    ("mode", "after"), [("P", "RGB"), ("1", "RGB"), ("I;16", "RGB"), ("LA", "RGBA"), ("RGBA", "RGBA")]
)
def test_every_kind_of_dots_of_a_png_is_kept(mode, after):
    with Image.open(io.BytesIO(kept("foto.png", png(mode=mode)))) as picture:
        assert picture.mode == after


def test_of_a_document_goes_who_made_it_and_what_was_written_stays():
    parts = {
        "docProps/custom.xml": CANARY,
        "docProps/thumbnail.jpeg": jpeg(comment=CANARY.encode()),
        "word/media/image1.jpeg": jpeg(comment=CANARY.encode()),
        "word/media/image2.png": jpeg(comment=CANARY.encode()),
        "word/media/image3.jfif": jpeg(comment=CANARY.encode()),
        "word/drawn/image4.bin": png(text={"Comment": CANARY}),
    }
    made = kept("brief.docx", office(about=CANARY, parts=parts))

    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        whole = {name: archive.read(name) for name in archive.namelist()}
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert [name for name, content in whole.items() if CANARY.encode() in content] == []
    assert b"docProps" not in whole["[Content_Types].xml"] + whole["_rels/.rels"]
    assert b"Beste familie" in whole["word/document.xml"]
    assert b"officeDocument" in whole["_rels/.rels"]
    assert "word/media/image1.jpeg" in whole
