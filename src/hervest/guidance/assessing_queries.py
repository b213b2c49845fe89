"""What was answered about a household and its adults, for who works with it and for themselves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Relation, Shown
from hervest.core.errors import NotFound
from hervest.core.texts import in_language
from hervest.core.vocabulary import MemberNo, Tier
from hervest.guidance.assessing_rules import (
    THE_HOUSEHOLD,
    Instrument,
    Item,
    Said,
    about_of,
    in_force,
    n_known,
    version_of,
)
from hervest.guidance.assessing_vocabulary import Answer, AnswerSource, InstrumentKey, ItemKey, ItemKind
from hervest.guidance.intensity_defaults import instruments
from hervest.guidance.intensity_rules import Weighed
from hervest.guidance.models import Assessment
from hervest.households.talk_queries import listeners_in
from hervest.journey.queries import CaseRef, case_for, may
from hervest.journey.staffing_queries import my_teams


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """One assessment in a list. `key`: of `HouseholdNames` of the person; empty: the household.

    `n_known` of `n_asked` were answered with something else than unknown; both are of what the reader reads.
    """

    id: int
    title: str
    version: str
    member: MemberNo
    key: str
    on: date
    by: str
    n_known: int
    n_asked: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer in words. `said` None: it was never asked. `was`: what was answered the time before, if otherwise."""

    title: str
    kind: ItemKind
    said: Said | None
    was: Answer | None = None


@dataclass(frozen=True, slots=True)
class AssessmentView:
    """One assessment with everything answered in it that the reader reads."""

    case: CaseRef
    row: AssessmentRow
    instrument_source: str
    note: str
    lines: tuple[AnswerLine, ...]
    hides_finance: bool

    def of(self, kind: ItemKind) -> tuple[AnswerLine, ...]:
        """The lines of one kind."""
        return tuple(line for line in self.lines if line.kind is kind)

    @property
    def protective(self) -> tuple[AnswerLine, ...]:
        """What helps."""
        return self.of(ItemKind.PROTECTIVE)

    @property
    def burdening(self) -> tuple[AnswerLine, ...]:
        """What weighs."""
        return self.of(ItemKind.BURDENING)

    @property
    def domains(self) -> tuple[AnswerLine, ...]:
        """The areas of life."""
        return self.of(ItemKind.DOMAIN)


@dataclass(frozen=True, slots=True)
class AssessBeginning:
    """What the form begins with on which somebody is assessed. `key` as in `AssessmentRow`; `seen`: the last one's id.

    `before`: what was known until now of what is asked.
    """

    case: CaseRef
    instrument: Instrument
    member: MemberNo
    key: str
    items: tuple[Item, ...]
    before: Mapping[ItemKey, Said]
    seen: int
    hides_finance: bool

    @property
    def title(self) -> str:
        """What the instrument is called."""
        return in_language(self.instrument.title_nl, self.instrument.title_en)

    @property
    def about(self) -> str:
        """How it is gone through."""
        return in_language(self.instrument.about_nl, self.instrument.about_en)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be assessed: an instrument, and the household or one of its adults."""

    instrument: InstrumentKey
    title: str
    member: MemberNo
    key: str


def supporting_case(actor: Actor, code: str, *, today: date) -> CaseRef:
    """The case, for who works on it and reads what is noted of its people (tier P2). Raises: NotFound."""
    case = case_for(actor, code, Permission.NEED_READ, today=today)
    if not _reads(case):
        raise NotFound("no_such_case", case=code)
    return case


def reads_support(actor: Actor, code: str, *, today: date) -> bool:
    """Whether the case has a page for the actor on its support: for offering it."""
    if not may(actor, code, Permission.NEED_READ, today=today):
        return False
    return _reads(case_for(actor, code, Permission.NEED_READ, today=today))


def reads_own_support(actor: Actor, code: str, *, today: date) -> bool:
    """Whether the case has a page for the actor on the support of themselves: for offering it."""
    if not may(actor, code, Permission.NEED_READ, today=today):
        return False
    return is_their_own(actor, case_for(actor, code, Permission.NEED_READ, today=today), today)


def is_their_own(actor: Actor, case: CaseRef, today: date) -> bool:
    """Whether the actor is of the household."""
    return case.is_household and Relation.SELF in my_teams(actor, today).at(case.id).relations


def assessing_case(actor: Actor, code: str, *, today: date) -> CaseRef:
    """The case, for who may assess. Raises: NotFound; Conflict if it is closed."""
    case = case_for(actor, code, Permission.ASSESSMENT_DO, today=today)
    if not _reads(case):
        raise NotFound("no_such_case", case=code)
    return case


def stored_assessments(case: CaseRef) -> list[Assessment]:
    """Every assessment of the case, in the order in which they were made, for this room's queries. 1 query."""
    return list(Assessment.rows.filter(case_id=case.id).select_related("made_by").order_by("pk"))


