"""What a file is by its name and by its bytes, and the name under which it is kept. Source: security.md, THREAT-T12."""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from hervest.documents.vocabulary import LONGEST_NAME, FileKind

ENDINGS: Mapping[str, FileKind] = MappingProxyType(
    {
        "pdf": FileKind.PDF,
        "jpg": FileKind.JPEG,
        "jpeg": FileKind.JPEG,
        "png": FileKind.PNG,
        "docx": FileKind.DOCX,
        "xlsx": FileKind.XLSX,
    }
)
"""How names of each kind end."""

ENDING_OF: Mapping[FileKind, str] = MappingProxyType(
    {kind: "jpg" if kind is FileKind.JPEG else kind.value for kind in FileKind}
)
"""How we let the name of each kind end."""

TYPE_OF: Mapping[FileKind, str] = MappingProxyType(
    {
        FileKind.PDF: "application/pdf",
        FileKind.JPEG: "image/jpeg",
        FileKind.PNG: "image/png",
        FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
"""What a browser is told that each kind is."""

NAMELESS = "document"
NOT_IN_A_NAME = frozenset('<>:"|?*')


def kind_by_name(name: str) -> FileKind | None:
    """What a file is by the end of its name, as it is shown; None: none of those that are taken."""
    return ENDINGS.get(plain_name(name).rpartition(".")[2].casefold())


def plain_name(name: str) -> str:
    """The last part of a name, without what nobody sees: no places, control characters or turns of direction."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(letter for letter in last if not _is_unseen(letter) and letter not in NOT_IN_A_NAME)
    return " ".join(seen.split()).strip(". ")


def kept_name(name: str, kind: FileKind) -> str:
    """The name under which a file of this kind is kept, with our ending; of a nameless one a word of ours."""
    plain, ending = plain_name(name), ENDING_OF[kind]
    stem, dot, last = plain.rpartition(".")
    if not dot or last.casefold() not in ENDINGS:
        stem = plain
    short = stem[: LONGEST_NAME - len(ending) - 1].strip(". ")
    return f"{short or NAMELESS}.{ending}"


def _is_unseen(letter: str) -> bool:
    """Whether nobody sees the character: of control, of format or of no meaning; spaces are seen."""
    category = unicodedata.category(letter)
    return category.startswith("C") or category in {"Zl", "Zp"}
