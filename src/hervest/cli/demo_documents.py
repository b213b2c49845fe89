"""Documents of the families of the demo: letters and floor plans that are drawn here."""

import io
import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib import resources
from typing import Any

from PIL import Image, ImageDraw

from hervest.accounts.queries import actor_by_email
from hervest.core import clock
from hervest.documents.rules import kind_by_name
from hervest.documents.vocabulary import CheckedFile
from hervest.journey.document_actions import add_document
from hervest.journey.document_rules import Filed
from hervest.journey.document_vocabulary import DocumentKind, DocumentReader

SIZE = (900, 600)
ROOMS = (
    ("Woonkamer", (40, 40, 520, 360)),
    ("Keuken", (520, 40, 860, 240)),
    ("Badkamer", (520, 240, 860, 360)),
    ("Slaapkamer 1", (40, 360, 320, 560)),
    ("Slaapkamer 2", (320, 360, 600, 560)),
    ("Slaapkamer 3", (600, 360, 860, 560)),
)
"""Where each room of the invented home lies, in dots."""


def seed_documents(now: datetime, codes: Mapping[str, str]) -> None:
    """Each by who added it, as if all of it was added today."""
    today = clock.day_of(now)
    for row in invented():
        add_document(
            by=actor_by_email(row["by"], today=today),
            now=now,
            case=codes[row["number"]],
            file=file_of(row),
            filed=Filed(
                kind=DocumentKind(row["kind"]),
                title=row["title"],
                readers=frozenset(DocumentReader(word) for word in row["readers"]),
            ),
            message=row.get("message", ""),
        )


def invented() -> Iterable[dict[str, Any]]:
    """The invented documents, in their order."""
    text = resources.files("hervest.cli").joinpath("data", "demo_documents.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["documents"]
    return found


def file_of(row: Mapping[str, Any]) -> CheckedFile:
    """The file of one of them. Raises: ValueError for a name that is of no kind."""
    kind = kind_by_name(row["name"])
    if kind is None:
        raise ValueError(row["name"])
    return CheckedFile(row["name"], kind, letter(row["lines"]) if "lines" in row else floor_plan())


def floor_plan() -> bytes:
    """A home of six rooms, seen from above."""
    picture, made = Image.new("RGB", SIZE, "white"), io.BytesIO()
    pen = ImageDraw.Draw(picture)
    for name, (left, top, right, bottom) in ROOMS:
        pen.rectangle((left, top, right, bottom), outline="#1f3a5f", width=5)
        pen.text((left + 20, top + 20), name, fill="#1f3a5f", font_size=24)
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()


def letter(lines: Iterable[str]) -> bytes:
    """A page with these lines, in letters that every reader has."""
    said = " T* ".join(f"({line}) Tj" for line in lines)
    page = f"BT /F1 14 Tf 22 TL 60 760 Td {said} ET".encode("latin-1")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
    )
    made, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table, n_all = len(made), len(objects) + 1
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"xref\n0 %d\n0000000000 65535 f \n%s" % (n_all, rows)
    return made + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (n_all, table)
