"""Whether the law lets somebody read a canary on a page: the two tables, and the rules above them by hand."""

from functools import cache

from accounts import law
from trust.canaries import Canary
from trust.cast_of_town import (
    ALL_ORGANISATIONS,
    BOOKED,
    CASES,
    CLOSED,
    DISCLOSED,
    LOOKED,
    NEWCOMER_OF,
    OWNS,
    PEERS,
    REFERRED,
    TEAMS,
    THINGS,
    posts_of,
    who_is,
)
from trust.groups_of_law import may_read as of_a_group
from trust.matches_of_law import is_told_of_group, reads_meeting
from trust.routes_of_law import ADDRESSES
from trust.rules_of_law import (
    INNER,
    WITH_MONEY,
    is_holder,
    judges_in,
    looks_at_signals,
    may_import,
    names_on_concern,
    roles_of,
    scopes,
    sees_role,
    sees_transfer,
    speaks_for_all,
)
from trust.things_named import Target, home_thing
from trust.town import memberships_of

ON_LISTS = ("case.list", "task.read")
BOTH_SAID_YES = 2
ABOUT_ALL = {
    "households.Household.remarks",
    "households.Household.corrected_for_named",
    "journey.Milestone.reason",
    "journey.Case.reopened_because",
}
"""Words about all of them, in which one may have said something of another: not for who stands to one person."""

OF_A_MUNICIPALITY = {
    "placement.CriteriaSetting.reason": ("dwelling.fit",),
    "placement.MatchWeighing.reason": ("match.propose", "settings.edit"),
    "journey.WorkflowVersion.content": ("template.edit",),
    "journey.WorkflowVersion.reason": ("template.edit",),
}
"""Words about how a municipality works, and the rows of the matrix whose reach reads them."""

NAMING_TASKS = {"running_template", "running_terms"}
"""Where whoever brings in running cases reads what a municipality calls its own tasks (P0), to name them in a file."""

OF_THE_PLAN = {"journey.Task.title", "journey.Task.reason", "journey.Task.waiting_for"}
"""A task of one's own making is meant for the municipality and its partners."""


def may_be_shown(key: str, route: str, canary: Canary) -> bool:
    """Whether somebody may read this word at an address."""
    address = ADDRESSES[route]
    is_between = address.action == "case.transfer" and law.holds(who_is(key), address.action)
    if is_between and canary.field.startswith("accounts.Municipality."):
        return True  # one chooses among them, and calls the other one
    is_told_where = route in {"moving", "say_of_transfer"} and law.holds(who_is(key), address.action)
    if is_told_where and canary.field == "accounts.Municipality.name":
        return True  # where a household is to go
    if route in NAMING_TASKS and canary.field == "journey.WorkflowVersion.content":
        return may_import(who_is(key), "running", canary.of.split()[0])
    return _may(key, (address.action, *address.more), canary)


