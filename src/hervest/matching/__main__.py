"""`hervest match`: solve, check, explain, simulate, on instance folders."""

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from hervest.matching import certificate, instance, outcome_files
from hervest.matching.certificate import Proof
from hervest.matching.errors import BadInput, MatchingError
from hervest.matching.explain import explain
from hervest.matching.outcome import TOLERANCE, Objective, Solved
from hervest.matching.simulate import simulate
from hervest.matching.solver import solve

DONE, REFUSED, BAD_INPUT, NO_PLAN, UNPROVEN = 0, 1, 2, 3, 4

PROOFS = {Proof.PRICES: "prices alone", Proof.SEARCH: "the checker's own search"}
"""What the checker's own proof of a bound rests on."""

WORDS = {
    "bad_argument": "{because}",
    "bad_field": "field {field!r} is missing or of the wrong kind",
    "bad_over_run": "over_run of {resource!r} at {place!r} is not a whole number of zero or more",
    "bad_unplaced_cost": "unplaced_cost is not a usable number",
    "cannot_simulate": "needs at least one household and one place, a seed of zero or more, a slack above zero",
    "empty_file": "the file is empty",
    "empty_household": "a household without a name",
    "empty_key": "the key is empty",
    "empty_place": "a place without a name",
    "empty_resource": "a resource without a name",
    "lock_on_absent_pair": "lock of {household!r} to {place!r}: this pair is not among the compatible ones",
    "missing_column": "the column is missing",
    "missing_file": "the file is missing",
    "missing_folder": "no such folder",
    "needs_extra": "reading {file} needs the extra `{extra}`, which is not installed; write pairs.csv instead",
    "negative": "{found} is below zero",
    "no_households": "there is no household",
    "no_places": "there is no place",
    "no_resources": "there is no resource",
    "not_a_number": "{found!r} is not a number",
    "not_a_plan": "this folder holds no plan that can be read ({because})",
    "not_finite": "{found!r} is not a finite number",
    "not_true_or_false": "{found!r} is neither true nor false",
    "not_whole": "{found!r} is not a whole number",
    "number_too_large": "{found} is too large",
    "objective_not_available": "objective {objective!r} is not available in this version; use total",
    "one_unplaced_cost_only": "an instance folder holds one unplaced_cost for all households",
    "other_households": "the plan belongs to other households than this instance",
    "ragged_row": "the row is shorter or longer than the header",
    "repeated_column": "the column stands twice",
    "repeated_household": "household {key!r} stands twice",
    "repeated_key": "{key!r} stands twice",
    "repeated_pair": "the pair {key} stands twice",
    "repeated_place": "place {key!r} stands twice",
    "repeated_resource": "resource {key!r} stands twice",
    "unknown_column": "nothing is known of this column",
    "unknown_field": "nothing is known of field {field!r}",
    "unknown_household": "household {key!r} is not known",
    "unknown_place": "place {key!r} is not known",
    "unknown_resource": "resource {key!r} is not known",
    "unreadable_file": "the file cannot be read ({because})",
}
"""English words of this command for every complaint about input; the screens have their own catalogue."""


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are errors like any other."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of leaving the process."""
        raise BadInput("bad_argument", because=message)


def run(argv: Sequence[str]) -> int:
    """Do what the arguments after `hervest match` say; the answer is the exit status.

    0 done or accepted · 1 refused by the checker · 2 bad input · 3 no plan (infeasible, or out of time) ·
    4 a plan that holds, its bound not proven by the checker.
    """
    try:
        arguments = parser().parse_args(argv)
        return int(arguments.command(arguments))
    except MatchingError as error:
        complain(worded(error))
        return BAD_INPUT


def parser() -> Parser:
    """The four commands and their arguments."""
    root = Parser(prog="hervest match", description="Match households with places, provably.")
    commands = root.add_subparsers(required=True, metavar="solve|check|explain|simulate", parser_class=Parser)
    solving = commands.add_parser("solve", help="find the best plan and prove it")
    solving.add_argument("instance", type=Path)
    solving.add_argument("--out", type=Path, required=True)
    solving.add_argument("--time-limit", type=positive, default=300.0, metavar="S")
    solving.add_argument("--gap", type=share, default=TOLERANCE, metavar="G")
    solving.add_argument("--seed", type=whole, default=0, metavar="N")
    solving.add_argument("--objective", choices=[str(each) for each in Objective], default=str(Objective.TOTAL))
    solving.set_defaults(command=run_solve)
    checking = commands.add_parser("check", help="judge a plan without any of the solver's code")
    checking.add_argument("instance", type=Path)
    checking.add_argument("outcome", type=Path)
    checking.set_defaults(command=run_check)
    explaining = commands.add_parser("explain", help="say why a household stands where it stands")
    explaining.add_argument("instance", type=Path)
    explaining.add_argument("outcome", type=Path)
    explaining.add_argument("--household", required=True)
    explaining.add_argument("--why-not", metavar="PLACE")
    explaining.set_defaults(command=run_explain)
    simulating = commands.add_parser("simulate", help="write an invented instance")
    simulating.add_argument("--households", type=whole, required=True)
    simulating.add_argument("--places", type=whole, required=True)
    simulating.add_argument("--seed", type=whole, required=True)
    simulating.add_argument("--slack", type=positive, default=1.15)
    simulating.add_argument("--out", type=Path, required=True)
    simulating.set_defaults(command=run_simulate)
    return root


