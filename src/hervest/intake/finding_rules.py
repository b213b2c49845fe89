"""What fills in the sentence of a finding: every name a text may ask for, empty where the finding has none."""

from collections.abc import Mapping

from hervest.intake.vocabulary import Finding

PARAMS = (
    "because",
    "columns",
    "expected",
    "first",
    "highest",
    "last",
    "length",
    "longest",
    "lowest",
    "most",
    "n",
    "or",
    "other_row",
    "path",
    "rows",
    "today",
    "value",
    "where",
)


def finding_params(finding: Finding) -> Mapping[str, object]:
    """Parameters for the texts of `finding`, its place included."""
    place = {"sheet": finding.sheet or "", "row": finding.row or "", "column": finding.column or ""}
    return dict.fromkeys(PARAMS, "") | place | dict(finding.params)
