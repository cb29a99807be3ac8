// A2: the eight attacks of scikit-mobility 1.3.1 (F. Pratesi et al., "PRUDEnce: a System for
// Assessing Privacy Risk vs Utility in Data Sharing Ecosystems", Trans. Data Privacy 11, 2018). An
// adversary knows k things about a vehicle; risk = 1 / (vehicles that fit), for the worst k things.
// `:x` is how that program behaves, mistakes included; `!x` is what it should have done.

import Base

/// One of the eight attacks with its setting.
public struct KAttack: Hashable, Sendable {
    /// The name of the golden values.
    public let name: String
    let kind: Kind

    enum Kind: Hashable, Sendable {
        /// k visits: where, and how often among the k.
        case visits(TimeKey?)
        /// k visits in their order.
        case sequence
        /// k places.
        case places
        /// k places with the number of visits to each, or their share of all visits.
        case counts(Weight, tolerance: Double)
        /// The two places that stand for home and work.
        case homeWork(Ends)
    }

    /// What the adversary knows of the time of a visit.
    enum TimeKey: Hashable, Sendable {
        case month, day, hour
        /// Year, month, day, month, without leading zeros: 11 January is 1 November, and there is
        /// no hour (scikit-mobility issue 265).
        case compatibleDay, compatibleHour
    }

    /// How often a place was visited.
    enum Weight: Hashable, Sendable {
        /// Number of visits.
        case frequency
        /// Share of the vehicle's visits.
        case probability
        /// Number of visits over the largest one of the places known.
        case proportion
    }

    /// Which two places.
    enum Ends: Hashable, Sendable {
        /// As scikit-mobility sorts: the least visited.
        case least
        case most
    }

    /// All, in the order of the golden values.
    public static let all: [KAttack] = [
        KAttack("LocationAttack", .visits(nil)),
        KAttack("LocationSequenceAttack", .sequence),
        KAttack("LocationTimeAttack:Month", .visits(.month)),
        KAttack("LocationTimeAttack:Day", .visits(.compatibleDay)),
        KAttack("LocationTimeAttack:Hour", .visits(.compatibleHour)),
        KAttack("LocationTimeAttack!Day", .visits(.day)),
        KAttack("LocationTimeAttack!Hour", .visits(.hour)),
        KAttack("UniqueLocationAttack", .places),
        KAttack("LocationFrequencyAttack", .counts(.frequency, tolerance: 0)),
        KAttack("LocationFrequencyAttack:0.5", .counts(.frequency, tolerance: 0.5)),
        KAttack("LocationProbabilityAttack", .counts(.probability, tolerance: 0)),
        KAttack("LocationProbabilityAttack:0.5", .counts(.probability, tolerance: 0.5)),
        KAttack("LocationProportionAttack", .counts(.proportion, tolerance: 0)),
        KAttack("LocationProportionAttack:0.5", .counts(.proportion, tolerance: 0.5)),
        KAttack("HomeWorkAttack", .homeWork(.least)),
        KAttack("HomeWorkAttack!top2", .homeWork(.most)),
    ]

    private init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }

    /// The name without its setting.
    public var family: String { String(name.prefix { $0 != ":" && $0 != "!" }) }

    /// Whether it needs times, or at least the order of visits.
    var needsTime: Bool {
        switch kind {
        case .visits(let key): key != nil
        case .sequence: true
        default: false
        }
    }
}

extension KAttack.TimeKey {
    /// A number that is equal for times that the adversary cannot tell apart.
    func key(_ milliseconds: Int64) -> UInt64 {
        let unixDay = milliseconds.flooredDivision(by: 86_400_000)
        let date = CivilDate(unixDay: unixDay)
        switch self {
        case .month: return UInt64(date.year * 12 + date.month)
        case .day: return UInt64(bitPattern: unixDay)
        case .hour:
            return UInt64(bitPattern: milliseconds.flooredDivision(by: 3_600_000))
        case .compatibleDay: return Self.joined([date.month, date.day], after: date.year)
        case .compatibleHour:
            return Self.joined([date.month, date.day, date.month], after: date.year)
        }
    }

