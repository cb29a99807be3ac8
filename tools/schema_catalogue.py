"""Reads schema/signals.csv and schema/dialects.csv: the one catalogue of what a record holds."""
import csv
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# VSS datatype of the catalogue -> Swift element of RecordBatch.
ELEMENTS = {
    "uint32": "UInt32", "int64": "Int64", "uint8": "UInt8", "int8": "Int8",
    "boolean": "Bool", "string": "UInt8", "float": "Float", "double": "Double",
}
STREAMS = ("envelope", "telemetry", "event", "state", "dtc")
# Signals that some old devices write into JSON as text, with these units.
TEXTUAL = {"speed": "km/h", "airTemperature": "Celsius"}


class Signal:
    """One row of the catalogue."""

    def __init__(self, row, line):
        self.__dict__.update(row)
        self.words = [w for w in row["words"].split("|") if w]
        self.is_column = self.storage == "column"
        self.envelope = self.stream == "envelope"
        self.number = int(self.field)
        self.dialects = {}
        self.check(f"schema/signals.csv:{line}: {self.swift_name}")

    def check(self, where):
        """Stops at the first mistake of the row."""
        if len(self.description) > 81:
            sys.exit(f"{where}: the description has more than 81 characters")
        if self.stream not in STREAMS or self.storage not in ("column", "side"):
            sys.exit(f"{where}: no such stream or storage")
        if self.is_column and (self.datatype == "string") != bool(self.words):
            sys.exit(f"{where}: strings, and only they, need words")
        if self.nullable not in ("no", "yes", "mask"):
            sys.exit(f"{where}: nullable is no, yes or mask")

    @property
    def element(self):
        """The Swift element of a column."""
        return "Float" if self.column_type == "float" else ELEMENTS[self.datatype]

    @property
    def kind(self):
        """What its value is, however it is stored."""
        if self.swift_name == "vin":
            return "vin"
        if self.unit == "iso8601":
            return "instant"
        if self.datatype == "string[]":
            return "words"
        if self.datatype == "string":
            return "word"
        if self.datatype in ("float", "double"):
            return "fixed"
        return "truth" if self.datatype == "boolean" else "integer"

    @property
    def is_nullable(self):
        """Whether it may be missing."""
        return self.nullable != "no"

    @property
    def default(self):
        """What a record holds when nothing was reported."""
        if self.nullable == "yes":
            return "255" if self.element == "UInt8" else ".nan"
        return "false" if self.element == "Bool" else "0"

    @property
    def word_list(self):
        """The Swift name of the list of words."""
        names = {"firmware": "firmwareNames", "fixType": "fixTypes", "stream": "streamNames",
                 "vin": "[]", "troubleCodes": "troubleCodeNames", "unavailable": "unavailableGroups"}
        if not self.words:
            return "[]"
        name = names.get(self.swift_name, self.swift_name + "s").replace("SystemStates", "States")
        return "severities" if self.words == ["LOW", "MEDIUM", "HIGH"] else name

    @property
    def scale(self):
        """Steps per unit."""
        return 10 ** int(self.decimals or 0)

    @property
    def proto_type(self):
        """The type in the .proto file."""
        if self.kind in ("word", "words"):
            return enum_name(self)
        if self.kind in ("instant", "vin"):
            return "int64" if self.kind == "instant" else "string"
        if self.kind == "truth":
            return "bool"
        if self.kind == "fixed" or self.datatype.startswith("int"):
            return "sint64" if self.datatype == "int64" else "sint32"
        return "uint32"

    @property
    def proto_name(self):
        """The field in the .proto file; `_e2` says that the number is in hundredths."""
        name = "".join("_" + c.lower() if c.isupper() and not p.isupper() else c.lower()
                       for p, c in zip("A" + self.swift_name, self.swift_name)).lstrip("_")
        if self.kind == "instant":
            return name + "_unix_ms"
        return f"{name}_e{self.decimals}" if self.kind == "fixed" and self.scale > 1 else name

    @property
    def wire(self):
        """Protobuf's wire type."""
        return 2 if self.kind in ("vin", "words") else 0


class Dialect:
    """How a signal is called and measured in an older version of VSS."""

    def __init__(self, row):
        self.__dict__.update(row)
        self.major = int(row["major"])
        self.number = int(row["field"] or 0)
        self.scale = 10 ** int(self.decimals)


def enum_name(signal):
    """The name of a signal's enum."""
    name = "Severity" if signal.word_list == "severities" else signal.swift_name
    return name[0].upper() + name[1:]


def catalogue():
    """All signals, in the order of the catalogue."""
    with open(f"{ROOT}/schema/signals.csv", newline="", encoding="utf-8") as file:
        signals = [Signal(row, line) for line, row in enumerate(csv.DictReader(file), 2)]
    by_name = {s.swift_name: s for s in signals}
    with open(f"{ROOT}/schema/dialects.csv", newline="", encoding="utf-8") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            if row["swift_name"] not in by_name:
                sys.exit(f"schema/dialects.csv:{line}: no signal '{row['swift_name']}'")
            by_name[row["swift_name"]].dialects[int(row["major"])] = Dialect(row)
    numbers = [s.number for s in signals]
    numbers += sorted({d.number for s in signals for d in s.dialects.values() if d.number})
    if len(set(numbers)) != len(numbers):
        sys.exit("schema/signals.csv: two fields have one number")
    return signals


def columns(signals):
    """Those with a column of their own."""
    return [s for s in signals if s.is_column]


def side(signals):
    """Those that stand beside the columns."""
    return [s for s in signals if not s.is_column]


def bits(signals):
    """The bit of each column's presence."""
    return {s.swift_name: bit for bit, s in
            enumerate(s for s in columns(signals) if not s.envelope)}