@cache
def _may(key: str, actions: tuple[str, ...], canary: Canary) -> bool:
    who, room = who_is(key), canary.field.partition(".")[0]
    if not who.key:
        return False
    readers = {"accounts": of_accounts, "housing": of_a_home, "intake": of_a_file, "sponsorship": of_a_group}
    readers["knowledge"] = of_a_service
    if canary.field.startswith("journey.EmergencyAccess."):
        return who.key == canary.by or judges_in(who, THINGS[canary.of].place)
    if canary.field.startswith("sponsorship.SponsorGroup.") and is_told_of_group(who, canary.of):
        return True
    if canary.field.startswith(("placement.Transfer.", "placement.Introduction.")):
        return of_both_sides(who, canary)
    own_rule = {"journey.ContactEntry.text": of_a_contact} | dict.fromkeys(OF_MESSAGES, of_a_message)
    own_rule |= dict.fromkeys(OF_EXPLANATIONS, of_an_explanation)
    own_rule |= dict.fromkeys(OF_RUN_LINES, of_a_run_line) | dict.fromkeys(OF_A_HAND_OVER, of_a_hand_over)
    own_rule |= dict.fromkeys(OF_REUNIONS, of_a_reunion) | dict.fromkeys(OF_HOME_ITEMS, of_a_home_item)
    own_rule |= dict.fromkeys(OF_REUNIONS, of_a_reunion) | dict.fromkeys(OF_INTEGRATION, of_integration)
    own_rule |= dict.fromkeys(OF_GOALS, of_a_goal) | dict.fromkeys(OF_ACTIVITIES, of_an_activity)
    own_rule |= dict.fromkeys(OF_A_MUNICIPALITY, of_a_setting) | {"journey.TeamMember.offers": of_a_seat}
    own_rule |= dict.fromkeys(OF_DOCUMENTS, of_a_document) | dict.fromkeys(OF_SUPPORT, of_support)
    own_rule |= dict.fromkeys(OF_DOCUMENTS, of_a_document) | {"journey.TeamMember.mandate_why": of_a_mandate}
    own_rule |= dict.fromkeys(OF_REFERRALS, of_a_referral) | dict.fromkeys(OF_BOOKINGS, of_a_booking)
    own_rule |= {"guidance.InterpreterExclusion.who": of_an_exclusion}
    own_rule |= dict.fromkeys(OF_MONEY, of_money) | dict.fromkeys(OF_AMOUNTS, of_an_amount)
    own_rule |= dict.fromkeys(OF_CONCERNS, of_a_concern) | dict.fromkeys(OF_SIGNALS, of_a_signal)
    own_rule |= dict.fromkeys(OF_PEERS, of_peers)
    if canary.field in own_rule:
        return own_rule[canary.field](who, canary)
    return readers[room](who, canary) if room in readers else of_a_case(who, actions, canary)


OF_MESSAGES = ("journey.ContactMessage.title", "journey.ContactMessage.attachment", "journey.ContactMessage.note")


def of_a_message(who: law.Who, canary: Canary) -> bool:
    """Who works on the case and COA, within their tiers (needs.md, B13; access.md, contact.log)."""
    thing = THINGS[canary.of]
    has_part = bool(scopes(who, "contact.log", thing) & {*INNER, "handover"})
    return has_part and canary.tier in law.reads(who, "contact.log", thing)


OF_EXPLANATIONS = ("guidance.Explanation.own_words", "guidance.Explanation.note")


def of_an_explanation(who: law.Who, canary: Canary) -> bool:
    """Who works on the case, within their tiers; the household reads that it was explained and none of these words."""
    thing = THINGS[canary.of]
    is_inner = bool(scopes(who, "contact.log", thing) & INNER)
    return is_inner and canary.tier in law.reads(who, "contact.log", thing)


OF_RUN_LINES = ("guidance.RunLine.text", "guidance.RunLine.who", "guidance.RunLine.place")
OF_A_HAND_OVER = ("guidance.HandOver.given_by", "guidance.HandOver.place")


def of_a_run_line(who: law.Who, canary: Canary) -> bool:
    """Who has to do with all of the household, within their tiers; a line for who works on the case is for them alone.

    A matched group is told the day and who helps (sponsorship.md, level 2), and where only once they are there: nobody
    in town has arrived.
    """
    name, _, side = canary.of.partition(" to ")
    thing = THINGS[name]
    found = scopes(who, "case.read", thing) - {"referral"}
    if side == "team" and not found & INNER:
        return False
    is_told = "match" in found and canary.tier == "P1"
    return bool(found) and (is_told or canary.tier in law.reads(who, "case.read", thing))


def of_a_hand_over(who: law.Who, canary: Canary) -> bool:
    """Who records milestones of the case, within what they read of it."""
    thing = THINGS[canary.of]
    is_theirs = bool(scopes(who, "milestone.record", thing))
    return is_theirs and canary.tier in law.reads(who, "case.read", thing)


OF_HOME_ITEMS = ("guidance.HomeItem.text", "guidance.HomeItem.note", "guidance.HomeItem.words_said")


def of_a_home_item(who: law.Who, canary: Canary) -> bool:
    """Who works on the case, within their tiers; the grown-ups of the household read all but what colleagues noted."""
    thing = THINGS[canary.of]
    is_inner = bool(scopes(who, "case.read", thing) & INNER) and canary.tier in law.reads(who, "case.read", thing)
    is_theirs = "self" in scopes(who, "money.read", thing) and not canary.field.endswith(".note")
    return is_inner or is_theirs


