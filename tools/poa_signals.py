#!/usr/bin/env python3
"""Writes Porto Alegre's signals, turns and rights of way for `rocade traffic`.

    tools/poa_signals.py [FOLDER]        (default .build-sumo)

signals.csv     link,cycle_s,green_start_s,green_s: a link's exit is green while most of its lanes'
                movements are, those that turn around left out
turns.csv.gz    from_link,to_link,lanes,dir,state,cycle_s,green_start_s,green_s,green_kind,
                yellow_s,via_m,via_mps: one row a movement, or one for each of its green windows.
                lanes: indices from the right with spaces between. state: M major, m minor, = equal,
                s stop, w all-way stop; at signals O and o, which are M and m while they are off.
                green_kind: G protected, g yields. yellow_s: yellow after the window. via_m, via_mps:
                the way through the junction, which no link's length contains
yields.csv.gz   from_link,to_link,foe_from_link,foe_to_link: whom a movement lets go first
lanes.csv.gz    from_link,to_link,lane,tl,index: the lane's place in the program's states
"""

import sys
from pathlib import Path

import sumo_city


def movements(city):
    """Connections by movement, both in the file's order."""
    table = {}
    for connection in city.connections:
        table.setdefault((connection.start, connection.end), []).append(connection)
    return table


def windows(offset, phases, indices):
    """Green windows of a movement: [start, length, kind, yellow after it], and the cycle.

    The movement is green while any of its lanes is. A program that never stops it has no window:
    it is always open.
    """
    def colour(state):
        letters = {state[index] for index in indices}
        for letter in "Gg":
            if letter in letters:
                return letter
        return "y" if "y" in letters else "r"

    cycle = sum(duration for duration, _ in phases)
    runs, start = [], offset
    for duration, state in phases:
        letter = colour(state)
        if runs and runs[-1][2] == letter:
            runs[-1][1] += duration
        else:
            runs.append([start, duration, letter])
        start += duration
    if len(runs) > 1 and runs[0][2] == runs[-1][2]:
        runs[0][0] = runs[-1][0] - cycle
        runs[0][1] += runs.pop()[1]
    found = []
    for number, (start, duration, letter) in enumerate(runs):
        if letter in "Gg":
            after = runs[(number + 1) % len(runs)]
            yellow = after[1] if after[2] == "y" else 0.0
            found.append([start % cycle, duration, letter, yellow])
    return found, cycle


def write_turns(city, path):
    """One row a movement and green window."""
    file, sheet = sumo_city.writer(path, (
        "from_link,to_link,lanes,dir,state,cycle_s,green_start_s,green_s,green_kind,yellow_s,"
        "via_m,via_mps").split(","))
    with file:
        for (start, end), lanes in movements(city).items():
            first = lanes[0]
            head = [start, end, " ".join(str(lane) for lane in sorted({c.lane for c in lanes})),
                    first.direction, first.state]
            tail = [f"{first.length:g}", f"{first.speed:g}"]
            if first.tl is None:
                sheet.writerow(head + ["", "", "", "", ""] + tail)
                continue
            found, cycle = windows(*city.programs[first.tl], {c.index for c in lanes})
            for green in found:
                sheet.writerow(
                    head + [f"{cycle:g}", f"{green[0]:g}", f"{green[1]:g}", green[2],
                            f"{green[3]:g}"] + tail)
            if not found:  # Never green: the program forgot it, or it only turns on red.
                sheet.writerow(head + [f"{cycle:g}", "0", "0", "r", "0"] + tail)


def write_lanes(city, path):
    """Where in the program's states each lane's connection stands."""
    file, sheet = sumo_city.writer(path, "from_link,to_link,lane,tl,index".split(","))
    with file:
        for connection in city.connections:
            if connection.tl is not None:
                sheet.writerow([connection.start, connection.end, connection.lane, connection.tl,
                                connection.index])


def write_yields(city, path):
    """Pairs of movements of which the first waits for the second."""
    of_request = {(c.junction, c.request): (c.start, c.end) for c in city.connections}
    file, sheet = sumo_city.writer(
        path, "from_link,to_link,foe_from_link,foe_to_link".split(","))
    with file:
        for movement, lanes in movements(city).items():
            foes = {of_request.get((c.junction, foe))
                    for c in lanes for foe in city.yields[c.junction][c.request]}
            for foe in sorted(foes - {None, movement}, key=lambda pair: tuple(map(int, pair))):
                sheet.writerow(movement + foe)


def write_signals(city, path):
    """Green windows of links as a whole."""
    by_link = {}
    for connection in city.connections:
        by_link.setdefault(connection.start, []).append(connection)
    file, sheet = sumo_city.writer(path, "link,cycle_s,green_start_s,green_s".split(","))
    with file:
        for link, connections in by_link.items():
            if connections[0].tl is None:
                continue
            judged = [c for c in connections if c.direction != "t"] or connections
            offset, phases = city.programs[connections[0].tl]
            greens = []
            for duration, state in phases:
                open_lanes = sum(state[c.index] in "Gg" for c in judged)
                greens.append((duration, "G" if 2 * open_lanes >= len(judged) else "r"))
            found, cycle = windows(offset, greens, {0})
            if not found:
                found, cycle = windows(offset, phases, {c.index for c in judged})
            for start, length, _, _ in found:
                if length < cycle:
                    sheet.writerow([link, f"{cycle:g}", f"{start:g}", f"{length:g}"])


def write_all(folder):
    """Writes all files from the city's network, unless they are newer than that."""
    net = sumo_city.network()
    kinds = [("signals.csv", write_signals), ("turns.csv.gz", write_turns),
             ("yields.csv.gz", write_yields), ("lanes.csv.gz", write_lanes)]
    newest = max(net.stat().st_mtime, Path(__file__).stat().st_mtime,
                 Path(sumo_city.__file__).stat().st_mtime)
    if all((folder / name).is_file() and (folder / name).stat().st_mtime > newest
           for name, _ in kinds):
        return
    folder.mkdir(parents=True, exist_ok=True)
    city = sumo_city.read_city(net)
    for name, write in kinds:
        write(city, folder / name)


def main():
    if sumo_city.reference() is None:
        print("skipped: there is no ../shared/reference/traffic; name it by ROCADE_REFERENCE")
        return
    sumo_city.install()
    write_all(Path(sys.argv[1]) if len(sys.argv) > 1 else sumo_city.SCRATCH)


if __name__ == "__main__":
    main()
