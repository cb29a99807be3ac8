#!/usr/bin/env python3
"""Compares traversals of `rocade traffic` with what SUMO made of the same trips.

    tools/compare_truth.py OUT.csv TRUTH.csv.gz… [--links LINKS.csv.gz] [--turns TURNS.csv.gz]

OUT      trip,link,enter_s,exit_s
TRUTH    trip,…,arrival_s: files of ../shared/reference/traffic; the first one is taken for the truth
         (give poa.10000.micro.truth.csv.gz first), the others are judged beside OUT
--links  the truth's own traversals (tools/sumo_passages.py): where time is lost
--turns  movements (tools/poa_signals.py), to tell turns and rights of way apart

A trip's time counts from its depart_s in the routes' file, waiting before the first link included.
"""

import argparse
import math
from pathlib import Path

import sumo_city

# A link counts as spilled back in an hour when more vehicles stood on it at once than this share of
# what it holds at a jam spacing of 7.5 m, SUMO's.
FULL, SPACING = 0.9, 7.5


def departures(truth):
    """When each trip wants to start, from the routes that belong to a file poa.N.….truth.csv.gz."""
    routes = ".".join(Path(truth).name.split(".")[:2]) + ".routes.csv.gz"
    return {row["trip"]: float(row["depart_s"])
            for row in sumo_city.rows(sumo_city.reference() / routes)}


def truth_times(path, departs):
    """Seconds from wanted departure to arrival by trip."""
    return {row["trip"]: float(row["arrival_s"]) - departs[row["trip"]]
            for row in sumo_city.rows(path)}


def read_passages(path):
    """Traversals by trip: lists of (link, enter, exit), None where unknown."""
    trips = {}
    for row in sumo_city.rows(path):
        trips.setdefault(row["trip"], []).append((
            row["link"], float(row["enter_s"]) if row["enter_s"] else None,
            float(row["exit_s"]) if row["exit_s"] else None))
    return trips


def median(values):
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def agreement(times, truth):
    """How near times by trip are to the truth, over the trips that both know."""
    trips = [trip for trip in truth if trip in times]
    ours, real = [times[trip] for trip in trips], [truth[trip] for trip in trips]
    errors = [a - b for a, b in zip(ours, real)]
    count = len(trips)
    mean, real_mean = sum(ours) / count, sum(real) / count
    spread = math.sqrt(sum((a - mean) ** 2 for a in ours))
    real_spread = math.sqrt(sum((b - real_mean) ** 2 for b in real))
    together = sum((a - mean) * (b - real_mean) for a, b in zip(ours, real))
    return {
        "trips": count, "mean_s": mean, "bias_s": mean - real_mean,
        "mae_s": sum(abs(e) for e in errors) / count,
        "rmse_s": math.sqrt(sum(e * e for e in errors) / count),
        "median_ae_s": median(abs(e) for e in errors),
        "correlation": together / (spread * real_spread) if spread * real_spread else 0.0,
    }


class Places:
    """What is known of links and movements."""

    def __init__(self, turns):
        folder = sumo_city.reference()
        kinds = {row["node"]: row["type"] for row in sumo_city.rows(folder / "poa.nodes.csv.gz")}
        self.free, self.kind, self.holds = {}, {}, {}
        for row in sumo_city.rows(folder / "poa.links.csv.gz"):
            length = float(row["length_m"])
            self.free[row["link"]] = length / float(row["speed_mps"])
            self.kind[row["link"]] = kinds[row["to_node"]]
            self.holds[row["link"]] = max(1.0, length * int(row["lanes"]) / SPACING)
        self.turn = {}
        for row in sumo_city.rows(turns) if turns else []:
            self.turn[row["from_link"], row["to_link"]] = (row["dir"], row["state"])


def losses(trips, places):
    """Sum and number of the delays on links, by place; a delay is time beyond length / speed."""
    table = {}
    for passages in trips.values():
        for number, (link, enter, leave) in enumerate(passages):
            if enter is None or leave is None:
                continue
            following = passages[number + 1][0] if number + 1 < len(passages) else None
            direction, state = places.turn.get((link, following), ("-", "-"))
            where = "end of route" if following is None else f"{places.kind[link]} {state}"
            delay = leave - enter - places.free[link]
            for key in (("junction", where), ("turn", direction),
                        ("both", f"{where} {direction}")):
                entry = table.setdefault(key, [0, 0.0])
                entry[0] += 1
                entry[1] += delay
    return table


