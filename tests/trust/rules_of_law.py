"""What the law says above and beside its two tables, for the addresses that need it: by hand, from access.md."""

from accounts import law
from people import ELSEWHERE, HERE
from trust import groups_of_law as groups
from trust import matches_of_law as matches
from trust.cast_of_town import (
    ALL_ORGANISATIONS,
    LEFT,
    NEW,
    NEWCOMER_OF,
    OWNS,
    PEERS,
    SERVICES,
    THINGS,
    posts_of,
    who_is,
)
from trust.routes_of_law import Address
from trust.things_named import Target, home_thing
from trust.town import lead_of, memberships_of

INNER = {"muni", "team", "emergency"}
OWN_ACCOUNT = {"the map", "service", "account", "factor", "list to keep", "view", "logo", "organisation to practise"}
HANDS_OUT = {
    "gemeente": {"muni_lead", "muni_caseworker", "muni_planner", "newcomer_adult", "newcomer_minor"},
    "havermeer": {"muni_lead", "muni_caseworker", "muni_planner", "newcomer_adult", "newcomer_minor"},
    "wegwijs": {"sponsor_member"},
}
"""Which roles a lead gives at the municipality, and a sponsor coordinator at the organisation of the groups.

Who reads the log is not made by whom the log is about (ADR 10).
"""


def scopes(who: law.Who, action: str, thing: law.Thing) -> set[str]:
    """The scopes by which somebody may do it."""
    found = {
        law.MATRIX[action][post[0]] for post in who.posts if law.covers(law.MATRIX[action][post[0]], who, post, thing)
    }
    return found - {"-"}


def is_expected(key: str, address: Address, target: Target, *, sends: bool) -> str:  # noqa: PLR0911  # one line a rule
    """The kind of answer the law gives: `log in`, `missing`, `closed` or `shown`.

    `closed to them`: who works on a case hears that it is closed before anything else is looked at.
    """
    who = who_is(key)
    is_nobody = not who.key
    if is_nobody and (law.MATRIX[address.action]["anonymous"] == "-" or address.names in OWN_ACCOUNT):
        return "log in"
    if not law.holds(who, address.action) or address.rule == "never":
        return "missing"
    if address.leads_away and not sends:
        return "shown"
    is_closed = target.of in {"closed", "far closed"}
    if is_closed and address.leads_away and done(who, address.action, target):
        return "closed"
    if not may(who, address, target):
        return "closed to them" if is_closed and address.changes and works_on(who, address, target) else "missing"
    if not sends and address.looks and not RULES[address.looks](who, target):
        return "missing"
    if sends and address.posts and not RULES[address.posts](who, target):
        return "missing"
    return "closed" if address.changes and is_closed else "shown"


def may(who: law.Who, address: Address, target: Target) -> bool:
    """Whether the law lets somebody do what the address stands for, to what it names."""
    if not target.exists:
        return False
    if target.of not in THINGS and not target.home:
        return rule_of(address.names)(who, target) and RULES[address.rule](who, target)
    if not all(done(who, action, target) for action in (address.action, *address.also)):
        return False
    if address.reads and address.reads not in law.reads(who, address.action, THINGS[target.of]):
        return False
    return RULES[address.rule](who, target)


def works_on(who: law.Who, address: Address, target: Target) -> bool:
    """The case is theirs to work on; one task and the people of an organisation are asked about by themselves."""
    is_of_the_case = address.names != "task" and address.action != "people.manage"
    return is_of_the_case and law.allows(who, address.action, THINGS[target.of])


def done(who: law.Who, action: str, target: Target) -> bool:
    """One row of the matrix: on the home for what is done to homes, else on the case and its home."""
    if action.startswith("dwelling.") and action != "dwelling.fit":
        return law.allows(who, action, home_thing(target.home))
    if action == "match.propose":
        return matches.may_match(who, target)
    if action == "people.manage":
        return True  # of whose organisation: `lets_in`
    if action in {"task.read", "task.do"} and target.part != "line":  # a line is for whoever has a part in the case
        return on_task(who, action, target)
    is_seen = not target.home or law.allows(who, "dwelling.list", home_thing(target.home))
    return is_seen and law.allows(who, action, THINGS[target.of])