def positive(text: str) -> float:
    """A number above zero."""
    value = float(text)
    if not 0 < value < float("inf"):
        raise ValueError(text)
    return value


def share(text: str) -> float:
    """A number from 0 to 1."""
    value = float(text)
    if not 0 <= value <= 1:
        raise ValueError(text)
    return value


def whole(text: str) -> int:
    """A whole number that fits a seed."""
    value = int(text)
    if not 0 <= value < 2**31:
        raise ValueError(text)
    return value


def run_solve(arguments: argparse.Namespace) -> int:
    """Solve, write the outcome, say it in five lines."""
    problem = instance.read(arguments.instance)
    outcome = solve(
        problem,
        time_limit_s=arguments.time_limit,
        gap=arguments.gap,
        seed=arguments.seed,
        objective=arguments.objective,
    )
    outcome_files.write(outcome, arguments.out)
    if isinstance(outcome, Solved):
        say(str(outcome))
        return DONE
    complain(str(outcome))
    return NO_PLAN


def run_check(arguments: argparse.Namespace) -> int:
    """Judge; the first broken rule with household and place goes to standard error."""
    instance.read(arguments.instance)  # only for its complaints: the judge reads the files again, by itself
    facts = certificate.facts_in(arguments.instance)
    try:
        claim = certificate.claim_in(arguments.outcome)
    except (OSError, ValueError, LookupError, csv.Error, RecursionError) as error:
        raise BadInput("not_a_plan", file=str(arguments.outcome), because=f"{type(error).__name__}: {error}") from None
    verdict = certificate.judge(facts, claim)
    if verdict.broken:
        broken = verdict.broken
        complain(
            f"refused: {broken.code} household={broken.household!r} place={broken.place!r} {broken.detail}".rstrip()
        )
        return REFUSED
    if not verdict.is_proven:
        what = "optimality" if claim.status == "optimal" else f"bound {claim.bound:.9g}"
        say(f"feasible, objective {verdict.objective:.9g}; {what} not proven by the checker")
        say(f"prices prove {verdict.price_bound:.9g}")
        return UNPROVEN
    by = PROOFS[verdict.proof]
    say(f"accepted: {claim.status}, objective {verdict.objective:.9g}, bound {claim.bound:.9g} ({by})")
    say(f"prices prove {verdict.price_bound:.9g}")
    return DONE


def run_explain(arguments: argparse.Namespace) -> int:
    """Print the explanation of one household as JSON."""
    problem = instance.read(arguments.instance)
    problem.household_no(arguments.household)
    asked = None if arguments.why_not is None else [arguments.why_not]
    outcome = outcome_files.read(problem, arguments.outcome)
    shown = explain(problem, outcome, arguments.household, why_not=asked)
    say(json.dumps(shown.as_json(), indent=1, ensure_ascii=False))
    return DONE


def run_simulate(arguments: argparse.Namespace) -> int:
    """Write an invented instance and print its fingerprint."""
    problem = simulate(
        households=arguments.households, places=arguments.places, seed=arguments.seed, slack=arguments.slack
    )
    instance.write(problem, arguments.out, source=f"simulated, seed {arguments.seed}, slack {arguments.slack}")
    say(f"sha256 {instance.fingerprint(arguments.out)}")
    return DONE


def worded(error: MatchingError) -> str:
    """A complaint: file, row, column, then what is wrong."""
    where = [f"{name} {error.params[name]}" for name in ("row", "column") if name in error.params]
    if "file" in error.params:
        where.insert(0, str(error.params["file"]))
    what = WORDS[error.code].format(**error.params) if error.code in WORDS else str(error)
    return ": ".join(part for part in (", ".join(where), what) if part) + f" [{error.code}]"


def say(text: str) -> None:
    """A line on standard output."""
    sys.stdout.write(text + "\n")


def complain(text: str) -> None:
    """A line on standard error."""
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
