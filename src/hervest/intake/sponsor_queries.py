"""Sponsors that were read beside what is stored of them: for deciding what an import adds, and for its preview.

A list adds groups, people and roles, and fills in what was not known; what stands already stays as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Subject
from hervest.core.errors import NotFound
from hervest.housing.queries import adding_subject
from hervest.intake.cell_rules import Reading
from hervest.intake.compare_queries import digest_of
from hervest.intake.difference_rules import ChangeKind, Difference, FieldChange
from hervest.intake.json_rules import from_json
from hervest.intake.models import Import
from hervest.intake.queries import (
    HIDDEN,
    ChangedLine,
    FieldLine,
    ImportRow,
    RefusedLine,
    carriers_to_mend,
    import_row,
    own_import,
    refused_lines,
)
from hervest.intake.report_rules import ImportReport, report
from hervest.intake.shown_rules import Place, value_shown
from hervest.intake.sponsor_rules import (
    SPONSOR_FIELDS,
    SPONSOR_PLACES,
    SponsorLine,
    SponsorsRead,
    read_sponsors,
    sponsor_finding,
)
from hervest.intake.text_rules import folded
from hervest.intake.vocabulary import SHEETS, Carrier, ColumnMap, Finding, FindingCode, ImportKind, Section, SourceFile
from hervest.intake.words import dutch_words
from hervest.sponsorship.queries import ProgrammeRow, programme_subject, programmes_for
from hervest.sponsorship.rules import NOT_TOGETHER
from hervest.sponsorship.stored_queries import (
    StoredGroup,
    StoredSponsor,
    demands,
    stored_elsewhere,
    stored_groups,
    stored_sponsors,
)
from hervest.sponsorship.vocabulary import GroupRole, SpokenLevel

OF_THE_GROUP = frozenset({"groep", "personen_ten_hoogste"})
NOT_FILLED = OF_THE_GROUP | {"naam", "rol"}
UNKNOWN: tuple[object, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class Settled:
    """One row beside the register: who it is, which columns it fills in, and the role it gives; None: no new one."""

    line: SponsorLine
    sponsor: int | None
    group: StoredGroup | None
    fields: Mapping[str, Any]
    role: GroupRole | None
    changes: Difference
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class SponsorsCompared:
    """Everything an import of sponsors would do, in the order of the file."""

    report: ImportReport
    settled: Mapping[str, Settled] = field(default_factory=dict)
    differences: Mapping[str, Difference] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Changes as soon as the import would do anything else than before."""
        return digest_of(self.report, self.differences)


@dataclass(frozen=True, slots=True)
class NewSponsor:
    """Somebody who joins the register, and in which group."""

    name: str
    group: str
    is_new_group: bool
    role: GroupRole
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SponsorImportPage:
    """The preview of one file; nothing of it is stored until it is applied."""

    row: ImportRow
    programme: str
    report: ImportReport
    digest: str
    hidden: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    refused: tuple[RefusedLine, ...]
    carriers: tuple[Carrier, ...]
    changed: tuple[ChangedLine, ...]
    new: tuple[NewSponsor, ...]

    @property
    def n_sponsors(self) -> int:
        """Everybody in the file, refused ones too."""
        found = self.report
        return len(found.accepted) + len(found.unchanged) + len(found.changed) + len(found.refused)

    @property
    def may_apply(self) -> bool:
        """Whether there is anything to apply."""
        return bool(self.new or self.changed)


def import_programmes(actor: Actor) -> tuple[ProgrammeRow, ...]:
    """The programmes into which the actor may read a list. Raises: NotFound if there is none."""
    found = programmes_for(actor, Permission.GROUP_EDIT)
    if not found:
        raise NotFound("no_such_programme")
    return found


def sponsors_in(source: SourceFile, mapping: ColumnMap, *, programme: int, today: date) -> SponsorsRead:
    """What a file of sponsors comes to, for this programme."""
    read = read_sponsors(source, Reading(today, dutch_words()), demands=demands(), mapping=mapping)
    return replace(read, programme=programme)


def sponsor_import_subject(*, by: Actor, number: int, **_: object) -> Subject:
    """The programme of an import, for who read the file; to others it does not exist. Raises: NotFound."""
    row = own_import(by, number, ImportKind.SPONSORS)
    if row.content is None:
        return adding_subject(by, row.municipality_id or "")
    return programme_subject(programme=row.content["programme"])