def on_task(who: law.Who, action: str, target: Target) -> bool:
    """`assigned` is about this one task: it is its holder's, here the case lead's."""
    given = law.Thing(
        THINGS[target.of].place,
        **{name: getattr(THINGS[target.of], name) for name in ("team", "handed", "selves", "matched", "opened")},
    )
    found = scopes(who, action, given)
    if action == "task.read" and not found & INNER:  # it is meant for who works on the case (access.md, tiers)
        return bool(found) and is_holder(who, target.of)
    return bool(found - {"assigned"}) or ("assigned" in found and is_holder(who, target.of))


def is_holder(who: law.Who, case: str) -> bool:
    """Who leads the case has its work."""
    return bool(who.key) and who.key == ({"own": "marieke", "far new": "hatice"}.get(case) or lead_of(case))


def reads_task(who: law.Who, target: Target) -> bool:
    """A task of one's own is tier P2 and meant for the municipality and its partners: its title is what is done."""
    thing = THINGS[target.of]
    is_inner = bool(scopes(who, "task.read", thing) & INNER)
    tier = "P0" if target.of == "own" else "P2"
    return is_holder(who, target.of) or (is_inner and tier in law.reads(who, "task.read", thing))


def is_of_groups(who: law.Who, _target: Target) -> bool:
    """What a group is told is shown to who reads cases by a match."""
    return any(law.MATRIX["case.read"][post[0]] == "match" for post in who.posts)


def has_household(_who: law.Who, target: Target) -> bool:
    """A municipality's own case has none."""
    return target.of != "own"


def notes_contacts(who: law.Who, target: Target) -> bool:
    """Who is only written to (`addressed`) notes nothing."""
    return bool(scopes(who, "contact.log", THINGS[target.of]) - {"addressed"})


def has_schedule(who: law.Who, target: Target) -> bool:
    """Messages about a household are between who works on its case and COA: no group and no household reads them."""
    return has_household(who, target) and bool(scopes(who, "contact.log", THINGS[target.of]) & {*INNER, "handover"})


def reads_explanations(who: law.Who, target: Target) -> bool:
    """What is explained to a household is read by who works on its case: no group and nobody of COA reads it."""
    return has_household(who, target) and bool(scopes(who, "contact.log", THINGS[target.of]) & INNER)


def records_explanations(who: law.Who, target: Target) -> bool:
    """What of it was understood is tier P2, and so is recording it."""
    return reads_explanations(who, target) and "P2" in law.reads(who, "contact.log", THINGS[target.of])


def is_explained_to(who: law.Who, target: Target) -> bool:
    """The household reads on a page of its own what was explained to it."""
    return has_household(who, target) and "addressed" in scopes(who, "contact.log", THINGS[target.of])


def sees_arrival(who: law.Who, target: Target) -> bool:
    """The arrival of a household is for all who have to do with it, and not for who is told of one person in it."""
    return has_household(who, target) and bool(scopes(who, "case.read", THINGS[target.of]) - {"referral"})


def plans_arrival(who: law.Who, target: Target) -> bool:
    """Planning it is for who works on the case: a group is told, and plans nothing."""
    return sees_arrival(who, target) and bool(scopes(who, "case.read", THINGS[target.of]) & INNER)


def ticks_arrival(who: law.Who, target: Target) -> bool:
    """Whoever helps ticks; the household itself is not set to work."""
    return sees_arrival(who, target) and bool(scopes(who, "case.read", THINGS[target.of]) - {"referral", "self"})


def readies_home(who: law.Who, target: Target) -> bool:
    """A home is made ready by who works on the case and knows whose it is."""
    thing = THINGS[target.of]
    works = bool(scopes(who, "case.read", thing) & INNER)
    return has_household(who, target) and works and "P1" in law.reads(who, "case.read", thing)


def buys_for_home(who: law.Who, target: Target) -> bool:
    """What is bought for it is noted by who writes about the household's money too."""
    return readies_home(who, target) and "P2" in law.reads(who, "money.read", THINGS[target.of])


def decides_of_home(who: law.Who, target: Target) -> bool:
    """The grown-ups of a household decide what comes into their home."""
    return has_household(who, target) and "self" in scopes(who, "money.read", THINGS[target.of])


def says_of_home(who: law.Who, target: Target) -> bool:
    """What they want is said by themselves, or written down by who works on the case."""
    return readies_home(who, target) or decides_of_home(who, target)


def reads_reunion(who: law.Who, target: Target) -> bool:
    """Reunification is read by who works on the case: no group, nobody of COA and no partner who is told."""
    return has_household(who, target) and bool(scopes(who, "household.read", THINGS[target.of]) & INNER)


