"""Importing 500 dossiers from one JSON file: reading, preview and apply, beside json.loads of the same file."""

import json
import sys
import time

from ground import awake, run_everywhere

DOSSIERS = 500


def the_file():
    """A file of 500 families of four."""
    dossiers = [
        {
            "dossiernummer": f"BENCH-{n:04d}",
            "huishouden": {
                "route": "hervestiging",
                "gemeentecode": "GM9001",
                "koppelingsdatum": "2026-11-02",
                "verwachte_aankomst": "2027-02-01",
                "contacttaal": "ar",
                "tolk_nodig": "ja",
            },
            "personen": [
                {
                    "persoon": person,
                    "rol": role,
                    "roepnaam": f"Naam{n}",
                    "achternaam": "Bench",
                    "geboortedatum": born,
                    "geslacht": sex,
                    "talen": "ar:moedertaal",
                }
                for person, role, born, sex in (
                    (1, "hoofd", "1985-03-01", "m"),
                    (2, "partner", "1988-05-02", "v"),
                    (3, "kind", "2015-06-03", "v"),
                    (4, "kind", "2019-07-04", "m"),
                )
            ],
            "behoeften": [{"persoon": 2, "behoefte": "lift"}],
        }
        for n in range(DOSSIERS)
    ]
    return json.dumps({"dossiers": dossiers}).encode()


def main():
    if "--here" not in sys.argv:
        return run_everywhere(__file__)
    with awake():
        from hervest.accounts.actor import system
        from hervest.cli.demo_people import seed_people
        from hervest.core import clock
        from hervest.intake.actions import apply_import, preview_import
        from hervest.intake.file_queries import opened_file
        from hervest.intake.vocabulary import ImportKind
        from hervest.journey.models import Case

        now, content = clock.now(), the_file()
        seed_people(now)
        began = time.perf_counter()
        json.loads(content)
        bare = time.perf_counter() - began
        began = time.perf_counter()
        source = opened_file("bench.json", content, ImportKind.DOSSIERS)
        opened = time.perf_counter() - began
        number = preview_import(
            by=system("bench"), now=now, municipality="GM9001", file_name="bench.json", source=source
        )
        preview = time.perf_counter() - began
        began = time.perf_counter()
        apply_import(by=system("bench"), now=now, number=number)
        applied = time.perf_counter() - began
        print(
            f"{DOSSIERS} dossiers, {len(content) // 1024} KiB: preview {preview:.2f} s ({preview / bare:.0f} x json.loads), of which opening it in a process of its own {opened:.2f} s, "
            f"apply {applied:.1f} s, {1000 * applied / DOSSIERS:.0f} ms a dossier, {Case.rows.count()} cases"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
