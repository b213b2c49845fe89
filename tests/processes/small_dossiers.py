"""Files of small transfer dossiers, made on the spot: invented people, dates that follow today."""

import json
from datetime import timedelta

from hervest.core import clock

FIRST_NAMES = ("Soraya", "Idris", "Naima", "Tarik", "Leyla")


def dossier(number, municipality="GM9001", n_people=2, arrives_in=120):
    """One household of adults without needs, linked ten days ago."""
    today = clock.day_of(clock.now())
    return {
        "dossiernummer": number,
        "huishouden": {
            "route": "hervestiging",
            "gemeentecode": municipality,
            "koppelingsdatum": (today - timedelta(days=10)).isoformat(),
            "verwachte_aankomst": (today + timedelta(days=arrives_in)).isoformat(),
            "land_van_verblijf": "Jordanië",
            "contacttaal": "Arabisch",
            "tolk_nodig": "ja",
        },
        "personen": [
            {
                "persoon": str(no),
                "rol": "hoofd" if no == 1 else "partner",
                "roepnaam": FIRST_NAMES[no - 1],
                "achternaam": f"Gezin {number}",
                "geboortedatum": f"{1985 + no}-03-0{no}",
                "geslacht": "v" if no % 2 else "m",
            }
            for no in range(1, n_people + 1)
        ],
    }


def json_file(*dossiers):
    """The bytes of a file with these dossiers."""
    return json.dumps({"dossiers": list(dossiers)}, ensure_ascii=False).encode()
