"""Takes a Word or Excel file apart and packs it anew, without who made it and without what acts by itself."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from hervest.core.archives import ArchiveProblem, ArchiveRefused, check_archive
from hervest.documents.reading_picture import PictureBroken, PictureTooLarge, remade
from hervest.documents.rules import TYPE_OF
from hervest.documents.settings import FileLimits
from hervest.documents.vocabulary import FileKind, FileProblem

TYPES = "[content_types].xml"
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
HOLDS = ("/oleobject", "/package", "/afchunk", "/subdocument")
"""How relationships end that lead to another file within. Source: ECMA-376, part 1, 11.3, 15.2.10 and 15.2.11."""

HELD = frozenset({TYPE_OF[kind].casefold() for kind in (FileKind.DOCX, FileKind.XLSX, FileKind.PDF)})
HELD_IN_PART = ("oleobject", "presentation", "/zip")
"""What such a file is called in the list of parts, whole or in part: a file is no part of the one that it stands in."""

FILES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-", b"MZ")
"""How a file within begins, whatever its place is called."""

FETCHING_FIELDS = frozenset({"dde", "ddeauto", "include", "includepicture", "includetext", "import", "quote"})
"""Fields of a document that fetch or start something; and the one that makes words of numbers, which can hide them.

Source: ECMA-376, part 1, 17.16.5; DDE is of before.
"""

FETCHING_TAGS = frozenset({"ddelink", "olelink"})
"""What a sheet fetches from a program. Source: ECMA-376, part 1, 18.14."""

FIELD, FIELD_MARK, FIELD_WORDS = "fldsimple", "fldchar", "instrtext"
FIRST_WORD = re.compile(r"\W*(\w*)")
BLANK = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
"""What stands before the first tag at most: marks of how it is written, and spaces."""

DRAWINGS = frozenset(
    {
        *("jpg", "jpeg", "jpe", "jfif", "png", "gif", "tif", "tiff", "webp", "heic", "heif", "avif", "bmp", "ico"),
        *("jp2", "wdp", "jxr", "emf", "wmf", "svg"),
    }
)
"""How names of pictures end."""

OTHER_PICTURES = (b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF", b"II\xbc", b"\x00\x00\x00\x0cjP", b"\xd7\xcd\xc6\x9a")
"""How pictures begin that are not made anew."""

LATER = ((slice(4, 8), b"ftyp"), (slice(40, 44), b" EMF"))
"""How some of them say it a little further on."""

MADE_ANEW = {b"\xff\xd8\xff": FileKind.JPEG, b"\x89PNG\r\n\x1a\n": FileKind.PNG}
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
    parts = {_plain(part.filename): part for part in archive.infolist() if not part.is_dir()}
    if any(part.flag_bits & ENCRYPTED for part in archive.infolist()):
        raise OfficeRefused(FileProblem.PROTECTED)
    if TYPES not in parts:
        raise OfficeRefused(FileProblem.UNKNOWN)
    types = list(elements(archive.read(parts[TYPES])))
    kind = _kind(types)
    _look_at_names(parts)
    pictures = _called_pictures(types)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            if name.startswith(ABOUT):
                continue
            content = _part(archive.read(part), name, limits, is_picture=_is_called_picture(name, pictures))
            packed.writestr(zipfile.ZipInfo(part.filename, WHEN), content, zipfile.ZIP_DEFLATED)
    return kind, made.getvalue()


def _plain(name: str) -> str:
    """The name of a part as readers compare it: without case, each letter as itself. Raises: OfficeRefused.

    Source: ECMA-376, part 2, 6.2.2 and 6.3.
    """
    plain = unquote(name).casefold().lstrip("/")
    if "\\" in plain:
        raise OfficeRefused(FileProblem.BROKEN)
    return plain


def _kind(types: list[Element]) -> FileKind:
    said = [found.said.get("ContentType", "").casefold() for found in types]
    if any(word in one for one in said for word in RUNS):
        raise OfficeRefused(FileProblem.MACROS)
    found = {MAIN[one] for one in said if one in MAIN}
    if len(found) != 1:
        raise OfficeRefused(FileProblem.UNKNOWN)
    if any(one in HELD or any(word in one for word in HELD_IN_PART) for one in said):
        raise OfficeRefused(FileProblem.HOLDS_FILES)
    return found.pop()


def _look_at_names(names: Iterable[str]) -> None:
    for name in names:
        if any(word in name for word in RUNS):
            raise OfficeRefused(FileProblem.MACROS)
        if "/embeddings/" in name:
            raise OfficeRefused(FileProblem.HOLDS_FILES)


def _called_pictures(types: list[Element]) -> frozenset[str]:
    """Endings and names of parts that the list of parts calls pictures."""
    called = [one.said for one in types if one.said.get("ContentType", "").casefold().startswith("image/")]
    return frozenset(_plain(said.get("PartName", "") or said.get("Extension", "")) for said in called)


def _is_called_picture(name: str, pictures: frozenset[str]) -> bool:
    ending = name.rpartition(".")[2]
    return ending in DRAWINGS or not pictures.isdisjoint({name, ending})


def _part(content: bytes, name: str, limits: FileLimits, *, is_picture: bool) -> bytes:
    if name == TYPES:
        return _written([one for one in elements(content) if not _is_about(one.said.get("PartName", ""))])
    if name.endswith(".rels"):
        links = list(elements(content))
        _look_at_links(links)
        is_root = name == ROOT_LINKS
        return _written([one for one in links if not _is_about(one.said.get("Target", ""))]) if is_root else content
    for begin, kind in MADE_ANEW.items():
        if content.startswith(begin):
            return _picture(content, kind, limits)
    if is_picture or content.startswith(OTHER_PICTURES) or any(content[place] == said for place, said in LATER):
        raise OfficeRefused(FileProblem.PICTURE_WITHIN)
    if content.startswith(FILES):
        raise OfficeRefused(FileProblem.HOLDS_FILES)
    if content.lstrip(BLANK).startswith(b"<"):
        _look_at_words(content, is_loose=name.endswith(".vml"))
    return content


def _picture(content: bytes, kind: FileKind, limits: FileLimits) -> bytes:
    """The picture made anew. Raises: OfficeRefused where it cannot be: what it says of where it was made would stay."""
    try:
        return remade(content, kind, limits)
    except PictureTooLarge as problem:
        raise OfficeRefused(FileProblem.TOO_MANY_DOTS) from problem
    except PictureBroken as problem:
        raise OfficeRefused(FileProblem.PICTURE_WITHIN) from problem


def _look_at_links(links: list[Element]) -> None:
    """Refuses what is fetched from elsewhere as soon as the file is opened, and files within wherever they stand."""
    for found in links:
        kind = found.said.get("Type", "").casefold()
        is_outside = found.said.get("TargetMode", "").casefold() == "external"
        if is_outside and not kind.endswith(LINKED_IN_WORDS):
            raise OfficeRefused(FileProblem.FETCHES)
        if kind.endswith(HOLDS):
            raise OfficeRefused(FileProblem.HOLDS_FILES)
        if any(word in kind for word in RUNS) or kind.endswith("/control"):
            raise OfficeRefused(FileProblem.MACROS)


class _Fields:
    """Reads the fields of a part of a document, whose words may stand in pieces and within each other."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._begins
        self.parser.EndElementHandler = self._ends
        self.parser.StartDoctypeDeclHandler = _refuse_entities
        self.open: list[list[str]] = [[]]
        self.is_first = True

    def read(self, content: bytes) -> None:
        """Raises: OfficeRefused for what fetches; ExpatError."""
        self.parser.Parse(content, True)
        for words in self.open:
            self._look_at("".join(words))

    def _begins(self, name: str, said: dict[str, str]) -> None:
        tag = _local(name)
        if self.is_first and tag == "svg":
            raise OfficeRefused(FileProblem.PICTURE_WITHIN)
        self.is_first = False
        if tag in FETCHING_TAGS:
            raise OfficeRefused(FileProblem.FETCHES)
        if tag == FIELD:
            self._look_at("".join(words for key, words in said.items() if _local(key) == "instr"))
        elif tag == FIELD_MARK:
            self._turns({_local(key): words for key, words in said.items()}.get("fldchartype", ""))
        elif tag == FIELD_WORDS:
            self.parser.CharacterDataHandler = self.open[-1].append

    def _ends(self, name: str) -> None:
        if _local(name) == FIELD_WORDS:
            self.parser.CharacterDataHandler = None

    def _turns(self, how: str) -> None:
        if how == "begin":
            self.open.append([])
        elif how == "end" and len(self.open) > 1:
            self._look_at("".join(self.open.pop()))

    def _look_at(self, words: str) -> None:
        found = FIRST_WORD.match(words)
        if found and found[1].casefold() in FETCHING_FIELDS:
            raise OfficeRefused(FileProblem.FETCHES)