    /// Decimal digits one behind the other, as text without leading zeros.
    private static func joined(_ parts: [Int], after start: Int) -> UInt64 {
        UInt64(parts.reduce(start) { $1 < 10 ? $0 * 10 + $1 : $0 * 100 + $1 })
    }
}

/// The risk of every target.
package struct KRisk: Sendable {
    /// Vehicles that fit the worst k things, the target among them.
    package var matches: Int
    /// Whether the search was cut off, so that fewer may fit.
    package var isCutOff = false

    package var risk: Double { 1 / Double(matches) }
}

/// What the attacks need to know of the visits, built once for all of them.
package struct KAttackIndex: Sendable {
    private let visits: Visits
    /// Number of the place of every row, ascending with latitude, then longitude. [rows]
    private let place: [UInt32]
    /// Visits by place, for all attacks that ignore times.
    private let places: ItemTable

    /// Steps that one search may take before it gives up.
    static let budget = 50_000_000

    package init(_ visits: Visits) {
        self.visits = visits
        place = Self.ranks(
            (0..<visits.count).map {
                UInt64(UInt32(bitPattern: visits.latitudeE7[$0]) ^ 1 << 31) << 32
                    | UInt64(UInt32(bitPattern: visits.longitudeE7[$0]) ^ 1 << 31)
            })
        places = ItemTable(visits, item: place)
    }

    /// Attacks the targets.
    package func attack(_ attack: KAttack, k: Int, targets: [Int], threads: Int) -> [KRisk] {
        switch attack.kind {
        case .visits(nil):
            return cover(places, k: k, targets, threads, .atLeast)
        case .visits(let key?):
            let times = Self.ranks(visits.milliseconds.map(key.key))
            let items = Self.ranks(
                place.indices.map { UInt64(place[$0]) << 32 | UInt64(times[$0]) })
            return cover(ItemTable(visits, item: items), k: k, targets, threads, .atLeast)
        case .places:
            return cover(places, k: k, targets, threads, .contains)
        case .counts(.frequency, let tolerance):
            return cover(places, k: k, targets, threads, .near(tolerance, isShare: false))
        case .counts(.probability, let tolerance):
            return cover(places, k: k, targets, threads, .near(tolerance, isShare: true))
        case .counts(.proportion, let tolerance):
            return forEachTarget(
                targets.count, threads: threads, scratch: { Candidates(visits.vehicleCount) }
            ) { at, candidates in
                var search = ProportionSearch(
                    places, target: targets[at], tolerance: tolerance, &candidates)
                return search.run(k: k)
            }
        case .sequence:
            return forEachTarget(
                targets.count, threads: threads, scratch: { Candidates(visits.vehicleCount) }
            ) { at, candidates in
                var search = SequenceSearch(
                    places, visits: visits, place: place, target: targets[at], &candidates)
                return search.run(k: k)
            }
        case .homeWork(let ends): return HomeWorkMatches(places, ends).attack(targets)
        }
    }

    private func cover(
        _ items: ItemTable, k: Int, _ targets: [Int], _ threads: Int,
        _ rule: CoverSearch.Rule
    ) -> [KRisk] {
        forEachTarget(
            targets.count, threads: threads, scratch: { Candidates(visits.vehicleCount) }
        ) { at, candidates in
            var search = CoverSearch(
                items, target: targets[at], rule: rule, k: k, &candidates)
            return search.run(k: k)
        }
    }

    /// Dense numbers that keep the order of the keys.
    private static func ranks(_ keys: [UInt64]) -> [UInt32] {
        var distinct = keys.sorted()
        var count = 0
        for at in distinct.indices where at == 0 || distinct[at] != distinct[count - 1] {
            distinct[count] = distinct[at]
            count += 1
        }
        distinct.removeLast(distinct.count - count)
        return keys.map { key in
            var low = 0
            var high = count
            while low < high {
                let middle = (low + high) / 2
                if distinct[middle] < key { low = middle + 1 } else { high = middle }
            }
            return UInt32(low)
        }
    }
}