def records_reunion(who: law.Who, target: Target) -> bool:
    """An application and what was decided are recorded by the same, and not by COA."""
    return has_household(who, target) and bool(scopes(who, "milestone.record", THINGS[target.of]) & INNER)


def says_of_reunion(who: law.Who, target: Target) -> bool:
    """That somebody applies for nobody is said by themselves, or recorded by who works on the case."""
    is_inner = bool(scopes(who, "wish.record", THINGS[target.of]) & INNER)
    is_self = who.key in THINGS[target.of].selves and NEWCOMER_OF[who.key] == target.args[1]
    return has_household(who, target) and (is_inner or is_self)


def is_of_the_household(who: law.Who, target: Target) -> bool:
    """Each of a household reads on a page of their own until when they can apply."""
    return has_household(who, target) and "self" in scopes(who, "household.read", THINGS[target.of])


def reads_goals(who: law.Who, target: Target) -> bool:
    """Goals that their owners let them read: the team, not who leads it, and a group whose match is confirmed."""
    thing = THINGS[target.of]
    found, reads = scopes(who, "case.read", thing), law.reads(who, "case.read", thing)
    return has_household(who, target) and (("team" in found and "P1" in reads) or "match" in found)


def reads_own_goals(who: law.Who, target: Target) -> bool:
    """Whoever is of the household reads their own."""
    return has_household(who, target) and "self" in scopes(who, "case.read", THINGS[target.of])


def changes_goal(who: law.Who, target: Target) -> bool:
    """In the town it is the first person's, was written down for them, and they let the team read it."""
    is_inner = bool(scopes(who, "wish.record", THINGS[target.of]) & INNER)
    is_self = who.key in THINGS[target.of].selves and NEWCOMER_OF[who.key] == 1
    return has_household(who, target) and (is_inner or is_self)


def reads_help(who: law.Who, target: Target) -> bool:
    """Referrals are read by who works on the case and reads needs, and by who was let in because of one."""
    thing = THINGS[target.of]
    found = scopes(who, "household.read", thing) & {*INNER, "referral"}
    return has_household(who, target) and bool(found) and "P2" in law.reads(who, "household.read", thing)


def makes_referrals(who: law.Who, target: Target) -> bool:
    """Who refers and books works on the case, and reads what somebody needs."""
    thing = THINGS[target.of]
    is_inner = bool(scopes(who, "referral.make", thing) & INNER)
    return has_household(who, target) and is_inner and "P2" in law.reads(who, "referral.make", thing)


def stops_referral(who: law.Who, target: Target) -> bool:
    """A referral of the first is stopped by themselves, or by who works on the case."""
    thing = THINGS[target.of]
    is_inner = bool(scopes(who, "wish.record", thing) & INNER) and "P2" in law.reads(who, "wish.record", thing)
    return has_household(who, target) and (is_inner or (who.key in thing.selves and 1 in OWNS[who.key]))


def is_their_own_case(who: law.Who, target: Target) -> bool:
    """Each of a household keeps a list of their own."""
    return has_household(who, target) and who.key in THINGS[target.of].selves


def wrote_it(who: law.Who, target: Target) -> bool:
    """What stands in it is the first one's."""
    return is_their_own_case(who, target) and NEWCOMER_OF[who.key] == 1


def keeps_service(who: law.Who, target: Target) -> bool:
    """Who leads the place, and whose organisation keeps the service: who is nowhere keeps no map."""
    thing = law.Thing(target.of, organisations=frozenset({SERVICES[target.of]}))
    return reads_service(who, target) and law.allows(who, "knowledge.edit", thing)


def adds_service(who: law.Who, target: Target) -> bool:
    """Who leads the place, and who adds for an organisation of their own that works there."""
    there = [key for key, (_, _, places) in ALL_ORGANISATIONS.items() if target.of in places]
    things = (law.Thing(target.of, organisations=frozenset({key})) for key in there)
    return reads_service(who, target) and any(law.allows(who, "knowledge.edit", thing) for thing in things)


def reads_service(who: law.Who, target: Target) -> bool:
    """The map of a municipality is for who has a role there."""
    return any(target.of in places for *_, places in who.posts)


def works_on_it(who: law.Who, target: Target) -> bool:
    """What waits for what is worked out for who works on the case: no group, no household, no partner who is told."""
    return bool(scopes(who, "case.read", THINGS[target.of]) & INNER)


