"""The instance folder: a problem as four files, joined by key and never by position."""

import csv
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hervest.matching.errors import BadInput
from hervest.matching.problem import LARGEST, PairOfIds, Problem
from hervest.matching.table import Line, lines

INSTANCE, HOUSEHOLDS, PLACES, PAIRS = "instance.json", "households.csv", "places.csv", "pairs.csv"
PARQUET = "pairs.parquet"
FIELDS = {"resources", "source", "lock", "forbid", "unplaced_cost", "over_run"}


@dataclass(frozen=True, slots=True)
class Header:
    """What instance.json says."""

    resources: tuple[str, ...]
    lock: tuple[PairOfIds, ...]
    forbid: tuple[PairOfIds, ...]
    unplaced_cost: float
    over_run: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Households:
    """What households.csv says."""

    ids: list[str]
    need: list[list[int]]
    must_place: list[bool]
    groups: list[str] | None


def read(folder: Path) -> Problem:
    """The problem in a folder. Raises: BadInput with file, row and column; nothing is repaired or passed over."""
    if not folder.is_dir():
        raise BadInput("missing_folder", file=str(folder))
    header = read_header(folder / INSTANCE)
    households = read_households(folder / HOUSEHOLDS, header.resources)
    place_ids, capacity = read_places(folder / PLACES, header.resources)
    score = read_pairs(folder, households.ids, place_ids)
    try:
        return Problem.from_arrays(
            households.ids,
            place_ids,
            score,
            households.need,
            capacity,
            header.resources,
            groups=households.groups,
            must_place=households.must_place,
            unplaced_cost=header.unplaced_cost,
            over_run=header.over_run,
            locks=header.lock,
            forbids=header.forbid,
        )
    except BadInput as error:
        raise BadInput(error.code, **{"file": INSTANCE, **error.params}) from None


def read_header(path: Path) -> Header:
    """instance.json, every field checked for its kind."""
    fields = read_json(path)
    unknown = sorted(set(fields) - FIELDS)
    if unknown:
        raise BadInput("unknown_field", file=path.name, field=unknown[0])
    resources = fields.get("resources")
    if not is_list_of_text(resources) or not resources:
        raise BadInput("bad_field", file=path.name, field="resources")
    cost = fields.get("unplaced_cost", 0)
    if isinstance(cost, bool) or not isinstance(cost, int | float) or not -LARGEST <= cost <= LARGEST:
        raise BadInput("bad_field", file=path.name, field="unplaced_cost")
    over_run = fields.get("over_run", {})
    if not isinstance(over_run, dict) or not all(isinstance(by, dict) for by in over_run.values()):
        raise BadInput("bad_field", file=path.name, field="over_run")
    return Header(
        resources=tuple(resources),
        lock=pairs_of_ids(path, fields, "lock"),
        forbid=pairs_of_ids(path, fields, "forbid"),
        unplaced_cost=float(cost),
        over_run=over_run,
    )


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object; a key that stands twice is refused."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=once(path.name))
    except FileNotFoundError:
        raise BadInput("missing_file", file=path.name) from None
    except (OSError, ValueError, RecursionError) as error:
        raise BadInput("unreadable_file", file=path.name, because=type(error).__name__) from None
    if not isinstance(fields, dict):
        raise BadInput("bad_field", file=path.name, field="")
    return fields


