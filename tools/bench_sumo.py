#!/usr/bin/env python3
"""Drives one city's trips through SUMO's mesoscopic modes and through `rocade traffic`, in turn.

    tools/bench_sumo.py [--trips 10000 50000] [--repeat N] [--json-file FILE]

The same links, signals and routes (../shared/reference/traffic, or ROCADE_REFERENCE); every run is a
process of its own, and what it took is what the kernel says that the child took (user + system).
Loading is measured by a run that ends with its first second, and subtracted, as the reference does it;
`rocade traffic` says itself what reading took. SUMO reads routes while it drives; the column "strict"
takes that off its driving too, by a run that reads all routes ahead. Machines are noisy, so the modes
take turns and each figure is the median of its repetitions. A run of SUMO that is not done after
--limit CPU seconds (with junction control, 50,000 trips lock the city up) is ended, and counts as if it
had been done then: its ratio is a lower bound. Ends with 1 when a bar is missed.

Each of SUMO's modes is held against the run of ours that models as much. Its default knows neither
signals nor who yields, only queues and their room: against it, `rocade traffic` with the links alone.
Its junction control knows both: against it, ours with signals, turns and who yields, which costs more.
The column "full" holds every mode against that second run.
"""

import argparse
import json
import os
import platform
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import sumo_city

MESO = ["--mesosim"]
QUEUES = "rocade traffic, links alone"
JUNCTIONS = "rocade traffic, signals and yields"
# Name, what SUMO is told, which run of ours models as much, and the bars of the simulation and of the
# whole process, or None.
MODES = [
    ("SUMO meso, junction control", MESO + ["--meso-junction-control"], JUNCTIONS, None, None),
    ("SUMO meso, default", MESO, QUEUES, 30.0, 15.0),
    ("SUMO meso, one segment a link", MESO + ["--meso-edgelength", "100000"], QUEUES, 15.0, None),
]
PEER = {name: ours for name, _, ours, _, _ in MODES} | {QUEUES: QUEUES, JUNCTIONS: JUNCTIONS}
QUIET = ["--no-step-log", "--no-warnings"]


def measured(command, limit=None, **options):
    """Runs a command; CPU seconds and peak memory of that child, and what it printed or None.

    It printed None when it was ended after `limit` CPU seconds.
    """
    if limit is not None:
        options["preexec_fn"] = lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(command, stdout=out, stderr=err, **options)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if limit is not None and child.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
            return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, None
        if child.returncode != 0:
            lines = err.read().decode(errors="replace").strip().splitlines()
            sumo_city.fail(f"{Path(command[0]).name} ended with {child.returncode}: {lines[-1:]}")
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, out.read().decode()


def sumo_run(options, net, routes, statistics_file, limit):
    """One measurement of SUMO: loading alone, that and all routes, then the whole."""
    base = [sumo_city.binary("sumo"), "-n", str(net), "-r", str(routes)] + QUIET + options
    environment = sumo_city.environment()
    load, _, _ = measured(base + ["--end", "1"], env=environment)
    ahead, _, _ = measured(base + ["--end", "1", "--route-steps", "0"], env=environment)
    whole, memory, text = measured(
        base + ["--statistic-output", str(statistics_file)], limit, env=environment)
    left = teleports = float("nan")
    if text is not None:
        tree = sumo_city.ElementTree.parse(statistics_file)
        vehicles = tree.find("vehicles")
        left = int(vehicles.get("running")) + int(vehicles.get("waiting"))
        teleports = int(tree.find("teleports").get("total"))
    return {
        "load_cpu_s": load, "sim_cpu_s": max(whole - load, 0.01), "whole_cpu_s": whole,
        "strict_cpu_s": max(whole - max(load, ahead), 0.01),
        "peak_rss": memory, "left": left,
        "teleports": teleports, "is_done": text is not None,
    }


def rocade_run(program, folder, trips, output, junctions):
    """One measurement of our engine, with or without signals, turns and who yields."""
    reference = sumo_city.reference()
    command = [str(program), "traffic", str(reference / "poa.links.csv.gz"),
               str(reference / f"poa.{trips}.routes.csv.gz"), "-o", str(output), "--json"]
    if junctions:
        command += ["--turns", str(folder / "turns.csv.gz"), "--yields", str(folder / "yields.csv.gz")]
    whole, memory, text = measured(command)
    summary = json.loads(text)
    return {
        "load_cpu_s": summary["load_cpu_s"], "sim_cpu_s": max(summary["sim_cpu_s"], 0.001),
        "strict_cpu_s": max(summary["sim_cpu_s"], 0.001),
        "output_cpu_s": summary["output_cpu_s"], "whole_cpu_s": whole, "peak_rss": memory,
        "left": summary["vehicles"] - summary["arrived"],
        "teleports": summary["gridlock_moves"], "link_entries": summary["link_entries"],
    }


def medians(runs):
    """The median of each figure over repetitions."""
    figures = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
    return figures | {"is_done": all(run.get("is_done", True) for run in runs)}