def has_document(who: law.Who, target: Target) -> bool:
    """A picture of the home (P0), meant for all but a health partner (access.md, document.read)."""
    thing = THINGS[target.of]
    found = scopes(who, "document.read", thing)
    if found & {*INNER, "handover", "assigned"}:
        return "P0" in law.reads(who, "document.read", thing)
    return "addressed" in found


def takes_document_back(who: law.Who, target: Target) -> bool:
    """Whoever leads the case, who in the town added it too."""
    return has_document(who, target) and noted_it(who, target)


def changes_document(who: law.Who, target: Target) -> bool:
    """Whoever works on the case and may have the document; in the town nobody else added it."""
    return has_document(who, target) and bool(scopes(who, "document.add", THINGS[target.of]) & INNER)


def lets_document_go_along(who: law.Who, target: Target) -> bool:
    """Whoever has a part in the schedule and may have the document."""
    return has_schedule(who, target) and has_document(who, target)


def reads_support(who: law.Who, target: Target) -> bool:
    """What helps and what weighs is tier P2, of who works on the case: no group and nobody of COA reads it."""
    thing = THINGS[target.of]
    is_inner = bool(scopes(who, "need.read", thing) & INNER)
    return has_household(who, target) and is_inner and "P2" in law.reads(who, "need.read", thing)


def reads_own_support(who: law.Who, target: Target) -> bool:
    """Somebody grown up of the household reads about themselves."""
    return has_household(who, target) and "self" in scopes(who, "need.read", THINGS[target.of])


def names_on_concern(who: law.Who, target: Target) -> bool:
    """Whoever leads the case noted the concern in it, and named nobody else."""
    return has_household(who, target) and who.key == lead_of(target.of)


def looks_at_signals(who: law.Who, target: Target) -> bool:
    """Nobody is named for what the signals of the town are about: then the leads of the municipality look at them."""
    return any(role == "muni_lead" and target.of in places for role, _, places in who.posts)


def lives_there(who: law.Who, target: Target) -> bool:
    """Peer contact is asked for by oneself, and by nobody else."""
    return has_household(who, target) and "self" in scopes(who, "signal.raise", THINGS[target.of])


def asked_for_peers(who: law.Who, target: Target) -> bool:
    """Only who asked takes it back."""
    return who.key == PEERS[target.of][0]


def reads_caseload(who: law.Who, _target: Target) -> bool:
    """Who gives work to people of a whole municipality, and who carries a household there."""
    roles = [role for role, _, places in who.posts if places]
    return any(law.MATRIX["task.assign"][role] == "muni" or law.MATRIX["assessment.do"][role] != "-" for role in roles)


def sets_hours(who: law.Who, target: Target) -> bool:
    """The lead of a municipality says it of who can carry a household there."""
    leads = any(law.MATRIX["task.assign"][role] == "muni" and target.part in places for role, _, places in who.posts)
    carries = any(
        law.MATRIX["assessment.do"][role] != "-" and target.part in places for role, _, places in posts_of(target.of)
    )
    return leads and carries


WITH_MONEY = {"muni", "team", "team_if_mandated"}
"""Scopes of who works with the money of a household."""


def works_with_money(who: law.Who, target: Target) -> bool:
    """Who works on the case and reads its money, a partner with a mandate; and its fields, tier P2."""
    thing = THINGS[target.of]
    works = bool(scopes(who, "money.read", thing) & WITH_MONEY)
    return has_household(who, target) and works and "P2" in law.reads(who, "money.read", thing)


def reads_money(who: law.Who, target: Target) -> bool:
    """The same, and who is grown up in the household: for them there is a sheet."""
    return has_household(who, target) and "P2" in law.reads(who, "money.read", THINGS[target.of])


def noted_it(who: law.Who, target: Target) -> bool:
    """What is noted of a contact is corrected by who noted it: in the town whoever leads the case."""
    return who.key == lead_of(target.of)


def has_somebody_of_17(who: law.Who, target: Target) -> bool:
    """In the households that were made here the third turns 18 within a year; in those that files brought in nobody."""
    return has_household(who, target) and target.of not in NEW


def speaks_for_all(who: law.Who, target: Target) -> bool:
    """A minor does not speak for the household about living."""
    return has_household(who, target) and (who.key not in OWNS or 0 in OWNS[who.key])