def latest(rows: Iterable[Assessment]) -> Mapping[tuple[InstrumentKey, MemberNo], Assessment]:
    """The last one of each instrument about the household and each person."""
    return {(InstrumentKey(row.instrument), MemberNo(row.member_no)): row for row in rows}


def as_said(answers: Mapping[str, Mapping[str, str]]) -> Mapping[ItemKey, Said]:
    """What is stored of answers, as the rules see it."""
    return {
        ItemKey(item): Said(Answer(said["answer"]), AnswerSource(said["source"]), date.fromisoformat(said["on"]))
        for item, said in answers.items()
    }


def as_stored(said: Mapping[ItemKey, Said]) -> dict[str, dict[str, str]]:
    """The same the other way round."""
    return {
        item: {"answer": one.answer.value, "source": one.source.value, "on": one.on.isoformat()}
        for item, one in said.items()
    }


def weighed(rows: Iterable[Assessment], member: MemberNo, *, with_finance: bool) -> tuple[Weighed, ...]:
    """What is known of the household or one person, by the last assessment of each instrument."""
    found = []
    for (key, of), row in sorted(latest(rows).items()):
        if of != member:
            continue
        said = as_said(row.answers)
        items = version_of(instruments(), key, row.version).asked(about_of(member), with_finance=with_finance)
        found += [
            Weighed(item.key, item.kind, item.weight, said[item.key].answer) for item in items if item.key in said
        ]
    return tuple(found)


def adults_of(case: CaseRef, *, today: date) -> tuple[MemberNo, ...]:
    """Who of the household is of age today. 1 query."""
    return tuple(sorted(listeners_in(case.id, today=today).adults))


def choices(case: CaseRef, adults: Sequence[MemberNo], *, today: date) -> tuple[Choice, ...]:
    """What can be assessed: each instrument of the household and of each adult that it has questions about."""
    return tuple(
        Choice(one.key, in_language(one.title_nl, one.title_en), member, f"{case.code}/{member}" if member else "")
        for member in (THE_HOUSEHOLD, *adults)
        for one in in_force(instruments(), today)
        if one.asks_about(about_of(member))
    )


def item_titles() -> Mapping[ItemKey, str]:
    """What each item is called, of whatever version."""
    return {item.key: in_language(item.title_nl, item.title_en) for one in instruments() for item in one.items}


