"""The Swift that follows from the catalogue: entries, records, columns, encoders."""
from schema_catalogue import TEXTUAL, bits, columns, side

HEAD = ("// Written by tools/generate_schema.py from schema/signals.csv; do not edit.\n"
        "// swift-format-ignore-file\n")


def catalogue_words(signals):
    """The lists of words."""
    lines = [HEAD, "extension SignalCatalogue {"]
    seen = set()
    for s in signals:
        if not s.words or s.word_list in seen:
            continue
        seen.add(s.word_list)
        name = f"RecordBatch.{s.swift_name}" if s.is_column else f"SideSignal.{s.swift_name}"
        lines += [f"    /// Words of `{name}`.",
                  f"    public static let {s.word_list}: [String] = ["]
        lines += [f'        "{w}",' for w in s.words]
        lines += ["    ]\n"]
    return "\n".join(lines + ["}", ""])


def catalogue_columns(signals):
    """The entries of the columns."""
    return catalogue_part("all", "Every column of a record: the envelope, then the signals.",
                   columns(signals))


def catalogue_beside(signals):
    """The entries of what stands beside the columns."""
    return catalogue_part("side", "What stands beside the columns, by `SideSignal.rawValue`.",
                   side(signals))


def catalogue_part(name, about, part):
    """A part of the catalogue."""
    lines = [HEAD, "import Base\n", "extension SignalCatalogue {",
             f"    /// {about}", f"    public static let {name}: [Signal] = ["]
    lines += [line for s in part for line in entry(s)]
    return "\n".join(lines + ["    ]", "}", ""])


def catalogue_presence(signals):
    """The bits of the columns, and the numbers of what stands beside them."""
    lines = [HEAD, "extension SignalCatalogue {"]
    lines += [
              "    /// All bits of `RecordBatch.present`.",
              f"    public static let allPresent: UInt64 = 0x{(1 << len(bits(signals))) - 1:X}",
              "}\n",
              "/// The bits of `RecordBatch.present`: which columns a record reports.",
              "public enum Presence {"]
    for name, bit in bits(signals).items():
        lines += [f"    /// Of `RecordBatch.{name}`.",
                  f"    public static let {name}: UInt64 = 0x{1 << bit:X}"]
    for value in ("fast", "slow", "trip", "state"):
        mask = sum(1 << bits(signals)[s.swift_name] for s in columns(signals)
                   if not s.envelope and s.cadence == value)
        lines += [f"    /// All with the cadence `{value}`.",
                  f"    public static let {value}Cadence: UInt64 = 0x{mask:X}"]
    lines += ["}\n", "/// The signals that stand beside the columns; raw values never change.",
              "public enum SideSignal: UInt8, Sendable, CaseIterable {"]
    for number, s in enumerate(side(signals)):
        unit = f"; {s.unit}" if s.unit else ""
        lines += [f"    /// {s.description}{unit}.", f"    case {s.swift_name} = {number}"]
    return "\n".join(lines + ["}", ""])


def entry(s):
    """The entry of a signal."""
    return [
            "        Signal(",
            f'            name: "{s.swift_name}",',
            f'            path: "{s.vss_path}",',
            f'            datatype: .{datatype(s)}, unit: "{s.unit}",',
            f"            minimum: {s.min or 'nil'}, maximum: {s.max or 'nil'}, "
            f"isNullable: {str(s.is_nullable).lower()},",
            f"            stream: .{s.stream}, cadence: .{cadence(s)}, "
            f"privacyClass: .{s.privacy_class},",
            f"            storage: .{s.storage}, field: {s.number},",
            f"            columnType: .{s.column_type}, decimals: {s.decimals or 0}, "
            f"words: {s.word_list},",
            f'            description: "{s.description}"',
            "        ),",
        ]


def datatype(s):
    """The case of `SignalType`."""
    return "strings" if s.datatype == "string[]" else s.datatype


def cadence(s):
    """The case of `SignalCadence`."""
    return {"static": "fixed"}.get(s.cadence, s.cadence)