def _look_at_words(content: bytes, *, is_loose: bool) -> None:
    """Refuses fields that fetch or start something. Raises: OfficeRefused; ExpatError for what cannot be read.

    Drawings of remarks in a sheet (`is_loose`) are not always whole: of them is looked at what comes before.
    """
    try:
        _Fields().read(content)
    except expat.ExpatError:
        if not is_loose:
            raise


def _local(name: str) -> str:
    return name.rpartition(":")[2].casefold()


def _is_about(place: str) -> bool:
    return _plain(place).startswith(ABOUT)


def elements(content: bytes) -> Iterator[Element]:
    """Every tag of a part that only lists, the outermost first. Raises: ExpatError; ValueError for entities."""
    found: list[Element] = []

    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, said: found.append(Element(name, said))
    parser.StartDoctypeDeclHandler = _refuse_entities
    parser.Parse(content, True)
    return iter(found)


def _refuse_entities(*_: object) -> None:
    raise ValueError("a part has no entities")


def _written(listed: list[Element]) -> bytes:
    """The same list: the outermost tag around the others, which hold nothing."""
    outer, *others = listed
    inner = "".join(f"<{one.name}{_said(one)}/>" for one in others)
    return f"{XML}\n<{outer.name}{_said(outer)}>{inner}</{outer.name}>".encode()


def _said(one: Element) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in one.said.items())
