// Thrift's compact protocol (thrift/doc/specs/thrift-compact-protocol.md): Parquet's footers and
// page headers are written in it. Only what Parquet uses; the reader trusts nothing.

/// The types of fields on the wire.
enum ThriftType: UInt8 {
    case stop = 0
    case yes = 1
    case no = 2
    case int8 = 3
    case int16 = 4
    case int32 = 5
    case int64 = 6
    case double = 7
    case binary = 8
    case list = 9
    case set = 10
    case map = 11
    case structure = 12
}

/// Writes structures field by field, in ascending order of field numbers.
struct ThriftWriter {
    private(set) var bytes: [UInt8] = []
    private var lastField: [Int16] = [0]

    mutating func int32(_ field: Int16, _ value: Int32) {
        head(field, .int32)
        zigzag(Int64(value))
    }

    mutating func int64(_ field: Int16, _ value: Int64) {
        head(field, .int64)
        zigzag(value)
    }

    mutating func int8(_ field: Int16, _ value: Int8) {
        head(field, .int8)
        bytes.append(UInt8(bitPattern: value))
    }

    mutating func bool(_ field: Int16, _ value: Bool) { head(field, value ? .yes : .no) }

    mutating func string(_ field: Int16, _ value: String) { binary(field, Array(value.utf8)) }

    mutating func binary(_ field: Int16, _ value: [UInt8]) {
        head(field, .binary)
        element(value)
    }

    mutating func structure(_ field: Int16, _ content: (inout ThriftWriter) -> Void) {
        head(field, .structure)
        structure(content)
    }

    mutating func list(_ field: Int16, of type: ThriftType, count: Int) {
        head(field, .list)
        if count < 15 {
            bytes.append(UInt8(count) << 4 | type.rawValue)
        } else {
            bytes.append(0xF0 | type.rawValue)
            varint(UInt64(count))
        }
    }

    /// A structure that is a list's element or the whole message.
    mutating func structure(_ content: (inout ThriftWriter) -> Void) {
        lastField.append(0)
        content(&self)
        lastField.removeLast()
        bytes.append(ThriftType.stop.rawValue)
    }

    /// A list's element.
    mutating func element(_ value: [UInt8]) {
        varint(UInt64(value.count))
        bytes += value
    }

    /// A list's element.
    mutating func element(_ value: Int32) { zigzag(Int64(value)) }

    private mutating func head(_ field: Int16, _ type: ThriftType) {
        let step = field - lastField[lastField.count - 1]
        precondition(step > 0 && step <= 15)
        bytes.append(UInt8(step) << 4 | type.rawValue)
        lastField[lastField.count - 1] = field
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 128 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private mutating func zigzag(_ value: Int64) {
        varint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }
}

/// Reads structures from untrusted bytes. Throws `Malformed` at the end of the bytes, at unknown
/// types and at nesting too deep; never reads beyond.
struct ThriftReader {
    private let bytes: UnsafeRawBufferPointer
    /// Where the next byte stands.
    private(set) var position: Int
    private var depth = 0

    init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// Reads a structure; `field` takes the fields that it knows and returns whether it took it.
    mutating func structure(
        _ field: (inout ThriftReader, Int16, ThriftType) throws -> Bool
    ) throws {
        depth += 1
        guard depth < 32 else { throw Malformed("its metadata is nested too deeply") }
        var last: Int16 = 0
        while true {
            let head = try byte()
            let type = try Self.type(head & 15)
            if type == .stop { break }
            if head >> 4 != 0 {
                last = last &+ Int16(head >> 4)
            } else {
                last = Int16(truncatingIfNeeded: try zigzag())
            }
            if try !field(&self, last, type) { try skip(type) }
        }
        depth -= 1
    }

    mutating func int(_ type: ThriftType) throws -> Int64 {
        switch type {
        case .int8: return Int64(Int8(bitPattern: try byte()))
        case .int16, .int32, .int64: return try zigzag()
        default: throw Malformed("its metadata is damaged (an integer was expected)")
        }
    }

