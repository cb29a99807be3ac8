#!/usr/bin/env python3
"""Writes everything that follows from schema/signals.csv, the one catalogue of what a record holds:
the Swift catalogue, the record and its columns, the JSON encoder, the JSON Schema, the documentation.

    python3 tools/generate_schema.py            writes the files
    python3 tools/generate_schema.py --check    exit 1 and one line per file that is stale
"""
import csv
import json
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RECORDS = "Sources/Records/"
HEAD = "// Written by tools/generate_schema.py from schema/signals.csv; do not edit.\n"

# VSS datatype of the catalogue -> column type -> Swift element of RecordBatch.
ELEMENTS = {
    "uint32": "UInt32", "int64": "Int64", "uint8": "UInt8", "int8": "Int8",
    "boolean": "Bool", "string": "UInt8", "float": "Float", "double": "Double",
}


class Signal:
    """One row of the catalogue."""

    def __init__(self, row, line):
        self.__dict__.update(row)
        self.nullable = row["nullable"] == "yes"
        self.words = [w for w in row["words"].split("|") if w]
        self.element = "Float" if self.column_type == "float" else ELEMENTS[self.datatype]
        self.envelope = self.stream == "envelope"
        where = f"schema/signals.csv:{line}: {self.swift_name}"
        if len(self.description) > 72:
            sys.exit(f"{where}: the description has more than 72 characters")
        if (self.datatype == "string") != bool(self.words):
            sys.exit(f"{where}: strings, and only they, need words")

    @property
    def default(self):
        """What a record holds when nothing was reported."""
        if self.nullable:
            return "255" if self.element == "UInt8" else ".nan"
        return "false" if self.element == "Bool" else "0"

    @property
    def word_list(self):
        """The Swift name of the list of words."""
        names = {"firmware": "firmwareNames", "fixType": "fixTypes"}
        return names.get(self.swift_name, self.swift_name + "s").replace("SystemStates", "States")


def signals():
    """The catalogue."""
    with open(f"{ROOT}/schema/signals.csv", newline="", encoding="utf-8") as file:
        return [Signal(row, line) for line, row in enumerate(csv.DictReader(file), 2)]


def swift_catalogue(all_signals):
    """The entries and the lists of words."""
    lines = [HEAD, "import Base\n", "extension SignalCatalogue {"]
    for s in all_signals:
        if not s.words:
            continue
        lines += [f"    /// Words of `RecordBatch.{s.swift_name}`.",
                  f"    public static let {s.word_list}: [String] = ["]
        lines += [f'        "{w}",' for w in s.words]
        lines += ["    ]\n"]
    lines += ["    /// Every column of a record: the envelope, then the signals.",
              "    public static let all: [Signal] = ["]
    for s in all_signals:
        words = s.word_list if s.words else "[]"
        lines += [
            "        Signal(",
            f'            name: "{s.swift_name}",',
            f'            path: "{s.vss_path}",',
            f'            datatype: .{s.datatype}, unit: "{s.unit}",',
            f"            minimum: {s.min or 'nil'}, maximum: {s.max or 'nil'}, "
            f"isNullable: {str(s.nullable).lower()},",
            f"            stream: .{s.stream}, privacyClass: .{s.privacy_class},",
            f"            columnType: .{s.column_type}, decimals: {s.decimals or 0}, "
            f"words: {words},",
            f'            description: "{s.description}"',
            "        ),",
        ]
    return "\n".join(lines + ["    ]", "}", ""])


def swift_record(all_signals):
    """One record as a value."""
    lines = [HEAD, "/// One record, for code that handles records one at a time; see `RecordBatch`.",
             "public struct Record: Sendable {"]
    for s in all_signals:
        unit = f", {s.unit}" if s.unit else ""
        lines += [f"    /// {s.description}{unit}." if len(s.description + unit) < 86 else
                  f"    /// {s.description}.",
                  f"    public var {s.swift_name}: {s.element} = {s.default}"]
    lines += ["", "    /// A record in which nothing was reported.", "    public init() {}", "}", ""]
    return "\n".join(lines)


def each(all_signals, form):
    """One line per signal."""
    return [form.format(n=s.swift_name) for s in all_signals]


