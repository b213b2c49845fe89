"""Who lives in the town of this test beside the cast, and in which relation everybody stands to which case."""

from accounts.law import MATRIX, Thing, Who
from hervest.accounts.vocabulary import OrganisationKind, Role
from hervest.journey.vocabulary import TeamRole
from people import CAST, ELSEWHERE, HERE, ORGANISATIONS

MORE_ORGANISATIONS = {
    "meerwonen": ("Meerwonen", OrganisationKind.HOUSING_ASSOCIATION, [ELSEWHERE]),
    "nieuwestap": ("Nieuwe Stap", OrganisationKind.GUIDANCE, [ELSEWHERE]),
}
ALL_ORGANISATIONS = ORGANISATIONS | MORE_ORGANISATIONS

ENDED, IN_FORCE = (-400, -1), (-400, 400)

MORE = {
    "rasha": ("rasha", (("gemeente", HERE, Role.NEWCOMER_ADULT, IN_FORCE),)),
    "oud": ("oud", (("gemeente", HERE, Role.MUNI_CASEWORKER, ENDED),)),
    "tess": (
        "tess",
        (
            ("gemeente", HERE, Role.MUNI_CASEWORKER, ENDED),
            ("havermeer", ELSEWHERE, Role.MUNI_CASEWORKER, IN_FORCE),
        ),
    ),
    "nour": ("nour", (("gemeente", HERE, Role.MUNI_CASEWORKER, IN_FORCE),)),
    "ilse": ("ilse", (("havermeer", ELSEWHERE, Role.MUNI_CASEWORKER, IN_FORCE),)),
    "mila": ("mila", (("meerwonen", ELSEWHERE, Role.HOUSING_PARTNER, IN_FORCE),)),
    "vik": ("vik", (("nieuwestap", ELSEWHERE, Role.SPONSOR_MEMBER, IN_FORCE),)),
    "yusuf": ("yusuf", (("havermeer", ELSEWHERE, Role.NEWCOMER_ADULT, IN_FORCE),)),
}
"""Key -> name and memberships: a second newcomer, whose membership ended yesterday, who moved on, who was invited."""

PEOPLE = (*CAST, *MORE, "nobody")
IN_EMERGENCY = {"lotte in emergency": "lotte", "sander in emergency": "sander"}
"""A visit in which emergency access was taken: of a case that it opened, and of one whose lead called it not right."""

ASKING = (*(key for key in PEOPLE if key != "nour"), *IN_EMERGENCY)
"""Who asks: everybody but who was invited and has no password yet, and the visits in an emergency."""

ENDED_ONLY = {"oud"}
"""They have no role today: to the product they are nobody, and logged out at once."""

NEWCOMER_OF = {"samir": 1, "rasha": 2, "jamila": 3, "yusuf": 1}
REFERRED = {"gijs": 2}
BOOKED = {"tolk": 1}
MEMBER = NEWCOMER_OF | REFERRED | BOOKED

OWNS = {"samir": {0, 1, 4}, "rasha": {0, 2, 4}, "jamila": {3}, "yusuf": {0, 1, 4}}
"""What is theirs: a grown-up's own, what is of all of them, and of a child under 16; a minor of 17 owns only that."""

TEAMS = {
    "busy": {
        "sander": TeamRole.CASE_LEAD,
        "anouk": TeamRole.GUIDE_COORDINATOR,
        "ruben": TeamRole.HOUSING_ASSOCIATION,
        "carla": TeamRole.COA_LIAISON,
        "gijs": TeamRole.GP,
        "tolk": TeamRole.INTERPRETER,
        "samir": TeamRole.NEWCOMER,
        "rasha": TeamRole.NEWCOMER,
        "jamila": TeamRole.NEWCOMER,
        "fenna": TeamRole.SPONSOR_COORDINATOR,
        "saskia": TeamRole.SPONSOR,
        "oud": TeamRole.INCOME_OFFICER,
        "tess": TeamRole.CIVIC_OFFICER,
    },
    "neighbour": {"lotte": TeamRole.CASE_LEAD},
    "left": {
        "lotte": TeamRole.CASE_LEAD,
        "sander": TeamRole.INCOME_OFFICER,
        "anouk": TeamRole.GUIDE,
        "ruben": TeamRole.HOUSING_ASSOCIATION,
        "gijs": TeamRole.GP,
        "tolk": TeamRole.INTERPRETER,
        "carla": TeamRole.COA_LIAISON,
        "samir": TeamRole.NEWCOMER,
        "saskia": TeamRole.SPONSOR,
    },
    "closed": {
        "sander": TeamRole.CASE_LEAD,
        "anouk": TeamRole.GUIDE_COORDINATOR,
        "ruben": TeamRole.HOUSING_ASSOCIATION,
        "gijs": TeamRole.GP,
        "tolk": TeamRole.INTERPRETER,
    },
    "far": {
        "hatice": TeamRole.CASE_LEAD,
        "wim": TeamRole.GUIDE_COORDINATOR,
        "mila": TeamRole.HOUSING_ASSOCIATION,
        "yusuf": TeamRole.NEWCOMER,
        "vik": TeamRole.SPONSOR,
    },
    "far neighbour": {"ilse": TeamRole.CASE_LEAD},
    "far left": {
        "ilse": TeamRole.CASE_LEAD,
        "hatice": TeamRole.INCOME_OFFICER,
        "wim": TeamRole.GUIDE,
        "yusuf": TeamRole.NEWCOMER,
    },
    "far closed": {"hatice": TeamRole.CASE_LEAD, "wim": TeamRole.GUIDE_COORDINATOR},
}
"""Case -> who stands in its team as what; in a case that is `left` everybody's part but its lead's ended yesterday.

A referral and an appointment ended with the case that is `closed`.
"""

