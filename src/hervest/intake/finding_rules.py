"""What fills in the sentence of a finding: every name a text may ask for."""

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
    "line",
    "longest",
    "lowest",
    "most",
    "n",
    "other_row",
    "path",
    "rows",
    "today",
    "value",
    "where",
)


def finding_params(finding: Finding) -> Mapping[str, object]:
    """Parameters for the texts of `finding`, its place included; empty where the finding has none.

    `choice`: the allowed words behind a colon, if there are any.
    """
    place: dict[str, object] = {"sheet": finding.sheet or "", "row": finding.row or "", "column": finding.column or ""}
    params = dict.fromkeys(PARAMS, "") | place | dict(finding.params)
    return params | {"choice": f": {params['expected']}" if params["expected"] else ""}
