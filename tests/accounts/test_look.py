"""How a municipality looks: a colour that everybody can read, a logo that is a picture, and whose it is."""

import colorsys
import io

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from accounts.pictures import picture, says_it_is
from hervest.accounts.logo_rules import LARGEST, MOST_BYTES, NoPicture, PictureTooLarge, logo_from
from hervest.accounts.look_actions import set_look
from hervest.accounts.models import Logo, Municipality
from hervest.accounts.theme_rules import TEXT, contrast, is_colour, look_of, nearest_readable, too_pale
from hervest.accounts.vocabulary import ColourPair, HeaderStyle
from hervest.core.errors import NotAllowed, RuleBroken
from people import ELSEWHERE, HERE, NOW

COLOURS = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#{:02x}{:02x}{:02x}".format(*rgb))
HEADERS = st.sampled_from(HeaderStyle)
PLAIN = {"name": "Molenveen", "phone": "", "colour": "", "header": HeaderStyle.COLOURED}


def ratio(one, other):
    """The contrast of two colours, worked out another way: over the sRGB curve written as a table."""
    curve = [value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in range(256)]
    weights = (0.2126, 0.7152, 0.0722)
    bright = [
        sum(w * curve[int(colour[i : i + 2], 16)] for w, i in zip(weights, (1, 3, 5), strict=True))
        for colour in (one, other)
    ]
    return (max(bright) + 0.05) / (min(bright) + 0.05)


@given(COLOURS, COLOURS)
def test_the_contrast_of_two_colours_is_that_of_the_guideline(one, other):
    assert contrast(one, other) == pytest.approx(ratio(one, other))
    assert 1 <= contrast(one, other) <= 21


@given(COLOURS, HEADERS)
def test_where_nothing_is_too_pale_everything_is_read_and_else_the_nearest_shade_is(colour, header):
    look = look_of(colour, header)
    letters = ((look.ramp[500], "#ffffff"), (look.ramp[600], look.ramp[100]), (look.header_ink, look.header))
    edges = ((look.ramp[400], "#ffffff"), (look.ramp[400], "#efede8"))
    is_read = (
        all(ratio(*pair) >= 4.5 for pair in letters)
        and all(ratio(*pair) >= 3 for pair in edges)
        and ratio(look.ramp[600], "#ffffff") >= 4.5
        and ratio(look.ramp[700], look.ramp[100]) >= 7
    )

    assert (too_pale(look) == ()) is is_read
    shade = nearest_readable(colour, header)
    assert too_pale(look_of(shade, header)) == ()
    assert (shade == colour) is is_read


@given(COLOURS, HEADERS)
def test_the_nearest_shade_is_no_other_colour_and_never_lighter(colour, header):
    shade = nearest_readable(colour, header)
    before, after = (
        colorsys.rgb_to_hsv(*(int(each[i : i + 2], 16) / 255 for i in (1, 3, 5))) for each in (colour, shade)
    )

    assert after[2] <= before[2]
    if after[2] > 0.2 and before[1] > 0.2:  # near black and grey a hue is noise
        assert min(abs(after[0] - before[0]), 1 - abs(after[0] - before[0])) < 0.05


def test_the_colours_that_hervest_comes_with_can_be_read():
    for colour in ("#0f5b65", "#1f4f8f", "#6c2f62"):
        for header in HeaderStyle:
            assert too_pale(look_of(colour, header)) == ()
            assert contrast(look_of(colour, header).ramp[500], "#ffffff") >= TEXT


@pytest.mark.parametrize("text", ["0f5b65", "#0f5b6", "#0f5b655", "#0f5b6g", "#0f5b6\u0666", "", "red"])
def test_only_six_figures_after_a_sign_are_a_colour(text):
    assert not is_colour(text)
    assert is_colour("#0F5b65")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_a_small_picture_without_what_stood_beside_its_dots(kind):
    made = logo_from(picture(2000, 100, kind=kind, comment="made by somebody"))

    found = Image.open(io.BytesIO(made))
    assert found.format == "PNG"
    assert found.width <= LARGEST[0]
    assert found.height <= LARGEST[1]
    assert found.width / found.height == pytest.approx(20, rel=0.05)
    assert b"somebody" not in made


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", NoPicture),
        (b"", NoPicture),
        (picture(20, 20)[:40], NoPicture),
        (picture(20, 20, kind="GIF"), NoPicture),
        (picture(9000, 1000), PictureTooLarge),
        (says_it_is(10_000, 10_000), PictureTooLarge),
        (says_it_is(40_000, 40_000), PictureTooLarge),
        (b"x" * (MOST_BYTES + 1), PictureTooLarge),
    ],
)
def test_what_is_no_picture_or_too_large_becomes_no_logo(content, kind):
    with pytest.raises(NoPicture) as refused:
        logo_from(content)

    assert refused.type is kind


