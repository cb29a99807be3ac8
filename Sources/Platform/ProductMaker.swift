// What a product is to the platform: three steps, and a list of all that there are. A product is a
// function of the drives that it is shown: whoever is forgotten (GDPR art. 17) is not shown, and
// that is all that erasure asks of a product.

import Base
import Records

/// A product in the making: what a partition of vehicles adds to it.
///
/// A maker is shown every drive of its partition that has records under consent to its purpose,
/// vehicle by vehicle, in order of ignition. What it gathers must be mergeable: `release` gets the
/// parts of all partitions in order of vehicle, however the fleet was cut.
protocol ProductMaker: Sendable {
    /// What a partition adds: sums, sorted runs.
    associatedtype Part: Sendable

    /// What drivers consented to.
    static var purpose: Purpose { get }
    /// Whether it needs the way driven.
    static var needsRoads: Bool { get }
    /// Side signals that it reads, and whether it reads columns beside position and speed.
    static var signals: [SideSignal] { get }
    /// See `signals`.
    static var needsCar: Bool { get }

    init(_ context: PlatformContext)
    /// Takes up a drive.
    mutating func observe(_ drive: ConsentedDrive, _ staged: StagedRecords)
    /// Closes the partition.
    consuming func finish() -> Part
    /// Joins the parts into what is sold.
    static func release(_ parts: [Part], _ context: PlatformContext) -> ProductOutput
}

extension ProductMaker {
    static var needsRoads: Bool { false }
    static var signals: [SideSignal] { [] }
    static var needsCar: Bool { false }

    /// Bits of `signals` by number. What other products read is not for this one to see.
    static var signalBits: UInt64 { signals.reduce(0) { $0 | 1 << UInt64($1.rawValue) } }
}

/// What a product gives out.
struct ProductOutput: Sendable {
    var release: ProductRelease
    var usage: [UsageRow] = []
    /// Cells held back.
    var suppressed = 0
    /// Pieces that came too late.
    var tooLate = 0
    /// Which vehicle stands behind which contract token.
    var contracts: [Contract] = []
    /// What the release cost in ε.
    var epsilon: [EpsilonLine] = []
    /// Rotation periods whose secrets are in use.
    var periods: Set<Int64> = []
}

/// A vehicle under the name that one buyer knows it by.
struct Contract: Hashable, Sendable {
    var product: ProductKind
    var vehicle: UInt32
    var token: String
}

extension ProductKind {
    /// Who makes it.
    var maker: any ProductMaker.Type {
        switch self {
        case .trafficFeed: TrafficFeed.self
        case .odMatrix: ODMatrix.self
        case .probeWholesale: ProbeWholesale.self
        case .speedProfiles: SpeedProfiles.self
        case .ubiScore: UBIScore.self
        case .hazardEvent: HazardEvents.self
        case .roadCondition: RoadCondition.self
        case .evCharging: EVCharging.self
        case .batterySOH: BatteryCertificates.self
        case .fleetAPI: FleetAPI.self
        case .aftermarket: Aftermarket.self
        case .research: ResearchCounts.self
        }
    }

    /// Whether its rows name vehicles by tokens of a contract.
    var hasContracts: Bool {
        [.ubiScore, .evCharging, .batterySOH, .aftermarket].contains(self)
    }
}

extension ProductMaker {
    /// Joins parts whose type got lost on the way.
    static func release(unsorted parts: [any Sendable], _ context: PlatformContext) -> ProductOutput
    {
        release(parts.compactMap { $0 as? Part }, context)
    }
}

/// The makers of a partition, by purpose: drives are cut down and matched once for each purpose.
struct ProductMakers: Sendable {
    /// Makers with one purpose.
    struct Group: Sendable {
        let purpose: Purpose
        var needsRoads: Bool
        var makers: [(kind: ProductKind, maker: any ProductMaker)] = []
    }

    /// Mobility first: its matching is an output of its own.
    var groups: [Group] = [Group(purpose: .mobility, needsRoads: true)]

    init(_ context: PlatformContext) {
        for kind in context.options.products {
            let type = kind.maker
            // The platform that is broken on purpose follows everybody who agreed to anything.
            let follows =
                kind == .fleetAPI && context.options.defects.contains(.trackEverybody)
            let purpose = follows ? Purpose.mobility : type.purpose
            var at = groups.firstIndex { $0.purpose == purpose }
            if at == nil {
                groups.append(Group(purpose: purpose, needsRoads: false))
                at = groups.count - 1
            }
            guard let at else { continue }
            groups[at].needsRoads = groups[at].needsRoads || type.needsRoads
            groups[at].makers.append((kind, type.init(context)))
        }
    }

    /// Shows a drive to the makers of a group.
    mutating func observe(group: Int, _ drive: ConsentedDrive, _ staged: StagedRecords) {
        for index in groups[group].makers.indices {
            groups[group].makers[index].maker.observe(drive, staged)
        }
    }

    /// What every maker gathered.
    consuming func finish() -> [ProductKind: any Sendable] {
        var parts: [ProductKind: any Sendable] = [:]
        for (kind, maker) in groups.flatMap(\.makers) { parts[kind] = Self.part(of: maker) }
        return parts
    }

    private static func part(of maker: some ProductMaker) -> any Sendable { maker.finish() }
}
