// The product `hazard-event`: dangers on the road as they arise, as regulation (EU) 886/2013 wants
// them told for nothing: what, on which link, in which minute; never who.

import Base
import Records
import Roads

/// What lies in the road.
enum HazardKind: UInt8, Sendable, CaseIterable {
    case accident, brokenDownVehicle, emergencyBraking, slipperyRoad, reducedVisibility

    /// The word in tables.
    var word: String {
        switch self {
        case .accident: "accident"
        case .brokenDownVehicle: "broken-down-vehicle"
        case .emergencyBraking: "emergency-braking"
        case .slipperyRoad: "slippery-road"
        case .reducedVisibility: "reduced-visibility"
        }
    }

    /// Whether it stands at the end of a trip by its nature.
    var endsTrip: Bool { self == .accident || self == .brokenDownVehicle }

    /// What a side signal says, if it says that there is danger.
    static func of(_ word: SideWord) -> HazardKind? {
        switch word.signal {
        case .collision: .accident
        case .isAirbagDeployed: word.value != 0 ? .accident : nil
        case .isBrokenDown: word.value != 0 ? .brokenDownVehicle : nil
        case .isEmergencyBraking: word.value != 0 ? .emergencyBraking : nil
        case .roadFriction: word.value <= 20 ? .slipperyRoad : nil
        case .isRearFogOn: word.value != 0 ? .reducedVisibility : nil
        default: nil
        }
    }
}

/// The events of a partition.
struct HazardEvents: ProductMaker {
    // A position is needed, and positions are collected for mobility; what the car's systems say is
    // technical. Both must be allowed.
    static let purpose = Purpose.mobility
    static let needsRoads = true
    static let signals: [SideSignal] = [
        .collision, .isAirbagDeployed, .isBrokenDown, .isEmergencyBraking, .roadFriction,
        .isRearFogOn,
    ]
    private let bits = Self.signalBits
    static let minute: Int64 = 60_000

    /// An event; equal ones of several vehicles are one.
    struct Event: Hashable, Comparable, Sendable {
        var minute: Int64
        var link: UInt32
        var kind: UInt8

        static func < (a: Event, b: Event) -> Bool {
            (a.minute, a.link, a.kind) < (b.minute, b.link, b.kind)
        }
    }

    private let context: PlatformContext
    private let trim: Float
    private var events: Set<Event> = []

    init(_ context: PlatformContext) {
        self.context = context
        trim = Float(context.options.hazardTrimMeters)
    }

    mutating func observe(_ drive: ConsentedDrive, _ staged: StagedRecords) {
        let technical = ConsentScope(.technical).rawValue
        var links: [UInt32]?
        for (point, number) in drive.pointRecords.enumerated() {
            let record = Int(number)
            let words = staged.side(of: record, bits)
            guard !words.isEmpty, staged.scope[record] & technical != 0 else { continue }
            for word in words {
                guard let kind = HazardKind.of(word) else { continue }
                let known = links ?? drive.linksOfPoints()
                links = known
                let link = known[point]
                guard link != .max, isTellable(kind, drive, point, link) else { continue }
                events.insert(
                    Event(
                        minute: staged.eventMilliseconds[record].flooredDivision(by: Self.minute),
                        link: link, kind: kind.rawValue))
            }
        }
    }

    /// Near the ends of a trip an event would say where somebody lives: there, only what others
    /// must know is told, and only on roads that lead through (tertiary and above).
    private func isTellable(
        _ kind: HazardKind, _ drive: ConsentedDrive, _ point: Int, _ link: UInt32
    ) -> Bool {
        guard drive.isNearEnd(point, meters: trim) else { return true }
        return kind.endsTrip && context.network.linkClass[Int(link)] <= 9
    }

    consuming func finish() -> [Event] {
        if context.isBroken(.inventHazards), let last = events.max() {
            for minute in 1...5 {
                events.insert(Event(minute: last.minute - Int64(minute * 97), link: 0, kind: 0))
            }
        }
        return events.sorted()
    }

    static func release(_ parts: [[Event]], _ context: PlatformContext) -> ProductOutput {
        let rows = Set(parts.joined()).sorted()
        let table = DataTable([
            DataColumn("region", repeating: context.region, count: rows.count),
            DataColumn("minute_start_s", .int64(rows.map { $0.minute * 60 })),
            DataColumn("link", .uint32(rows.map(\.link))),
            DataColumn(
                "kind",
                .words(
                    codes: rows.map { UInt32($0.kind) }, words: HazardKind.allCases.map(\.word))),
        ])
        var output = ProductOutput(
            release: ProductRelease(
                kind: .hazardEvent,
                descriptor: .hazardEvent(
                    context, release: context.account(rows.count, of: rows.count)), table: table))
        output.usage = UsageMeter.rows(
            .hazardEvent, unit: UsageMeter.eventUnit,
            months: rows.map { context.month($0.minute * minute) })
        return output
    }
}

extension ProductDescriptor {
    static func hazardEvent(_ context: PlatformContext, release: Release) -> ProductDescriptor {
        var privacy = Privacy(.mobility, .technical, treatment: "event")
        privacy.trimMeters = context.options.hazardTrimMeters
        privacy.timeStepSeconds = 60
        var descriptor = ProductDescriptor(
            .hazardEvent, summary: "dangers on the road: what, on which link, in which minute",
            purpose: .mobility, privacy: privacy, meteringUnit: UsageMeter.eventUnit,
            schema: [
                region,
                Column(
                    name: "minute_start_s", type: "int64", unit: "s",
                    meaning: "start of the minute, since the start of the run (UTC)"),
                link,
                Column(
                    name: "kind", type: "string", unit: "",
                    meaning: HazardKind.allCases.map(\.word).joined(separator: ", ")),
            ], release: release)
        descriptor.signals = HazardEvents.signals.map(\.path)
        return descriptor
    }
}
