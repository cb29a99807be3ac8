// The values of one column, over all row groups asked for, straight into one array.

/// A number as Parquet stores it: little-endian bits of fixed width.
protocol StoredNumber: BitwiseCopyable {
    /// What stands in place of a missing value.
    static var missing: Self { get }
    /// Reads DELTA_BINARY_PACKED; integers only.
    static func readDeltas(
        _ cursor: inout ByteCursor, count: Int, into out: UnsafeMutablePointer<Self>
    ) throws
}

extension StoredNumber where Self: FixedWidthInteger {
    static var missing: Self { 0 }
    static func readDeltas(
        _ cursor: inout ByteCursor, count: Int, into out: UnsafeMutablePointer<Self>
    ) throws {
        try readDelta(&cursor, count: count, into: out)
    }
}

extension StoredNumber {
    static func readDeltas(
        _ cursor: inout ByteCursor, count: Int, into out: UnsafeMutablePointer<Self>
    ) throws {
        throw Malformed("a page of fractions holds differences of integers")
    }
}

/// The old form of timestamps (INT96), which Spark still writes: nanoseconds of a Julian day.
struct JulianTime: StoredNumber {
    var low: UInt32
    var high: UInt32
    var day: UInt32

    /// 1970-01-01, the Julian day 2440588.
    static let missing = JulianTime(low: 0, high: 0, day: 2_440_588)

    /// Nanoseconds since 1970-01-01.
    func nanoseconds() throws -> Int64 {
        let ofDay = Int64(bitPattern: UInt64(high) << 32 | UInt64(low))
        let days = (Int64(day) - 2_440_588).multipliedReportingOverflow(by: 86_400_000_000_000)
        let sum = days.partialValue.addingReportingOverflow(ofDay)
        guard !days.overflow, !sum.overflow else { throw Malformed("a time is out of range") }
        return sum.partialValue
    }
}

extension Int32: StoredNumber {}
extension UInt32: StoredNumber {}
extension Int64: StoredNumber {}
extension Float: StoredNumber { static var missing: Float { .nan } }
extension Double: StoredNumber { static var missing: Double { .nan } }

/// Column chunks of one column in one file, to be read one after the other.
struct ColumnSource {
    let file: RandomAccessFile
    let isNullable: Bool
    /// The chunks with their rows.
    let chunks: [(chunk: ChunkMetadata, rows: Int)]

    var rowCount: Int { chunks.reduce(0) { $0 + $1.rows } }
}

/// Reads numbers. Missing ones are NaN or 0.
func decodeNumbers<T: StoredNumber>(
    _ source: ColumnSource, as type: T.Type
) throws -> (values: [T], validity: [Bool]?) {
    var validity = Validity(source)
    let values = try [T](unsafeUninitializedCapacity: source.rowCount) { out, filled in
        guard var target = out.baseAddress else { return }
        for (chunk, rows) in source.chunks {
            var pages = try PageReader(
                source.file, chunk, isNullable: source.isNullable, rows: rows)
            var dictionary: [T]?
            var codes: [UInt32] = []
            while let page = try pages.next() {
                if page.kind == .dictionary {
                    dictionary = try plainNumbers(page)
                    continue
                }
                let present = try validity.read(page)
                switch page.encoding {
                case .rleDictionary, .plainDictionary:
                    guard let dictionary else { throw Malformed("a dictionary is missing") }
                    try readCodes(page.values, count: present, into: &codes)
                    try look(codes, present, up: dictionary, into: target)
                default: try readNumbers(page, count: present, into: target)
                }
                validity.spread(page, present: present, in: target, missing: T.missing)
                target += page.count
                filled += page.count
            }
        }
    }
    return (values, validity.result)
}

