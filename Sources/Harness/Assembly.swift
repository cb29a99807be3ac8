// Puts the files of a run together from its regions, in the order of the scenario: the same code
// for a run in one process, a resumed one and the shards of many machines. Row groups are copied as
// they stand, so that the bytes depend on the regions alone.

import Base
import Checks
import Foundation
import Platform
import Scenario
import Sinks
import Telemetry

/// Joins the regions of a run.
struct Assembly {
    let store: RunStore
    let scenario: Scenario
    /// In the order of the scenario.
    let regions: [StagedRegion]

    /// Writes everything that checks read.
    func assemble() throws {
        try store.makeFolders()
        let isShared = { (path: String) in
            !path.hasPrefix("telemetry") && !path.hasPrefix("signals/")
        }
        var shared: Set<String> = []
        for region in regions { shared.formUnion(region.file.files.keys.filter(isShared)) }
        for path in shared.sorted() {
            try Interruption.check()
            try join(path)
        }
        for region in regions {
            try Interruption.check()
            for path in region.file.files.keys.sorted() where !isShared(path) {
                try link("\(region.folder)/\(path)", as: "\(store.folder)/\(path)")
            }
        }
        try writeProducts()
        let facts = try String(decoding: facts().encoded(), as: UTF8.self)
        try store.write(facts, to: RunFacts.path)
    }

    private func join(_ path: String) throws {
        let parts = regions.filter { $0.file.files[path] != nil }.map { "\($0.folder)/\(path)" }
        try ParquetFile.join(parts, to: "\(store.folder)/\(path)")
    }

    /// Gives a file a second name, or copies it where the file systems differ.
    private func link(_ source: String, as target: String) throws {
        try Folder.make((target as NSString).deletingLastPathComponent)
        unlink(target)
        if Glibc.link(source, target) == 0 { return }
        do {
            try FileManager.default.copyItem(atPath: source, toPath: target + ".partial")
        } catch {
            throw Failure.environment("cannot write \(target): \(error.localizedDescription)")
        }
        guard rename(target + ".partial", target) == 0 else {
            throw Failure.environment("cannot write \(target): \(String(cString: strerror(errno)))")
        }
    }

    /// One `product.json` for each product, over all regions.
    private func writeProducts() throws {
        guard var merged = regions.first?.file.descriptors else { return }
        for region in regions.dropFirst() {
            for index in merged.indices { merged[index].merge(region.file.descriptors[index]) }
        }
        for descriptor in merged {
            try store.write(descriptor.json(), to: "products/\(descriptor.product)/product.json")
        }
    }

    private func facts() -> RunFacts {
        RunFacts(
            name: scenario.name, seed: scenario.seed,
            startUnixSeconds: scenario.startUnixSeconds,
            durationSeconds: Double(scenario.durationSeconds),
            intervalSeconds: scenario.telemetry.intervalSeconds,
            faults: scenario.telemetry.faults.map(\.rawValue).sorted(),
            products: scenario.platform.products.map(\.rawValue),
            regions: regions.map(\.file.facts))
    }
}
