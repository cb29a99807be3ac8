// What a platform may keep of a drive: all of it, nothing, or the links that were driven while
// consent held.

import Base

/// Judges drives of vehicles, one after the other.
struct DriveConsent {
    /// How much earlier or later than the truth a platform may place a vehicle on a link.
    static let slackSeconds = 60.0

    private let context: AttackContext
    private var drives: Traversals?
    /// Whether any record of the drive was lawful.
    private var isLawful = false
    /// Links of the drive, when consent changed while it went on; and whether each was lawful.
    private var links: [UInt32: Bool]?

    init(_ context: AttackContext) { self.context = context }

    /// Takes up a drive.
    mutating func take(car: Int, boot: UInt32) throws {
        let sent = context.evidence.sent
        let rows = sent.rows(ofCar: car, boot: boot)
        isLawful = rows.contains { sent.isLawful($0, car, context.mobility) }
        links = nil
        guard isLawful, let first = rows.first, let last = rows.last else { return }
        let from = Double(sent.event[first]) / 1000
        let span = from...max(from, Double(sent.event[last]) / 1000)
        if context.mobility.changes(car, in: span) { links = try links(car: car, boot: boot) }
    }

    /// Whether the drive's link may be kept. A link that was not driven is a mistake of matching,
    /// which other checks count.
    func allows(_ link: UInt32) -> Bool { isLawful && (links?[link] ?? true) }

    private mutating func links(car: Int, boot: UInt32) throws -> [UInt32: Bool]? {
        guard context.run.exists("truth/traversals.parquet") else { return nil }
        let drives = try drives ?? Traversals(context.run)
        self.drives = drives
        var result: [UInt32: Bool] = [:]
        for row in drives.rows(ofCar: car, boot: boot, context.run) {
            let span = drives.span(row)
            let wide = span.lowerBound - Self.slackSeconds...span.upperBound + Self.slackSeconds
            let isHeld = context.mobility.overlaps(car, wide)
            result[drives.link[row]] = isHeld || (result[drives.link[row]] ?? false)
        }
        return result
    }
}

extension Traversals {
    /// The rows of a car's trip; the file is sorted by region, vehicle and trip.
    fileprivate func rows(ofCar car: Int, boot: UInt32, _ run: RunFolder) -> [Int] {
        let offsets = run.vehicleOffsets
        guard let index = offsets.lastIndex(where: { $0 <= car }) else { return [] }
        let id = UInt32(car - offsets[index])
        let wanted = (index, id, boot)
        let from = vehicle.indices.partition { (region[$0], vehicle[$0], trip[$0]) >= wanted }
        return Array(
            vehicle[from...].indices.prefix { (region[$0], vehicle[$0], trip[$0]) == wanted })
    }
}