/// Reads truth values. Missing ones are false.
func decodeBools(_ source: ColumnSource) throws -> (values: [Bool], validity: [Bool]?) {
    var validity = Validity(source)
    let values = try [Bool](unsafeUninitializedCapacity: source.rowCount) { out, filled in
        guard var target = out.baseAddress else { return }
        for (chunk, rows) in source.chunks {
            var pages = try PageReader(
                source.file, chunk, isNullable: source.isNullable, rows: rows)
            while let page = try pages.next() {
                if page.kind == .dictionary { throw unsupported(.rleDictionary) }
                let present = try validity.read(page)
                switch page.encoding {
                case .plain: try unpackBits(page.values, count: present, into: target)
                case .rle:
                    var cursor = ByteCursor(page.values)
                    _ = try readHybridBits(
                        try cursor.takePrefixed(), count: present, into: target)
                default: throw unsupported(page.encoding)
                }
                validity.spread(page, present: present, in: target, missing: false)
                target += page.count
                filled += page.count
            }
        }
    }
    return (values, validity.result)
}

/// Reads texts as codes into the different texts. The code of a missing text is 0.
func decodeTexts(
    _ source: ColumnSource
) throws -> (codes: [UInt32], words: [String], validity: [Bool]?) {
    var validity = Validity(source)
    var interner = WordInterner()
    let codes = try [UInt32](unsafeUninitializedCapacity: source.rowCount) { out, filled in
        guard var target = out.baseAddress else { return }
        for (chunk, rows) in source.chunks {
            var pages = try PageReader(
                source.file, chunk, isNullable: source.isNullable, rows: rows)
            var dictionary: [UInt32]?
            var local: [UInt32] = []
            while let page = try pages.next() {
                if page.kind == .dictionary {
                    var entries = [UInt32](repeating: 0, count: page.count)
                    try entries.withUnsafeMutableBufferPointer {
                        try readTexts(page, count: page.count, &interner, into: $0.baseAddress)
                    }
                    dictionary = entries
                    continue
                }
                let present = try validity.read(page)
                switch page.encoding {
                case .rleDictionary, .plainDictionary:
                    guard let dictionary else { throw Malformed("a dictionary is missing") }
                    try readCodes(page.values, count: present, into: &local)
                    try look(local, present, up: dictionary, into: target)
                default: try readTexts(page, count: present, &interner, into: target)
                }
                validity.spread(page, present: present, in: target, missing: 0)
                target += page.count
                filled += page.count
            }
        }
    }
    // A code must lead to a word even where every value is missing.
    let words = interner.count == 0 && !codes.isEmpty ? [""] : try interner.words()
    return (codes, words, validity.result)
}

/// Which rows are there, over the pages of a column.
private struct Validity {
    /// nil for a column without gaps.
    private(set) var result: [Bool]?
    private var done = 0

    init(_ source: ColumnSource) {
        if source.isNullable { result = [Bool](repeating: true, count: source.rowCount) }
    }

    /// Reads the levels of a page and returns how many values it holds.
    mutating func read(_ page: Page) throws -> Int {
        guard let levels = page.levels else { return page.count }
        defer { done += page.count }
        return try result?.withUnsafeMutableBufferPointer { flags in
            guard let base = flags.baseAddress, page.count > 0 else { return 0 }
            return try readHybridBits(levels, count: page.count, into: base + done)
        } ?? page.count
    }

    /// Moves the values of the page just read from the front to their rows.
    func spread<T: BitwiseCopyable>(
        _ page: Page, present: Int, in target: UnsafeMutablePointer<T>, missing: T
    ) {
        guard present < page.count, let result else { return }
        result.withUnsafeBufferPointer { flags in
            var next = present
            for row in (0..<page.count).reversed() {
                // The source never lies behind its row, so that nothing is overwritten too early.
                if flags[done - page.count + row] {
                    next -= 1
                    target[row] = target[next]
                } else {
                    target[row] = missing
                }
            }
        }
    }
}

private func unsupported(_ encoding: Encoding) -> Malformed {
    Malformed("a page has encoding '\(encoding)', which is not supported for this type")
}

