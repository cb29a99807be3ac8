// The `.roads` file: one header, one directory, one column after the other, each aligned to 64
// bytes, little-endian. It is mapped, not read; truncation and alteration are found at opening by
// length and checksum. The order of `columns` below is the format: change it, or what an import
// puts into a column, and raise `version`.

import Base
import Glibc

enum NetworkImage {
    static let magic: [UInt8] = Array("ROCADERD".utf8)
    static let version: UInt32 = 2
    static let headerBytes = 32
    static let directoryEntryBytes = 16
    static let alignment = 64
}

extension NetworkData {
    /// The bytes of the `.roads` file.
    ///
    /// - Throws: `Failure.input` when columns contradict each other.
    public func encoded() throws -> [UInt8] {
        try check()
        var image = ImageWriter()
        image.append(Array(metadata.text.utf8))
        image.append(nodeX)
        image.append(nodeY)
        image.append(nodeLongitudeE7)
        image.append(nodeLatitudeE7)
        image.append(nodeFlags)
        image.append(slices(of: linkFrom, groups: nodeX.count))
        image.append(slices(of: linkTo, groups: nodeX.count))
        image.append(linkTo.indices.sorted { (linkTo[$0], $0) < (linkTo[$1], $1) }.map(UInt32.init))
        image.append(linkFrom)
        image.append(linkTo)
        image.append(linkLength)
        image.append(linkSpeed)
        image.append(linkLanes)
        image.append(linkCapacity)
        image.append(linkClass)
        image.append(linkFlags)
        image.append(linkReverse)
        image.append(linkWay)
        image.append(linkFirstShape)
        image.append(shapeLongitudeE7)
        image.append(shapeLatitudeE7)
        image.append(shapeOffset)
        image.append(linkFirstTurn)
        image.append(turnTo)
        image.append(placeKind)
        image.append(placeLongitudeE7)
        image.append(placeLatitudeE7)
        image.append(placeWeight)
        image.append(placeLink)
        image.append(placeOffset)
        image.append(gatewayExit)
        image.append(gatewayEntry)
        image.append(gatewayWeight)
        return image.finished()
    }

    /// The map in memory.
    public func frozen() throws -> Network {
        let bytes = try encoded()
        let block = MemoryBlock(copying: bytes)
        return try Network(image: block.bytes, storage: block, source: metadata.name)
    }

    private func check() throws {
        let n = nodeX.count
        let m = linkFrom.count
        func fail(_ what: String) -> Failure { .input("map \(metadata.name): \(what)") }
        guard m > 0 else { throw fail("it has no roads for cars") }
        guard
            [nodeY.count, nodeLongitudeE7.count, nodeLatitudeE7.count, nodeFlags.count]
                .allSatisfy({ $0 == n }),
            [
                linkTo.count, linkLength.count, linkSpeed.count, linkLanes.count,
                linkCapacity.count, linkClass.count, linkFlags.count, linkReverse.count,
                linkWay.count, linkFirstShape.count - 1, linkFirstTurn.count - 1,
            ].allSatisfy({ $0 == m })
        else { throw fail("columns differ in length; call deriveDefaultTurns()") }
        guard zip(linkFrom, linkFrom.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            throw fail("links are not sorted by source node")
        }
        guard linkFrom.allSatisfy({ $0 < n }), linkTo.allSatisfy({ $0 < n }),
            turnTo.allSatisfy({ $0 < m }), placeLink.allSatisfy({ $0 < m }),
            gatewayExit.allSatisfy({ $0 < m }), gatewayEntry.allSatisfy({ $0 < m })
        else { throw fail("an index points outside its column") }
        guard linkLength.allSatisfy({ $0 > 0 }), linkSpeed.allSatisfy({ $0 > 0 }) else {
            throw fail("a link has no length or no speed")
        }
    }

    private func slices(of keys: [UInt32], groups: Int) -> [UInt32] {
        var first = [UInt32](repeating: 0, count: groups + 1)
        for key in keys { first[Int(key) + 1] += 1 }
        for group in 0..<groups { first[group + 1] += first[group] }
        return first
    }
}

extension Network {
    /// Opens a `.roads` file by mapping it into memory.
    ///
    /// - Throws: `Failure.environment` when it cannot be opened, `Failure.input` when it is no map
    ///   file, of another version, truncated or altered.
    public init(path: String) throws {
        let file = try MappedFile(path: path)
        try self.init(image: file.bytes, storage: file, source: path)
    }

