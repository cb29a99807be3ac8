// Messages back into records, for the reference platform as a server: whole catalogue, no model of
// its own. What a message leaves out is missing; what it must have and has not makes it malformed.

import Base

/// Turns JSON messages in our own form into records.
public struct MessageDecoder: Sendable {
    /// A decoder.
    public init() {}

    /// The records of some messages, in order; nil for a malformed message.
    ///
    /// They count as received when they were sent: a replay's clock is the simulation's, and not
    /// the wall's.
    public func decode(_ payload: UnsafeBufferPointer<UInt8>) -> RecordBatch? {
        var rows = Rows()
        var cursor = JSONCursor(payload)
        var header: [String: String] = [:]
        var isFirst = true
        cursor.beginObject()
        while let key = cursor.nextKey(isFirst: isFirst) {
            isFirst = false
            let name = cursor.text(key)
            if name == "samples" {
                Self.readSamples(&cursor, &rows)
            } else if let value = cursor.scalar() {
                header[name] = cursor.text(value)
            } else {
                cursor.skipValue()
            }
        }
        guard !cursor.isBad else { return nil }
        header["received_ms"] = header["sent_ms"]
        let columns = SignalCatalogue.all.map { Self.column($0, rows, header) }
        guard columns.allSatisfy({ $0 != nil }) else { return nil }
        return try? RecordBatch(table: DataTable(columns.compactMap { $0 }))
    }

    /// Values of samples as texts, by name.
    private struct Rows {
        var samples: [[String: String]] = []
    }

    private static func readSamples(_ cursor: inout JSONCursor, _ rows: inout Rows) {
        cursor.beginArray()
        var isFirst = true
        while cursor.hasElement(isFirst: isFirst) {
            isFirst = false
            cursor.beginObject()
            var sample: [String: String] = [:]
            var isFirstKey = true
            while let key = cursor.nextKey(isFirst: isFirstKey) {
                isFirstKey = false
                let name = cursor.text(key)
                guard let value = cursor.scalar() else { return cursor.fail() }
                let text = cursor.text(value)
                if text != "null" { sample[name] = text }
            }
            rows.samples.append(sample)
        }
    }

    /// A column of the catalogue; nil when a value that may not be missing is, or is malformed.
    private static func column(
        _ signal: Signal, _ rows: Rows, _ header: [String: String]
    ) -> DataColumn? {
        let texts = rows.samples.map { $0[signal.path] ?? header[signal.path] }
        guard signal.isNullable || texts.allSatisfy({ $0 != nil }) else { return nil }
        let validity = signal.isNullable ? texts.map { $0 != nil } : nil
        func parsed<T>(_ missing: T, _ parse: (String) -> T?) -> [T]? {
            var values: [T] = []
            values.reserveCapacity(texts.count)
            for text in texts {
                guard let text else {
                    values.append(missing)
                    continue
                }
                guard let value = parse(text) else { return nil }
                values.append(value)
            }
            return values
        }
        let values: ColumnValues? =
            switch signal.columnType {
            case .bool: parsed(false) { Bool($0) }.map { .bool($0) }
            case .int32: parsed(0) { Int32($0) }.map { .int32($0) }
            case .uint32: parsed(0) { UInt32($0) }.map { .uint32($0) }
            case .int64: parsed(0) { Int64($0) }.map { .int64($0) }
            case .float: parsed(.nan) { Float($0) }.map { .float($0) }
            case .double: parsed(.nan) { Double($0) }.map { .double($0) }
            case .string:
                parsed("") { signal.words.isEmpty || signal.words.contains($0) ? $0 : nil }
                    .map { .string($0) }
            }
        return values.map { DataColumn(signal.path, $0, validity: validity) }
    }
}