private func readNumbers<T: StoredNumber>(
    _ page: Page, count: Int, into target: UnsafeMutablePointer<T>
) throws {
    switch page.encoding {
    case .plain:
        let size = count * MemoryLayout<T>.stride
        guard size <= page.values.count else { throw Malformed("a page is cut off") }
        if let source = page.values.baseAddress, size > 0 {
            UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: size)
        }
    case .byteStreamSplit:
        let width = MemoryLayout<T>.stride
        // The streams are as long as the page says, not as the rows say.
        guard page.values.count == count * width else { throw Malformed("a page is cut off") }
        try readByteStreams(page.values, count: count, width: width, into: target)
    case .deltaBinaryPacked:
        var cursor = ByteCursor(page.values)
        try T.readDeltas(&cursor, count: count, into: target)
    default: throw unsupported(page.encoding)
    }
}

private func plainNumbers<T: StoredNumber>(_ page: Page) throws -> [T] {
    guard page.encoding == .plain || page.encoding == .plainDictionary else {
        throw unsupported(page.encoding)
    }
    var plain = page
    plain.encoding = .plain
    return try [T](unsafeUninitializedCapacity: page.count) { out, filled in
        if let base = out.baseAddress { try readNumbers(plain, count: page.count, into: base) }
        filled = page.count
    }
}

/// Reads dictionary codes: their width, then runs.
private func readCodes(
    _ bytes: UnsafeRawBufferPointer, count: Int, into codes: inout [UInt32]
) throws {
    if count == 0 { return }
    if codes.count < count { codes = [UInt32](repeating: 0, count: count) }
    guard let width = bytes.first else { throw Malformed("a page is cut off") }
    try codes.withUnsafeMutableBufferPointer {
        guard let base = $0.baseAddress else { return }
        let runs = UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
        try readHybrid(runs, width: Int(width), count: count, into: base)
    }
}

private func look<T: BitwiseCopyable>(
    _ codes: [UInt32], _ count: Int, up dictionary: [T], into target: UnsafeMutablePointer<T>
) throws {
    let limit = UInt32(dictionary.count)
    for index in 0..<count {
        guard codes[index] < limit else { throw Malformed("a code is not in its dictionary") }
        target[index] = dictionary[Int(codes[index])]
    }
}

// MARK: Texts

private func readTexts(
    _ page: Page, count: Int, _ interner: inout WordInterner,
    into target: UnsafeMutablePointer<UInt32>?
) throws {
    guard let target, count > 0 else { return }
    var cursor = ByteCursor(page.values)
    switch page.encoding {
    case .plain, .plainDictionary:
        for index in 0..<count { target[index] = interner.code(of: try cursor.takePrefixed()) }
    case .deltaLengthByteArray:
        let lengths = try readLengths(&cursor, count)
        for index in 0..<count {
            target[index] = interner.code(of: try cursor.take(Int(lengths[index])))
        }
    case .deltaByteArray:
        let shared = try readLengths(&cursor, count)
        let lengths = try readLengths(&cursor, count)
        var text: [UInt8] = []
        for index in 0..<count {
            let kept = Int(shared[index])
            guard kept <= text.count else { throw Malformed("a page is damaged (shared prefixes)") }
            text.removeLast(text.count - kept)
            text.append(contentsOf: try cursor.take(Int(lengths[index])))
            target[index] = text.withUnsafeBytes { interner.code(of: $0) }
        }
    default: throw unsupported(page.encoding)
    }
}

private func readLengths(_ cursor: inout ByteCursor, _ count: Int) throws -> [Int32] {
    var lengths = [Int32](repeating: 0, count: count)
    try lengths.withUnsafeMutableBufferPointer {
        if let base = $0.baseAddress { try readDelta(&cursor, count: count, into: base) }
    }
    guard lengths.allSatisfy({ $0 >= 0 }) else { throw Malformed("a page is damaged (lengths)") }
    return lengths
}
