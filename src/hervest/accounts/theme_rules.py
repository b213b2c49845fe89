"""A municipality's colours: eight steps from the one colour it gives, and whether all of them can be read."""

from dataclasses import dataclass

from hervest.accounts.vocabulary import ColourPair, HeaderStyle

TINTS = {50: 0.05, 100: 0.12, 200: 0.25, 300: 0.45}
"""How much of the colour is left in white."""

SHADES = {600: 0.76, 700: 0.48}
"""How much of the colour is left in black."""

BORDER = 0.85
"""How much of the colour is left in white in step 400: the edge of a control."""

WHITE, GROUND = "#ffffff", "#efede8"
"""What letters and edges stand on: paper, and the ground behind panels (`hervest.css`, section 1)."""

LINEAR_UNTIL = 0.04045
"""Up to here the sRGB curve is a straight line (IEC 61966-2-1)."""

TEXT, LARGE_TEXT_AND_EDGES, ENHANCED = 4.5, 3.0, 7.0
"""WCAG 2.2: success criteria 1.4.3 (text), 1.4.11 (edges of controls) and 1.4.6 (enhanced)."""


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a municipality as `#rrggbb`: the ramp by step, and ground, letters and line of the header."""

    ramp: dict[int, str]
    header: str
    header_ink: str
    header_line: str


@dataclass(frozen=True, slots=True)
class TooPale:
    """A pair that cannot be read: its contrast, rounded down to a tenth, and the least that it must have."""

    pair: ColourPair
    contrast: float
    least: float


def is_colour(text: str) -> bool:
    """Whether it is `#rrggbb`."""
    return len(text) == len(WHITE) and text[0] == "#" and all(each in "0123456789abcdefABCDEF" for each in text[1:])


def look_of(colour: str, header: HeaderStyle) -> Look:
    """The eight steps around `colour`, which is step 500: the colour of buttons and links."""
    ramp = {step: _mixed(colour, share, with_white=True) for step, share in TINTS.items()}
    ramp |= {400: _mixed(colour, BORDER, with_white=True), 500: colour.lower()}
    ramp |= {step: _mixed(colour, share, with_white=False) for step, share in SHADES.items()}
    if header is HeaderStyle.WHITE:
        return Look(ramp, WHITE, ramp[600], ramp[300])
    return Look(ramp, ramp[600], WHITE, ramp[400])


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, definition of contrast ratio."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def too_pale(look: Look) -> tuple[TooPale, ...]:
    """Every pair of the look that cannot be read, all at once. Source: design guide of Hervest, section 5."""
    ramp = look.ramp
    asked = (
        (ColourPair.BUTTON_ON_PAPER, ramp[500], WHITE, TEXT),
        (ColourPair.LINK_ON_PAPER, ramp[600], WHITE, TEXT),
        (ColourPair.EDGE_ON_PAPER, ramp[400], WHITE, LARGE_TEXT_AND_EDGES),
        (ColourPair.EDGE_ON_GROUND, ramp[400], GROUND, LARGE_TEXT_AND_EDGES),
        (ColourPair.TEXT_ON_CHOSEN, ramp[600], ramp[100], TEXT),
        (ColourPair.STRONG_TEXT_ON_CHOSEN, ramp[700], ramp[100], ENHANCED),
        (ColourPair.HEADER, look.header_ink, look.header, TEXT),
    )
    found = ((pair, contrast(one, other), least) for pair, one, other, least in asked)
    return tuple(TooPale(pair, int(ratio * 10) / 10, least) for pair, ratio, least in found if ratio < least)


def nearest_readable(colour: str, header: HeaderStyle) -> str:
    """The lightest shade of `colour` with which everything can be read; the colour itself where it can be.

    Black is always read on white, so there is one.
    """
    for hundredth in range(100, -1, -1):
        shade = _mixed(colour, hundredth / 100, with_white=False)
        if not too_pale(look_of(shade, header)):
            return shade
    raise AssertionError("black cannot be read on white")


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(colour: str, share: float, *, with_white: bool) -> str:
    """The colour with white, or with black: `share` is what is left of it, 0 to 1."""
    other = 255 if with_white else 0
    mixed = (round(channel * share + other * (1 - share)) for channel in _channels(colour))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white). Source: WCAG 2.2, definition of relative luminance."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= LINEAR_UNTIL else ((value + 0.055) / 1.055) ** 2.4
