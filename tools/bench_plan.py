#!/usr/bin/env python3
"""The planning model in NumPy with SciPy's Sobol points and SALib's indices, beside `rocade plan`.

The peer computes the same chain from the same priors for the same draws, markets, products and
years, vectorised over draws, and the quantiles of every band. Its figures must agree with those of
rocade to 2 % (other scrambling), or the comparison is void and the exit status is 1.

    tools/bench_plan.py --rocade ./rocade --json-file results/bench-plan.json
"""
import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np
from scipy.special import gamma, gammainc, ndtr, ndtri
from scipy.stats import beta as beta_distribution
from scipy.stats import qmc

MARKETS = ["FR", "DE", "IT", "ES", "UK", "PL", "rest-eu", "NA", "SA"]
PARTS = ((0.075, 4), (0.05, 12), (0.0125, 8))
PAIRS = 100 * np.exp(1.5 * 1.5 + 1.5 * ndtri((np.arange(32) + 0.5) / 32))


def read(folder):
    """Rows of the evidence prior: {name: (min, mode, max, group)} and modes by market."""
    rows, markets = {}, {market: {} for market in MARKETS}
    for name in ("evidence.csv", "planning.csv"):
        with open(os.path.join(folder, name), newline="") as file:
            lines = [line for line in file if not line.startswith("#")]
        for row in csv.DictReader(lines):
            values = tuple(float(row[key]) for key in ("min", "mode", "max"))
            if row["market"] in markets and row["group"] == "market":
                markets[row["market"]][row["parameter"]] = values[1]
            else:
                rows[row["parameter"]] = (*values, row["group"])
    return rows, markets


def scale(rows, names, u):
    """Columns of PERT draws from points of the unit cube."""
    result = {name: row[1] for name, row in rows.items()}
    for index, name in enumerate(names):
        low, mode, high, _ = rows[name]
        a, b = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
        result[name] = low + (high - low) * beta_distribution.ppf(u[:, index], a, b)
    return result


def bass(t, p, q):
    decay = np.exp(-(p + q) * t)
    return np.where(t > 0, (1 - decay) / (1 + q / p * decay), 0)


def coverage(cars, k):
    return sum(hours * gammainc(k, cars * share) for share, hours in PARTS) / 24