SERVICES = {HERE: "wegwijs", ELSEWHERE: "havermeer"}
"""Who keeps the service that stands in the map of each place."""

MANDATED = {"far": {"wim"}, "far closed": {"wim"}}
"""Who of a partner reads the money of which household, for somebody of its municipality recorded it."""

PEERS = {"busy": ("samir", "sander"), "far": ("yusuf", "hatice")}
"""Who asked to meet others, in which household, and whom they chose to read it."""

PLACES = {name: ELSEWHERE if name.startswith("far") else HERE for name in TEAMS} | {
    "own": HERE,
    "new": HERE,
    "far new": ELSEWHERE,
}
CLOSED = {"closed", "far closed"}
LEFT = {"left", "far left"}
DISCLOSED = {"fenna": 3, "saskia": 3, "vik": 2}
"""How far a match told them: 2 first names for the introduction, 3 it is confirmed (sponsorship.md, 6.5)."""

CONFIRMED = 3
"""From here on they stand to the case itself; before, only their card tells of a household."""


def posts_of(key: str) -> tuple[tuple[str, str, frozenset[str]], ...]:
    """The memberships in force today, as the law's oracle knows them; in an emergency one more (decision 19)."""
    if key in IN_EMERGENCY:
        mine = posts_of(IN_EMERGENCY[key])
        may_take = [post for post in mine if MATRIX["access.break_glass"][post[0]] == "muni"]
        return (*mine, *(("emergency", organisation, places) for _, organisation, places in may_take))
    if key in CAST:
        _, organisation, place, roles = CAST[key]
        return tuple((role.value, organisation, frozenset({place} if place else ())) for role in roles)
    if key == "nobody":
        return ()
    return tuple(
        (role.value, organisation, frozenset({place}))
        for organisation, place, role, days in MORE[key][1]
        if days == IN_FORCE
    )


def who_is(key: str) -> Who:
    """Somebody as the oracle knows them; who has no role today is nobody."""
    return Who("" if not posts_of(key) else IN_EMERGENCY.get(key, key), posts_of(key))


LOOKED = {"busy": {"lotte"}, "far": {"ilse"}}
"""Whose emergency access is open: the log of one's own household says who looked (decision 19)."""

WORKING = {
    TeamRole.CASE_LEAD,
    TeamRole.INCOME_OFFICER,
    TeamRole.CIVIC_OFFICER,
    TeamRole.GUIDE_COORDINATOR,
    TeamRole.GUIDE,
    TeamRole.HOUSING_ASSOCIATION,
}


def thing_of(name: str) -> Thing:
    """What the oracle knows of a case: written down here, and not asked of the product."""
    if name == "own":
        return Thing(HERE, team=frozenset({"marieke"}), named=frozenset({"marieke"}))
    team = TEAMS[name] if name not in LEFT else {key: role for key, role in TEAMS[name].items() if role == "case_lead"}

    def those(*roles: TeamRole) -> frozenset[str]:
        return frozenset(key for key, role in team.items() if role in roles)

    groups = those(TeamRole.SPONSOR, TeamRole.SPONSOR_COORDINATOR)
    matched = frozenset(key for key in groups if DISCLOSED[key] >= CONFIRMED)
    return Thing(
        PLACES[name],
        team=those(*WORKING),
        named=those(TeamRole.CASE_LEAD),
        organisations=frozenset({"wegwijs"}) if "fenna" in team else frozenset(),
        handed=those(TeamRole.COA_LIAISON),
        referred=those(TeamRole.GP) if name not in CLOSED else frozenset(),
        booked=those(TeamRole.INTERPRETER) if name not in CLOSED else frozenset(),
        selves=those(TeamRole.NEWCOMER),
        addressed=those(TeamRole.NEWCOMER) | matched,
        matched=matched,
        opened=frozenset(LOOKED.get(name, ())),
        mandated=frozenset(MANDATED.get(name, ())),
    )


NEW = ("new", "far new")
CASES = (*TEAMS, "own", *NEW)
THINGS = {name: thing_of(name) for name in (*TEAMS, "own")} | {
    "new": Thing(HERE, named=frozenset({"marieke", "lena"})),
    "far new": Thing(ELSEWHERE, team=frozenset({"hatice"}), named=frozenset({"hatice"})),
}
"""What files brought in. Nobody coordinates `new`, so its municipality's leads are named on it; `far new` whoever
brought it in, a caseworker.
"""

HOUSEHOLDS = tuple(name for name in CASES if name != "own")