def beginning(
    actor: Actor, code: str, instrument: str, member: MemberNo, *, version: str = "", today: date
) -> AssessBeginning:
    """For the form. `version`: with which the talk began; empty: it begins now, with the one of today.

    Raises: NotFound for who may not, and for an instrument, version or person that is none; Conflict if closed.
    """
    case = assessing_case(actor, code, today=today)
    known = instruments() if version else in_force(instruments(), today)
    chosen = next((one for one in known if one.key == instrument and version in {"", one.version}), None)
    items = chosen.asked(about_of(member), with_finance=case.reads_finance) if chosen else ()
    if chosen is None or not items or (member and member not in adults_of(case, today=today)):
        raise NotFound("nothing_to_assess")
    last = latest(stored_assessments(case)).get((chosen.key, member))
    actor.reads.read(case.code, Shown.SUPPORT)
    return AssessBeginning(
        case=case,
        instrument=chosen,
        member=member,
        key=f"{case.code}/{member}" if member else "",
        items=items,
        before=as_said(last.answers) if last else {},
        seen=last.pk if last else 0,
        hides_finance=len(items) < len(chosen.asked(about_of(member), with_finance=True)),
    )


def assessment_view(actor: Actor, code: str, entry: int, *, today: date) -> AssessmentView:
    """One assessment with its answers, and how they differ from the time before. Raises: NotFound."""
    case = supporting_case(actor, code, today=today)
    rows = stored_assessments(case)
    row = next((one for one in rows if one.pk == entry), None)
    if row is None:
        raise NotFound("no_such_assessment")
    member, instrument = MemberNo(row.member_no), version_of(instruments(), row.instrument, row.version)
    items = instrument.asked(about_of(member), with_finance=case.reads_finance)
    earlier = latest(one for one in rows if one.pk < entry).get((instrument.key, member))
    actor.reads.read(case.code, Shown.SUPPORT)
    return AssessmentView(
        case=case,
        row=row_of(actor, case, row),
        instrument_source=instrument.source,
        note=row.note,
        lines=_lines(items, as_said(row.answers), as_said(earlier.answers) if earlier else {}),
        hides_finance=len(items) < len(instrument.asked(about_of(member), with_finance=True)),
    )


def row_of(actor: Actor, case: CaseRef, row: Assessment) -> AssessmentRow:
    """How it stands in a list."""
    instrument = version_of(instruments(), row.instrument, row.version)
    items = instrument.asked(about_of(MemberNo(row.member_no)), with_finance=case.reads_finance)
    return AssessmentRow(
        id=row.pk,
        title=in_language(instrument.title_nl, instrument.title_en),
        version=row.version,
        member=MemberNo(row.member_no),
        key=f"{case.code}/{row.member_no}" if row.member_no else "",
        on=row.assessed_on,
        by=row.made_by.name,
        n_known=n_known(items, as_said(row.answers)),
        n_asked=len(items),
        is_mine=row.made_by_id == actor.person,
    )


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """One answer as the person it is about reads it."""

    text: str
    kind: ItemKind
    said: Said


def own_answers(case: CaseRef, members: Iterable[MemberNo]) -> tuple[OwnAnswer, ...]:
    """What was answered about these people and their household, in plain words; what is unknown or absent is left out.

    `case`: their own. About the others of the household nothing stands in it.
    """
    found = []
    theirs = {THE_HOUSEHOLD, *members}
    for (key, member), row in latest(stored_assessments(case)).items():
        if member not in theirs:
            continue
        said = as_said(row.answers)
        items = version_of(instruments(), key, row.version).asked(about_of(member), with_finance=True)
        found += [
            OwnAnswer(in_language(item.plain_nl, item.plain_en), item.kind, said[item.key])
            for item in items
            if item.key in said and said[item.key].answer not in {Answer.UNKNOWN, Answer.ABSENT}
        ]
    return tuple(found)


def _reads(case: CaseRef) -> bool:
    return case.is_household and case.is_inner and Tier.P2 in case.tiers


def _lines(
    items: Iterable[Item], said: Mapping[ItemKey, Said], before: Mapping[ItemKey, Said]
) -> tuple[AnswerLine, ...]:
    found = []
    for item in items:
        now, was = said.get(item.key), before.get(item.key)
        changed = was.answer if was and (now is None or now.answer is not was.answer) else None
        found.append(AnswerLine(in_language(item.title_nl, item.title_en), item.kind, now, changed))
    return tuple(found)
