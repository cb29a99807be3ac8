// Footers and page heads to and from Thrift. Field numbers are those of parquet.thrift.

extension FileMetadata {
    /// The footer's bytes.
    func encoded() -> [UInt8] {
        var writer = ThriftWriter()
        writer.structure { file in
            file.int32(1, 2)
            file.list(2, of: .structure, count: schema.count)
            for element in schema { file.structure { element.write(to: &$0) } }
            file.int64(3, rowCount)
            file.list(4, of: .structure, count: rowGroups.count)
            for group in rowGroups { file.structure { write(group, to: &$0) } }
            if !keyValue.isEmpty {
                file.list(5, of: .structure, count: keyValue.count)
                for (key, value) in keyValue {
                    file.structure {
                        $0.string(1, key)
                        $0.string(2, value)
                    }
                }
            }
            file.string(6, "rocade")
            // One order per column: that of its type. Without it readers distrust statistics.
            file.list(7, of: .structure, count: schema.count - 1)
            for _ in schema.dropFirst() { file.structure { $0.structure(1) { _ in } } }
        }
        return writer.bytes
    }

    private func write(_ group: RowGroupMetadata, to thrift: inout ThriftWriter) {
        thrift.list(1, of: .structure, count: group.chunks.count)
        for (chunk, element) in zip(group.chunks, schema.dropFirst()) {
            thrift.structure {
                $0.int64(2, 0)
                $0.structure(3) { chunk.write(to: &$0, name: element.name) }
            }
        }
        thrift.int64(2, group.chunks.reduce(0) { $0 + $1.uncompressedSize })
        thrift.int64(3, group.rowCount)
        if let first = group.chunks.first {
            thrift.int64(5, first.dictionaryOffset ?? first.dataOffset)
        }
        thrift.int64(6, group.chunks.reduce(0) { $0 + $1.compressedSize })
    }

    /// Reads a footer.
    init(decoding bytes: UnsafeRawBufferPointer) throws {
        var reader = ThriftReader(bytes)
        var metadata = FileMetadata()
        var fields: Set<Int16> = []
        try reader.structure { file, field, type in
            fields.insert(field)
            switch field {
            case 2:
                try file.list(type) { try metadata.schema.append(SchemaElement(from: &$0, $1)) }
            case 3: metadata.rowCount = try file.size(type)
            case 4:
                try file.list(type) {
                    try metadata.rowGroups.append(RowGroupMetadata(from: &$0, $1))
                }
            case 5: try file.list(type) { try metadata.keyValue.append(Self.pair(from: &$0, $1)) }
            case 8: throw Malformed("it is encrypted, which is not supported")
            default: return false
            }
            return true
        }
        guard fields.isSuperset(of: [2, 3, 4]) else {
            throw Malformed("its metadata is damaged (no schema or rows)")
        }
        self = metadata
    }

    private static func pair(
        from reader: inout ThriftReader, _ type: ThriftType
    ) throws -> (String, String) {
        var pair = ("", "")
        try reader.element(type) { thrift, field, type in
            switch field {
            case 1: pair.0 = try thrift.string(type)
            case 2: pair.1 = try thrift.string(type)
            default: return false
            }
            return true
        }
        return pair
    }
}

extension ThriftReader {
    /// A list's element that is a structure.
    mutating func element(
        _ type: ThriftType, _ field: (inout ThriftReader, Int16, ThriftType) throws -> Bool
    ) throws {
        guard type == .structure else {
            throw Malformed("its metadata is damaged (a structure was expected)")
        }
        try structure(field)
    }
}

extension SchemaElement {
    fileprivate func write(to thrift: inout ThriftWriter) {
        if let physical {
            thrift.int32(1, physical.rawValue)
            thrift.int32(3, repetition.rawValue)
        }
        thrift.string(4, name)
        if physical == nil { thrift.int32(5, Int32(childCount)) }
        // The old and the new way to say what the bits mean: readers know one or the other.
        switch annotation {
        case .string:
            thrift.int32(6, 0)
            thrift.structure(10) { $0.structure(1) { _ in } }
        case .integer(let bits, let isSigned):
            let step: Int32 = bits == 64 ? 3 : bits == 32 ? 2 : bits == 16 ? 1 : 0
            thrift.int32(6, (isSigned ? 15 : 11) + step)
            thrift.structure(10) {
                $0.structure(10) {
                    $0.int8(1, Int8(bits))
                    $0.bool(2, isSigned)
                }
            }
        default: break
        }
    }