def swift_record(signals):
    """One record as a value."""
    lines = [HEAD, "/// One record, for code that handles records one at a time; see `RecordBatch`.",
             "public struct Record: Sendable {"]
    for s in columns(signals):
        unit = f", {s.unit}" if s.unit else ""
        lines += [f"    /// {s.description}{unit}." if len(s.description + unit) < 86 else
                  f"    /// {s.description}.",
                  f"    public var {s.swift_name}: {s.element} = {s.default}"]
    lines += ["    /// Bits of `Presence`; the others were not reported.",
              "    public var present = SignalCatalogue.allPresent",
              "    /// As `RecordBatch.side`.", "    public var side: UInt32 = 0"]
    lines += ["", "    /// A record in which nothing was reported.", "    public init() {}", "}", ""]
    return "\n".join(lines)


def each(signals, form):
    """One line per column."""
    return [form.format(n=s.swift_name) for s in columns(signals)]


def swift_batch(signals):
    """What is done to all columns alike."""
    a = signals
    lines = [HEAD, "extension RecordBatch {"]
    lines += ["    /// Makes room for `capacity` records in all.",
              "    public mutating func reserve(_ capacity: Int) {"]
    lines += each(a, "        {n}.reserveCapacity(capacity)")
    lines += ["        present.reserveCapacity(capacity)", "        side.reserveCapacity(capacity)",
              "    }\n"]
    lines += ["    /// Adds one record.", "    public mutating func append(_ record: Record) {"]
    lines += each(a, "        {n}.append(record.{n})")
    lines += ["        present.append(record.present)", "        side.append(0)", "    }\n"]
    lines += ["    /// Adds a row of another batch.",
              "    public mutating func appendRow(from other: RecordBatch, at row: Int) {"]
    lines += each(a, "        {n}.append(other.{n}[row])")
    lines += ["        appendBeside(of: other, at: row)", "    }\n"]
    lines += ["    /// Adds all rows of another batch.",
              "    public mutating func append(contentsOf other: RecordBatch) {"]
    lines += each(a, "        {n} += other.{n}")
    lines += ["        appendBeside(of: other)", "    }\n"]
    lines += ["    /// The record of a row, without what stands beside the columns.",
              "    public func record(at row: Int) -> Record {", "        var record = Record()"]
    lines += each(a, "        record.{n} = {n}[row]")
    lines += ["        record.present = present[row]", "        return record", "    }\n"]
    lines += ["    /// Some consecutive rows.",
              "    public func slice(_ rows: Range<Int>) -> RecordBatch {",
              "        var part = RecordBatch()"]
    lines += each(a, "        part.{n} = Array({n}[rows])")
    lines += ["        part.present = Array(present[rows])", "        part.side = Array(side[rows])",
              "        part.shareSide(of: self)", "        return part", "    }\n"]
    lines += ["    /// The rows of `order`, in that order; rows may be left out or repeated.",
              "    public func gathered(_ order: [UInt32]) -> RecordBatch {",
              "        var part = RecordBatch()"]
    lines += each(a, "        part.{n} = Gather.rows(order, of: {n})")
    lines += ["        part.present = Gather.rows(order, of: present)",
              "        part.side = Gather.rows(order, of: side)",
              "        part.shareSide(of: self)", "        return part", "    }\n"]
    lines += ["    /// Whether both hold the same records in the same order, missing values included.",
              "    public func isIdentical(to other: RecordBatch) -> Bool {",
              "        count == other.count && present == other.present"]
    for s in columns(a):
        n = s.swift_name
        lines.append(f"            && Identity.same({n}, other.{n})" if s.element in ("Float", "Double")
                     else f"            && {n} == other.{n}")
    lines += ["            && hasSameSide(as: other)", "    }", "}", ""]
    return "\n".join(lines + swift_columns(a))


