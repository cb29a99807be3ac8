// What a run left behind, read for the checks. They know nothing else: `rocade check` proves
// everything again from these files alone.

import Base
import Foundation
import Sinks

/// A run folder: `results/<run>/`.
public struct RunFolder: Sendable {
    /// Where it lies.
    public let path: String
    /// The facts of the run, from `truth/run.json`. Where a sample of the vehicles reported,
    /// `vehicles` is the number of those, and tables name them by their rank.
    public let facts: RunFacts
    /// The facts as written: `vehicles` is the number of all simulated ones.
    public let wholeFacts: RunFacts
    /// The vehicles of the sample by region, ascending; empty when all reported.
    private let sample: [[UInt32]]

    /// Opens a run folder.
    ///
    /// - Throws: `Failure.input` when it is no run folder.
    public init(path: String) throws {
        self.path = path
        var isFolder: ObjCBool = false
        let truth = path + "/truth"
        guard FileManager.default.fileExists(atPath: truth, isDirectory: &isFolder),
            isFolder.boolValue
        else {
            throw Failure.input("\(path): not a run folder (no truth/); name one that 'run' wrote")
        }
        let file = path + "/" + RunFacts.path
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Failure.input("\(file): missing; the run did not finish, run it again")
        }
        do {
            wholeFacts = try RunFacts(decoding: data)
        } catch {
            throw Failure.input("\(file): not the facts of a run; run the scenario again")
        }
        guard wholeFacts.isSampled else {
            facts = wholeFacts
            sample = []
            return
        }
        var view = wholeFacts
        sample = try Self.sample(path, wholeFacts)
        for index in sample.indices { view.regions[index].vehicles = sample[index].count }
        facts = view
    }

    /// The regions, in the order of the scenario.
    public var regions: [RegionFacts] { facts.regions }

    /// Whether a file or folder of the run exists.
    public func exists(_ relative: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "/" + relative)
    }

    /// Reads a Parquet file of the run, whole or some columns.
    ///
    /// - Parameter relative: such as `truth/trips.parquet`.
    public func table(_ relative: String, columns: [String]? = nil) throws -> DataTable {
        try ranked(ParquetFile.read(path + "/" + relative, columns: columns), relative)
    }

    /// Reads a file row group by row group: for tables that grow with the fleet and are summed up.
    /// A group may begin in the middle of a vehicle's rows.
    public func eachRowGroup(
        of relative: String, columns: [String]? = nil, _ body: (DataTable) throws -> Void
    ) throws {
        let reader = try ParquetReader(path: path + "/" + relative)
        for group in 0..<reader.rowGroupCount {
            try body(ranked(reader.readRowGroup(group, columns: columns), relative))
        }
    }

    /// The table with ranks among those that report in place of vehicles' numbers.
    private func ranked(_ read: DataTable, _ relative: String) throws -> DataTable {
        var table = read
        guard !sample.isEmpty,
            let column = table.columns.firstIndex(where: { $0.name == "vehicle_id" })
        else { return table }
        guard table.columns.contains(where: { $0.name == "region" }) else {
            fatalError("\(relative): vehicles of a sample need their region")
        }
        guard case .uint32(var ids) = table.columns[column].values else { return table }
        for (name, rows) in try table.regionRanges() {
            let region = regions.firstIndex { $0.name == name }
            guard let region else {
                for row in rows { ids[row] = .max }
                continue
            }
            // Rows of a vehicle stand together.
            var last: (id: UInt32, rank: UInt32)?
            for row in rows {
                let id = ids[row]
                let rank = last?.id == id ? last?.rank ?? .max : rank(of: id, region: region)
                last = (id, rank)
                ids[row] = rank
            }
        }
        table.columns[column].values = .uint32(ids)
        return table
    }

    /// A vehicle's rank among those of its region that reported, which is its number in tables;
    /// `UInt32.max` for one that did not.
    func rank(of vehicle: UInt32, region: Int) -> UInt32 {
        guard !sample.isEmpty else { return vehicle }
        let members = sample[region]
        let place = (0..<members.count).partition { members[$0] >= vehicle }
        return place < members.count && members[place] == vehicle ? UInt32(place) : .max
    }

    private static func sample(_ path: String, _ facts: RunFacts) throws -> [[UInt32]] {
        let table = try ParquetFile.read(
            path + "/truth/vehicles.parquet", columns: ["region", "vehicle_id"])
        let ids = try table.column("vehicle_id").uint32s()
        var sample = [[UInt32]](repeating: [], count: facts.regions.count)
        for (name, rows) in try table.regionRanges() {
            guard let index = facts.regions.firstIndex(where: { $0.name == name }) else { continue }
            sample[index] = Array(ids[rows])
        }
        return sample
    }

    /// Calls with the rows of each row group of a file, in order: for files that grow with the
    /// number of regions. Vehicles keep the numbers that the file gives them.
    public func eachRowGroup(
        _ relative: String, columns: [String], _ body: (DataTable) throws -> Void
    ) throws {
        let reader = try ParquetReader(path: path + "/" + relative)
        for group in 0..<reader.rowGroupCount {
            try body(reader.readRowGroup(group, columns: columns))
        }
    }

    /// Reads a product's table: all parts under `products/<name>/`, or `nil` without the product.
    public func product(_ name: String, columns: [String]? = nil) throws -> DataTable? {
        let relative = "products/\(name)/part-0.parquet"
        return exists(relative) ? try table(relative, columns: columns) : nil
    }

    /// Reads `products/<name>/product.json`.
    public func productDescriptor(_ name: String) throws -> [String: JSONValue] {
        let file = "\(path)/products/\(name)/product.json"
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Failure.input("\(file): missing; the platform did not release '\(name)'")
        }
        guard case .object(let value)? = try? JSONDecoder().decode(JSONValue.self, from: data)
        else { throw Failure.input("\(file): not a JSON object") }
        return value
    }

    /// The text of a file of the run, or `nil` without it.
    public func text(_ relative: String) -> String? {
        try? String(contentsOfFile: path + "/" + relative, encoding: .utf8)
    }

    /// The products that the run released: folders of `products/`, sorted.
    public func releasedProducts() -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: path + "/products")
        return (names ?? []).filter { exists("products/\($0)/part-0.parquet") }.sorted()
    }

    /// All files under a folder of the run, relative to the run, sorted; empty without it.
    public func files(under folder: String, suffix: String = "") -> [String] {
        let start = path + "/" + folder
        guard let walk = FileManager.default.enumerator(atPath: start) else { return [] }
        var found: [String] = []
        while let name = walk.nextObject() as? String {
            if name.hasSuffix(suffix) { found.append(folder + "/" + name) }
        }
        return found.sorted()
    }

    /// The size of a file, bytes; zero without it.
    public func bytes(of relative: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path + "/" + relative)
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }
}