def chooses(who: law.Who, target: Target) -> bool:
    """The second person of the household chooses alone; of who lives there nobody reads another's choice."""
    return has_household(who, target) and (who.key not in OWNS or 2 in OWNS[who.key])


MOVING = {"busy", "far"}
"""Whose transfer waits for an answer."""


def chooses_health(who: law.Who, target: Target) -> bool:
    """Help around health is functional: tier P2 as well."""
    return chooses(who, target) and "P2" in law.reads(who, "wish.record", THINGS[target.of])


def is_moving(who: law.Who, target: Target) -> bool:
    """The household reads of a transfer while it waits."""
    return has_household(who, target) and target.of in MOVING


def owns_wish(who: law.Who, target: Target) -> bool:
    """The wish that the address names is of all of them: a sensitive one is tier P3."""
    reads = law.reads(who, "wish.record", THINGS[target.of])
    return speaks_for_all(who, target) and (target.part != "secret" or "P3" in reads)


def own_case(who: law.Who, target: Target) -> bool:
    """`self`: the log of one's own household, and of no other case; who reads whole logs does so elsewhere."""
    return has_household(who, target) and who.key in THINGS[target.of].selves


def whole_log(who: law.Who, _target: Target) -> bool:
    """A newcomer reads the log of their own case only."""
    return any(law.MATRIX["audit.read"][role] == "muni" for role, *_ in who.posts)


def own_settings(who: law.Who, target: Target) -> bool:
    """`installation` is technical settings, and no municipality's own."""
    return any(law.MATRIX["settings.edit"][role] == "muni" and target.of in places for role, _, places in who.posts)


def edits_workflow(who: law.Who, target: Target) -> bool:
    """The way of working of a municipality is its leads' to change."""
    return any(law.MATRIX["template.edit"][role] == "muni" and target.of in places for role, _, places in who.posts)


def has_settings(who: law.Who, _target: Target) -> bool:
    """Leads away to the first municipality of theirs."""
    return any(law.MATRIX["settings.edit"][role] == "muni" for role, *_ in who.posts)


def everywhere(who: law.Who, _target: Target) -> bool:
    """Partners are added by who manages the people of the whole installation."""
    return any(law.MATRIX["people.manage"][role] == "all" for role, *_ in who.posts)


def roles_of(key: str) -> list[tuple[str, law.Thing, bool]]:
    """Every membership somebody has or had: role, what it is to who manages people, whether it is in force."""
    return [
        (
            role.value,
            law.Thing(place, organisations=frozenset({organisation}), volunteer=role.value == "sponsor_member"),
            days[1] >= 0,
        )
        for organisation, place, role, days in memberships_of(key)
    ]


def sees_role(who: law.Who, role: str, thing: law.Thing) -> bool:
    """Nobody who keeps the installation knows a newcomer: no tier of a household is theirs."""
    is_newcomer = role.startswith("newcomer")
    posts = tuple(post for post in who.posts if not (is_newcomer and law.MATRIX["people.manage"][post[0]] == "all"))
    return law.allows(law.Who(who.key, posts), "people.manage", thing)


def manages_role(who: law.Who, role: str, thing: law.Thing) -> bool:
    """Only what they could have given themselves."""
    if everywhere(who, Target("")):  # a municipality has no partners' caseworkers to give or to end (ADR 10)
        return sees_role(who, role, thing) and not (role == "partner_caseworker" and "havermeer" in thing.organisations)
    given = {one for organisation in thing.organisations for one in HANDS_OUT.get(organisation, ())}
    return sees_role(who, role, thing) and role in given


def sees_person(who: law.Who, target: Target) -> bool:
    """Of one's own organisation, or everybody but newcomers."""
    return bool(target.of) and any(sees_role(who, role, thing) for role, thing, _ in roles_of(target.of))


def another(who: law.Who, target: Target) -> bool:
    """Nobody gives themselves a role."""
    return who.key != target.of


def wholly_theirs(who: law.Who, target: Target) -> bool:
    """A link opens all that the person may do: all of it was theirs to give, and never for oneself."""
    held = [(role, thing) for role, thing, is_in_force in roles_of(target.of) if is_in_force]
    is_all = everywhere(who, target) or (bool(held) and all(manages_role(who, *one) for one in held))
    return who.key != target.of and is_all


def has_link(who: law.Who, target: Target) -> bool:
    """Only who was given a link has one to withdraw."""
    return target.of == "nour" and wholly_theirs(who, target)


