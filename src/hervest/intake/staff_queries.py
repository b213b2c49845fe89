"""Staff that was read beside who is known: for deciding whom an import lets in, and for its preview.

A list lets people in and gives roles; what somebody has already stays as it is, and nobody goes out by a list.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.known_queries import NOT_SEEN, KnownPerson, people_known
from hervest.accounts.people_queries import (
    Workplace,
    is_everywhere,
    longest_last_day,
    places_by_organisation,
    workplaces,
)
from hervest.accounts.people_rules import RESERVED
from hervest.accounts.queries import all_municipalities, municipalities_of
from hervest.accounts.vocabulary import OrganisationId, Role, Subject
from hervest.intake.cell_rules import Reading
from hervest.intake.compare_queries import digest_of
from hervest.intake.difference_rules import ChangeKind, Difference, FieldChange
from hervest.intake.json_rules import from_json
from hervest.intake.list_rules import DAY
from hervest.intake.place_queries import may_import, place_subject
from hervest.intake.queries import own_import
from hervest.intake.report_rules import ImportReport, report
from hervest.intake.staff_rules import (
    EMAIL_KEY,
    FIRST_DAY,
    LAST_DAY,
    NAME,
    ORGANISATION,
    PLACES,
    ROLE_NAMES,
    ROLE_WORDS,
    ROLES,
    StaffLine,
    StaffRead,
    read_staff,
    staff_finding,
)
from hervest.intake.text_rules import folded
from hervest.intake.vocabulary import ColumnMap, Finding, FindingCode, ImportKind, SourceFile
from hervest.intake.words import dutch_words

ANY_ROLE = ", ".join(ROLE_WORDS)
"""What a cell is told that says no role at all."""

MOST_NAMED = 8
"""Of one's organisations, as many as a remedy names."""


@dataclass(frozen=True, slots=True)
class NewRole:
    """A role that somebody is given: where, for which municipalities (by name, as the preview says them), how long."""

    organisation: OrganisationId
    workplace: str
    role: Role
    places: tuple[str, ...]
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class SettledPerson:
    """Somebody of the file beside who is known: the roles they are given. `known` None: nobody has this address."""

    email: str
    name: str
    language: str
    known: KnownPerson | None
    roles: tuple[NewRole, ...]
    findings: tuple[Finding, ...]

    @property
    def changes(self) -> Difference:
        """What they are given, as a difference."""
        return Difference(
            tuple(
                FieldChange(f"{ROLES}[{one.organisation}:{one.role}]", ChangeKind.ADDED, None, _days(one))
                for one in self.roles
            )
        )


@dataclass(frozen=True, slots=True)
class StaffCompared:
    """Everything an import of staff would do, in the order of the file."""

    report: ImportReport
    settled: Mapping[str, SettledPerson] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Changes as soon as the import would do anything else than before."""
        return digest_of(self.report, {email: one.changes for email, one in self.settled.items()})


def staff_places(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Code and name of each municipality into which the actor may read staff; who manages everywhere: all as one."""
    if is_everywhere(actor):
        return (("", ""),)
    return tuple(
        (row.code, row.name) for row in municipalities_of(actor) if may_import(actor, ImportKind.STAFF, row.code)
    )


def staff_in(source: SourceFile, mapping: ColumnMap, *, today: date) -> StaffRead:
    """What a file of staff comes to."""
    return read_staff(source, Reading(today, dutch_words()), mapping=mapping)


def staff_place_subject(*, by: Actor, municipality: str, **_: object) -> Subject:
    """The municipality as a place to let people in; empty: the whole installation. Raises: NotFound."""
    return place_subject(by, ImportKind.STAFF, municipality)


def staff_import_subject(*, by: Actor, number: int, **_: object) -> Subject:
    """Where an import lets people in, for who read the file; to others it does not exist. Raises: NotFound."""
    row = own_import(by, number, ImportKind.STAFF)
    return place_subject(by, ImportKind.STAFF, row.municipality_id or "")


def staff_report(actor: Actor, number: int, *, today: date) -> ImportReport:
    """What applying the import would do, for the command line. Raises: NotFound."""
    row = own_import(actor, number, ImportKind.STAFF)
    read = from_json(StaffRead, row.content)
    return compare_staff(actor, read, municipality=row.municipality_id or "", today=today).report


def compare_staff(actor: Actor, read: StaffRead, *, municipality: str, today: date) -> StaffCompared:
    """What applying `read` would do for this actor; the number of queries does not grow with the people in it.

    People whom the file itself refuses are looked at too, as far as their rows are in order: all is told at once.
    """
    by_person: dict[str, list[StaffLine]] = {}
    for line in (*read.lines, *read.halves):
        by_person.setdefault(line.email, []).append(line)
    known = people_known(actor, by_person, today=today)
    around = _Around(actor, municipality, today)
    settled = [around.settled(lines, known.get(email)) for email, lines in by_person.items()]
    findings = [finding for one in settled for finding in one.findings]
    refused = {*read.refused, *(finding.dossier or "" for finding in findings if finding.is_error)}
    good = {one.email: one for one in settled if one.email not in refused}
    changes = {email: one.changes for email, one in good.items() if one.known is not None}
    told = report(tuple(good), tuple(sorted(refused)), (*map(around.reworded, read.findings), *findings), changes)
    return StaffCompared(told, good)