    init(
        image: UnsafeRawBufferPointer, storage: any AnyObject & Sendable, source: String
    ) throws {
        var reader = try ImageReader(image, source: source)
        let text: MapColumn<UInt8> = try reader.next()
        metadata = MapMetadata(text: String(decoding: text, as: UTF8.self))
        nodeX = try reader.next()
        nodeY = try reader.next()
        nodeLongitudeE7 = try reader.next()
        nodeLatitudeE7 = try reader.next()
        nodeFlags = try reader.next()
        nodeFirstOut = try reader.next()
        nodeFirstIn = try reader.next()
        nodeInLinks = try reader.next()
        linkFrom = try reader.next()
        linkTo = try reader.next()
        linkLength = try reader.next()
        linkSpeed = try reader.next()
        linkLanes = try reader.next()
        linkCapacity = try reader.next()
        linkClass = try reader.next()
        linkFlags = try reader.next()
        linkReverse = try reader.next()
        linkWay = try reader.next()
        linkFirstShape = try reader.next()
        shapeLongitudeE7 = try reader.next()
        shapeLatitudeE7 = try reader.next()
        shapeOffset = try reader.next()
        linkFirstTurn = try reader.next()
        turnTo = try reader.next()
        placeKind = try reader.next()
        placeLongitudeE7 = try reader.next()
        placeLatitudeE7 = try reader.next()
        placeWeight = try reader.next()
        placeLink = try reader.next()
        placeOffset = try reader.next()
        gatewayExit = try reader.next()
        gatewayEntry = try reader.next()
        gatewayWeight = try reader.next()
        self.storage = storage
    }
}

/// Collects columns behind a header and a directory.
private struct ImageWriter {
    private var entries: [(offset: Int, count: Int)] = []
    private var body: [UInt8] = []

    mutating func append<T: BitwiseCopyable>(_ column: [T]) {
        while body.count % NetworkImage.alignment != 0 { body.append(0) }
        entries.append((body.count, column.count))
        column.withUnsafeBytes { body.append(contentsOf: $0) }
    }

    func finished() -> [UInt8] {
        let unaligned =
            NetworkImage.headerBytes + entries.count * NetworkImage.directoryEntryBytes
        let bodyStart =
            (unaligned + NetworkImage.alignment - 1) / NetworkImage.alignment
            * NetworkImage.alignment
        var rest: [UInt8] = []
        for entry in entries {
            rest += bytes(of: UInt64(bodyStart + entry.offset)) + bytes(of: UInt64(entry.count))
        }
        rest += [UInt8](repeating: 0, count: bodyStart - NetworkImage.headerBytes - rest.count)
        rest += body
        let length = UInt64(NetworkImage.headerBytes + rest.count)
        return NetworkImage.magic + bytes(of: NetworkImage.version)
            + bytes(of: UInt32(entries.count)) + bytes(of: length)
            + bytes(of: XXHash64.hash(rest)) + rest
    }

    private func bytes<T: FixedWidthInteger>(of value: T) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}

/// Hands out the columns of an image in order, after checking length and checksum.
private struct ImageReader {
    private let image: UnsafeRawBufferPointer
    private let source: String
    private let columns: Int
    private var position = 0

    init(_ image: UnsafeRawBufferPointer, source: String) throws {
        self.image = image
        self.source = source
        guard image.count >= NetworkImage.headerBytes,
            image.prefix(8).elementsEqual(NetworkImage.magic)
        else { throw Failure.input("\(source): this is no road map; import it again") }
        let version = image.load(fromByteOffset: 8, as: UInt32.self)
        guard version == NetworkImage.version else {
            throw Failure.input(
                "\(source): map format \(version), this program reads \(NetworkImage.version); "
                    + "import it again")
        }
        columns = Int(image.load(fromByteOffset: 12, as: UInt32.self))
        let length = image.load(fromByteOffset: 16, as: UInt64.self)
        guard length == image.count else {
            throw Failure.input(
                "\(source): truncated, \(image.count) of \(length) bytes; import it again")
        }
        let rest = UnsafeRawBufferPointer(rebasing: image[NetworkImage.headerBytes...])
        guard XXHash64.hash(rest) == image.load(fromByteOffset: 24, as: UInt64.self) else {
            throw Failure.input(
                "\(source): damaged, the checksum does not match; import it again")
        }
    }

    mutating func next<T: BitwiseCopyable>() throws -> MapColumn<T> {
        let entry =
            NetworkImage.headerBytes + position * NetworkImage.directoryEntryBytes
        position += 1
        guard position <= columns, let base = image.baseAddress else {
            throw Failure.input("\(source): a column is missing; import it again")
        }
        let offset = Int(image.load(fromByteOffset: entry, as: UInt64.self))
        let count = Int(image.load(fromByteOffset: entry + 8, as: UInt64.self))
        guard offset + count * MemoryLayout<T>.stride <= image.count else {
            throw Failure.input("\(source): a column leaves the file; import it again")
        }
        // The writer aligns every column to 64 bytes, and so does mmap the file.
        let start = UnsafePointer((base + offset).assumingMemoryBound(to: T.self))
        return MapColumn(start: start, count: count)
    }
}
