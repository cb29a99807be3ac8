// The product `road-condition`: where roads are wet or without grip, by link and hour, from wipers,
// brakes and what cars make of the friction; from at least k vehicles.

import Base
import Records

/// What is known of a link in a window.
struct RoadConditionCell: Hashable, MergeableCell {
    var key: UInt64
    var vehicles: UInt32 = 0
    /// Vehicles with wipers at work, with an anti-lock, stability or traction control at work.
    var wiping: UInt32 = 0
    var gripping: UInt32 = 0
    /// Vehicles that told a friction, and the sum of the least that each told, percent.
    var frictions: UInt32 = 0
    var frictionSum: UInt32 = 0
    /// Passes, and the most that one vehicle made.
    var passes: UInt32 = 0
    var largest: UInt32 = 0

    mutating func merge(_ other: RoadConditionCell) {
        vehicles += other.vehicles
        wiping += other.wiping
        gripping += other.gripping
        frictions += other.frictions
        frictionSum += other.frictionSum
        passes += other.passes
        largest = max(largest, other.largest)
    }
}

/// The cells of a partition.
struct RoadCondition: ProductMaker {
    // As for hazards: positions are collected for mobility, the rest is technical.
    static let purpose = Purpose.mobility
    static let needsRoads = true
    static let signals: [SideSignal] = [
        .wiperMode, .roadFriction, .isABSEngaged, .isESCEngaged, .isTCSEngaged,
    ]
    private let bits = Self.signalBits

    /// What one vehicle found on a link in a window.
    private struct Finding {
        var isWiping = false
        var isGripping = false
        var friction: UInt32?
        var passes: UInt32 = 0
    }

    /// What the car's last words were: states are told when they change.
    private struct Told {
        var vehicle = UInt32.max
        var boot: UInt32 = 0
        var isWiping: Bool?
        var friction: UInt32?

        var isKnown: Bool { isWiping != nil || friction != nil }

        mutating func forget() {
            isWiping = nil
            friction = nil
        }
    }

    private let context: PlatformContext
    private let window: Int64
    private var index = DenseIndex()
    private var cells: [RoadConditionCell] = []
    private var told = Told()
    /// Of the vehicle that is being worked through, by cell.
    private var findings: [UInt64: Finding] = [:]

    init(_ context: PlatformContext) {
        self.context = context
        window = Int64((context.options.roadWindowSeconds * 1000).rounded())
    }

    mutating func observe(_ drive: ConsentedDrive, _ staged: StagedRecords) {
        if told.vehicle != drive.vehicle {
            close()
            told = Told(vehicle: drive.vehicle, boot: drive.boot)
        } else if drive.boot != told.boot + 1 {
            // What was said on a drive in between is unknown.
            told.forget()
        }
        told.boot = drive.boot
        let technical = ConsentScope(.technical).rawValue
        let links = drive.linksOfPoints()
        var (point, expected) = (0, UInt32(0))
        var last: UInt64?
        for number in drive.records {
            let record = Int(number)
            // What a record that never came would have said is unknown.
            if staged.sequence[record] != expected { told.forget() }
            expected = staged.sequence[record] &+ 1
            let isAllowed = staged.scope[record] & technical != 0
            if !isAllowed { told.forget() }
            let isGripping = isAllowed && hear(staged.side(of: record, bits))
            guard point < drive.pointRecords.count, drive.pointRecords[point] == number else {
                continue
            }
            defer { point += 1 }
            guard isAllowed, links[point] != .max, told.isKnown else { continue }
            let slot = staged.eventMilliseconds[record].flooredDivision(by: window)
            let key = TrafficFeed.key(link: links[point], window: slot)
            note(key, isGripping: isGripping, isNew: key != last)
            last = key
        }
    }

    private mutating func note(_ key: UInt64, isGripping: Bool, isNew: Bool) {
        var finding = findings[key] ?? Finding()
        finding.isWiping = finding.isWiping || told.isWiping == true
        finding.isGripping = finding.isGripping || isGripping
        if let friction = told.friction {
            finding.friction = min(finding.friction ?? friction, friction)
        }
        if isNew { finding.passes += 1 }
        findings[key] = finding
    }

    /// Takes up what a record says; whether a control that keeps grip is at work.
    private mutating func hear(_ words: some Sequence<SideWord>) -> Bool {
        var isGripping = false
        for word in words {
            switch word.signal {
            case .wiperMode: told.isWiping = word.value != 0
            case .roadFriction: told.friction = UInt32(clamping: word.value)
            default: isGripping = isGripping || word.value != 0
            }
        }
        return isGripping
    }

