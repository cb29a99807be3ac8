// What stands beside the columns of a batch: see `SideSignal`.

import Base

extension RecordBatch {
    /// Whether any record has anything beside its columns.
    public var hasSide: Bool { side.contains { $0 != 0 } }

    /// Gives the last record its side signals; none for an empty list.
    public mutating func setSideOfLast(_ words: [SideWord]) {
        guard !words.isEmpty else { return }
        side[side.count - 1] = UInt32(sideWords.count) + 1
        for word in words { sideWords.append(word.rawValue) }
        sideWords[sideWords.count - 1] |= 1
    }

    /// Calls `body` with each side signal of a record, in the order in which they were set.
    @inline(__always)
    public func forEachSide(of row: Int, _ body: (SideWord) -> Void) {
        var at = Int(side[row])
        guard at > 0 else { return }
        while true {
            let word = SideWord(rawValue: sideWords[at - 1])
            body(word)
            if word.isLast { return }
            at += 1
        }
    }

    /// The value of a side signal of a record, or `nil`.
    public func sideValue(_ signal: SideSignal, of row: Int) -> Int64? {
        var found: Int64?
        forEachSide(of: row) { if $0.number == signal.rawValue { found = $0.value } }
        return found
    }

    /// Major version of VSS that a record's names and units are of.
    @inline(__always)
    public func vssMajor(of row: Int) -> UInt8 {
        vssMajors.isEmpty ? 6 : vssMajors[Int(firmware[row])]
    }

    mutating func appendBeside(of other: RecordBatch, at row: Int) {
        present.append(other.present[row])
        side.append(0)
        vssMajors = other.vssMajors
        var words: [SideWord] = []
        other.forEachSide(of: row) { words.append($0) }
        for index in words.indices { words[index].rawValue &= ~1 }
        setSideOfLast(words)
    }

    mutating func appendBeside(of other: RecordBatch) {
        present += other.present
        vssMajors = other.vssMajors
        let shift = UInt32(sideWords.count)
        side += other.side.map { $0 == 0 ? 0 : $0 + shift }
        sideWords += other.sideWords
    }

    /// The words are shared, not copied: rows point into them.
    mutating func shareSide(of other: RecordBatch) {
        sideWords = other.sideWords
        vssMajors = other.vssMajors
    }

    func hasSameSide(as other: RecordBatch) -> Bool {
        guard vssMajors == other.vssMajors else { return false }
        return (0..<count).allSatisfy { row in
            if side[row] == 0 || other.side[row] == 0 { return side[row] == other.side[row] }
            var a: [SideWord] = []
            var b: [SideWord] = []
            forEachSide(of: row) { a.append($0) }
            other.forEachSide(of: row) { b.append($0) }
            return a == b
        }
    }

    /// The side signals as a table: a row for each, with the record that it belongs to.
    public func sideTable() -> DataTable {
        var rows: [Int] = []
        var codes: [UInt32] = []
        var values: [Double] = []
        var texts: [String] = []
        var isText: [Bool] = []
        for row in 0..<count where side[row] != 0 {
            forEachSide(of: row) { word in
                let signal = word.signal
                let text = signal.text(word.value)
                rows.append(row)
                codes.append(UInt32(word.number))
                values.append(signal.number(word.value) ?? 0)
                texts.append(text ?? "")
                isText.append(text != nil)
            }
        }
        return DataTable([
            DataColumn("vid", .uint32(rows.map { vehicle[$0] })),
            DataColumn("boot", .uint32(rows.map { boot[$0] })),
            DataColumn("sequence", .uint32(rows.map { sequence[$0] })),
            DataColumn("event_ms", .int64(rows.map { eventMilliseconds[$0] })),
            DataColumn("received_ms", .int64(rows.map { receivedMilliseconds[$0] })),
            DataColumn("signal", .words(codes: codes, words: SideSignal.allCases.map(\.path))),
            DataColumn("value", .double(values), validity: isText.map { !$0 }),
            DataColumn("text", .string(texts), validity: isText),
        ])
    }
}