    fileprivate init(from reader: inout ThriftReader, _ type: ThriftType) throws {
        var element = SchemaElement()
        var converted: Int32?
        var logical: Annotation?
        var scale = 0
        try reader.element(type) { thrift, field, type in
            switch field {
            case 1:
                let raw = try thrift.int32(type)
                guard let physical = PhysicalType(rawValue: raw) else {
                    throw Malformed("it has a column of unknown type \(raw)")
                }
                element.physical = physical
            case 2: element.typeLength = Int(try thrift.int32(type))
            case 3:
                guard let repetition = Repetition(rawValue: try thrift.int32(type)) else {
                    throw Malformed("its schema is damaged")
                }
                element.repetition = repetition
            case 4: element.name = try thrift.string(type)
            case 5: element.childCount = Int(try thrift.int32(type))
            case 6: converted = try thrift.int32(type)
            case 7: scale = Int(try thrift.int32(type))
            case 10: logical = try Annotation(logical: &thrift, type)
            default: return false
            }
            return true
        }
        if let logical {
            element.annotation = logical
        } else if let converted {
            element.annotation = Annotation(converted: converted, scale: scale)
        }
        self = element
    }
}

extension Annotation {
    /// From the union `LogicalType`.
    fileprivate init(logical reader: inout ThriftReader, _ type: ThriftType) throws {
        var found = Annotation.none
        try reader.element(type) { thrift, field, type in
            switch field {
            case 1, 4, 12: found = .string  // STRING, ENUM, JSON
            case 6: found = .date
            case 7:
                found = .time(try TimeUnit(temporal: &thrift, type))
                return true
            case 8:
                found = .timestamp(try TimeUnit(temporal: &thrift, type))
                return true
            case 11: found = .none
            case 5:
                var scale = 0
                try thrift.element(type) { decimal, field, type in
                    guard field == 1 else { return false }
                    scale = Int(try decimal.int32(type))
                    return true
                }
                found = .decimal(scale: scale)
                return true
            case 10:
                var (bits, isSigned) = (64, true)
                try thrift.element(type) { integer, field, type in
                    switch field {
                    case 1: bits = Int(try integer.int(type))
                    case 2: isSigned = try integer.bool(type)
                    default: return false
                    }
                    return true
                }
                found = .integer(bits: bits, isSigned: isSigned)
                return true
            default:
                let names: [Int16: String] = [
                    2: "map", 3: "list", 13: "BSON", 14: "UUID", 15: "16-bit float", 16: "variant",
                    17: "geometry", 18: "geography",
                ]
                found = .other(names[field] ?? "logical type \(field)")
            }
            return false
        }
        self = found
    }

    /// From the older enumeration `ConvertedType`.
    fileprivate init(converted: Int32, scale: Int) {
        switch converted {
        case 0, 4, 19: self = .string
        case 5: self = .decimal(scale: scale)
        case 6: self = .date
        case 7: self = .time(.milliseconds)
        case 8: self = .time(.microseconds)
        case 9: self = .timestamp(.milliseconds)
        case 10: self = .timestamp(.microseconds)
        case 11...14: self = .integer(bits: 8 << Int(converted - 11), isSigned: false)
        case 15...18: self = .integer(bits: 8 << Int(converted - 15), isSigned: true)
        default: self = .other("converted type \(converted)")
        }
    }
}

extension TimeUnit {
    /// From `TimeType` or `TimestampType`: field 2 is a union of the units.
    fileprivate init(temporal reader: inout ThriftReader, _ type: ThriftType) throws {
        var unit = TimeUnit.milliseconds
        try reader.element(type) { thrift, field, type in
            guard field == 2 else { return false }
            try thrift.element(type) { _, field, _ in
                unit = field == 1 ? .milliseconds : field == 2 ? .microseconds : .nanoseconds
                return false
            }
            return true
        }
        self = unit
    }
}

extension RowGroupMetadata {
    fileprivate init(from reader: inout ThriftReader, _ type: ThriftType) throws {
        var group = RowGroupMetadata()
        try reader.element(type) { thrift, field, type in
            switch field {
            case 1:
                try thrift.list(type) { try group.chunks.append(ChunkMetadata(column: &$0, $1)) }
            case 3: group.rowCount = try thrift.size(type)
            default: return false
            }
            return true
        }
        self = group
    }
}

extension ChunkMetadata {
    fileprivate func write(to thrift: inout ThriftWriter, name: String) {
        thrift.int32(1, physical?.rawValue ?? 0)
        thrift.list(2, of: .int32, count: encodings.count)
        for encoding in encodings { thrift.element(encoding.rawValue) }
        thrift.list(3, of: .binary, count: 1)
        thrift.element(Array(name.utf8))
        thrift.int32(4, codec.rawValue)
        thrift.int64(5, valueCount)
        thrift.int64(6, uncompressedSize)
        thrift.int64(7, compressedSize)
        thrift.int64(9, dataOffset)
        if let dictionaryOffset { thrift.int64(11, dictionaryOffset) }
        if let statistics {
            thrift.structure(12) {
                $0.int64(3, statistics.nullCount)
                if let maximum = statistics.maximum { $0.binary(5, maximum) }
                if let minimum = statistics.minimum { $0.binary(6, minimum) }
            }
        }
    }

