"""Takes a Word or Excel file apart and packs it anew, without who made it and without what acts by itself."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from hervest.core.archives import ArchiveProblem, ArchiveRefused, check_archive
from hervest.documents.reading_picture import PictureBroken, PictureTooLarge, remade
from hervest.documents.rules import ENDINGS
from hervest.documents.settings import FileLimits
from hervest.documents.vocabulary import PICTURES, FileKind, FileProblem

TYPES = "[Content_Types].xml"
ROOT_LINKS = "_rels/.rels"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
ABOUT = "docprops/"
"""Where such a file says who made it, when and with what, and shows a small picture of itself."""

OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN = {
    f"{OFFICE}wordprocessingml.document.main+xml": FileKind.DOCX,
    f"{OFFICE}spreadsheetml.sheet.main+xml": FileKind.XLSX,
}
"""What the main part of each kind is called. Source: ECMA-376, part 1."""

RUNS = ("macroenabled", "vbaproject", "activex", "macrosheet")
ENCRYPTED = 0x1
LINKED_IN_WORDS = "/hyperlink"
"""The one link to the outside that waits for somebody to follow it."""

WHEN = (1980, 1, 1, 0, 0, 0)
"""When every part was packed: no moment of anybody's."""


class OfficeRefused(Exception):
    """Why the file is not taken."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Element:
    """A tag and what it says."""

    name: str
    said: dict[str, str] = field(default_factory=dict)


def remade_office(content: bytes, limits: FileLimits) -> tuple[FileKind, bytes]:
    """What kind it is by what it says of its parts, and the same packed anew. Raises: OfficeRefused.

    Left out is who made it, when and with what. Pictures within are made anew, as a picture that comes alone. What
    people wrote stays, and so do their names at remarks and changes, which are part of what was written.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_archive(archive, content, limits)
            return _remade(archive, limits)
    except ArchiveRefused as refused:
        is_broken = refused.problem is ArchiveProblem.UNREADABLE
        raise OfficeRefused(FileProblem.BROKEN if is_broken else FileProblem.UNFOLDS) from refused
    except (zipfile.BadZipFile, expat.ExpatError, RuntimeError, NotImplementedError, KeyError, ValueError) as problem:
        raise OfficeRefused(FileProblem.BROKEN) from problem


def _remade(archive: zipfile.ZipFile, limits: FileLimits) -> tuple[FileKind, bytes]:
    names = [part.filename for part in archive.infolist() if not part.is_dir()]
    if any(part.flag_bits & ENCRYPTED for part in archive.infolist()):
        raise OfficeRefused(FileProblem.PROTECTED)
    if TYPES not in names:
        raise OfficeRefused(FileProblem.UNKNOWN)
    types = list(elements(archive.read(TYPES)))
    kind = _kind(types)
    _look_at_names(names)
    for name in names:
        if name.endswith(".rels"):
            _look_at_links(archive.read(name))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            if not name.casefold().startswith(ABOUT):
                packed.writestr(zipfile.ZipInfo(name, WHEN), _part(archive, name, types, limits), zipfile.ZIP_DEFLATED)
    return kind, made.getvalue()


def _kind(types: list[Element]) -> FileKind:
    said = [found.said.get("ContentType", "").casefold() for found in types]
    if any(word in one for one in said for word in RUNS):
        raise OfficeRefused(FileProblem.MACROS)
    found = {MAIN[one] for one in said if one in MAIN}
    if len(found) != 1:
        raise OfficeRefused(FileProblem.UNKNOWN)
    return found.pop()


def _look_at_names(names: list[str]) -> None:
    for name in map(str.casefold, names):
        if any(word in name for word in RUNS):
            raise OfficeRefused(FileProblem.MACROS)
        if "/embeddings/" in name:
            raise OfficeRefused(FileProblem.HOLDS_FILES)


def _look_at_links(content: bytes) -> None:
    """Refuses what is fetched from elsewhere as soon as the file is opened: templates, pictures, other sheets."""
    for found in elements(content):
        is_outside = found.said.get("TargetMode", "").casefold() == "external"
        if is_outside and not found.said.get("Type", "").casefold().endswith(LINKED_IN_WORDS):
            raise OfficeRefused(FileProblem.FETCHES)


def _part(archive: zipfile.ZipFile, name: str, types: list[Element], limits: FileLimits) -> bytes:
    content = archive.read(name)
    if name == TYPES:
        return _written([one for one in types if not _is_about(one.said.get("PartName", ""))])
    if name.casefold() == ROOT_LINKS:
        return _written([one for one in elements(content) if not _is_about(one.said.get("Target", ""))])
    kind = ENDINGS.get(name.rpartition(".")[2].casefold())
    if kind in PICTURES and "/media/" in name.casefold():
        with suppress(PictureBroken):
            try:
                return remade(content, kind, limits)
            except PictureTooLarge as problem:
                raise OfficeRefused(FileProblem.TOO_MANY_DOTS) from problem
    return content


def _is_about(place: str) -> bool:
    return place.lstrip("/").casefold().startswith(ABOUT)


def elements(content: bytes) -> Iterator[Element]:
    """Every tag of a part that only lists, the outermost first. Raises: ExpatError; ValueError for entities."""
    found: list[Element] = []

    def refuse(*_: object) -> None:
        raise ValueError("a list of parts has no entities")

    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, said: found.append(Element(name, said))
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(content, True)
    return iter(found)


def _written(listed: list[Element]) -> bytes:
    """The same list: the outermost tag around the others, which hold nothing."""
    outer, *others = listed
    inner = "".join(f"<{one.name}{_said(one)}/>" for one in others)
    return f"{XML}\n<{outer.name}{_said(outer)}>{inner}</{outer.name}>".encode()


def _said(one: Element) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in one.said.items())