def swift_columns(signals):
    """Records one by one turned into columns, some rows at a time, so that they stay in the cache."""
    parts = [("fillEnvelope", [s for s in columns(signals) if s.envelope])]
    rest = [s for s in columns(signals) if not s.envelope]
    parts += [("fillMotion", rest[:14]), ("fillCar", rest[14:])]
    zero = {"Bool": "false"}
    lines = ["extension RecordBatch {",
             "    /// Records in the order of `order`, as columns; rows may be left out or repeated.",
             "    public init(_ records: [Record], order: [UInt32]) {",
             "        self.init()", "        let count = order.count"]
    for s in columns(signals):
        lines += [f"        {s.swift_name} = [{s.element}](repeating: "
                  f"{zero.get(s.element, '0')}, count: count)"]
    lines += ["        present = [UInt64](repeating: 0, count: count)",
              "        side = [UInt32](repeating: 0, count: count)",
              "        for start in stride(from: 0, to: count, by: Gather.blockRows) {",
              "            let rows = start..<min(count, start + Gather.blockRows)"]
    lines += [f"            {name}(records, order, rows)" for name, _ in parts]
    lines += ["        }", "    }"]
    for name, part in parts:
        lines += ["", f"    private mutating func {name}(",
                  "        _ records: [Record], _ order: [UInt32], _ rows: Range<Int>", "    ) {"]
        for s in part:
            lines += [f"        Gather.block(records, order, rows, &{s.swift_name}) {{ "
                      f"$0.pointee.{s.swift_name} }}"]
        if name == "fillEnvelope":
            lines += ["        Gather.block(records, order, rows, &present) { $0.pointee.present }",
                      "        Gather.block(records, order, rows, &side) { $0.pointee.side }"]
        lines += ["    }"]
    return lines + ["}", ""]


def table_value(s, bit):
    """The argument that adds a column."""
    n = s.swift_name
    if s.envelope:
        return n
    label = "optional: " if s.nullable == "yes" else "masked: "
    return f"{label}{n}, present, 0x{1 << bit[n]:X}"


def swift_table(signals):
    """The columns of files."""
    bit = bits(signals)
    lines = [HEAD, "import Base\n", "extension RecordBatch {",
             "    /// The records as the columns of a file: envelope, then VSS paths; see `SignalCatalogue`.",
             "    /// What stands beside the columns is in `sideTable()`.",
             "    public func table() -> DataTable {", "        var list = ColumnList()"]
    parts = [("addEnvelope", [s for s in columns(signals) if s.envelope])]
    rest = [s for s in columns(signals) if not s.envelope]
    parts += [("addMotion", rest[:14]), ("addCar", rest[14:])]
    lines += [f"        {name}(&list)" for name, _ in parts]
    lines += ["        return DataTable(list.columns)", "    }\n"]
    for name, part in parts:
        lines += [f"    private func {name}(_ list: inout ColumnList) {{"]
        for s in part:
            words = f", words: SignalCatalogue.{s.word_list}" if s.words else ""
            lines += ["        list.add(", f'            "{s.vss_path}",',
                      f"            {table_value(s, bit)}{words})"]
        lines += ["    }\n"]
    lines += ["    /// Records from the columns of a file; further columns are ignored.",
              "    /// - Throws: `Failure.input` that names a missing column or one of another type.",
              "    public init(table: DataTable) throws {", "        self.init()"]
    for s in columns(signals):
        path = f'"{s.vss_path}"'
        if s.swift_name == "stream":
            lines += [f"        {s.swift_name} = try Columns.readStream(table)"]
            continue
        read = f"Columns.readWords(table, {path}, SignalCatalogue.{s.word_list})" if s.words \
            else f"Columns.read(table, {path})"
        call = f"        {s.swift_name} = try {read}"
        head, tail = read.split("(table, ", 1)
        lines += [call] if len(call) <= 100 else [
            f"        {s.swift_name} = try {head}(", f"            table, {tail}"]
    lines += ["        present = try Columns.presence(table, Self.presenceBits)",
              "        side = [UInt32](repeating: 0, count: table.rowCount)", "    }\n",
              "    private static let presenceBits: [(path: String, bit: UInt64)] = ["]
    for s in columns(signals):
        if not s.envelope and s.nullable == "mask":
            lines += [f'        ("{s.vss_path}", 0x{1 << bit[s.swift_name]:X}),']
    return "\n".join(lines + ["    ]", "}", ""])


def wrapped(call):
    """A call on one line, or broken after its first argument."""
    if len(call) <= 99:
        return [call]
    indent = len(call) - len(call.lstrip())
    head, tail = call.split("(", 1)
    key, rest = tail.split(", ", 1)
    return [f"{head}(", f"{' ' * (indent + 4)}{key},", f"{' ' * (indent + 4)}{rest}"]


def present(s, bit, lines):
    """Lines under the condition that the column is reported."""
    if s.envelope:
        return lines
    return [f"        if present & 0x{1 << bit[s.swift_name]:X} != 0 {{"] + [
        "    " + line for line in lines] + ["        }"]


