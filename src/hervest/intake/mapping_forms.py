"""The form on which somebody says which sheet and column of another layout is which of ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from hervest.core.edits import EditForm
from hervest.intake.mapping_queries import ColumnsPage, HeadingLine, SheetLine
from hervest.intake.mapping_rules import columns_in, section_choices
from hervest.intake.vocabulary import NOT_READ, ColumnMap, Section, SheetMap

SELECT = {"class": "utrecht-select utrecht-select--html-select"}
NO_SECTION = ""


@dataclass(frozen=True, slots=True)
class SheetFields:
    """One sheet with its fields: what it is, and for each heading which column of ours."""

    line: SheetLine
    section: BoundField
    was: BoundField
    headings: tuple[tuple[HeadingLine, BoundField], ...]


class ColumnsForm(EditForm):
    """For every sheet what it is, for every heading which column, and a name if it is to be kept."""

    name = forms.CharField(
        label=_("Name of this layout"),
        max_length=60,
        required=False,
        help_text=_("With a name, the next file with the same headings is read in the same way by itself."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, page: ColumnsPage, is_kept: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        self.initial = {**self.initial, "name": page.name, "seen": page.seen}
        self.fields["name"].required = is_kept
        for place, sheet in enumerate(page.sheets):
            self._add_sheet(place, sheet)

    def _add_sheet(self, place: int, sheet: SheetLine) -> None:
        sections = section_choices(self.page.kind, self.page.carrier)
        named = [(one.value, pgettext("Section", one.value)) for one in sections]
        now = sheet.section.value if sheet.section else NO_SECTION
        self.initial = {**self.initial, f"s{place}": now, f"s{place}_was": now}
        self.fields[f"s{place}"] = forms.ChoiceField(
            label=_("This sheet holds"),
            choices=[(NO_SECTION, _("Nothing that we read")), *named],
            required=False,
            widget=forms.Select(attrs=SELECT),
        )
        self.fields[f"s{place}_was"] = forms.CharField(required=False, widget=forms.HiddenInput)
        columns = [(column.key, column.header) for column in columns_in(sheet.section)] if sheet.section else []
        for number, heading in enumerate(sheet.headings if columns else ()):
            self.initial[f"s{place}c{number}"] = heading.key
            self.fields[f"s{place}c{number}"] = forms.ChoiceField(
                label=heading.header,
                choices=[(NOT_READ, _("do not read")), *columns],
                required=False,
                widget=forms.Select(attrs=SELECT),
            )

    def sheets(self) -> Iterator[SheetFields]:
        """Every sheet with its fields, in the order of the file."""
        for place, sheet in enumerate(self.page.sheets):
            rows = [(line, f"s{place}c{number}") for number, line in enumerate(sheet.headings)]
            fields = tuple((line, self[name]) for line, name in rows if name in self.fields)
            yield SheetFields(sheet, self[f"s{place}"], self[f"s{place}_was"], fields)

    def values(self) -> dict[str, Any]:
        """As the actions want it."""
        sheets = []
        for place, sheet in enumerate(self.page.sheets):
            said = self.cleaned_data[f"s{place}"]
            keys = (
                (line.header, self.cleaned_data.get(f"s{place}c{number}", NOT_READ))
                for number, line in enumerate(sheet.headings)
            )
            sheets.append(SheetMap(sheet.title, Section(said) if said else None, dict(keys)))
        return {"columns": ColumnMap(tuple(sheets)), "name": self.cleaned_data["name"].strip()}


def sections_asked(typed: Mapping[str, str]) -> dict[int, Section | None] | None:
    """What the sheets are said to be, by their place, if their columns must be shown anew; None if they need not."""
    places = [int(name[1:]) for name in typed if name[:1] == "s" and name[1:].isdecimal() and name.isascii()]
    is_changed = any(typed[f"s{place}"] != typed.get(f"s{place}_was", "") for place in places)
    if not is_changed and "sheets" not in typed:
        return None
    known = {section.value: section for section in Section}
    return {place: known.get(typed[f"s{place}"]) for place in places}