def swift_batch(all_signals):
    """What is done to all columns alike."""
    a = all_signals
    lines = [HEAD, "extension RecordBatch {"]
    lines += ["    /// Makes room for `capacity` records in all.",
              "    public mutating func reserve(_ capacity: Int) {"]
    lines += each(a, "        {n}.reserveCapacity(capacity)") + ["    }\n"]
    lines += ["    /// Adds one record.", "    public mutating func append(_ record: Record) {"]
    lines += each(a, "        {n}.append(record.{n})") + ["    }\n"]
    lines += ["    /// Adds a row of another batch.",
              "    public mutating func appendRow(from other: RecordBatch, at row: Int) {"]
    lines += each(a, "        {n}.append(other.{n}[row])") + ["    }\n"]
    lines += ["    /// Adds all rows of another batch.",
              "    public mutating func append(contentsOf other: RecordBatch) {"]
    lines += each(a, "        {n} += other.{n}") + ["    }\n"]
    lines += ["    /// The record of a row.", "    public func record(at row: Int) -> Record {",
              "        var record = Record()"]
    lines += each(a, "        record.{n} = {n}[row]") + ["        return record", "    }\n"]
    lines += ["    /// Some consecutive rows.",
              "    public func slice(_ rows: Range<Int>) -> RecordBatch {",
              "        var part = RecordBatch()"]
    lines += each(a, "        part.{n} = Array({n}[rows])") + ["        return part", "    }\n"]
    lines += ["    /// The rows of `order`, in that order; rows may be left out or repeated.",
              "    public func gathered(_ order: [UInt32]) -> RecordBatch {",
              "        var part = RecordBatch()"]
    lines += each(a, "        part.{n} = Gather.rows(order, of: {n})")
    lines += ["        return part", "    }\n"]
    lines += ["    /// Whether both hold the same records in the same order, missing values included.",
              "    public func isIdentical(to other: RecordBatch) -> Bool {", "        count == other.count"]
    for s in a:
        n = s.swift_name
        lines.append(f"            && Identity.same({n}, other.{n})" if s.element in ("Float", "Double")
                     else f"            && {n} == other.{n}")
    lines += ["    }", "}", ""]
    return "\n".join(lines)


def swift_table(all_signals):
    """The columns of files."""
    lines = [HEAD, "import Base\n", "extension RecordBatch {",
             "    /// The records as the columns of a file: envelope, then VSS paths; see `SignalCatalogue`.",
             "    public func table() -> DataTable {", "        var list = ColumnList()"]
    for s in all_signals:
        label = "optional: " if s.nullable else ""
        words = f", words: SignalCatalogue.{s.word_list}" if s.words else ""
        call = f'        list.add("{s.vss_path}", {label}{s.swift_name}{words})'
        second = f'            "{s.vss_path}", {label}{s.swift_name}{words})'
        if len(call) <= 100:
            lines.append(call)
        elif len(second) <= 99:
            lines += ["        list.add(", second]
        else:
            lines += ["        list.add(", f'            "{s.vss_path}",',
                      f"            {label}{s.swift_name}{words})"]
    lines += ["        return DataTable(list.columns)", "    }\n",
              "    /// Records from the columns of a file; further columns are ignored.",
              "    /// - Throws: `Failure.input` that names a missing column or one of another type.",
              "    public init(table: DataTable) throws {", "        self.init()"]
    for s in all_signals:
        read = f"Columns.readWords(table, \"{s.vss_path}\", SignalCatalogue.{s.word_list})" if s.words \
            else f"Columns.read(table, \"{s.vss_path}\")"
        call = f"        {s.swift_name} = try {read}"
        head, rest = read.split("(table, ", 1)
        lines += [call] if len(call) <= 100 else [
            f"        {s.swift_name} = try {head}(", f"            table, {rest}"]
    lines += ["    }", "}", ""]
    return "\n".join(lines)


def json_function(name, access=""):
    """The head of a function that writes a part of a record."""
    return ["    @inline(__always)", f"    {access}static func {name}(",
            "        _ row: Int, of batch: RecordBatch, words: JSONWords, to writer: inout JSONWriter",
            "    ) {"]


def json_field(s, is_first):
    """The lines that write one field."""
    key = '"' + ("{" if is_first else ",") + f'\\"{s.vss_path}\\":"'
    value = f"batch.{s.swift_name}[row]"
    if s.words:
        call = f"word: words.{s.word_list}, {value}"
    elif s.element in ("Float", "Double"):
        wide = f"Double({value})" if s.element == "Float" else value
        label = "optional" if s.nullable else "fixed"
        call = f"{label}: {wide}, scale: {10 ** int(s.decimals):_}, decimals: {s.decimals}"
    elif s.element == "Bool":
        call = f"truth: {value}"
    elif s.nullable:
        call = f"percent: {value}"
    else:
        call = f"integer: Int64({value})"
    line = f"        writer.field({key}, {call})"
    return [line] if len(line) <= 100 else [
        "        writer.field(", f"            {key},", f"            {call})"]