def has_factor(who: law.Who, target: Target) -> bool:
    """Only who set up a second factor has one to lose."""
    return target.of == "lotte" and wholly_theirs(who, target)


def changes_membership(who: law.Who, target: Target) -> bool:
    """A membership that is not over yet, and theirs to give."""
    key, _, number = target.of.partition(" ")
    role, thing, is_in_force = roles_of(key)[int(number or 0)]
    return is_in_force and manages_role(who, role, thing)


def lets_in(who: law.Who, target: Target) -> bool:
    """Newcomers are people of the municipality's own organisation."""
    own = {HERE: "gemeente", ELSEWHERE: "havermeer"}[THINGS[target.of].place]
    return has_household(who, target) and law.allows(
        who, "people.manage", law.Thing(THINGS[target.of].place, organisations=frozenset({own}))
    )


def adds_homes(who: law.Who, target: Target) -> bool:
    """`org`: a landlord adds homes of its own where it works."""
    organisations = frozenset(organisation for _, organisation, places in who.posts if target.of in places)
    return law.allows(who, "dwelling.edit", law.Thing(target.of, organisations=organisations))


def is_there_still(who: law.Who, target: Target) -> bool:
    """Who stands to one person of a household no more has nothing to be ended."""
    return has_household(who, target) and target.of not in LEFT


def leads_case(who: law.Who, target: Target) -> bool:
    """Who is named on the case: its coordinator."""
    return has_household(who, target) and who.key in THINGS[target.of].named


def may_ask(who: law.Who, target: Target) -> bool:
    """Two persons decide: the case lead asks, of a home with a rule that may give way, while none was decided on.

    Of the dear home it was asked already, but for who just came in.
    """
    is_placed = target.of in {"neighbour", "far neighbour"}
    is_asked = target.home.endswith("dear") and target.of not in NEW
    return (
        target.home.endswith(("spare", "dear"))
        and not is_asked
        and not is_placed
        and who.key in THINGS[target.of].named
        and target.of not in {"closed", "far closed"}
    )


def sees_table(who: law.Who, target: Target) -> bool:
    """The table of a municipality holds the cases that are theirs there."""
    return any(law.MATRIX["placement.propose"][role] != "-" and target.of in places for role, _, places in who.posts)


def has_table(who: law.Who, _target: Target) -> bool:
    """Whoever looks for homes somewhere reads by what they are chosen there."""
    return any(law.MATRIX["dwelling.fit"][role] != "-" and places for role, _, places in who.posts)


def sees_counts(who: law.Who, _target: Target) -> bool:
    """`counts`: numbers across the municipalities that gave them; who sees homes has a list of them."""
    return any(law.MATRIX["dwelling.list"][role] == "counts" for role, *_ in who.posts)


def has_figures(who: law.Who, _target: Target) -> bool:
    """`muni` and `aggregates` have figures, `evaluation` a page that says there are none yet, `programme` none."""
    return any(law.MATRIX["report.compose"][role] in {"muni", "aggregates", "evaluation"} for role, *_ in who.posts)


GO_BACK_IN = {
    "dossiers": {"xlsx"},
    "dwellings": {"xlsx", "csv"},
    "sponsors": {"xlsx", "csv"},
    "running": {"xlsx", "csv"},
    "staff": {"xlsx", "csv"},
}
"""Refused rows go back in what can carry their sheets: only one sheet fits a file with commas."""


def refused_of(kind: str):
    def found(who: law.Who, target: Target) -> bool:
        """The rows of an import that were refused; where all of them could be read there are none."""
        is_read_whole = " layout " in target.of and kind != "running"  # a list of running cases names one nobody knows
        has_refused = target.part in GO_BACK_IN[kind] and not is_read_whole
        return has_refused and imports_of(kind)(who, target)

    return found


def imports_of(kind: str):
    def found(who: law.Who, target: Target) -> bool:
        """An import is of whoever read it, as long as they may import there."""
        _, _, by = target.of.partition(" by ")
        reader, _, place = by.partition(" in ")
        return who.key == reader and may_import(who, kind, place)

    return found


def layouts_of(kind: str):
    def found(who: law.Who, target: Target) -> bool:
        """A layout is of an organisation, in a municipality."""
        _, _, of = target.of.partition(" of ")
        organisation, _, place = of.partition(" in ")
        ours = any(organisation == mine and place in places for _, mine, places in who.posts)
        return ours and may_import(who, kind, place)

    return found