    /// From a `ColumnChunk`.
    fileprivate init(column reader: inout ThriftReader, _ type: ThriftType) throws {
        var chunk: ChunkMetadata?
        try reader.element(type) { thrift, field, type in
            switch field {
            case 1: throw Malformed("its columns lie in other files, which is not supported")
            case 3: chunk = try ChunkMetadata(from: &thrift, type)
            case 8: throw Malformed("it is encrypted, which is not supported")
            default: return false
            }
            return true
        }
        guard let chunk else { throw Malformed("its metadata lacks a column") }
        self = chunk
    }

    private init(from reader: inout ThriftReader, _ type: ThriftType) throws {
        var chunk = ChunkMetadata()
        try reader.element(type) { thrift, field, type in
            switch field {
            case 1: chunk.physical = PhysicalType(rawValue: try thrift.int32(type))
            case 2:
                try thrift.list(type) {
                    if let known = Encoding(rawValue: try $0.int32($1)) {
                        chunk.encodings.append(known)
                    }
                }
            case 4:
                let raw = try thrift.int32(type)
                guard let codec = CompressionCodec(rawValue: raw) else {
                    throw Malformed("it is compressed in an unknown way (codec \(raw))")
                }
                chunk.codec = codec
            case 5: chunk.valueCount = try thrift.size(type)
            case 6: chunk.uncompressedSize = try thrift.size(type)
            case 7: chunk.compressedSize = try thrift.size(type)
            case 9: chunk.dataOffset = try thrift.size(type)
            case 11: chunk.dictionaryOffset = try thrift.size(type)
            case 12 where type == .structure:
                chunk.statistics = try ChunkStatistics(from: &thrift)
            default: return false
            }
            return true
        }
        self = chunk
    }
}

extension ChunkStatistics {
    /// What we write ourselves; everything else is passed over.
    fileprivate init(from reader: inout ThriftReader) throws {
        var statistics = ChunkStatistics()
        try reader.element(.structure) { thrift, field, type in
            switch field {
            case 3: statistics.nullCount = try thrift.int(type)
            case 5: statistics.maximum = try thrift.binary(type)
            case 6: statistics.minimum = try thrift.binary(type)
            default: return false
            }
            return true
        }
        self = statistics
    }
}

extension PageHeader {
    /// The head's bytes.
    func encoded() -> [UInt8] {
        var writer = ThriftWriter()
        writer.structure { page in
            page.int32(1, kind.rawValue)
            page.int32(2, Int32(uncompressedSize))
            page.int32(3, Int32(compressedSize))
            if kind == .dictionary {
                page.structure(7) {
                    $0.int32(1, Int32(valueCount))
                    $0.int32(2, encoding.rawValue)
                }
            } else {
                page.structure(5) {
                    $0.int32(1, Int32(valueCount))
                    $0.int32(2, encoding.rawValue)
                    $0.int32(3, Encoding.rle.rawValue)
                    $0.int32(4, Encoding.rle.rawValue)
                }
            }
        }
        return writer.bytes
    }

    /// Reads a head and leaves the reader behind it.
    init(from reader: inout ThriftReader) throws {
        var header = PageHeader()
        try reader.structure { page, field, type in
            switch field {
            case 1:
                let raw = try page.int32(type)
                guard let kind = PageKind(rawValue: raw) else {
                    throw Malformed("a page is of unknown kind \(raw)")
                }
                header.kind = kind
            case 2: header.uncompressedSize = Int(try page.size(type))
            case 3: header.compressedSize = Int(try page.size(type))
            case 5, 7, 8: try header.readKind(from: &page, field, type)
            default: return false
            }
            return true
        }
        self = header
    }

    private mutating func readKind(
        from page: inout ThriftReader, _ kind: Int16, _ type: ThriftType
    ) throws {
        var header = self
        try page.element(type) { part, field, type in
            switch (kind, field) {
            case (_, 1): header.valueCount = Int(try part.size(type))
            case (5, 2), (7, 2), (8, 4): header.encoding = try Self.encoding(try part.int32(type))
            case (5, 3): header.levelEncoding = try Self.encoding(try part.int32(type))
            case (8, 5): header.definitionLength = Int(try part.size(type))
            case (8, 6): header.repetitionLength = Int(try part.size(type))
            case (8, 7): header.isCompressed = try part.bool(type)
            default: return false
            }
            return true
        }
        self = header
    }

    private static func encoding(_ raw: Int32) throws -> Encoding {
        guard let encoding = Encoding(rawValue: raw) else {
            throw Malformed("a page has unknown encoding \(raw)")
        }
        return encoding
    }
}
