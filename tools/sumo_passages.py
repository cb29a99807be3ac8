#!/usr/bin/env python3
"""Turns SUMO's `--vehroute-output` (with `--vehroute-output.exit-times`) into traversals.

    tools/sumo_passages.py VEHROUTES.xml OUT.csv.gz        trip,link,enter_s,exit_s

A link is entered when the one before is left, so the way through a junction counts for the next link,
and the wait for the first link for none. Links that a teleported vehicle never left have no row; the
next one that it left has no enter_s.
"""

import sys
import xml.etree.ElementTree as ElementTree

import sumo_city


def passages(path, links):
    """Rows of one file, by vehicle in the file's order."""
    for _, vehicle in ElementTree.iterparse(path):
        if vehicle.tag != "vehicle":
            continue
        route = vehicle.find("route") if vehicle.find("route") is not None else vehicle.findall(
            "routeDistribution/route")[-1]
        enter = vehicle.get("depart")
        for edge, leave in zip(route.get("edges").split(), route.get("exitTimes").split()):
            if float(leave) < 0:
                enter = ""
                continue
            yield vehicle.get("id"), links[edge], enter, leave
            enter = leave
        vehicle.clear()


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder = sumo_city.reference()
    if folder is None:
        print("skipped: there is no ../shared/reference/traffic; name it by ROCADE_REFERENCE")
        return
    links = {row["sumo_edge"]: row["link"] for row in sumo_city.rows(folder / "poa.links.csv.gz")}
    file, sheet = sumo_city.writer(sys.argv[2], ["trip", "link", "enter_s", "exit_s"])
    with file:
        sheet.writerows(passages(sys.argv[1], links))


if __name__ == "__main__":
    main()