def spilled_back(trips, places):
    """Links that were full at some time, and link-hours in which they were."""
    by_link = {}
    for passages in trips.values():
        for link, enter, leave in passages:
            if enter is not None and leave is not None:
                by_link.setdefault(link, []).extend(((enter, 1), (leave, -1)))
    hours = set()
    for link, changes in by_link.items():
        inside = 0
        for time, change in sorted(changes):
            inside += change
            if change > 0 and inside >= max(2, FULL * places.holds[link]):
                hours.add((link, int(time // 3600)))
    return len({link for link, _ in hours}), len(hours)


def show_losses(ours, real, places):
    """Prints where time is lost, the largest differences first."""
    mine, theirs = losses(ours, places), losses(real, places)
    for topic, title in (("junction", "junction and right of way at the link's end"),
                         ("turn", "direction of the turn at its end"),
                         ("both", "both, the 20 largest differences")):
        print(f"\n{title:44} {'number':>8} {'OUT s':>8} {'truth s':>8} {'difference, h':>14}")
        keys = [key for key in theirs if key[0] == topic]
        table = []
        for key in keys:
            count, total = theirs[key]
            own_count, own_total = mine.get(key, (0, 0.0))
            table.append((key[1], count, own_total / max(own_count, 1), total / count,
                          (own_total - total) / 3600))
        table.sort(key=lambda line: line[4])
        if topic == "both":
            table = sorted(table, key=lambda line: -abs(line[4]))[:20]
        for name, count, own, true, hours in table:
            print(f"{name:44} {count:8} {own:8.2f} {true:8.2f} {hours:14.1f}")
    for name, trips in (("OUT", ours), ("truth", real)):
        links, hours = spilled_back(trips, places)
        print(f"\nspilled back in {name}: {links} links, {hours} link-hours", end="")
    print()


def show_links(ours, real, places):
    """Prints the links with the largest differences of time lost on them."""
    def by_link(trips):
        sums = {}
        for passages in trips.values():
            for link, enter, leave in passages:
                if enter is not None and leave is not None:
                    sums[link] = sums.get(link, 0.0) + leave - enter - places.free[link]
        return sums
    mine, theirs = by_link(ours), by_link(real)
    known = sorted(mine.keys() | theirs.keys(),
                   key=lambda link: -abs(mine.get(link, 0) - theirs.get(link, 0)))
    print(f"\n{'link, the 25 largest differences':44} {'':>8} {'OUT h':>8} {'truth h':>8}")
    for link in known[:25]:
        print(f"{link + ' to ' + places.kind[link]:44} {'':>8} {mine.get(link, 0) / 3600:8.2f} "
              f"{theirs.get(link, 0) / 3600:8.2f}")


def main():
    parser = argparse.ArgumentParser(description="OUT beside SUMO, against the first TRUTH")
    parser.add_argument("out")
    parser.add_argument("truth", nargs="+")
    parser.add_argument("--links", help="traversals of the truth")
    parser.add_argument("--turns", help="movements")
    options = parser.parse_args()
    if sumo_city.reference() is None:
        print("skipped: there is no ../shared/reference/traffic; name it by ROCADE_REFERENCE")
        return
    departs = departures(options.truth[0])
    truth = truth_times(options.truth[0], departs)
    passages = read_passages(options.out)
    arrived = {trip: steps[-1][2] - departs[trip]
               for trip, steps in passages.items() if steps[-1][2] is not None}
    columns = [(Path(options.out).name, arrived)]
    columns += [(Path(path).name.replace(".truth.csv.gz", ""), truth_times(path, departs))
                for path in options.truth]
    figures = [(name, agreement(times, truth)) for name, times in columns]
    print(f"{'':14}" + "".join(f"{name[-18:]:>20}" for name, _ in figures))
    for key in figures[0][1]:
        digits = 0 if key == "trips" else 3 if key == "correlation" else 1
        print(f"{key:14}" + "".join(f"{values[key]:20.{digits}f}" for _, values in figures))
    if options.links:
        places = Places(options.turns)
        real = read_passages(options.links)
        show_losses(passages, real, places)
        show_links(passages, real, places)


if __name__ == "__main__":
    main()