def json_key(s, path, is_first=False):
    """A key as a Swift literal, with what stands before it."""
    return '"' + ("{" if is_first else ",") + f'\\"{path}\\":"'


def json_value(s):
    """The arguments of `JSONWriter.field` after the key."""
    value = f"batch.{s.swift_name}[row]"
    if s.words:
        return f"word: words.{s.word_list}, {value}"
    if s.element in ("Float", "Double"):
        wide = f"Double({value})" if s.element == "Float" else value
        if s.swift_name in TEXTUAL:
            return (f"textual: {wide}, scale: {s.scale:_}, decimals: {s.decimals}, "
                    f'unit: "{TEXTUAL[s.swift_name]}", form: present >> 62')
        label = "optional" if s.nullable == "yes" else "fixed"
        return f"{label}: {wide}, scale: {s.scale:_}, decimals: {s.decimals}"
    if s.element == "Bool":
        return f"truth: {value}"
    return f"percent: {value}" if s.nullable == "yes" else f"integer: Int64({value})"


def changes(s, d):
    """Whether a dialect differs in what is written."""
    return d.vss_path != s.vss_path or float(d.factor) != 1 or d.scale != s.scale


def json_dialect(s, d):
    """The arguments for an older version."""
    label = "optional" if s.nullable == "yes" else "fixed"
    value = f"Double(batch.{s.swift_name}[row])"
    if float(d.factor) != 1:
        value += f" * {d.factor}"
    return f"{label}: {value}, scale: {d.scale:_}, decimals: {d.decimals}"


def json_field(s, bit, is_first):
    """The lines that write one field."""
    last = wrapped(f"        writer.field({json_key(s, s.vss_path, is_first)}, {json_value(s)})")
    old = [d for d in s.dialects.values() if changes(s, d)]
    if not old:
        return present(s, bit, last)
    lines = ["        switch major {"]
    for d in old:
        lines += [f"        case {d.major}:"] + ["    " + line for line in wrapped(
            f"        writer.field({json_key(s, d.vss_path)}, {json_dialect(s, d)})")]
    lines += ["        default:"] + ["    " + line for line in last] + ["        }"]
    return present(s, bit, lines)


def encoder_parts(signals, size):
    """Groups of columns whose code fits on a screen."""
    parts = [[s for s in columns(signals) if s.envelope]]
    group = []
    for s in columns(signals):
        if s.envelope:
            continue
        group.append(s)
        if len(group) == size or s.dialects:
            parts.append(group)
            group = []
    return parts + ([group] if group else [])


def swift_json(signals):
    """One record as a line of JSON."""
    bit = bits(signals)
    word_bytes = sum(max(map(len, s.words)) + 2 for s in columns(signals) if s.words)
    size = sum(len(s.vss_path) + 4 + 24 for s in columns(signals)) + word_bytes + 64
    beside = sum(len(s.vss_path.encode()) + 8 + (sum(len(w.encode()) + 3 for w in s.words) if s.kind == "words"
                 else max([30] + [len(w.encode()) for w in s.words])) for s in side(signals))
    parts = encoder_parts(signals, 8)
    lines = [HEAD, "extension JSONLineEncoder {",
             "    /// No line is longer.", f"    static let maximumLineBytes = {size + beside}\n",
             "    /// Writes the columns of one record.", "    @inline(__always)",
             "    static func writeColumns(",
             "        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,",
             "        words: JSONWords, to writer: inout JSONWriter", "    ) {"]
    for number, _ in enumerate(parts):
        lines += [f"        writePart{number}(",
                  "            row, of: batch, present: present, major: major, words: words,",
                  "            to: &writer)"]
    lines += ["    }\n"]
    for number, part in enumerate(parts):
        lines += ["    @inline(__always)", f"    private static func writePart{number}(",
                  "        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,",
                  "        words: JSONWords, to writer: inout JSONWriter", "    ) {"]
        lines += [line for s in part for line in json_field(s, bit, s is signals[0])]
        lines += ["    }" if number == len(parts) - 1 else "    }\n"]
    return "\n".join(lines + ["}", ""])