def may_import(who: law.Who, kind: str, place: str) -> bool:
    """Dossiers and running cases into a municipality; homes as one may add them; sponsors into one's own programme.

    People of the own organisation, volunteers too; who keeps the installation lets them in everywhere at once.
    """
    if kind in {"dossiers", "running"}:
        return law.allows(who, "dossier.import", law.Thing(place))
    if kind == "sponsors":
        return groups.coordinates_in(who, place)
    if kind == "staff":
        organisations = frozenset(organisation for _, organisation, places in who.posts if place in places)
        return law.allows(who, "people.manage", law.Thing(place, organisations=organisations, volunteer=True))
    return adds_homes(who, Target("", of=place))


def took_it(who: law.Who, target: Target) -> bool:
    """Emergency access is ended by who took it."""
    return who.key == target.of.partition(" on ")[0]


def judges_it(who: law.Who, target: Target) -> bool:
    """A lead of the municipality who did not take it, while nobody has said anything (decision 19)."""
    taker, _, case = target.of.partition(" on ")
    return who.key != taker and case != "neighbour" and judges_in(who, THINGS[case].place)


def judges_in(who: law.Who, place: str) -> bool:
    """Whether somebody judges the emergency access of a municipality."""
    return any(
        law.MATRIX["access.judge_emergency"][role] == "muni" and place in places for role, _, places in who.posts
    )


TRANSFERS = {
    "busy waits": (HERE, ELSEWHERE),
    "far waits": (ELSEWHERE, HERE),
    "neighbour refused": (HERE, ""),
}
"""Who sees a transfer: who offered it, and the other side while it is not refused (security.md, THREAT-T8)."""


def sees_transfer(who: law.Who, target: Target) -> bool:
    """`muni`, on either side."""
    return any(law.allows(who, "case.transfer", law.Thing(place)) for place in TRANSFERS[target.of] if place)


PRACTISE = {
    "muni_lead",
    "muni_caseworker",
    "muni_planner",
    "partner_caseworker",
    "housing_partner",
    "sponsor_coordinator",
    "sponsor_member",
}
"""Who works on cases or is a sponsor (decision 33). In the town nobody takes part: that is told in `tests/portal`."""


def practises(who: law.Who, target: Target) -> bool:
    """At the organisation that is named, or at any."""
    return any(role in PRACTISE and target.of in {"", place} for role, place, _ in who.posts)


def has_agenda(who: law.Who, _target: Target) -> bool:
    """Whoever can have tasks, or is let in for an appointment, has something to take along (decision 43)."""
    return law.holds(who, "task.read") or any(role == "interpreter" for role, *_ in who.posts)


def anybody(_who: law.Who, _target: Target) -> bool:
    """Whoever has the action at all."""
    return True


RULES = {
    "": anybody,
    "never": lambda _who, _target: False,
    "reads_task": reads_task,
    "household": has_household,
    "is_of_groups": is_of_groups,
    "notes_contacts": notes_contacts,
    "has_schedule": has_schedule,
    "reads_explanations": reads_explanations,
    "records_explanations": records_explanations,
    "reads_support": reads_support,
    "reads_own_support": reads_own_support,
    "reads_caseload": reads_caseload,
    "names_on_concern": names_on_concern,
    "lives_there": lives_there,
    "asked_for_peers": asked_for_peers,
    "is_explained_to": is_explained_to,
    "sees_arrival": sees_arrival,
    "readies_home": readies_home,
    "buys_for_home": buys_for_home,
    "decides_of_home": decides_of_home,
    "says_of_home": says_of_home,
    "plans_arrival": plans_arrival,
    "ticks_arrival": ticks_arrival,
    "reads_reunion": reads_reunion,
    "records_reunion": records_reunion,
    "says_of_reunion": says_of_reunion,
    "is_of_the_household": is_of_the_household,
    "reads_goals": reads_goals,
    "reads_own_goals": reads_own_goals,
    "changes_goal": changes_goal,
    "works_on_it": works_on_it,
    "reads_help": reads_help,
    "makes_referrals": makes_referrals,
    "stops_referral": stops_referral,
    "is_their_own_case": is_their_own_case,
    "wrote_it": wrote_it,
    "keeps_service": keeps_service,
    "works_with_money": works_with_money,
    "reads_money": reads_money,
    "noted_it": noted_it,
    "has_document": has_document,
    "takes_document_back": takes_document_back,
    "changes_document": changes_document,
    "lets_document_go_along": lets_document_go_along,
    "has_somebody_of_17": has_somebody_of_17,
    "is_there_still": is_there_still,
    "speaks_for_all": speaks_for_all,
    "owns_wish": owns_wish,
    "own_case": own_case,
    "whole_log": whole_log,
    "sees_counts": sees_counts,
    "has_figures": has_figures,
    "own_settings": own_settings,
    "has_settings": has_settings,
    "everywhere": everywhere,
    "another": another,
    "wholly_theirs": wholly_theirs,
    "has_link": has_link,
    "has_factor": has_factor,
    "own_app": lambda who, _target: who.key == "lotte",
    "own_codes": lambda who, _target: who.key == "lotte",
    "lets_in": lets_in,
    "leads_case": leads_case,
    "may_ask": may_ask,
    "has_table": has_table,
    "took_it": took_it,
    "judges_it": judges_it,
    "coordinates": lambda who, _target: any(groups.coordinates_in(who, place) for place in groups.RUN_BY),
    "in_group": lambda who, _target: who.key in groups.LOGINS,
    "chooses": chooses,
    "practises": practises,
    "has_agenda": has_agenda,
    "chooses_health": chooses_health,
    "is_moving": is_moving,
    "chooses_to_move": lambda who, target: is_moving(who, target) and chooses(who, target),
    "answers_exception": matches.answers_exception,
    "covered_it": lambda who, target: who.key == target.of,
}