    /// Counts what the vehicle found.
    private mutating func close() {
        // In any order: cells only add up, and are sorted at the end.
        for (key, finding) in findings {
            let number = index.number(of: key)
            if number == cells.count { cells.append(RoadConditionCell(key: key)) }
            cells[number].vehicles += 1
            cells[number].passes += finding.passes
            cells[number].largest = max(cells[number].largest, finding.passes)
            if finding.isWiping { cells[number].wiping += 1 }
            if finding.isGripping { cells[number].gripping += 1 }
            if let friction = finding.friction {
                cells[number].frictions += 1
                cells[number].frictionSum += friction
            }
        }
        findings.removeAll(keepingCapacity: true)
    }

    consuming func finish() -> [RoadConditionCell] {
        close()
        return cells.sorted { $0.key < $1.key }
    }
}

extension RoadCondition {
    static func release(
        _ parts: [[RoadConditionCell]], _ context: PlatformContext
    ) -> ProductOutput {
        let cells = SortedCells.merged(parts)
        let k = context.threshold(context.options.roadConditionK)
        let released = cells.filter {
            Int($0.vehicles) >= k
                && (k <= 1 || Double($0.largest) <= context.dominance * Double($0.passes))
        }
        var output = ProductOutput(
            release: ProductRelease(
                kind: .roadCondition,
                descriptor: .roadCondition(
                    context, release: context.account(released.count, of: cells.count)),
                table: table(released, context)))
        output.suppressed = cells.count - released.count
        output.usage = UsageMeter.kilometers(
            .roadCondition, unit: UsageMeter.feedUnit,
            released.map { (context.month(start($0, context)), TrafficFeed.link(of: $0.key)) },
            lengths: context.map.length)
        return output
    }

    /// Milliseconds.
    private static func start(_ cell: RoadConditionCell, _ context: PlatformContext) -> Int64 {
        TrafficFeed.window(of: cell.key)
            * Int64((context.options.roadWindowSeconds * 1000).rounded())
    }

    private static func table(
        _ released: [RoadConditionCell], _ context: PlatformContext
    ) -> DataTable {
        let isBroken = context.isBroken(.wrongGrip)
        let frictions = released.map { cell -> Float? in
            if isBroken { return 10 }
            return cell.frictions == 0
                ? nil : (Float(cell.frictionSum) / Float(cell.frictions)).rounded()
        }
        func share(_ part: UInt32, _ cell: RoadConditionCell) -> Float {
            (100 * Float(part) / Float(cell.vehicles)).rounded() / 100
        }
        return DataTable([
            DataColumn("region", repeating: context.region, count: released.count),
            DataColumn("link", .uint32(released.map { TrafficFeed.link(of: $0.key) })),
            DataColumn(
                "window_start_s", .int64(released.map { start($0, context) / 1000 })),
            DataColumn("vehicles", .uint32(released.map(\.vehicles))),
            DataColumn("wiping_share", .float(released.map { share($0.wiping, $0) })),
            DataColumn("gripping_share", .float(released.map { share($0.gripping, $0) })),
            DataColumn(
                "friction_pct", .float(frictions.map { $0 ?? 0 }),
                validity: frictions.map { $0 != nil }),
        ])
    }
}

extension ProductDescriptor {
    static func roadCondition(_ context: PlatformContext, release: Release) -> ProductDescriptor {
        var privacy = Privacy(.mobility, .technical, treatment: "aggregate")
        privacy.k = context.options.roadConditionK
        privacy.dominance = context.options.dominance
        var descriptor = ProductDescriptor(
            .roadCondition, summary: "wetness and grip by road link and hour",
            purpose: .mobility, privacy: privacy, meteringUnit: UsageMeter.feedUnit,
            schema: [
                region, link,
                Column(
                    name: "window_start_s", type: "int64", unit: "s",
                    meaning: "start of the window, since the start of the run (UTC)"),
                Column(
                    name: "vehicles", type: "uint32", unit: "count", meaning: "distinct vehicles"),
                Column(
                    name: "wiping_share", type: "float", unit: "share",
                    meaning: "of these vehicles, with wipers at work"),
                Column(
                    name: "gripping_share", type: "float", unit: "share",
                    meaning: "of these vehicles, with ABS, ESC or TCS at work"),
                Column(
                    name: "friction_pct", type: "float", unit: "percent",
                    meaning: "mean of the least friction that each vehicle told; 90 is dry"),
            ], release: release)
        descriptor.windowSeconds = Int(context.options.roadWindowSeconds.rounded())
        descriptor.signals = RoadCondition.signals.map(\.path)
        return descriptor
    }
}
