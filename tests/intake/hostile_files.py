"""Makes small files that were made to hurt: archives that unfold, sizes that lie, sheets that hide."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable

from openpyxl import Workbook

from intake.dossier_files import family, xlsx

MEGABYTE = 1024 * 1024
SHEET = "xl/worksheets/sheet1.xml"
WORKBOOK = "xl/workbook.xml"
STRINGS = "xl/sharedStrings.xml"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
Parts = dict[str, bytes]


def zipped(parts: Parts) -> bytes:
    """The parts as an archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def parts_of(content: bytes) -> Parts:
    """The parts of a workbook, to be changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def good_parts() -> Parts:
    """The parts of a workbook that is in order."""
    return parts_of(xlsx(family()))


def with_parts(**_none: None) -> bytes:
    """A workbook that is in order: what every hostile one is set beside."""
    return zipped(good_parts())


def changed(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook in which one part was written over."""
    parts = good_parts()
    parts[part] = change(parts[part])
    return zipped(parts)


def added(name: str, content: bytes) -> bytes:
    """A workbook with one part more."""
    return zipped(good_parts() | {name: content})


def many_parts(n: int) -> bytes:
    """A workbook of very many parts."""
    return zipped(good_parts() | {f"xl/media/image{place}.png": b"" for place in range(n)})


def lying(part: str, content: bytes, *, stated: int) -> bytes:
    """A workbook in which one part unpacks to `content`, while the directory states another size, and a sum to fit."""
    parts = good_parts() | {part: content}
    archive = bytearray(zipped(parts))
    told = zlib.crc32(content[:stated])
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = _entry(archive, mark, part)
        archive[start + place : start + place + 4] = struct.pack("<I", stated)
        archive[start + place - 8 : start + place - 4] = struct.pack("<I", told)
    return bytes(archive)


def _entry(archive: bytearray, mark: bytes, part: str) -> int:
    """Where the entry of `part` begins: in the directory its name stands 46 bytes on, before the part 30."""
    offset = 46 if mark == b"PK\x01\x02" else 30
    start = archive.find(mark)
    while archive[start + offset : start + offset + len(part)] != part.encode():
        start = archive.find(mark, start + 4)
    return start


def one_text_in_every_cell(*, length: int, n_rows: int) -> bytes:
    """One long shared text that every cell of a column points at: small in the file, huge once it is read."""
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, n_rows + 1))
    workbook = Workbook()
    workbook.worksheets[0]["A1"] = "x"
    written = io.BytesIO()
    workbook.save(written)
    parts = parts_of(written.getvalue())
    parts[SHEET] = f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>".encode()
    parts[STRINGS] = f'<sst {MAIN} count="1"><si><t>{_mixed(length)}</t></si></sst>'.encode()
    return zipped(parts)


def _mixed(length: int) -> str:
    """Text that does not pack to nearly nothing, so that no count of sizes sees it coming."""
    state, letters = 1, []
    for _ in range(length):
        state = (state * 1103515245 + 12345) % 2**31
        letters.append("abcdefghijklmnop"[state >> 16 & 15])
    return "".join(letters)


def entities(depth: int = 9) -> bytes:
    """The beginning of XML in which each name stands for ten times the one before it."""
    declared = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, depth + 1))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{declared}]>'.encode()


def quadratic(n: int = 20_000) -> bytes:
    """The beginning of XML with one long name that is used very often."""
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{"a" * n}">]>'.encode()


def without_declaration(xml: bytes) -> bytes:
    """XML from its root on."""
    return xml.split(b"?>", 1)[-1]


def wide_sheet(columns: int) -> bytes:
    """A workbook with one row of so many cells."""
    cells = "".join(f'<c t="n"><v>{n}</v></c>' for n in range(columns))
    return changed(
        SHEET, lambda _: f'<worksheet {MAIN}><sheetData><row r="1">{cells}</row></sheetData></worksheet>'.encode()
    )


def long_sheet(rows: int) -> bytes:
    """A workbook with so many rows of nothing."""
    body = b"".join(b'<row r="%d"/>' % number for number in range(1, rows + 1))
    return changed(SHEET, lambda _: f"<worksheet {MAIN}><sheetData>".encode() + body + b"</sheetData></worksheet>")


def old_file(*streams: str) -> bytes:
    """What an old Office file, or a new one behind a password, begins with; the names of its parts are in UTF-16."""
    return OLD_OFFICE + b"\0" * 504 + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)


def csv_of(*rows: Iterable[str]) -> bytes:
    """Rows as CSV with semicolons."""
    return "\r\n".join(";".join(row) for row in rows).encode()
