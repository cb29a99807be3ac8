#!/usr/bin/env python3
"""Runs the privacy suite and scikit-mobility on the same data, in the same minutes.

    tools/bench_privacy.py [--vehicles N] [--json-file FILE]

`rocade bench privacy` says what the eight k-attacks on 5,000 vehicles and the passes over a crowd cost;
scikit-mobility 1.3.1, installed by name into .venv-skmob, attacks some vehicles of v40c (40 vehicles in
cells of 10 km), which it can finish. Both say what one match costs: one set of k known visits held
against one vehicle. Risks must be equal; those of all others are compared in the tests. Ends with 1 when
a bar is missed.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv-skmob"
# What its privacy module imports, in versions that it works with and that have wheels for CPython
# 3.11; its pin of python-igraph, which only its models need, has none, so it comes without its list.
NEEDED = [
    "numpy<1.24", "pandas<2", "geopandas<0.11", "fiona<1.9", "shapely<2", "folium==0.12.1.post1",
    "geojson<3", "h3<4", "pooch", "powerlaw", "requests", "scikit-learn", "statsmodels<0.14", "tqdm",
    "setuptools<80",
]
# Eight k-attacks on 5,000 vehicles, CPU s; LocationAttack against scikit-mobility; counting passes.
BARS = {"k_attacks_cpu_s": 10.0, "ratio": 10_000.0, "million_visits_per_cpu_s": 20.0}

THEIRS = r"""
import json, sys, time, warnings
warnings.filterwarnings("ignore")
import skmob
from skmob.privacy import attacks
path, count = sys.argv[1], int(sys.argv[2])
import pandas
rows = pandas.read_csv(path)
feed = skmob.TrajDataFrame(rows, latitude="lat", longitude="lng", datetime="t", user_id="uid")
attack = attacks.LocationAttack(knowledge_length=2)
matches = [0]
inner = attack._match
def counted(*a, **k):
    matches[0] += 1
    return inner(*a, **k)
attack._match = counted
targets = sorted(rows.groupby("uid").size().sort_values(kind="stable").index[:count])
start = time.process_time()
risks = attack.assess_risk(feed, targets=targets, show_progress=False)
cpu = time.process_time() - start
print(json.dumps({"cpu_s": cpu, "matches": matches[0],
                  "risk": {str(u): float(r) for u, r in zip(risks["uid"], risks["risk"])}}))
"""


def fail(message):
    print(f"bench-privacy: {message}", file=sys.stderr)
    sys.exit(3)


def install():
    """scikit-mobility in a virtual environment of its own; does nothing twice."""
    python = VENV / "bin" / "python"
    if (VENV / "done").exists():
        return python
    print("installing scikit-mobility into .venv-skmob", file=sys.stderr)
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    steps = [
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        pip + ["--only-binary=:all:", *NEEDED],
        pip + ["--no-deps", "scikit-mobility==1.3.1"],
    ]
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True)
        if done.returncode != 0:
            fail(f"cannot install scikit-mobility: {done.stderr.strip().splitlines()[-1:]}")
    (VENV / "done").touch()
    return python


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, **options)
    if done.returncode != 0:
        fail(f"{command[0]} ended with {done.returncode}: {done.stderr.strip().splitlines()[-1:]}")
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vehicles", type=int, default=3, help="those with the fewest visits")
    parser.add_argument("--json-file")
    options = parser.parse_args()
    folder = Path(os.environ.get("ROCADE_REFERENCE", ROOT.parent / "shared" / "reference"))
    data = folder / "privacy" / "data" / "v40c.csv"
    if not data.exists():
        fail(f"{data} is not there; set ROCADE_REFERENCE")
    python = install()
    rocade = str(ROOT / "rocade")
    ours = run([rocade, "bench", "privacy"])[0]
    theirs = run([str(python), "-c", THEIRS, str(data), str(options.vehicles)])
    risks = {
        str(row["uid"]): row["risk"]
        for row in run([rocade, "attack", str(data), "--attacks", "LocationAttack", "--k", "2",
                        "--json"])
        if "risk" in row
    }
    for uid, risk in theirs["risk"].items():
        if risks.get(uid) != risk:
            fail(f"vehicle {uid}: scikit-mobility says {risk}, rocade {risks.get(uid)}")
    measured = ours["measured"]
    per_match = theirs["cpu_s"] / theirs["matches"] * 1e9
    ratio = per_match / measured["location_attack_ns_per_match"]
    rows = [
        ("eight k-attacks (16 settings), k = 2, 5,000 vehicles, CPU s",
         measured["k_attacks_cpu_s"], "<", BARS["k_attacks_cpu_s"]),
        ("LocationAttack against scikit-mobility, per match", ratio, ">", BARS["ratio"]),
        ("unicity, counting pass, million visits per CPU s",
         measured["unicity_million_visits_per_cpu_s"], ">", BARS["million_visits_per_cpu_s"]),
        ("weekly linkage, counting pass, million visits per CPU s",
         measured["linkage_million_visits_per_cpu_s"], ">", BARS["million_visits_per_cpu_s"]),
    ]
    print(f"scikit-mobility: {theirs['matches']} matches in {theirs['cpu_s']:.1f} CPU s, "
          f"{per_match / 1e6:.2f} ms each; rocade: "
          f"{measured['location_attack_ns_per_match']:.2f} ns each; risks of "
          f"{len(theirs['risk'])} vehicles are equal")
    missed = 0
    for text, value, sign, bar in rows:
        is_met = value < bar if sign == "<" else value > bar
        missed += not is_met
        print(f"{'met   ' if is_met else 'MISSED'}  {text}: {value:,.2f} ({sign} {bar:,.0f})")
    if options.json_file:
        Path(options.json_file).parent.mkdir(parents=True, exist_ok=True)
        result = {"rocade": ours, "scikit-mobility": theirs, "ratio_per_match": ratio}
        Path(options.json_file).write_text(json.dumps(result, indent=2) + "\n")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
