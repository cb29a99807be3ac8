"""The city of ../shared/reference/traffic and SUMO's tools: what the other tools here share.

The network is imported from the same OpenStreetMap extract by netconvert with the options that the
reference names; each link of the reference must come out of it again, or nothing is compared.
"""

import csv
import gzip
import hashlib
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import namedtuple
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv-sumo"
SCRATCH = ROOT / ".build-sumo"
REQUIREMENTS = ROOT / "tools" / "requirements-sumo.txt"

# As in the reference's README; street names keep ways apart that only differ in their names.
NETCONVERT = (
    "--geometry.remove --roundabouts.guess --ramps.guess --junctions.join --tls.guess-signals "
    "--tls.discard-simple --tls.join --keep-edges.by-vclass passenger --keep-edges.components 1 "
    "--output.street-names"
).split()

csv.field_size_limit(1 << 30)

# A lane of a movement, as SUMO writes it. `lane` counts from the right, cars' lanes only.
Connection = namedtuple(
    "Connection", "start end lane direction state tl index length speed junction request")
# `yields[junction][request]` lists the requests of that junction that go first.
City = namedtuple("City", "connections programs yields junction_types")


def fail(message):
    """Ends with 3: the machine or its files stand in the way, not what is judged."""
    print(f"{Path(sys.argv[0]).stem}: {message}", file=sys.stderr)
    sys.exit(3)


def reference():
    """The folder of the reference, or None where this machine does not have it."""
    named = os.environ.get("ROCADE_REFERENCE")
    for folder in [Path(named), Path(named) / "traffic"] if named else [
            ROOT.parent / "shared" / "reference" / "traffic"]:
        if (folder / "poa.links.csv.gz").is_file():
            return folder
    return None


def extract():
    """Porto Alegre's OpenStreetMap extract, or None."""
    named = os.environ.get("ROCADE_MAPS")
    folders = [Path(named)] if named else []
    folder = reference()
    folders += [ROOT / "maps"] + ([folder / ".." / ".." / "maps"] if folder else [])
    for folder in folders:
        if (folder / "porto-alegre.osm.pbf").is_file():
            return folder / "porto-alegre.osm.pbf"
    return None


def rows(path):
    """Rows of a CSV file as dictionaries; gzip by its name."""
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", newline="") as file:
        yield from csv.DictReader(file)


def writer(path, header):
    """A file that is open for writing, gzip by its name, and its CSV writer."""
    opener = gzip.open if str(path).endswith(".gz") else open
    file = opener(path, "wt", newline="")
    sheet = csv.writer(file, lineterminator="\n")
    sheet.writerow(header)
    return file, sheet


def install():
    """Puts SUMO into a virtual environment of its own, once for each list of wheels."""
    mark = VENV / "requirements.txt"
    if mark.is_file() and mark.read_bytes() == REQUIREMENTS.read_bytes():
        return
    print("installing eclipse-sumo into .venv-sumo", file=sys.stderr)
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
        subprocess.run(
            [str(VENV / "bin" / "pip"), "install", "-q", "--disable-pip-version-check",
             "--only-binary=:all:", "--no-deps", "--require-hashes", "-r", str(REQUIREMENTS)], check=True)
    except (OSError, subprocess.CalledProcessError):
        fail("cannot install tools/requirements-sumo.txt; check the network and that python3 "
             "is 3.11 with its venv module")
    mark.write_bytes(REQUIREMENTS.read_bytes())


def binary(name):
    """A program of SUMO: the wheel's own file, as its wrapper in Python costs a second."""
    for path in sorted(VENV.glob(f"lib/python3*/site-packages/sumo/bin/{name}")):
        return str(path)
    fail(f"the wheel in .venv-sumo has no {name}; remove that folder and run again")


def environment():
    """What SUMO's programs want to know of their place."""
    return {**os.environ, "SUMO_HOME": str(Path(binary("sumo")).parent.parent)}


# Runs in the virtual environment: netconvert reads XML, the extract is PBF.
UNPACK = """
import osmium, sys
writer = osmium.SimpleWriter(sys.argv[2], overwrite=True)
for entity in osmium.FileProcessor(sys.argv[1]):
    writer.add(entity)
writer.close()
"""


def network():
    """Path of the city's network for SUMO; made once and kept in .build-sumo."""
    pbf = extract()
    if pbf is None:
        fail("there is no porto-alegre.osm.pbf in maps/ or $ROCADE_MAPS")
    made_of = pbf.read_bytes() + REQUIREMENTS.read_bytes() + " ".join(NETCONVERT).encode()
    path = SCRATCH / f"poa-{hashlib.sha256(made_of).hexdigest()[:12]}.net.xml"
    if path.is_file():
        return path
    SCRATCH.mkdir(exist_ok=True)
    osm, raw = SCRATCH / "poa.osm", SCRATCH / "poa.net.xml"
    log = subprocess.run(
        [str(VENV / "bin" / "python"), "-c", UNPACK, str(pbf), str(osm)],
        capture_output=True, text=True)
    if log.returncode == 0:
        log = subprocess.run(
            [binary("netconvert"), "--osm-files", str(osm), "-o", str(raw)] + NETCONVERT,
            capture_output=True, text=True, env=environment())
    if log.returncode != 0:
        fail(f"netconvert failed: {log.stderr.strip().splitlines()[-1:]}")
    check_links(raw)
    osm.unlink()
    raw.rename(path)
    return path