OF_REUNIONS = ("guidance.Reunification.support_point", "guidance.Reunification.own_words")


def of_a_reunion(who: law.Who, canary: Canary) -> bool:
    """Who works on the case, within their tiers; of the household each reads what is theirs and nothing of a spouse."""
    thing = THINGS[canary.of]
    is_theirs = who.key in thing.selves and canary.member == NEWCOMER_OF.get(who.key)
    is_inner = bool(scopes(who, "household.read", thing) & INNER)
    return (is_inner or is_theirs) and canary.tier in law.reads(who, "household.read", thing)


OF_INTEGRATION = (
    "guidance.IntegrationPlan.support",
    "guidance.IntegrationPlan.agreements",
    "guidance.IntegrationEvent.note",
    "guidance.CompanyWish.own_words",
)
OF_GOALS = ("guidance.Goal.text", "guidance.GoalStep.text")
OF_ACTIVITIES = tuple(f"guidance.Activity.{word}" for word in ("what", "organisation", "came_of_it"))


def of_integration(who: law.Who, canary: Canary) -> bool:
    """Who works on the case, within their tiers; of the household each their own, and no note of a talk."""
    thing = THINGS[canary.of]
    is_theirs = who.key in thing.selves and canary.member == NEWCOMER_OF.get(who.key)
    is_told = is_theirs and canary.field != "guidance.IntegrationEvent.note"
    is_inner = bool(scopes(who, "household.read", thing) & INNER)
    return (is_inner or is_told) and canary.tier in law.reads(who, "household.read", thing)


def of_a_goal(who: law.Who, canary: Canary) -> bool:
    """Whose it is; who works on the case and a group with a confirmed match, where the owner lets them."""
    name, _, sides = canary.of.partition(" to ")
    thing = THINGS[name]
    found = scopes(who, "case.read", thing)
    is_theirs = who.key in thing.selves and canary.member == NEWCOMER_OF.get(who.key)
    is_team = bool(found & INNER) and canary.tier in law.reads(who, "case.read", thing)
    return is_theirs or (is_team and "team" in sides) or ("match" in found and "group" in sides)


def of_an_activity(who: law.Who, canary: Canary) -> bool:
    """Whose it is, and who works on the case."""
    thing = THINGS[canary.of]
    is_theirs = who.key in thing.selves and canary.member == NEWCOMER_OF.get(who.key)
    is_inner = bool(scopes(who, "case.read", thing) & INNER)
    return is_theirs or (is_inner and canary.tier in law.reads(who, "case.read", thing))


OF_REFERRALS = tuple(f"guidance.Referral.{word}" for word in ("question", "ground", "note"))
OF_BOOKINGS = ("guidance.InterpreterBooking.place", "guidance.InterpreterBooking.who")


def of_a_referral(who: law.Who, canary: Canary) -> bool:
    """Who works on the case and reads needs; of the household each what is asked for them, and no note or ground.

    In town no referral let anybody in: that is told in tests/guidance.
    """
    thing = THINGS[canary.of]
    if "P2" not in law.reads(who, "household.read", thing):
        return False
    is_theirs = who.key in thing.selves and canary.member in OWNS[who.key]
    is_inner = bool(scopes(who, "household.read", thing) & INNER)
    return is_inner or (is_theirs and canary.field == "guidance.Referral.question")


def of_a_booking(who: law.Who, canary: Canary) -> bool:
    """The same, within their tiers; of the household those with whom it is."""
    thing, reads = THINGS[canary.of], law.reads(who, "household.read", THINGS[canary.of])
    is_theirs = who.key in thing.selves and canary.member in OWNS[who.key]
    is_inner = bool(scopes(who, "household.read", thing) & INNER) and "P2" in reads
    return (is_inner or is_theirs) and canary.tier in reads


def of_an_exclusion(who: law.Who, canary: Canary) -> bool:
    """Only who wrote it."""
    thing = THINGS[canary.of]
    is_theirs = who.key in thing.selves and canary.member == NEWCOMER_OF[who.key]
    return is_theirs and canary.tier in law.reads(who, "household.read", thing)