def model(P, markets, years):
    """Revenue by year, then product; connected by year; contribution by year."""
    k = np.maximum(1, np.rint(P["k"]))
    kept = 1 - P["cons_shock"]
    mobility, technical = P["cons_mob"] * kept, P["cons_tech"] * kept
    own, feed = 1 - P["fleet_share"], P["oem_share_feed"]
    results = []
    for year in years:
        adopted = bass(year - P["bass_t0"], P["bass_p"], P["bass_q"]) / bass(
            2030 - P["bass_t0"], P["bass_p"], P["bass_q"])
        products, connected, active, places = {}, 0, 0, {}

        def add(name, amount):
            products[name] = products.get(name, 0) + amount

        for market, m in markets.items():
            kind = market if market in ("NA", "SA") else "EU"
            life = m["weibull_mean_life"] / gamma(1 + 1 / m["weibull_shape"])
            C = A = 0
            for vintage in range(year - 12, year + 1):
                age = year - vintage + 0.5
                sold = m["sales_2021_23_factor"] if vintage <= 2023 else (
                    P["sales_2024_factor"] if vintage == 2024 else
                    (1 + P["sales_growth"]) ** max(0, vintage - 2025))
                cars = (
                    m["sales"] * 1000 * sold * np.exp(-(age / life) ** m["weibull_shape"])
                    * P[f"conn_{kind}_max"]
                    / (1 + np.exp(-P["conn_slope"] * (vintage - P["conn_mid"])))
                    * (age <= P["life_max_age"]))
                paid = age - P["free_years"]
                paying = P["act_conv"] * (1 - P["churn_y"]) ** np.maximum(0, paid)
                reach = np.where(paid <= 0, 1, paying + (1 - paying) * P["act_keepalive"])
                C, A = C + cars, A + cars * P["act_free"] * reach
            connected, active = connected + C, active + A
            places[market] = C
            months, ev = A * P["q_avail"] * 12, P[f"ev_share_{kind}"]

            def capped(price):
                if market in ("UK", "NA", "SA"):
                    return price
                return (1 - P["da_share"]) * price + P["da_share"] * np.minimum(
                    price, P["da_cost_vm"] * (1 + P["da_margin"]))

            add("fleet-api", months * P["fleet_share"] * P["fleet_adopt"] * capped(P["p_fleet"]))
            insured = np.minimum(1, m["ubi_penetration"] * P["ubi_scale"]) * P["oem_share_ubi"]
            add("ubi-score", months * own * insured * P["p_ubi"])
            add("probe-wholesale", months * mobility * P["mob_buyers"] * P["p_mob"])
            add("aftermarket",
                months * own * technical * P["after_adopt"] * capped(P["p_after"]))
            add("ev-charging", months * own * ev * np.minimum(1, P["cons_ev"] * kept)
                * P["ev_adopt"] * P["p_ev"])
            add("battery-soh", A * ev * P["ev_turn"] * P["soh_attach"] * P["p_soh"])
            share = A * P["q_avail"] / (m["total_parc"] * 1e6)

            def kilometers(part, hours, need):
                cell = part * hours / 2
                return (m["motorway_km"] * coverage(cell * m["aadt_motorway"], need)
                        + m["main_road_km"] * coverage(cell * m["aadt_main"], need))

            buys = P["auth_adopt"] * feed
            add("traffic-feed", buys * P["p_km"] * kilometers(share * mobility, 0.25, k))
            add("speed-profiles", buys * P["p_hist"] * kilometers(share * mobility, 21, k))
            add("road-condition", buys / 2 * P["p_road"] * kilometers(share * technical, 21, 3))
            pairs = np.mean([gammainc(k, share * mobility * trips) for trips in PAIRS], axis=0)
            add("od-matrix", m["agencies"] * P["od_adopt"] * feed * P["p_od"] * pairs)
        supply = np.minimum(1, P["cons_res"] * kept / P["cons_res_full"])
        add("research", P["res_lic"] * P["p_res"] * supply)
        products = {name: amount * adopted for name, amount in products.items()}
        total = sum(products.values())
        gigabytes = active * P["mb_vm"] * 12 / 1000
        cost = (
            (gigabytes * P["eur_gb_cell"] + active * P["sim_vm"] * 12) * P["daas_alloc"]
            + gigabytes * P["eur_gb_cloud"] + active * P["msg_vm"] * 12 / 1e6 * P["eur_per_Mmsg"]
            + active * P["cmp_vy"] + P["sales_pct"] * total + P["fixed_m"] * 1e6)
        results.append((products, total, connected, active, total - cost))
    return results


def timed(call):
    start, cpu = time.perf_counter(), time.process_time()
    result = call()
    return result, time.perf_counter() - start, time.process_time() - cpu


def rocade(program, *arguments):
    """Wall and CPU seconds of a run of rocade, with its KPIs."""
    with tempfile.TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        subprocess.run(
            [program, "plan", "scenarios/stellantis-2030.yaml", "--out", folder, *arguments],
            check=True, stdout=subprocess.DEVNULL)
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        with open(os.path.join(folder, "kpis.json")) as file:
            kpis = {kpi["id"]: kpi for kpi in json.load(file)}
        with open(os.path.join(folder, "tables.json")) as file:
            tables = json.load(file)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, kpis, tables