def compare_sponsors(actor: Actor, read: SponsorsRead, *, today: date) -> SponsorsCompared:
    """What applying `read` would do; the number of queries does not grow with the people in it.

    Whoever seems to be there already, also in another programme of this actor's, is named.
    """
    register = _Register(actor, read.programme, today)
    settled = [register.settled(line) for line in read.sponsors]
    findings = [finding for one in settled for finding in one.findings]
    refused = {finding.dossier or "" for finding in findings if finding.is_error}
    good = {one.line.key: one for one in settled if one.line.key not in refused}
    known = {key: one.changes for key, one in good.items() if one.sponsor is not None}
    told = report(tuple(good), tuple(sorted({*read.refused, *refused})), (*read.findings, *findings), known)
    return SponsorsCompared(told, good, known)


class _Register:
    """What is stored of a programme, and what the rows before have taken of it."""

    def __init__(self, actor: Actor, programme: int, today: date) -> None:
        self.groups = {folded(row.name): row for row in stored_groups(programme, today=today)}
        self.sponsors = stored_sponsors(programme, today=today)
        self.leads = {key: row.coordinator for key, row in self.groups.items() if row.coordinator is not None}
        self.new_leads: set[str] = set()
        self.filled: set[int] = set()
        elsewhere = stored_elsewhere(actor, programme)
        self.groups_elsewhere = {folded(name): place for name, place in elsewhere.groups}
        self.people_elsewhere = elsewhere.sponsors
        self.told: set[str] = set()

    def settled(self, line: SponsorLine) -> Settled:
        """The row beside what is stored."""
        stored, group = self._known(line), self.groups.get(folded(line.group))
        held = stored.roles.get(group.group, frozenset()) if stored and group else frozenset[GroupRole]()
        role = self._role(line, held)
        changes, fields, kept = _filled(line, stored)
        if role is not None:
            changes.append(FieldChange("rol", ChangeKind.ADDED, None, role.value))
        of_group = self._capacity(line, group)
        changes += [one for one in of_group if isinstance(one, FieldChange)]
        kept += [one for one in of_group if isinstance(one, Finding)]
        alike = [] if stored else [*self._namesakes(line)]
        alike += [] if group else [*self._groups_alike(line)]
        findings = [*kept, *_named_otherwise(line, stored), *alike, *self._impossible(line, held, role)]
        return Settled(
            line=line,
            sponsor=stored.sponsor if stored else None,
            group=group,
            fields=fields,
            role=role,
            changes=Difference(tuple(changes)),
            findings=tuple(findings),
        )

    def _known(self, line: SponsorLine) -> StoredSponsor | None:
        """By e-mail and name, for an address may be of a couple; else by e-mail, else by name if no address differs."""
        address, name = (line.email or "").casefold(), folded(line.name)
        same = [row for row in self.sponsors if folded(row.name) == name]
        mates = [row for row in self.sponsors if address and row.email.casefold() == address]
        unsaid = [row for row in same if not (address and row.email)]
        return next(iter([*(row for row in mates if row in same), *mates, *unsaid]), None)

    def _namesakes(self, line: SponsorLine) -> Iterator[Finding]:
        """Who may be the same person as this new one: of one name here, of one name or address in another programme."""
        address, name = (line.email or "").casefold(), folded(line.name)
        here = next((row for row in self.sponsors if folded(row.name) == name), None)
        if here is not None:
            yield sponsor_finding(FindingCode.NAMESAKE, line, "naam", ("value", here.name))
        for known, email, place in self.people_elsewhere:
            is_mate = address and email.casefold() == address
            if is_mate or folded(known) == name:
                words = (("value", known), ("where", place))
                yield sponsor_finding(FindingCode.SPONSOR_ELSEWHERE, line, "e_mail" if is_mate else "naam", *words)
                return

    def _groups_alike(self, line: SponsorLine) -> Iterator[Finding]:
        """A group of this name in another programme, said once."""
        place = self.groups_elsewhere.get(folded(line.group))
        if place is not None and folded(line.group) not in self.told:
            self.told.add(folded(line.group))
            words = (("value", line.group), ("where", place))
            yield sponsor_finding(FindingCode.GROUP_ELSEWHERE, line, "groep", *words)

    def _capacity(self, line: SponsorLine, group: StoredGroup | None) -> list[FieldChange | Finding]:
        """How large a household the group takes on, said once: filled in where it was not known."""
        wanted, key = line.capacity_persons, "personen_ten_hoogste"
        if group is None or wanted is None or group.capacity_persons == wanted or group.group in self.filled:
            return []
        if group.capacity_persons is not None:
            return [sponsor_finding(FindingCode.STANDS_OTHERWISE, line, key)]
        self.filled.add(group.group)
        return [FieldChange(key, ChangeKind.SET, None, str(wanted))]

    def _role(self, line: SponsorLine, held: frozenset[GroupRole]) -> GroupRole | None:
        """The role to give; who has any role in the group is a member of it without being told so."""
        if line.role in {None, GroupRole.MEMBER}:
            return None if held else GroupRole.MEMBER
        return None if line.role in held else line.role

    def _impossible(self, line: SponsorLine, held: frozenset[GroupRole], role: GroupRole | None) -> Iterator[Finding]:
        """A second coordinator, or who leads as the safeguarding contact too."""
        place = folded(line.group)
        is_taken = role is GroupRole.COORDINATOR and (place in self.leads or place in self.new_leads)
        if is_taken or (role in NOT_TOGETHER and held & NOT_TOGETHER):
            word = next(word for word, one in SPONSOR_PLACES["rol"].words.items() if one is role)
            yield sponsor_finding(FindingCode.ROLE_IMPOSSIBLE, line, "rol", ("value", word))
        elif role is GroupRole.COORDINATOR:
            self.new_leads.add(place)


