"""Compile the catalogues (src/hervest/<room>/locale) for Django, with Babel: no system package is needed."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOMS = Path(__file__).resolve().parent.parent / "src" / "hervest"


def main() -> None:
    """Write a .mo file beside each .po file."""
    for source in sorted(ROOMS.glob("*/locale/*/LC_MESSAGES/django.po")):
        with source.open("rb") as po:
            catalogue = read_po(po)
        with source.with_suffix(".mo").open("wb") as mo:
            write_mo(mo, catalogue)


if __name__ == "__main__":
    main()