def once(file: str) -> Any:
    """A JSON hook that refuses a key given twice in one object."""

    def check(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            keys = [key for key, _ in pairs]
            raise BadInput("repeated_key", file=file, key=next(key for key in keys if keys.count(key) > 1))
        return fields

    return check


def is_list_of_text(value: object) -> bool:
    """Whether a JSON value is a list of texts."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def pairs_of_ids(path: Path, fields: dict[str, Any], field: str) -> tuple[PairOfIds, ...]:
    """A list of [household, place]."""
    pairs = fields.get(field, [])
    if not isinstance(pairs, list) or not all(is_list_of_text(pair) and len(pair) == 2 for pair in pairs):  # noqa: PLR2004 -- a pair
        raise BadInput("bad_field", file=path.name, field=field)
    return tuple((household, place) for household, place in pairs)


def read_households(path: Path, resources: tuple[str, ...]) -> Households:
    """households.csv: every household once, with its needs."""
    columns = [f"need_{resource}" for resource in resources]
    rows = list(lines(path, ["household", *columns], {"must_place", "group"}.__contains__))
    has_groups = bool(rows) and "group" in rows[0].cells
    return Households(
        ids=keys(path, rows, "household"),
        need=[[line.units(column) for column in columns] for line in rows],
        must_place=["must_place" in line.cells and line.is_true("must_place") for line in rows],
        groups=[line.cells["group"] for line in rows] if has_groups else None,
    )


def read_places(path: Path, resources: tuple[str, ...]) -> tuple[list[str], list[list[int]]]:
    """places.csv: every place once, with its capacities."""
    columns = [f"capacity_{resource}" for resource in resources]
    rows = list(lines(path, ["place", *columns]))
    return keys(path, rows, "place"), [[line.units(column) for column in columns] for line in rows]


def keys(path: Path, rows: list[Line], column: str) -> list[str]:
    """The keys of a table, at least one, each once."""
    if not rows:
        raise BadInput(f"no_{column}s", file=path.name)
    first: dict[str, int] = {}
    for line in rows:
        key = line.key(column)
        if key in first:
            raise line.wrong("repeated_key", column, key=key, first_row=first[key])
        first[key] = line.row
    return list(first)


def read_pairs(folder: Path, household_ids: list[str], place_ids: list[str]) -> np.ndarray[Any, Any]:
    """Scores H x M; NaN where no pair stands."""
    if not (folder / PAIRS).exists() and (folder / PARQUET).exists():
        raise BadInput("needs_extra", file=PARQUET, extra="parquet")
    household_of = {name: at for at, name in enumerate(household_ids)}
    place_of = {name: at for at, name in enumerate(place_ids)}
    score = np.full((len(household_ids), len(place_ids)), np.nan)
    for line in lines(folder / PAIRS, ["household", "place", "score"]):
        at = line.known("household", household_of), line.known("place", place_of)
        if not np.isnan(score[at]):
            raise line.wrong("repeated_pair", "place", key=f"{line.cells['household']}, {line.cells['place']}")
        score[at] = line.number("score")
    return score


def write(problem: Problem, folder: Path, *, source: str = "") -> None:
    """The problem as an instance folder that `read` gives back unchanged."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / INSTANCE).write_text(json.dumps(header_of(problem, source), indent=1) + "\n", encoding="utf-8")
    extra = ["must_place"] if problem.must_place.any() else []
    extra += ["group"] if problem.groups else []
    write_table(
        folder / HOUSEHOLDS,
        ["household", *(f"need_{resource}" for resource in problem.resources), *extra],
        (household_row(problem, at, extra) for at in range(len(problem.household_ids))),
    )
    write_table(
        folder / PLACES,
        ["place", *(f"capacity_{resource}" for resource in problem.resources)],
        ([name, *units.tolist()] for name, units in zip(problem.place_ids, problem.capacity, strict=True)),
    )
    pairs = np.argwhere(~np.isnan(problem.score))
    write_table(
        folder / PAIRS,
        ["household", "place", "score"],
        ([problem.household_ids[h], problem.place_ids[m], str(problem.score[h, m])] for h, m in pairs),
    )


def header_of(problem: Problem, source: str) -> dict[str, object]:
    """instance.json of a problem. Raises: BadInput when the households differ in what leaving them out costs."""
    if (problem.unplaced_cost != problem.unplaced_cost[0]).any():
        raise BadInput("one_unplaced_cost_only", file=INSTANCE, field="unplaced_cost")
    return {
        "resources": list(problem.resources),
        "source": source,
        "lock": [[problem.household_ids[h], problem.place_ids[m]] for h, m in problem.locks],
        "forbid": [[problem.household_ids[h], problem.place_ids[m]] for h, m in problem.forbids],
        "unplaced_cost": float(problem.unplaced_cost[0]),
        "over_run": {
            place: {name: int(units) for name, units in zip(problem.resources, row, strict=True) if units}
            for place, row in zip(problem.place_ids, problem.over_run, strict=True)
            if row.any()
        },
    }


def household_row(problem: Problem, at: int, extra: list[str]) -> list[object]:
    """One row of households.csv."""
    values = {
        "must_place": str(bool(problem.must_place[at])).lower(),
        "group": problem.groups[at] if problem.groups else "",
    }
    return [problem.household_ids[at], *problem.need[at].tolist(), *(values[column] for column in extra)]


def write_table(path: Path, header: list[str], rows: Iterable[Iterable[object]]) -> None:
    """A CSV file with a header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def fingerprint(folder: Path) -> str:
    """SHA-256 over the four files in a fixed order: two folders with the same one hold the same instance."""
    digest = hashlib.sha256()
    for name in (INSTANCE, HOUSEHOLDS, PLACES, PAIRS):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()
