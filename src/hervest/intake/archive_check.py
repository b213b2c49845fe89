"""Why a workbook is not read, and what is said of it where its archive lies or is too large."""

import zipfile
from collections.abc import Mapping

from hervest.core.archives import ArchiveProblem, ArchiveRefused, check_archive
from hervest.intake.settings import ReadLimits
from hervest.intake.vocabulary import FindingCode, Params

SAID_OF_ARCHIVES: Mapping[ArchiveProblem, FindingCode] = {
    ArchiveProblem.UNREADABLE: FindingCode.UNREADABLE_FILE,
    ArchiveProblem.TOO_MANY_PARTS: FindingCode.TOO_MANY_PARTS,
    ArchiveProblem.TOO_LARGE: FindingCode.READING_TOO_LARGE,
    ArchiveProblem.SIZES_LIE: FindingCode.SIZES_LIE,
}


class WorkbookRefused(Exception):
    """The workbook is broken, lies, or is larger than any list: `sheet` None when it is the file."""

    def __init__(self, code: FindingCode, *params: tuple[str, str | int], sheet: str | None = None) -> None:
        super().__init__(code, params, sheet)
        self.code = code
        self.params: Params = params
        self.sheet = sheet


def check_workbook(archive: zipfile.ZipFile, content: bytes, limits: ReadLimits) -> None:
    """Returns when the archive is what it says and no larger than may be (`check_archive`). Raises: WorkbookRefused."""
    try:
        check_archive(archive, content, limits)
    except ArchiveRefused as refused:
        raise WorkbookRefused(SAID_OF_ARCHIVES[refused.problem], *refused.params) from None