def measure(trips, options, net, folder):
    """All modes in turn, so many times; figures by mode."""
    repeat = max(1, options.repeat)
    routes = folder / f"poa.{trips}.rou.xml"
    if not routes.is_file():
        sumo_city.write_routes(trips, routes)
    runs = {}
    for turn in range(repeat):
        for name, mode, _, _, _ in MODES:
            print(f"{trips} trips, turn {turn + 1} of {repeat}: {name}", file=sys.stderr)
            runs.setdefault(name, []).append(
                sumo_run(mode, net, routes, folder / "statistics.xml", options.limit))
        for name in (QUEUES, JUNCTIONS):
            print(f"{trips} trips, turn {turn + 1} of {repeat}: {name}", file=sys.stderr)
            runs.setdefault(name, []).append(rocade_run(
                options.rocade, folder, trips, folder / "passages.csv", name == JUNCTIONS))
    figures = {name: medians(of_mode) for name, of_mode in runs.items()}
    entries = sum(
        len(row["links"].split())
        for row in sumo_city.rows(sumo_city.reference() / f"poa.{trips}.routes.csv.gz"))
    for figure in figures.values():
        figure["link_entries"] = int(figure.get("link_entries", entries))
        figure["entries_per_cpu_s"] = figure["link_entries"] / figure["sim_cpu_s"]
    full = figures[JUNCTIONS]
    for name, figure in figures.items():
        ours = figures[PEER[name]]
        figure["ratio"] = ours["entries_per_cpu_s"] / figure["entries_per_cpu_s"]
        figure["full_ratio"] = full["entries_per_cpu_s"] / figure["entries_per_cpu_s"]
        figure["strict_ratio"] = figure["strict_cpu_s"] / ours["strict_cpu_s"]
        figure["whole_ratio"] = figure["whole_cpu_s"] / ours["whole_cpu_s"]
    return figures


def show(trips, figures):
    """Prints one table; returns the bars with what was reached."""
    entries = figures[QUEUES]["link_entries"]
    print(f"\n{trips} trips, {entries:,} link entries; CPU seconds; "
          "ratios: how many times more the like of it does,")
    print("full: how many times more we do with signals, turns and who yields;")
    print("freed: SUMO's teleports, our moves out of closed rings; left: never arrived")
    print(f"{'':38} {'loading':>8} {'driving':>8} {'entries/s':>11} {'ratio':>7} "
          f"{'full':>7} {'strict':>7} {'whole':>8} {'ratio':>7} {'MB':>6} {'freed':>6} {'left':>6}")
    for name, figure in figures.items():
        mark = "" if figure["is_done"] else " > limit"
        print(f"{name + mark:38} {figure['load_cpu_s']:8.2f} {figure['sim_cpu_s']:8.2f} "
              f"{figure['entries_per_cpu_s']:11,.0f} {figure['ratio']:7.1f} {figure['full_ratio']:7.1f} "
              f"{figure['strict_ratio']:7.1f} {figure['whole_cpu_s']:8.2f} {figure['whole_ratio']:7.1f} "
              f"{figure['peak_rss'] / 1e6:6.0f} {figure['teleports']:6.0f} "
              f"{figure['left']:6.0f}")
    bars = []
    for name, _, _, driving, whole in MODES:
        for what, bar, key in (("driving", driving, "ratio"), ("whole", whole, "whole_ratio")):
            if bar is not None:
                bars.append({
                    "trips": trips, "against": name, "what": what, "bar": bar,
                    "reached": figures[name][key], "met": figures[name][key] >= bar})
    return bars


def without_nan(value):
    """The same with null for what a run that was ended could not say."""
    if isinstance(value, dict):
        return {key: without_nan(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_nan(item) for item in value]
    return None if value != value else value


def main():
    parser = argparse.ArgumentParser(description="rocade traffic beside SUMO's mesoscopic modes")
    parser.add_argument("--trips", type=int, nargs="+", default=[10000, 50000])
    parser.add_argument("--repeat", type=int, default=1, help="medians of so many runs")
    parser.add_argument("--limit", type=int, default=300, help="CPU seconds of one run of SUMO")
    parser.add_argument("--json-file", help="where to write all figures")
    parser.add_argument("--rocade", default=str(sumo_city.ROOT / "rocade"), help="our program")
    options = parser.parse_args()
    if sumo_city.reference() is None:
        print("skipped: there is no ../shared/reference/traffic; name it by ROCADE_REFERENCE")
        return 0
    if not os.access(options.rocade, os.X_OK):
        sumo_city.fail(f"there is no program {options.rocade}; run make build")
    folder = sumo_city.SCRATCH
    # A process of its own: a child's peak memory is never under its parent's when it starts.
    files = subprocess.run([sys.executable, str(sumo_city.ROOT / "tools" / "poa_signals.py")])
    if files.returncode != 0:
        return files.returncode
    net = sumo_city.network()
    result = {"machine": f"{platform.machine()}, {os.cpu_count()} cores",
              "repeat": options.repeat, "runs": {}, "bars": []}
    for trips in options.trips:
        figures = measure(trips, options, net, folder)
        result["runs"][str(trips)] = figures
        result["bars"] += show(trips, figures)
    print()
    for bar in result["bars"]:
        verdict = "met" if bar["met"] else "MISSED"
        print(f"{verdict:7} {bar['trips']} trips, {bar['what']}: {bar['reached']:.1f} times "
              f"{bar['against']}; the bar is {bar['bar']:g}")
    if options.json_file:
        Path(options.json_file).parent.mkdir(parents=True, exist_ok=True)
        Path(options.json_file).write_text(json.dumps(without_nan(result), indent=1) + "\n")
    return 0 if all(bar["met"] for bar in result["bars"]) else 1


if __name__ == "__main__":
    sys.exit(main())