extension DataTable {
    /// The rows of each region, in the order of the file. Rows of a region stand together in every
    /// file of a run; a file that breaks this gives a region several ranges.
    public func regionRanges() throws -> [(region: String, rows: Range<Int>)] {
        let column = try column("region")
        var ranges: [(region: String, rows: Range<Int>)] = []
        var start = 0
        func close(_ end: Int, _ name: String) {
            if end > start { ranges.append((name, start..<end)) }
            start = end
        }
        switch column.values {
        case .words(let codes, let words):
            for row in codes.indices where row > 0 && codes[row] != codes[row - 1] {
                close(row, words[Int(codes[row - 1])])
            }
            if let last = codes.last { close(codes.count, words[Int(last)]) }
        case .string(let names):
            for row in names.indices where row > 0 && names[row] != names[row - 1] {
                close(row, names[row - 1])
            }
            if let last = names.last { close(names.count, last) }
        default:
            throw Failure.input("column 'region' is not text")
        }
        return ranges
    }

    /// The rows of one region, whole table order; empty without it.
    public func rows(ofRegion name: String) throws -> Range<Int> {
        try regionRanges().first { $0.region == name }?.rows ?? 0..<0
    }
}

extension DataColumn {
    /// Doubles with `nil` spelled as NaN, for nullable columns.
    public func doublesOrNaN() throws -> [Double] {
        var values = try doubles()
        guard let validity else { return values }
        for row in values.indices where !validity[row] { values[row] = .nan }
        return values
    }
}
