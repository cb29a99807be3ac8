// Reads an OSM file into columns through libosmium. Knows tags as text only; what they mean for
// cars stands in CarProfile*.swift.

import Base
import COsmium
import Glibc

/// Keys and values of an extract, each distinct text once.
final class OSMStrings: Sendable {
    let texts: [String]
    private let numbers: [String: UInt32]

    init(texts: [String]) {
        self.texts = texts
        var numbers: [String: UInt32] = [:]
        for (number, text) in texts.enumerated() { numbers[text] = UInt32(number) }
        self.numbers = numbers
    }

    func number(of text: String) -> UInt32? { numbers[text] }
}

/// The tags of one object.
struct OSMTags {
    let strings: OSMStrings
    /// Key and value numbers in turn.
    let pairs: ArraySlice<UInt32>

    /// The value of a key, or nil.
    subscript(key: String) -> String? {
        guard !pairs.isEmpty, let number = strings.number(of: key) else { return nil }
        var at = pairs.startIndex
        while at < pairs.endIndex {
            if pairs[at] == number { return strings.texts[Int(pairs[at + 1])] }
            at += 2
        }
        return nil
    }

    /// Whether the key's value is the text.
    func has(_ key: String, _ value: String) -> Bool { self[key] == value }

    var isEmpty: Bool { pairs.isEmpty }
}

/// Objects of one type: ids in ascending order, and their tags.
struct OSMObjects {
    var ids: [Int64] = []
    var firstTag: [UInt32] = []
    var tagPairs: [UInt32] = []

    var count: Int { ids.count }

    func tags(_ index: Int, _ strings: OSMStrings) -> OSMTags {
        OSMTags(
            strings: strings, pairs: tagPairs[Int(firstTag[index])..<Int(firstTag[index + 1])])
    }
}

/// A member of a relation.
struct OSMMember {
    var id: Int64
    /// "n", "w" or "r" as ASCII.
    var type: UInt8
    var role: String
}

/// What was read of an OSM file.
struct OSMExtract {
    var fileNodes = 0
    var fileWays = 0
    var fileRelations = 0
    /// The box of the file's header: west, south, east, north, 1e-7 degrees.
    var box: [Int32]?

    var strings = OSMStrings(texts: [])
    var nodeIDs: [Int64] = []
    /// 1e-7 degrees; `missing` where the file lacks the node.
    var nodeLongitudes: [Int32] = []
    var nodeLatitudes: [Int32] = []

    var ways = OSMObjects()
    var wayFirstRef: [UInt32] = []
    /// Positions in the node columns.
    var wayRefs: [UInt32] = []

    /// Nodes with tags.
    var points = OSMObjects()
    var pointLongitudes: [Int32] = []
    var pointLatitudes: [Int32] = []

    var relations = OSMObjects()
    var relationFirstMember: [UInt32] = []
    var memberIDs: [Int64] = []
    var memberTypes: [UInt8] = []
    var memberRoles: [UInt32] = []

    static let missing = Int32.max

    func refs(ofWay way: Int) -> ArraySlice<UInt32> {
        wayRefs[Int(wayFirstRef[way])..<Int(wayFirstRef[way + 1])]
    }

    func tags(ofWay way: Int) -> OSMTags { ways.tags(way, strings) }
    func tags(ofPoint point: Int) -> OSMTags { points.tags(point, strings) }
    func tags(ofRelation relation: Int) -> OSMTags { relations.tags(relation, strings) }

    func members(ofRelation relation: Int) -> [OSMMember] {
        (Int(relationFirstMember[relation])..<Int(relationFirstMember[relation + 1])).map {
            OSMMember(
                id: memberIDs[$0], type: memberTypes[$0],
                role: strings.texts[Int(memberRoles[$0])])
        }
    }

    func isMissing(_ node: Int) -> Bool { nodeLongitudes[node] == Self.missing }

    /// The position of a way in the columns, by OSM id.
    func way(withID id: Int64) -> Int? { Self.position(of: id, in: ways.ids) }

    /// The position of a node in the columns, by OSM id.
    func node(withID id: Int64) -> Int? { Self.position(of: id, in: nodeIDs) }