class _Around:
    """Where the actor lets people in, and within which days."""

    def __init__(self, actor: Actor, municipality: str, today: date) -> None:
        self.today, self.longest, self.is_everywhere = today, longest_last_day(today), is_everywhere(actor)
        found = workplaces(actor)
        self.places = places_by_organisation(actor, [one.id for one in found])
        self.names = {row.code: row.name for row in all_municipalities()}
        self.workplaces = [one for one in found if not municipality or municipality in self.places.get(one.id, ())]

    def reworded(self, finding: Finding) -> Finding:
        """Of a role that nobody knows: the roles that this actor gives, and no others, are what would be right."""
        if finding.code is not FindingCode.UNKNOWN_WORD or ("expected", ANY_ROLE) not in finding.params:
            return finding
        given = dict.fromkeys(ROLE_NAMES[role] for place in self.workplaces for role in place.roles)
        return replace(finding, params=tuple((dict(finding.params) | {"expected": ", ".join(given)}).items()))

    def settled(self, lines: list[StaffLine], known: KnownPerson | None) -> SettledPerson:
        """Somebody of the file. Of who is known elsewhere nothing is said but that the address is in use."""
        first = lines[0]
        roles: list[NewRole] = []
        findings: list[Finding] = []
        if known is not None and not known.is_seen:
            findings.append(staff_finding(FindingCode.KNOWN_ELSEWHERE, first, EMAIL_KEY, ("value", first.email)))
        else:
            for line in lines:
                given, wrong = self._given(line, known)
                findings += wrong
                if given is not None and not any(finding.is_error for finding in wrong):
                    roles.append(given)
        if known and known.is_seen and folded(known.name) != folded(first.name):
            names = (("value", first.name), ("because", known.name))
            findings.append(staff_finding(FindingCode.OTHER_NAME, first, NAME, *names))
        language = next((line.language for line in lines if line.language), "nl")
        return SettledPerson(first.email, first.name, language, known, tuple(roles), tuple(findings))

    def _given(self, line: StaffLine, known: KnownPerson | None) -> tuple[NewRole | None, list[Finding]]:
        """The role of a row; None where they have it already, now or later."""
        workplace = self._workplace(line)
        if workplace is None:
            names = ", ".join(one.name for one in self.workplaces[:MOST_NAMED])
            words = (("value", line.organisation or ""), ("expected", names))
            return None, [staff_finding(FindingCode.UNKNOWN_ORGANISATION, line, ORGANISATION, *words)]
        held = (known or NOT_SEEN).held.get((workplace.id, line.role))
        if held is not None:
            said = ((FIRST_DAY, line.from_on, held.from_on), (LAST_DAY, line.until_on, held.until_on))
            other = [key for key, day, stands in said if day not in {None, stands}]
            return None, [staff_finding(FindingCode.STANDS_OTHERWISE, line, key) for key in other]
        wrong = [*self._not_to_give(line, workplace, known), *self._impossible_days(line, known)]
        given = NewRole(
            organisation=workplace.id,
            workplace=workplace.name,
            role=line.role,
            places=tuple(self.names[code] for code in self.places.get(workplace.id, ())),
            from_on=line.from_on or self.today,
            until_on=line.until_on,
        )
        return given, wrong

    def _workplace(self, line: StaffLine) -> Workplace | None:
        """The organisation of that name, or the only one there is; of two of one name the one for these places."""
        if line.organisation is None:
            return self.workplaces[0] if len(self.workplaces) == 1 else None
        found = [one for one in self.workplaces if folded(one.name) == folded(line.organisation)]
        if len(found) > 1 and line.places:
            found = [one for one in found if self._is_for(line, one)]
        return found[0] if len(found) == 1 else None

    def _is_for(self, line: StaffLine, workplace: Workplace) -> bool:
        """Whether a row names exactly the municipalities for which a role is given there."""
        by_word = {folded(word): code for code, name in self.names.items() for word in (code, name)}
        said = {by_word.get(folded(word), "") for word in line.places or ()}
        return said == set(self.places.get(workplace.id, ()))

    def _not_to_give(self, line: StaffLine, workplace: Workplace, known: KnownPerson | None) -> Iterator[Finding]:
        """Why this actor does not give this role there to them. Source: decision 10."""
        role = ("value", ROLE_NAMES[line.role])
        if known is not None and known.is_self:
            yield staff_finding(FindingCode.OWN_ROLE, line, ROLES, role)
        elif line.role in RESERVED and not self.is_everywhere:
            yield staff_finding(FindingCode.ROLE_RESERVED, line, ROLES, role)
        elif line.role not in workplace.roles:
            words = ", ".join(ROLE_NAMES[one] for one in workplace.roles)
            yield staff_finding(FindingCode.ROLE_NOT_GIVEN, line, ROLES, role, ("expected", words))
        if line.places and not self._is_for(line, workplace):
            there = [f"{self.names[code]} ({code})" for code in self.places.get(workplace.id, ())]
            said = (("value", "; ".join(line.places)), ("expected", "; ".join(there)))
            yield staff_finding(FindingCode.ROLE_IN_OTHER_PLACES, line, PLACES, *said)

    def _impossible_days(self, line: StaffLine, known: KnownPerson | None) -> Iterator[Finding]:
        """Never from a day that has passed, who is new from no later one, and not too long. Source: decision 29."""
        today, first, last = self.today, line.from_on or self.today, line.until_on
        if first < today or (first > today and known is None):
            code = FindingCode.FIRST_DAY_PASSED if first < today else FindingCode.NEW_BEGINS_TODAY
            yield staff_finding(code, line, FIRST_DAY, ("value", first.strftime(DAY)))
        if last < today or last > self.longest:
            code = FindingCode.LAST_DAY_PASSED if last < today else FindingCode.LAST_DAY_TOO_FAR
            days = (("value", last.strftime(DAY)), ("longest", self.longest.strftime(DAY)))
            yield staff_finding(code, line, LAST_DAY, *days)


def _days(one: NewRole) -> str:
    return f"{one.from_on.isoformat()} - {one.until_on.isoformat()}"