def of_a_service(who: law.Who, canary: Canary) -> bool:
    """Everybody with a role in the municipality."""
    return canary.of in places_of(who)


OF_SUPPORT = (
    "guidance.Assessment.note",
    "guidance.SupportIntensity.reason",
    "guidance.SupportIntensity.hours_reason",
    "guidance.HoursSpent.note",
)


def of_support(who: law.Who, canary: Canary) -> bool:
    """Who works on the case, within their tiers; the household reads its answers and none of these words."""
    thing = THINGS[canary.of]
    is_inner = bool(scopes(who, "need.read", thing) & INNER)
    return is_inner and canary.tier in law.reads(who, "need.read", thing)


OF_CONCERNS = (
    *(f"guidance.ProtectionConcern.{word}" for word in ("text", "closed_why")),
    *(f"guidance.SafetyPlan.{word}" for word in ("danger", "agreed", "whom_to_call", "reached_by")),
    *(f"guidance.Told.{word}" for word in ("to_whom", "text")),
)
OF_SIGNALS = (
    *(f"guidance.Signal.{word}" for word in ("text", "wanted", "outcome_words")),
    "guidance.SignalStep.text",
)
OF_PEERS = tuple(f"guidance.PeerRequest.{word}" for word in ("text", "reached_by", "answer"))


def of_a_concern(who: law.Who, canary: Canary) -> bool:
    """Whoever leads the case wrote it and is its only reader: P3 is for the named (access_tiers.csv)."""
    return names_on_concern(who, Target("", of=canary.of))


def of_a_signal(who: law.Who, canary: Canary) -> bool:
    """The named alone; whoever raised it reads how far it is."""
    return looks_at_signals(who, Target("", of=canary.of))


def of_peers(who: law.Who, canary: Canary) -> bool:
    """Whom it was sent to; what was answered is read by who asked too."""
    asker, reader = PEERS[canary.of]
    return who.key == reader or (who.key == asker and canary.field.endswith("answer"))


OF_MONEY = (
    *(f"guidance.{row}.{word}" for row in ("BudgetLine", "Loan", "Guarantee") for word in ("what", "note")),
    "guidance.Budget.message",
)
OF_AMOUNTS = ("guidance.OwnAmount.for_whom", "guidance.OwnAmount.source")
ON_THE_SHEET = {"guidance.BudgetLine.what", "guidance.Loan.what", "guidance.Budget.message"}


def of_money(who: law.Who, canary: Canary) -> bool:
    """Who works with it; the household what stands on its sheet, and of one adult that adult alone: no notes."""
    thing = THINGS[canary.of]
    if canary.tier not in law.reads(who, "money.read", thing):
        return False
    if scopes(who, "money.read", thing) & WITH_MONEY:
        return True
    return canary.field in ON_THE_SHEET and canary.member in {0, NEWCOMER_OF[who.key]}


def of_an_amount(who: law.Who, canary: Canary) -> bool:
    """What a municipality knows is for who writes about money there, and for the lead who sets it."""
    return any(role in {"muni_lead", "muni_caseworker"} and canary.of in places for role, _, places in who.posts)


def of_a_mandate(who: law.Who, canary: Canary) -> bool:
    """Why somebody of a partner reads the money is read by who gives mandates, as long as the case is open."""
    return canary.of not in CLOSED and law.allows(who, "money.edit", THINGS[canary.of])


def of_a_seat(who: law.Who, canary: Canary) -> bool:
    """What somebody in the team does is read by who works on the case, and by who forms its team."""
    return bool(scopes(who, "case.read", THINGS[canary.of]) & INNER)


OF_DOCUMENTS = ("journey.CaseDocument.title", "documents.Document.name")
"""What a document is called; it stands in the file too."""