def rule_of(names: str):
    """Who may name a thing of this kind at all."""
    return {
        "person": sees_person,
        "worker": sets_hours,
        "signal": looks_at_signals,
        "signal to take": looks_at_signals,
        "peers to answer": lambda who, target: who.key == target.of,
        "membership": changes_membership,
        "municipality": own_settings,
        "place of a workflow": edits_workflow,
        "task of a workflow": edits_workflow,
        "term of a workflow": edits_workflow,
        "text of a workflow": edits_workflow,
        "place of homes": adds_homes,
        "place of services": adds_service,
        "service": reads_service,
        "service to end": reads_service,
        "place of settings": own_settings,
        "table": sees_table,
        "language": lambda _who, target: target.label != "xx",
        "colour": lambda _who, target: target.label != "xx",
        "logo": lambda who, target: any(target.of in places for *_, places in who.posts),
        "list to keep": lambda _who, target: target.label != "xx",
        "agenda": lambda _who, target: target.of == "living",
        "mail": own_settings,
        "organisation to practise": practises,
        "transfer": sees_transfer,
        "view": lambda who, target: who.key == target.of,
        "dossiers": imports_of("dossiers"),
        "refused dossiers": refused_of("dossiers"),
        "dwellings": imports_of("dwellings"),
        "refused dwellings": refused_of("dwellings"),
        "sponsors": imports_of("sponsors"),
        "layout of dossiers": layouts_of("dossiers"),
        "layout of dwellings": layouts_of("dwellings"),
        "running": imports_of("running"),
        "refused running": refused_of("running"),
        "staff": imports_of("staff"),
        "refused staff": refused_of("staff"),
        "layout of staff": layouts_of("staff"),
        "layout of running": layouts_of("running"),
        "refused sponsors": refused_of("sponsors"),
        "layout of sponsors": layouts_of("sponsors"),
        "group": groups.on_group("group.list"),
        "group to edit": groups.on_group("group.edit"),
        "sponsor to edit": groups.on_sponsor("group.edit", own=True),
        "sponsor to link": groups.on_sponsor("group.edit", own=False),
        "sponsor to screen": groups.on_sponsor("screening.record", own=False),
        "sponsor to train": groups.on_sponsor("training.manage", own=False),
        "seat": groups.on_sponsor("group.edit", own=False),
        "programme": groups.on_programme,
        "programme to match": lambda who, target: matches.sees_match_table(who, target.of),
        "match to propose": matches.on_match("match.propose"),
        "match to reply to": matches.replies,
        "match to check": matches.on_match("match.check"),
        "match to answer for household": matches.answers_for_household,
        "match to answer for group": matches.answers_for_group,
        "match to confirm": matches.on_match("match.confirm"),
        "programme to change": groups.changes_programme,
        "place of programmes": groups.makes_programmes,
    }.get(names, anybody)