    private static func position(of id: Int64, in ids: [Int64]) -> Int? {
        var low = 0
        var high = ids.count
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low < ids.count && ids[low] == id ? low : nil
    }
}

/// Which objects and tags to read; each a list of OSM keys or values.
struct OSMSelection {
    var wayKeys: [String]
    var pointKeys: [String]
    var relationTypes: [String]
    var relationKeys: [String]
    var keptKeys: [String]
}

/// Owns what libosmium read until it is copied.
private struct ExtractHandle: ~Copyable {
    let pointer: OpaquePointer

    init(path: String, selection: OSMSelection) throws {
        var error = [CChar](repeating: 0, count: 512)
        let lists = [
            selection.wayKeys, selection.pointKeys, selection.relationTypes,
            selection.relationKeys, selection.keptKeys,
        ].map { strdup($0.joined(separator: ",")) }
        defer { lists.forEach { free($0) } }
        var words = cosmium_selection(
            way_keys: lists[0], point_keys: lists[1], relation_types: lists[2],
            relation_keys: lists[3], kept_keys: lists[4])
        guard let extract = cosmium_read(path, &words, &error, error.count) else {
            let text = String(
                decoding: error.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw Failure.input(
                "\(path): cannot read it as OSM data (\(text)); "
                    + "it must be a complete .osm.pbf or .osm file")
        }
        pointer = extract
    }

    deinit { cosmium_free(pointer) }
}

extension OSMExtract {
    /// Reads a `.osm.pbf` or `.osm` file.
    ///
    /// - Throws: `Failure.input`, one line, when it is missing, no OSM file, or truncated.
    init(path: String, selection: OSMSelection) throws {
        guard access(path, R_OK) == 0 else {
            let reason = String(cString: strerror(errno))
            throw Failure.input("\(path): cannot open the map: \(reason); check the path")
        }
        let handle = try ExtractHandle(path: path, selection: selection)
        let columns = cosmium_columns_of(handle.pointer).pointee
        fileNodes = Int(columns.file_nodes)
        fileWays = Int(columns.file_ways)
        fileRelations = Int(columns.file_relations)
        if columns.has_box != 0 {
            box = [columns.box.0, columns.box.1, columns.box.2, columns.box.3]
        }
        let starts = copied(columns.string_first, columns.strings + 1)
        let bytes = UnsafeRawBufferPointer(
            start: columns.string_bytes, count: Int(starts.last ?? 0))
        strings = OSMStrings(
            texts: (0..<columns.strings).map {
                String(decoding: bytes[Int(starts[$0])..<Int(starts[$0 + 1])], as: UTF8.self)
            })
        nodeIDs = copied(columns.node_id, columns.nodes)
        nodeLongitudes = copied(columns.node_lon, columns.nodes)
        nodeLatitudes = copied(columns.node_lat, columns.nodes)
        ways = objects(columns.way_id, columns.ways, columns.way_first_tag, columns.way_tag)
        wayFirstRef = copied(columns.way_first_ref, columns.ways + 1)
        wayRefs = copied(columns.way_ref, Int(wayFirstRef.last ?? 0))
        points = objects(
            columns.point_id, columns.points, columns.point_first_tag, columns.point_tag)
        pointLongitudes = copied(columns.point_lon, columns.points)
        pointLatitudes = copied(columns.point_lat, columns.points)
        relations = objects(
            columns.relation_id, columns.relations, columns.relation_first_tag,
            columns.relation_tag)
        relationFirstMember = copied(columns.relation_first_member, columns.relations + 1)
        let members = Int(relationFirstMember.last ?? 0)
        memberIDs = copied(columns.member_id, members)
        memberTypes = copied(columns.member_type, members)
        memberRoles = copied(columns.member_role, members)
    }
}

private func copied<T>(_ start: UnsafePointer<T>?, _ count: Int) -> [T] {
    Array(UnsafeBufferPointer(start: start, count: count))
}

private func objects(
    _ ids: UnsafePointer<Int64>?, _ count: Int, _ firstTag: UnsafePointer<UInt32>?,
    _ pairs: UnsafePointer<UInt32>?
) -> OSMObjects {
    let first = copied(firstTag, count + 1)
    return OSMObjects(
        ids: copied(ids, count), firstTag: first, tagPairs: copied(pairs, Int(first.last ?? 0)))
}