def of_a_document(who: law.Who, canary: Canary) -> bool:
    """Who works on the case within their tiers; the others what is meant for their side (access.md, document.read).

    Money is for who reads money, and a citizen service number for the municipality and for whose it is: of all of them
    it is nobody's of the household.
    """
    case, _, rest = canary.of.partition(" to ")
    sides, _, kind = rest.partition(" as ")
    thing = THINGS[case]
    found, reads = scopes(who, "document.read", thing), law.reads(who, "document.read", thing)
    if found & INNER:
        has_money = law.allows(who, "money.read", thing)
        has_number = bool(scopes(who, "money.read", thing) - {"team_if_mandated"})  # a mandate is for money alone
        return canary.tier in reads and {"money": has_money, "identity": has_number}.get(kind, True)
    about, is_reading = canary.member, canary.tier in reads
    is_told = {
        "coa": "handover" in found and is_reading,
        "housing": "assigned" in found and is_reading,
        "health": "referral" in found and is_reading and about == REFERRED.get(who.key),
        "group": "addressed" in found and who.key in thing.matched,
        "household": "addressed" in found and who.key in thing.selves and is_of_household(who.key, kind, about),
    }
    has_money = kind != "money" or law.allows(who, "money.read", thing)
    return has_money and any(is_told[side] for side in sides.split())


def is_of_household(key: str, kind: str, about: int) -> bool:
    """About all of them, or theirs; a citizen service number of all of them is nobody's of the household."""
    return kind != "identity" if about == 0 else about in OWNS[key]


def of_a_contact(who: law.Who, canary: Canary) -> bool:
    """Who works on the case within their tiers; the others what was written for their side (access.md, contact.log)."""
    case, _, side = canary.of.partition(" to ")
    thing = THINGS[case]
    if not law.allows(who, "contact.log", thing):
        return False
    if scopes(who, "contact.log", thing) & INNER:
        return canary.tier in law.reads(who, "contact.log", thing)
    is_theirs = canary.member in {0, NEWCOMER_OF.get(who.key)}
    return {
        "coa": who.key in thing.handed,
        "group": who.key in thing.matched,
        "household": who.key in thing.selves and is_theirs,
    }.get(side, False)


def of_both_sides(who: law.Who, canary: Canary) -> bool:
    """What two sides settle: a transfer, or how household and group meet."""
    if canary.field.startswith("placement.Introduction."):
        return reads_meeting(who, canary.of)
    return sees_transfer(who, Target("", of=canary.of)) or reads_own_transfer(who, canary)


def reads_own_transfer(who: law.Who, canary: Canary) -> bool:
    """Why they move is read by who speaks for the household, and by who records what it says, while it waits."""
    case, _, state = canary.of.partition(" ")
    return (
        state == "waits"
        and "P1" in law.reads(who, "wish.record", THINGS[case])
        and speaks_for_all(who, Target("", of=case))
    )


def places_of(who: law.Who) -> frozenset[str]:
    """Where somebody works today."""
    return frozenset(place for *_, places in who.posts for place in places)


def is_everywhere(who: law.Who) -> bool:
    """Who keeps the installation knows its municipalities, organisations and professionals."""
    return any(law.MATRIX["people.manage"][role] == "all" for role, *_ in who.posts)


def of_accounts(who: law.Who, canary: Canary) -> bool:
    """Names of municipalities, organisations and professionals where one works; addresses for who manages people."""
    if canary.field == "accounts.SavedView.name":  # how somebody looks at a list is nobody else's
        return who.key == canary.by
    if canary.field.startswith("accounts.Municipality"):
        return canary.of in places_of(who) or was_at(who, canary.of) or is_everywhere(who)
    if canary.field == "accounts.Organisation.name":
        works_in = set(ALL_ORGANISATIONS[canary.of][2])
        return (
            bool(works_in & places_of(who))
            or any(mine == canary.of for _, mine, _ in who.posts)
            or was_at(who, canary.of)
            or is_everywhere(who)
        )
    if who.key == canary.of or any(sees_role(who, role, thing) for role, thing, _ in roles_of(canary.of)):
        return True
    return canary.field == "accounts.Person.name" and knows_name(who, canary.of)


def was_at(who: law.Who, name: str) -> bool:
    """Where somebody worked before stands in their own profile: an organisation, or a municipality."""
    return any(name in {organisation, place} for organisation, place, *_ in memberships_of(who.key))