def swift_json(all_signals):
    """One record as a line of JSON."""
    word_bytes = sum(max(map(len, s.words)) + 2 for s in all_signals if s.words)
    size = sum(len(s.vss_path) + 4 + 24 for s in all_signals) + word_bytes + 4
    lines = [HEAD, "extension JSONLineEncoder {",
             "    /// No line is longer.", f"    static let maximumLineBytes = {size}\n",
             "    /// Writes one record, with the line feed.",
             *json_function("write"),
             "        writeEnvelope(row, of: batch, words: words, to: &writer)",
             "        writeMotion(row, of: batch, words: words, to: &writer)",
             "        writeCar(row, of: batch, words: words, to: &writer)",
             "        writer.endLine()", "    }\n"]
    motion = [s for s in all_signals if not s.envelope][:14]
    parts = [("writeEnvelope", [s for s in all_signals if s.envelope]), ("writeMotion", motion),
             ("writeCar", [s for s in all_signals if not s.envelope and s not in motion])]
    for name, part in parts:
        lines += json_function(name, "private ")
        lines += [line for s in part for line in json_field(s, s is all_signals[0])]
        lines += ["    }" if name == "writeCar" else "    }\n"]
    lines += ["}\n",
              "/// The lists of words in the form that the encoder writes.", "struct JSONWords {"]
    for s in all_signals:
        if s.words:
            lines += [f"    let {s.word_list}: [StaticString] = ["]
            lines += [f'        "\\"{w}\\"",' for w in s.words] + ["    ]"]
    return "\n".join(lines + ["}", ""])


def json_schema(all_signals):
    """The JSON Schema of a line."""
    properties = {}
    for s in all_signals:
        entry = {"description": s.description}
        if s.unit:
            entry["x-unit"] = s.unit
        entry["x-vss-datatype"] = s.datatype
        entry["x-privacy-class"] = s.privacy_class
        if s.words:
            entry.update(type="string", enum=s.words)
        else:
            kinds = {"boolean": "boolean", "float": "number", "double": "number"}
            entry["type"] = kinds.get(s.datatype, "integer")
        bits = {"uint8": (0, 255), "uint32": (0, 4294967295), "int8": (-128, 127)}
        low, high = bits.get(s.datatype, (None, None))
        low = float(s.min) if s.min else low
        high = float(s.max) if s.max else high
        if low is not None:
            entry["minimum"] = int(low)
        if high is not None:
            entry["maximum"] = int(high)
        properties[s.vss_path] = entry
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Record",
        "description": "One line of the JSON-lines form: what a device reports. "
                       "A value that was not reported is left out.",
        "type": "object",
        "properties": properties,
        "required": [s.vss_path for s in all_signals if not s.nullable],
        "additionalProperties": False,
    }
    return json.dumps(schema, indent=2) + "\n"


def documentation(all_signals):
    """The table for readers."""
    lines = [
        "# The signals of a record", "",
        "Written by `tools/generate_schema.py` from `signals.csv`; do not edit.",
        "Signals have the names, types and units of COVESA VSS v6.",
        "The file's column has the narrowest type that Parquet and the sensor's resolution ask for.",
        "A signal marked *may be missing* is null in Parquet and left out in JSON.", "",
    ]
    for title, envelope in (("Envelope", True), ("Signals", False)):
        lines += [f"## {title}", "", "| column | type (VSS) | type (file) | unit | range | stream | "
                  "privacy | may be missing | meaning |", "|---|---|---|---|---|---|---|---|---|"]
        for s in all_signals:
            if s.envelope == envelope:
                limits = f"{s.min} … {s.max}" if s.min or s.max else ""
                lines.append(
                    f"| `{s.vss_path}` | {s.datatype} | {s.column_type} | {s.unit} | {limits} | "
                    f"{s.stream} | {s.privacy_class} | {'yes' if s.nullable else ''} | "
                    f"{s.description} |")
        lines.append("")
    lines += ["## Words", ""]
    for s in all_signals:
        if s.words:
            lines += [f"`{s.vss_path}`: " + ", ".join(f"`{w}`" for w in s.words) + ".", ""]
    return "\n".join(lines[:-1]) + "\n"


def main():
    """Writes or checks."""
    all_signals = signals()
    files = {
        RECORDS + "SignalCatalogue+Generated.swift": swift_catalogue(all_signals),
        RECORDS + "Record+Generated.swift": swift_record(all_signals),
        RECORDS + "RecordBatch+Generated.swift": swift_batch(all_signals),
        RECORDS + "RecordBatch+Table+Generated.swift": swift_table(all_signals),
        RECORDS + "JSONLineEncoder+Generated.swift": swift_json(all_signals),
        "schema/record.schema.json": json_schema(all_signals),
        "schema/SIGNALS.md": documentation(all_signals),
    }
    stale = False
    for path, text in files.items():
        full = f"{ROOT}/{path}"
        old = open(full, encoding="utf-8").read() if os.path.exists(full) else None
        if old == text:
            continue
        stale = True
        if "--check" in sys.argv:
            print(f"{path}: error: is stale; run python3 tools/generate_schema.py")
        else:
            with open(full, "w", encoding="utf-8") as file:
                file.write(text)
            print(f"wrote {path}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