def monte_carlo(rows, names, markets, draws, groups):
    u = qmc.Sobol(len(names), seed=2030).random(draws)
    z = ndtri(np.clip(u, 1e-12, 1 - 1e-12))
    matrix = np.eye(len(names))
    for i, a in enumerate(names):
        for j, b in enumerate(names):
            if i != j and rows[a][3] == rows[b][3] and rows[a][3] in groups:
                matrix[i, j] = 0.5
    u = ndtr(z @ np.linalg.cholesky(matrix).T)
    results = model(scale(rows, names, u), markets, range(2023, 2031))
    bands = []
    for products, total, connected, active, contribution in results:
        for column in (*products.values(), total, connected, active, contribution):
            bands.append(np.percentile(np.broadcast_to(column, draws), (5, 10, 50, 90, 95)))
    return results[-1][1], bands


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rocade", default="./rocade")
    parser.add_argument("--draws", type=int, default=16_384)
    parser.add_argument("--base", type=int, default=1024, help="N of both Sobol analyses")
    parser.add_argument("--json-file")
    options = parser.parse_args()
    rows, markets = read("scenarios/priors")
    names = [name for name, row in rows.items() if row[0] < row[2]]
    names = [name for name in names if rows[name][3] != "market"]

    (total, _), wall, cpu = timed(lambda: monte_carlo(
        rows, names, markets, options.draws, ("price", "adoption", "consent")))
    best = min(
        (rocade(options.rocade, "--draws", str(options.draws), "--sobol", "0") for _ in range(3)),
        key=lambda run: run[0])
    peer = np.percentile(total, (10, 50, 90))
    ours = best[2]["revenue.total_eur"]
    figures = [ours["ci"][0], ours["value"], ours["ci"][1]]
    result = {
        "draws": {
            "draws": options.draws, "parameters": len(names), "years": 8,
            "numpy_wall_s": wall, "numpy_cpu_s": cpu, "rocade_wall_s": best[0],
            "rocade_cpu_s": best[1], "ratio_wall": wall / best[0], "ratio_cpu": cpu / best[1],
            "numpy_p10_p50_p90": peer.tolist(), "rocade_p10_p50_p90": figures,
        }
    }
    worst = float(np.max(np.abs(peer / np.array(figures) - 1)))

    from SALib.analyze import sobol as analyze
    from SALib.sample import sobol as sample
    problem = {"num_vars": len(names), "names": names, "bounds": [[0, 1]] * len(names)}

    def indices():
        points = np.clip(
            sample.sample(problem, options.base, calc_second_order=True, seed=1), 1e-12, 1 - 1e-12)
        y = model(scale(rows, names, points), markets, [2030])[0][1]
        return analyze.analyze(
            problem, y, calc_second_order=True, num_resamples=100, seed=1), len(points)

    (found, runs), wall, cpu = timed(indices)
    own = rocade(options.rocade, "--draws", "1024", "--sobol", str(options.base))
    none = rocade(options.rocade, "--draws", "1024", "--sobol", "0")
    ranked = sorted(zip(names, found["ST"]), key=lambda pair: -pair[1])[:5]
    mine = {row["parameter"]: row["st"] for row in own[3]["sobol"]["indices"]}
    result["sobol"] = {
        "base": options.base, "model_runs": runs,
        "salib_wall_s": wall, "salib_cpu_s": cpu, "rocade_wall_s": own[0] - none[0],
        "rocade_cpu_s": own[1] - none[1], "ratio_wall": wall / max(1e-9, own[0] - none[0]),
        "ratio_cpu": cpu / max(1e-9, own[1] - none[1]),
        "salib_st": {name: float(value) for name, value in ranked},
        "rocade_st": {name: mine[name] for name, _ in ranked},
    }
    text = json.dumps(result, indent=2)
    print(text)
    if options.json_file:
        os.makedirs(os.path.dirname(options.json_file) or ".", exist_ok=True)
        with open(options.json_file, "w") as file:
            file.write(text + "\n")
    if worst > 0.02:
        print(f"bench-plan: the figures differ by {worst:.1%}; the comparison is void",
              file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