def car_lanes(edge):
    """Indices of the lanes that cars may use, from the right."""
    def is_open(lane):
        if lane.get("allow") is not None:
            return "passenger" in lane.get("allow").split()
        return "passenger" not in (lane.get("disallow") or "").split()
    return [int(lane.get("index")) for lane in edge.findall("lane") if is_open(lane)]


def check_links(path):
    """Ends with a message unless the network has the reference's links and no others."""
    edges = {}
    for _, element in ElementTree.iterparse(path):
        if element.tag == "edge":
            if element.get("function") != "internal":
                lane = element.find("lane")
                edges[element.get("id")] = (
                    element.get("from"), element.get("to"), lane.get("length"),
                    str(len(car_lanes(element))))
            element.clear()
    nodes = {row["node"]: row["sumo_junction"] for row in rows(reference() / "poa.nodes.csv.gz")}
    links = {
        row["sumo_edge"]: (
            nodes[row["from_node"]], nodes[row["to_node"]], row["length_m"], row["lanes"])
        for row in rows(reference() / "poa.links.csv.gz")}
    wrong = [link for link in sorted(links.keys() | edges.keys())
             if links.get(link) != edges.get(link)]
    if wrong:
        fail(f"netconvert made other links than the reference has: {len(wrong)} differ, "
             f"for example {wrong[0]}: {edges.get(wrong[0])} instead of {links.get(wrong[0])}")


def read_city(path):
    """Connections, signal programs and rights of way of a network, links by the reference's ids."""
    links = {row["sumo_edge"]: row["link"] for row in rows(reference() / "poa.links.csv.gz")}
    cars, inner, raw, programs, junctions = {}, {}, [], {}, []
    for _, element in ElementTree.iterparse(path):
        if element.tag == "edge":
            if element.get("function") == "internal":
                for lane in element.findall("lane"):
                    inner[lane.get("id")] = (float(lane.get("length")), float(lane.get("speed")))
            else:
                cars[element.get("id")] = car_lanes(element)
            element.clear()
        elif element.tag == "connection":
            raw.append(dict(element.attrib))
        elif element.tag == "tlLogic":
            programs[element.get("id")] = (
                float(element.get("offset")),
                [(float(phase.get("duration")), phase.get("state"))
                 for phase in element.findall("phase")])
        elif element.tag == "junction" and element.get("type") != "internal":
            junctions.append((element.get("id"), element.get("type"), element.get("incLanes"),
                              [request.get("response") for request in element.findall("request")]))
    requests, yields, types = {}, {}, {}
    leaving = {}
    for number, connection in enumerate(raw):
        leaving.setdefault(f"{connection['from']}_{connection['fromLane']}", []).append(number)
    for junction, kind, lanes, responses in junctions:
        types[junction] = kind
        order = [number for lane in lanes.split() for number in leaving.get(lane, [])]
        for request, number in enumerate(order):
            requests[number] = (junction, request)
        yields[junction] = [
            [foe for foe, bit in enumerate(reversed(response)) if bit == "1"]
            for response in responses]
    after = {connection["from"] + "_" + connection["fromLane"]: connection for connection in raw
             if connection["from"].startswith(":")}
    connections = []
    for number, connection in enumerate(raw):
        start, end = connection["from"], connection["to"]
        if start not in links or int(connection["fromLane"]) not in cars[start]:
            continue
        length, speed, via = 0.0, 100.0, connection.get("via")
        while via:  # A turn that waits within the junction has two pieces.
            length += inner[via][0]
            speed = min(speed, inner[via][1])
            via = after[via].get("via") if via in after else None
        connections.append(Connection(
            links[start], links[end], cars[start].index(int(connection["fromLane"])),
            connection["dir"], connection["state"], connection.get("tl"),
            int(connection.get("linkIndex", -1)), length, speed, *requests[number]))
    return City(connections, programs, yields, types)


def write_routes(trips, path):
    """Writes the routes of a reference file of so many trips as SUMO reads them."""
    edges = {row["link"]: row["sumo_edge"] for row in rows(reference() / "poa.links.csv.gz")}
    with open(path, "w") as file:
        file.write("<routes>\n")
        for row in rows(reference() / f"poa.{trips}.routes.csv.gz"):
            route = " ".join(edges[link] for link in row["links"].split())
            file.write(f'<vehicle id="{row["trip"]}" depart="{row["depart_s"]}">'
                       f'<route edges="{route}"/></vehicle>\n')
        file.write("</routes>\n")