OUTSIDE = {"newcomer_adult", "newcomer_minor", "sponsor_member", "interpreter"}
"""They are nobody's colleague: of people they know who works on their case."""

DECIDED_SOMEWHERE = {"lena", "hatice"}
"""Leads who decided, answered or closed: their names stand by it."""


def knows_name(who: law.Who, other: str) -> bool:
    """Colleagues of one municipality know each other; who stands outside knows the team of their own case."""
    places = {place for _, place, *_ in memberships_of(other) if place}
    if not places & places_of(who):
        return False
    if any(role not in OUTSIDE for role, *_ in who.posts):
        return True
    mine = [name for name in CASES if law.allows(who, "case.read", THINGS[name])]
    is_told = other not in DISCLOSED or not is_sponsor(other) or DISCLOSED[other] >= BOTH_SAID_YES
    return is_told and any(
        other in TEAMS.get(name, ()) or other in LOOKED.get(name, ()) or other in DECIDED_SOMEWHERE for name in mine
    )


def is_sponsor(key: str) -> bool:
    """A member of a group, who is not named to a family before both said yes (sponsorship.md, 6.5)."""
    return any(role == "sponsor_member" for role, *_ in posts_of(key))


def of_a_home(who: law.Who, canary: Canary) -> bool:
    """Homes are listed for the municipality, and for the landlord its own; only counts for the region."""
    return bool(scopes(who, "dwelling.list", home_thing(canary.of)) - {"counts"})


def of_a_file(who: law.Who, canary: Canary) -> bool:
    """A file is read by who brought it, as long as they may import there; a layout by its organisation."""
    what, _, of = canary.of.partition(" of ")
    if of:
        organisation, _, place = of.partition(" in ")
        ours = any(organisation == mine and place in places for _, mine, places in who.posts)
        return ours and may_import(who, what, place)
    kind, place = canary.of.split()[0], canary.of.rpartition(" in ")[2]
    return canary.by == who.key and may_import(who, kind, place)


def of_a_setting(who: law.Who, canary: Canary) -> bool:
    """By what homes are chosen, and why, is open to whoever looks for homes there; how one works, to its leads."""
    place, actions = canary.of.split()[0], OF_A_MUNICIPALITY[canary.field]
    return any(
        law.MATRIX[action][role] != "-" and place in places for role, _, places in who.posts for action in actions
    )


def of_a_case(who: law.Who, actions: tuple[str, ...], canary: Canary) -> bool:  # noqa: PLR0911  # one line a rule
    """Both tables, under one of the rows that the address stands for; then what is said of one person alone."""
    thing = THINGS[canary.of]
    if canary.by:
        return canary.by == who.key
    if canary.field == "households.Member.first_name" and is_told_first_name(who, actions, canary):
        return True
    if canary.field in OF_THE_PLAN:
        return reads_plan(who, canary)
    if not any(canary.tier in law.reads(who, action, thing) for action in actions):
        return False
    if who.key in thing.selves:
        return reads_own(who.key, canary)
    if who.key in thing.referred:
        return canary.member == REFERRED[who.key]
    return True


def is_told_first_name(who: law.Who, actions: tuple[str, ...], canary: Canary) -> bool:
    """An interpreter of whom the appointment is with; a group once both said yes."""
    thing = THINGS[canary.of]
    is_booked = who.key in thing.booked and canary.member == BOOKED[who.key] and "case.list" in actions
    return is_booked or (who.key in thing.matched and DISCLOSED[who.key] >= BOTH_SAID_YES)


def reads_own(key: str, canary: Canary) -> bool:
    """Who lives there knows who else does; of what was noted, only what is theirs."""
    if canary.field.startswith("households.Member."):
        return True
    return canary.field not in ABOUT_ALL and canary.member in OWNS[key]


def reads_plan(who: law.Who, canary: Canary) -> bool:
    """The holder of the task, and who reads its tier as the municipality or the working team does."""
    thing = THINGS[canary.of]
    is_inner = bool(scopes(who, "task.read", thing) & INNER)
    return is_holder(who, canary.of) or (is_inner and canary.tier in law.reads(who, "task.read", thing))
