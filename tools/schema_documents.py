"""The documents that follow from the catalogue: JSON Schema, .proto, Parquet, AsyncAPI, tables."""
import json

from schema_catalogue import TEXTUAL, columns, enum_name, side

EDIT = "Written by `tools/generate_schema.py` from `signals.csv` and `dialects.csv`; do not edit."


def json_type(signal):
    """The JSON Schema of one value."""
    entry = {"description": signal.description}
    if signal.unit:
        entry["x-unit"] = signal.unit
    entry["x-vss-datatype"] = signal.datatype
    entry["x-privacy-class"] = signal.privacy_class
    if signal.kind == "words":
        entry.update(type="array", items={"type": "string", "enum": signal.words})
        return entry
    if signal.kind == "word":
        entry.update(type="string", enum=signal.words)
        return entry
    if signal.kind == "instant":
        entry.update(type="string", pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        return entry
    if signal.kind == "vin":
        entry.update(type="string", pattern="^([0-9A-HJ-NPR-Z]{3})([0-9A-HJ-NPR-Z]{6})"
                     "([0-9A-HJ-NPR-Z]{4}[0-9]{4})$")
        return entry
    entry["type"] = {"truth": "boolean", "fixed": "number"}.get(signal.kind, "integer")
    sizes = {"uint8": (0, 255), "uint16": (0, 65535), "uint32": (0, 4294967295),
             "int8": (-128, 127), "int32": (-2147483648, 2147483647)}
    low, high = sizes.get(signal.datatype, (None, None))
    low = float(signal.min) if signal.min else low
    high = float(signal.max) if signal.max else high
    if low is not None:
        entry["minimum"] = int(low)
    if high is not None:
        entry["maximum"] = int(high)
    return entry


def dialect_rules(signals):
    """Per old version of VSS, what differs: other paths, other types."""
    rules = []
    for major in (4, 5):
        properties = {}
        for s in signals:
            d = s.dialects.get(major)
            if d is None:
                continue
            if d.vss_path != s.vss_path:
                properties[s.vss_path] = False
            if d.datatype == "float" and s.datatype == "uint32":
                properties[d.vss_path] = {"type": "number", "x-unit": d.unit}
            elif d.unit != s.unit or d.vss_path != s.vss_path:
                properties[d.vss_path] = {"x-unit": d.unit} if d.unit else True
        only = [d.vss_path for s in signals for d in s.dialects.values()
                if d.major == major and d.vss_path != s.vss_path]
        rules.append({
            "if": {"properties": {"vss": {"const": major}}, "required": ["vss"]},
            "then": {"properties": properties},
            "else": {"properties": {path: False for path in only}}})
    return rules


def json_schema(signals):
    """The JSON Schema of a line."""
    properties = {s.vss_path: json_type(s) for s in signals}
    whole = {}
    for s in signals:
        for d in s.dialects.values():
            if d.vss_path != s.vss_path:
                properties[d.vss_path] = {
                    "description": f"{s.description}; VSS {d.major} only", "x-unit": d.unit,
                    "x-vss-datatype": d.datatype, "x-privacy-class": s.privacy_class,
                    "type": {"boolean": "boolean"}.get(d.datatype, "number")}
            elif d.datatype == "float" and s.datatype == "uint32":
                whole[s.vss_path] = {"type": "integer"}
                properties[s.vss_path]["type"] = "number"
    properties["vss"] = {
        "description": "Major version of VSS whose names and units the record has; 6 unless given",
        "type": "integer", "enum": [4, 5, 6]}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Record",
        "description": "One line of the JSON-lines form: what a device reports. "
                       "A value that was not reported is left out.",
        "type": "object",
        "properties": properties,
        "required": [s.vss_path for s in signals if not s.is_nullable],
        "additionalProperties": False,
        "allOf": dialect_rules(signals) + [{
            "if": {"properties": {"vss": {"enum": [4, 5]}}, "required": ["vss"]},
            "else": {"properties": whole}}],
    }
    return json.dumps(schema, indent=2) + "\n"