def _named_otherwise(line: SponsorLine, stored: StoredSponsor | None) -> Iterator[Finding]:
    """Somebody known by their address alone goes by another name in the register: a person looks whether it is them."""
    if stored is not None and folded(stored.name) != folded(line.name):
        yield sponsor_finding(FindingCode.OTHER_NAME, line, "naam", ("value", line.name), ("because", stored.name))


def _filled(line: SponsorLine, stored: StoredSponsor | None) -> tuple[list[FieldChange], dict[str, Any], list[Finding]]:
    """What the row fills in, the columns as the register takes them, and what stands otherwise already."""
    changes: list[FieldChange] = []
    fields: dict[str, Any] = {}
    kept: list[Finding] = []
    for key, name in SPONSOR_FIELDS.items():
        value = _stored(getattr(line, name))
        if key in NOT_FILLED or value in UNKNOWN:
            continue
        was = stored.fields[name] if stored else None
        if was in UNKNOWN:
            fields[name] = value
            changes.append(FieldChange(key, ChangeKind.SET, None, _written(value)))
        elif _compared(was) != _compared(value):
            kept.append(sponsor_finding(FindingCode.STANDS_OTHERWISE, line, key))
    return changes, fields, kept


def _stored(value: Any) -> Any:
    """As the register keeps it: lists of words, and languages with their levels by code."""
    if not isinstance(value, tuple):
        return value
    return dict(value) if value and isinstance(value[0], tuple) else [word.value for word in value]


def _compared(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


def _written(value: Any) -> str:
    """As a difference says it."""
    if isinstance(value, Mapping):
        return "; ".join(f"{code} {SpokenLevel(level).name}" for code, level in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(value)
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return value.isoformat() if isinstance(value, date) else str(value)


def sponsor_import_page(actor: Actor, number: int, *, today: date) -> SponsorImportPage | None:
    """The preview of an import of sponsors; None once it was applied. Raises: NotFound."""
    row = _own(actor, number)
    if row.content is None:
        return None
    read = from_json(SponsorsRead, row.content)
    programme = next((one.name for one in import_programmes(actor) if one.id == read.programme), None)
    if programme is None:
        raise NotFound("no_such_programme")
    compared = compare_sponsors(actor, read, today=today)
    return SponsorImportPage(
        row=import_row(row),
        programme=programme,
        report=compared.report,
        digest=compared.digest,
        hidden=tuple(finding for finding in compared.report.warnings if finding.code in HIDDEN),
        notes=tuple(finding for finding in compared.report.warnings if finding.code not in HIDDEN),
        refused=refused_lines(compared.report),
        carriers=carriers_to_mend(row, compared.report),
        changed=tuple(_changed(key, found) for key, found in compared.differences.items() if found.changes),
        new=tuple(_new(compared.settled[key]) for key in compared.report.accepted),
    )


def _own(actor: Actor, number: int) -> Import:
    return own_import(actor, number, ImportKind.SPONSORS)


def _changed(key: str, found: Difference) -> ChangedLine:
    return ChangedLine(key, "", (), tuple(_field(key, change) for change in found.changes))


def _field(key: str, change: FieldChange) -> FieldLine:
    """Whoever coordinates a programme reads what its sponsors say of themselves."""
    column = SPONSOR_PLACES[change.path]
    place = Place(SHEETS[Section.SPONSOR], column.header, "", column)
    return FieldLine(
        number=key,
        path=change.path,
        place=place,
        kind=change.kind,
        was=value_shown(change.was, place),
        becomes=value_shown(change.becomes, place),
        is_hidden=False,
        by="",
        reason="",
    )


def _new(one: Settled) -> NewSponsor:
    return NewSponsor(
        name=one.line.name,
        group=one.group.name if one.group else one.line.group,
        is_new_group=one.group is None,
        role=one.role or GroupRole.MEMBER,
        languages=tuple(code for code, _ in one.line.languages or ()),
    )