def test_a_lead_gives_the_municipality_its_look(world):
    set_look(by=world.actor("lena"), now=NOW, municipality=HERE, **PLAIN | {"colour": "#1F4F8F", "phone": "14 0123"})

    row = Municipality.rows.get(pk=HERE)
    assert (row.colour, row.phone, row.header) == ("#1f4f8f", "14 0123", "coloured")
    assert Municipality.rows.get(pk=ELSEWHERE).colour == ""


@pytest.mark.parametrize("key", ["sander", "hatice", "pieter", "bas", "saskia"])
def test_nobody_else_does(world, key):
    with pytest.raises(NotAllowed):
        set_look(by=world.actor(key), now=NOW, municipality=HERE, **PLAIN)


def test_a_colour_that_cannot_be_read_is_refused_with_one_that_can(world):
    with pytest.raises(RuleBroken) as refused:
        set_look(by=world.actor("lena"), now=NOW, municipality=HERE, **PLAIN | {"colour": "#ff8800"})

    assert refused.value.code == "colour_too_pale"
    assert refused.value.params["field"] == "colour"
    assert refused.value.params["pair"] in ColourPair
    readable = refused.value.params["readable"]
    set_look(by=world.actor("lena"), now=NOW, municipality=HERE, **PLAIN | {"colour": readable})
    assert Municipality.rows.get(pk=HERE).colour == readable


def test_a_logo_is_replaced_at_another_address_and_removed(world):
    lena = {"by": world.actor("lena"), "now": NOW, "municipality": HERE}
    set_look(**lena, **PLAIN, logo=picture(40, 10))
    first = Municipality.rows.get(pk=HERE).logo_version
    set_look(**lena, **PLAIN)
    assert Municipality.rows.get(pk=HERE).logo_version == first
    set_look(**lena, **PLAIN, logo=picture(60, 10))
    assert Municipality.rows.get(pk=HERE).logo_version not in {"", first}
    with pytest.raises(RuleBroken, match="picture_unreadable"):
        set_look(**lena, **PLAIN, logo=b"no picture")
    assert Logo.rows.count() == 1

    set_look(**lena, **PLAIN, drops_logo=True)
    assert Logo.rows.count() == 0
    assert Municipality.rows.get(pk=HERE).logo_version == ""


def test_every_page_wears_the_look_of_the_one_municipality_one_works_in(world, client, log_in):
    set_look(
        by=world.actor("lena"),
        now=NOW,
        municipality=HERE,
        **PLAIN | {"colour": "#6c2f62", "header": HeaderStyle.WHITE, "phone": "14 0123"},
        logo=picture(40, 10),
    )
    style = reverse("look_css", args=["6c2f62", "white"])
    logo = reverse("logo", args=[HERE, Municipality.rows.get(pk=HERE).logo_version])

    log_in("anouk")
    text = client.get(reverse("this_week")).content.decode()
    assert style in text
    assert logo in text
    assert "14 0123" in text
    answer = client.get(logo)
    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]

    log_in("hatice")
    text = client.get(reverse("this_week")).content.decode()
    assert style not in text
    assert client.get(logo).status_code == 404


def test_the_style_sheet_of_a_colour_is_kept_by_browsers_and_others_do_not_exist(db, client):
    answer = client.get(reverse("look_css", args=["6c2f62", "white"]))

    assert answer["Content-Type"] == "text/css"
    assert "immutable" in answer["Cache-Control"]
    assert "--hv-brand-500:#6c2f62;" in answer.content.decode()
    assert "--hv-header-bg:#ffffff;" in answer.content.decode()
    assert client.get(reverse("look_css", args=["nothex", "white"])).status_code == 404
    assert client.get(reverse("look_css", args=["6c2f62", "striped"])).status_code == 404


def test_one_looks_before_one_saves_and_what_is_wrong_is_said(world, client, log_in):
    log_in("lena")
    here = reverse("look_of", args=[HERE])
    given_ = {"name": "Molenveen", "phone": "14 0123", "colour": "6C2F62", "header": "white"}

    text = client.post(here, given_ | {"look": "yes"}).content.decode()
    assert reverse("look_css", args=["6c2f62", "white"]) in text
    assert Municipality.rows.get(pk=HERE).colour == ""

    answer = client.post(here, given_ | {"colour": "#ffee00", "look": "yes"})
    assert answer.context["form"].errors["colour"]
    assert "#ffee00" in answer.content.decode()
    answer = client.post(here, given_ | {"colour": "geel"})
    assert answer.context["form"].errors["colour"]

    with io.BytesIO(picture(40, 10)) as file:
        file.name = "logo.png"
        assert client.post(here, given_ | {"logo": file}).status_code == 303
    row = Municipality.rows.get(pk=HERE)
    assert (row.colour, row.header, row.phone) == ("#6c2f62", "white", "14 0123")
    assert row.logo_version