def swift_json_words(signals):
    """The words that a line of JSON is made of."""
    lines = [HEAD, "/// The lists of words in the form that the encoder writes.",
             "struct JSONWords {"]
    for s in columns(signals):
        if s.words:
            lines += [f"    let {s.word_list}: [StaticString] = ["]
            lines += [f'        "\\"{w}\\"",' for w in s.words] + ["    ]"]
    lines += ["    let side: [JSONSideForm] = ["]
    for s in side(signals):
        old = s.dialects.get(4)
        path4 = old.vss_path if old else s.vss_path
        words = ", ".join(f'"\\"{w}\\""' for w in s.words)
        lines += ["        JSONSideForm(", f"            {json_key(s, s.vss_path)},",
                  f"            version4: {json_key(s, path4)},",
                  f"            .{s.kind}, decimals: {s.decimals or 0}, words: [{words}]),"]
    return "\n".join(lines + ["    ]", "}", ""])


def proto_field(s, bit):
    """The lines that write one field."""
    tag, value = s.number << 3 | s.wire, f"batch.{s.swift_name}[row]"
    if s.kind == "fixed":
        label = "optional" if s.nullable == "yes" else "fixed"
        call = f"{label}: {value}, scale: {s.scale:_}"
    elif s.kind == "truth":
        call = f"unsigned: {value} ? 1 : 0"
    elif s.kind == "word":
        call = f"unsigned: UInt64({value})"
    elif s.datatype.startswith("int"):
        call = f"signed: Int64({value})"
    else:
        label = "percent" if s.nullable == "yes" else "unsigned"
        call = f"{label}: {value}" if label == "percent" else f"{label}: UInt64({value})"
    last = [f"        writer.field({tag}, {call})"]
    old = [d for d in s.dialects.values() if d.number]
    if not old:
        return present(s, bit, last)
    lines = ["        switch major {"]
    for d in old:
        if d.datatype == "float":
            call = f"float: Float(Double({value}) * {d.factor}), decimals: {d.scale:_}"
            lines += [f"        case {d.major}: writer.field({d.number << 3 | 5}, {call})"]
        else:
            lines += [f"        case {d.major}: writer.field({d.number << 3}, optional: {value}, "
                      f"scale: {d.scale})"]
    return present(s, bit, lines + [f"        default: {last[0].strip()}", "        }"])


def swift_proto(signals):
    """One record as a Protobuf message."""
    bit = bits(signals)
    parts = encoder_parts(signals, 12)
    beside = sum(4 + (len(s.words) + 2 if s.kind == "words" else 18 if s.kind == "vin" else 10)
                 for s in side(signals))
    size = len(columns(signals)) * 12 + beside + 16
    lines = [HEAD, "extension ProtobufEncoder {", "    /// No record is longer.",
             f"    static let maximumRecordBytes = {size}\n",
             "    /// Writes the columns of one record.", "    @inline(__always)",
             "    static func writeColumns(",
             "        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,",
             "        to writer: inout ProtobufWriter", "    ) {"]
    for number, _ in enumerate(parts):
        lines += [f"        writePart{number}(row, of: batch, present: present, major: major, "
                  "to: &writer)"]
    lines += ["    }\n"]
    for number, part in enumerate(parts):
        lines += ["    @inline(__always)", f"    private static func writePart{number}(",
                  "        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,",
                  "        to writer: inout ProtobufWriter", "    ) {"]
        lines += [line for s in part for line in proto_field(s, bit)]
        lines += ["    }\n"]
    lines += ["    /// How the signals beside the columns are written, by `SideSignal`.",
              "    static let side: [ProtobufSideForm] = ["]
    for s in side(signals):
        signed = str(s.kind == "fixed" or s.datatype.startswith("int")).lower()
        lines += [f"        ProtobufSideForm({s.number << 3 | s.wire}, .{s.kind}, isSigned: {signed}),"]
    return "\n".join(lines + ["    ]", "}", ""])


def swift_side(signals):
    """What a signal beside the columns is, for whoever reads its value."""
    lines = [HEAD, "extension SideSignal {",
             "    /// How each is stored, by raw value.",
             "    static let forms: [SideForm] = ["]
    for s in side(signals):
        words = f"SignalCatalogue.{s.word_list}" if s.words else "[]"
        lines += ["        SideForm(", f'            "{s.vss_path}",',
                  f"            .{s.kind}, decimals: {s.decimals or 0}, words: {words}),"]
    return "\n".join(lines + ["    ]", "}", ""])