def constant(name):
    """A name in the manner of enum values."""
    text = "".join("_" + c if c.isupper() and p.islower() else c
                   for p, c in zip("A" + name, name))
    return "".join(c if c.isascii() and c.isalnum() else "_" for c in text.upper())


def proto_enums(signals):
    """Every list of words as an enum."""
    lines, seen = [], set()
    for s in signals:
        name = enum_name(s)
        if not s.words or name in seen:
            continue
        seen.add(name)
        lines += [f"// {s.vss_path}", f"enum {name} {{"]
        lines += [f"  {constant(name)}_{constant(w)} = {code};" for code, w in enumerate(s.words)]
        lines += ["}", ""]
    return lines


def proto(signals):
    """The .proto file."""
    lines = [f"// {EDIT.replace('`', '')}", 'syntax = "proto3";', "",
             "package rocade.telemetry.v1;", "",
             "// Records one after the other: what the encoder writes for a batch.",
             "message RecordList {", "  repeated Record records = 1;", "}", "",
             "// What a device reports. A value that was not reported is absent. Numbers with",
             "// decimals are whole: the name ends in _e2 where they are hundredths.",
             "message Record {"]
    for s in sorted(signals, key=lambda s: s.number):
        unit = f", {s.unit}" if s.unit and s.kind != "instant" else ""
        label = "repeated" if s.kind == "words" else "optional"
        lines += [f"  // {s.vss_path}{unit}", f"  {label} {s.proto_type} {s.proto_name} = {s.number};"]
    lines += ["  // Major version of VSS whose names and units the record has; 6 unless given",
              "  optional uint32 vss = 150;"]
    for number, s, d in dialect_fields(signals):
        kind = "float" if d.datatype == "float" else "sint32"
        lines += [f"  // {d.vss_path}, {d.unit}, VSS {majors(s, number)}",
                  f"  optional {kind} {s.proto_name}_{d.unit} = {number};"]
    lines += ["}", ""] + proto_enums(signals)
    return "\n".join(lines[:-1]) + "\n"


def dialect_fields(signals):
    """The fields that only old versions of VSS have: number, signal, first dialect."""
    found = {}
    for s in signals:
        for d in s.dialects.values():
            if d.number:
                found.setdefault(d.number, (s, d))
    return [(number, *found[number]) for number in sorted(found)]


def majors(signal, number):
    """The versions that use a field."""
    return " and ".join(str(d.major) for d in signal.dialects.values() if d.number == number)


def parquet(signals):
    """The columns of the two kinds of Parquet file."""
    def column(name, kind, nullable, unit="", about=""):
        return {"name": name, "type": kind, "nullable": nullable, "unit": unit or None,
                "description": about}
    main = [column(s.vss_path, s.column_type, s.is_nullable, s.unit, s.description)
            for s in columns(signals)]
    beside = [column(n, k, False, u, a) for n, k, u, a in (
        ("vid", "uint32", "", "As in telemetry/"), ("boot", "uint32", "", "As in telemetry/"),
        ("sequence", "uint32", "", "As in telemetry/"), ("event_ms", "int64", "ms", "As there"),
        ("received_ms", "int64", "ms", "As in telemetry/"),
        ("signal", "string", "", "Path of the signal"))]
    beside += [column("value", "double", True, "", "Its value if it is a number or a truth value"),
               column("text", "string", True, "", "Its value if it is text; lists with blanks")]
    return json.dumps({
        "description": EDIT.replace("`", ""),
        "telemetry/": main, "signals/": beside,
        "signals": [{"signal": s.vss_path, "datatype": s.datatype, "unit": s.unit or None}
                    for s in side(signals)],
    }, indent=2, ensure_ascii=False) + "\n"


