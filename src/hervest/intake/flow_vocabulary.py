"""The pages of each kind of import, by the names of their addresses: upload, columns, preview, layout, refused rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hervest.intake.vocabulary import ImportKind


@dataclass(frozen=True, slots=True)
class Flow:
    """Where one chooses a file, says which column is which, looks at it, and gets back what was refused.

    `layout`: a layout that was saved; `file`: how the template and the file of refused rows are called.
    """

    kind: ImportKind
    upload: str
    columns: str
    preview: str
    layout: str
    refused: str
    file: str


FLOWS: Mapping[ImportKind, Flow] = MappingProxyType(
    {
        flow.kind: flow
        for flow in (
            Flow(
                ImportKind.DOSSIERS,
                "import_dossiers",
                "import_columns",
                "import_preview",
                "dossier_layout",
                "refused_dossiers",
                "overdrachtsdossiers",
            ),
            Flow(
                ImportKind.DWELLINGS,
                "import_dwellings",
                "dwelling_import_columns",
                "dwelling_import_preview",
                "dwelling_layout",
                "refused_dwellings",
                "woningen",
            ),
            Flow(
                ImportKind.SPONSORS,
                "import_sponsors",
                "sponsor_import_columns",
                "sponsor_import_preview",
                "sponsor_layout",
                "refused_sponsors",
                "sponsors",
            ),
            Flow(
                ImportKind.RUNNING,
                "import_running",
                "running_import_columns",
                "running_import_preview",
                "running_layout",
                "refused_running",
                "lopende-dossiers",
            ),
            Flow(
                ImportKind.STAFF,
                "import_staff",
                "staff_import_columns",
                "staff_import_preview",
                "staff_layout",
                "refused_staff",
                "medewerkers",
            ),
        )
    }
)