    mutating func int32(_ type: ThriftType) throws -> Int32 {
        guard let value = Int32(exactly: try int(type)) else {
            throw Malformed("its metadata is damaged (a number is too large)")
        }
        return value
    }

    /// A size or count: not negative, and small enough for arithmetic.
    mutating func size(_ type: ThriftType) throws -> Int64 {
        let value = try int(type)
        guard value >= 0, value < 1 << 56 else {
            throw Malformed("its metadata is damaged (an impossible size)")
        }
        return value
    }

    mutating func bool(_ type: ThriftType) throws -> Bool {
        guard type == .yes || type == .no else {
            throw Malformed("its metadata is damaged (a truth value was expected)")
        }
        return type == .yes
    }

    mutating func binary(_ type: ThriftType) throws -> [UInt8] {
        guard type == .binary else {
            throw Malformed("its metadata is damaged (a text was expected)")
        }
        let count = try length()
        let start = position
        position += count
        return Array(bytes[start..<position])
    }

    mutating func string(_ type: ThriftType) throws -> String {
        String(decoding: try binary(type), as: UTF8.self)
    }

    /// Reads a list; `element` must consume one element of the given type.
    mutating func list(
        _ type: ThriftType, _ element: (inout ThriftReader, ThriftType) throws -> Void
    ) throws {
        guard type == .list || type == .set else {
            throw Malformed("its metadata is damaged (a list was expected)")
        }
        let head = try byte()
        let kind = try Self.type(head & 15)
        let count = head >> 4 == 15 ? try length() : Int(head >> 4)
        // Every element but a truth value takes a byte at least.
        guard count <= bytes.count - position else {
            throw Malformed("its metadata is damaged (a list is longer than the file)")
        }
        for _ in 0..<count { try element(&self, kind) }
    }

    private mutating func skip(_ type: ThriftType) throws {
        switch type {
        case .stop, .yes, .no: break
        case .int8: _ = try byte()
        case .int16, .int32, .int64: _ = try varint()
        case .double: try advance(8)
        case .binary: try advance(try length())
        case .list, .set:
            try list(type) { reader, kind in try reader.skipElement(kind) }
        case .map:
            let count = try length()
            guard count > 0 else { break }
            let kinds = try byte()
            let (key, value) = (try Self.type(kinds >> 4), try Self.type(kinds & 15))
            for _ in 0..<count {
                try skipElement(key)
                try skipElement(value)
            }
        case .structure: try structure { _, _, _ in false }
        }
    }

    /// Inside lists and maps a truth value takes a byte, and nesting counts.
    private mutating func skipElement(_ type: ThriftType) throws {
        depth += 1
        guard depth < 32 else { throw Malformed("its metadata is nested too deeply") }
        if type == .yes || type == .no { _ = try byte() } else { try skip(type) }
        depth -= 1
    }

    private mutating func advance(_ count: Int) throws {
        guard count <= bytes.count - position else { throw Malformed("its metadata is cut off") }
        position += count
    }

    private mutating func length() throws -> Int {
        let count = try varint()
        guard count <= UInt64(bytes.count - position) else {
            throw Malformed("its metadata is cut off")
        }
        return Int(count)
    }

    private mutating func byte() throws -> UInt8 {
        guard position < bytes.count else { throw Malformed("its metadata is cut off") }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func varint() throws -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 64 {
            let next = try byte()
            value |= UInt64(next & 127) << shift
            if next < 128 { return value }
            shift += 7
        }
        throw Malformed("its metadata is damaged (a number is too long)")
    }

    private mutating func zigzag() throws -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    private static func type(_ raw: UInt8) throws -> ThriftType {
        guard let type = ThriftType(rawValue: raw) else {
            throw Malformed("its metadata is damaged (unknown type \(raw))")
        }
        return type
    }
}