def asyncapi(signals):
    """What goes over which topic."""
    channels, operations, messages = {}, {}, {}
    for stream in ("telemetry", "event", "state", "dtc"):
        name = stream + "Records"
        messages[name] = {
            "name": name, "title": f"Records of the stream {stream}",
            "contentType": "application/json",
            "payload": {"$ref": "./record.schema.json"},
            "x-protobuf": {"file": "./record.proto", "message": "rocade.telemetry.v1.RecordList"},
            "x-signals": [s.vss_path for s in signals if s.stream == stream]}
        reference = {"$ref": f"#/components/messages/{name}"}
        channels[stream] = {
            "address": f"fleet/v1/{{region}}/{{vid}}/{stream}",
            "messages": {name: reference}, "parameters": {
                "region": {"description": "The region of the fleet"},
                "vid": {"description": "The authenticated device id"}}}
        operations[f"receive{stream.capitalize()}"] = {
            "action": "receive", "channel": {"$ref": f"#/channels/{stream}"},
            "messages": [{"$ref": f"#/channels/{stream}/messages/{name}"}]}
    channels["kafka"] = {
        "address": "telemetry.v1",
        "description": "All streams, keyed by vehicle, CloudEvents in headers",
        "messages": {m: {"$ref": f"#/components/messages/{m}"} for m in messages}}
    return json.dumps({
        "asyncapi": "3.0.0",
        "info": {"title": "Telemetry of a connected fleet", "version": "1.0.0",
                 "description": "One message is one vehicle and some records. "
                                + EDIT.replace("`", "")},
        "channels": channels, "operations": operations, "components": {"messages": messages},
    }, indent=2) + "\n"


def table_row(s):
    """One row of the table for readers."""
    limits = f"{s.min} … {s.max}" if s.min or s.max else ""
    return (f"| `{s.vss_path}` | {s.datatype} | {s.column_type} | {s.unit} | {limits} | {s.stream} | "
            f"{s.cadence} | {s.privacy_class} | {'yes' if s.is_nullable else ''} | {s.description} |")


def documentation(signals):
    """The tables for readers."""
    lines = [
        "# The signals of a record", "", EDIT,
        "Signals have the names, types and units of COVESA VSS v6; names that begin with `X.` are "
        "ours, for what VSS lacks.",
        "The file's column has the narrowest type that Parquet and the sensor's resolution ask for.",
        "A signal marked *may be missing* is null in Parquet and left out in JSON and Protobuf.",
        "The stream is the topic that a signal belongs to; the cadence is how often a device that "
        "has it sends it.", "",
    ]
    head = ["| column | type (VSS) | type (file) | unit | range | stream | cadence | privacy | "
            "may be missing | meaning |", "|---|---|---|---|---|---|---|---|---|---|"]
    parts = (
        ("Envelope", "", [s for s in signals if s.envelope]),
        ("Signals", "Each has a column in `telemetry/`.",
         [s for s in columns(signals) if not s.envelope]),
        ("Signals beside the columns", "Rarely sent: a row each in `signals/`, not a column; in JSON "
         "and Protobuf they stand in the record like any other.",
         [s for s in side(signals) if s.vss_path.startswith("Vehicle.")]),
        ("Ours", "For what VSS lacks; beside the columns, too.",
         [s for s in side(signals) if s.vss_path.startswith("X.")]))
    for title, text, part in parts:
        lines += [f"## {title}", ""] + ([text, ""] if text else [])
        lines += head + [table_row(s) for s in part] + [""]
    lines += ["## Older versions of VSS", "",
              "Devices of older generations speak VSS 4 or 5 (`vss` in the record says so):", "",
              "| signal in VSS 6 | version | path | type | unit | factor |", "|---|---|---|---|---|---|"]
    lines += [f"| `{s.vss_path}` | {d.major} | `{d.vss_path}` | {d.datatype} | {d.unit} | {d.factor} |"
              for s in signals for d in s.dialects.values()]
    lines += ["", "Some devices write " + " and ".join(f"`{n}`" for n in sorted(TEXTUAL))
              + " into JSON as text (fault `format-errors`).", "", "## Words", ""]
    for s in signals:
        if s.words:
            lines += [f"`{s.vss_path}`: " + ", ".join(f"`{w}`" for w in s.words) + ".", ""]
    return "\n".join(lines[:-1]) + "\n"
