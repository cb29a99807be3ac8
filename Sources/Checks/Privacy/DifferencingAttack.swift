// A9 on what a run released: `traffic-feed` tells of quarters of an hour, `speed-profiles` of the
// hour that they make up. Where all but one quarter are there, the missing one may follow.

import Base

extension PrivacyAttack {
    static let differencing = PrivacyAttack(
        name: "differencing",
        question: "Do two releases of the same drives give away what each of them holds back?"
    ) { context in
        let run = context.run
        let id = "privacy.speed-profiles.differencing."
        let source = "design.md section 9, A9; usual gate: none recovered"
        let how =
            "for each link and hour of the day with k vehicles in speed-profiles, and all but one "
            + "of its quarters in traffic-feed: vehicles of the hour less those of the quarters is "
            + "the guess for the missing one; adversary: buys both products"
        guard let profiles = try run.product("speed-profiles"),
            let feed = try run.product("traffic-feed"), run.exists("truth/traversals.parquet")
        else { return [] }
        let found = try Quarters(context, profiles, feed)
        let share = found.guesses > 0 ? Double(found.right) / Double(found.guesses) : nil
        return [
            KPI(
                id + "recovered", Double(found.right), unit: "cells",
                method: "held-back quarters whose number of vehicles (1 to k - 1) is guessed right "
                    + "by the truth: \(how)", n: found.guesses,
                source: source),
            KPI(
                id + "recovered_share", share, unit: "share",
                ci: share.flatMap { Intervals.wilson(share: $0, trials: found.guesses) },
                method: how + (share == nil ? "; nothing could be differenced" : ""),
                n: found.guesses, baseline: 1 / Double(max(1, found.k - 1)), source: source),
            KPI(
                id + "single", Double(found.single), unit: "cells",
                method: "of these, quarters of one vehicle: \(how)", n: found.guesses,
                source: source),
        ]
    }
}

/// Quarters of an hour that follow from what is around them.
private struct Quarters {
    var k = 1
    var guesses = 0
    var right = 0
    var single = 0

    private struct Hour: Hashable {
        var region: Int
        var link: UInt32
        /// Hours since the start, UTC.
        var hour: Int
    }

    init(_ context: AttackContext, _ profiles: DataTable, _ feed: DataTable) throws {
        let run = context.run
        k = try Int(run.productDescriptor("traffic-feed")["privacy"]?["k"]?.number ?? 1)
        // A profile pools the days of a month: with more than one day no quarter is alone.
        guard run.facts.durationSeconds <= 86_400 else { return }
        var quarters: [Hour: [Int: Int]] = [:]
        let region = try run.regionIndices(feed)
        let link = try feed.column("link").uint32s()
        let start = try feed.column("window_start_s").int64s()
        let vehicles = try feed.column("vehicles").uint32s()
        for row in region.indices {
            let quarter = Int(start[row].flooredDivision(by: 900))
            let hour = Hour(region: region[row], link: link[row], hour: quarter / 4)
            quarters[hour, default: [:]][quarter % 4] = Int(vehicles[row])
        }
        let truth = try Self.truth(context)
        let profileRegion = try run.regionIndices(profiles)
        let profileLink = try profiles.column("link").uint32s()
        let hours = try profiles.column("hour").int64s()
        let counts = try profiles.column("vehicles").uint32s()
        for row in profileRegion.indices {
            let offset = run.regions[profileRegion[row]].utcOffsetSeconds
            let startOfDay = run.facts.startUnixSeconds % 86_400
            let utc = Int(hours[row]) - (offset + Int(startOfDay)) / 3600
            let hour = Hour(
                region: profileRegion[row], link: profileLink[row], hour: (utc + 24) % 24)
            let known = quarters[hour] ?? [:]
            guard known.count == 3, let missing = (0..<4).first(where: { known[$0] == nil }) else {
                continue
            }
            let rest = Int(counts[row]) - known.values.reduce(0, +)
            guard rest >= 1, rest < k else { continue }
            guesses += 1
            let count = truth[Self.key(hour, missing)] ?? 0
            if count == rest {
                right += 1
                if rest == 1 { single += 1 }
            }
        }
    }

    private static func key(_ hour: Hour, _ quarter: Int) -> UInt64 {
        UInt64(hour.region) << 48 | UInt64(hour.link) << 16
            | UInt64((hour.hour * 4 + quarter) & 0xFFFF)
    }

    /// Consenting vehicles that entered a link in a quarter of an hour.
    private static func truth(_ context: AttackContext) throws -> [UInt64: Int] {
        let run = context.run
        let drives = try Traversals(run)
        let offsets = run.vehicleOffsets
        var seen: [UInt64: Set<UInt32>] = [:]
        for row in drives.link.indices {
            let car = run.car(
                region: drives.region[row], vehicle: drives.vehicle[row], offsets: offsets)
            guard context.mobility.holds(car, at: Double(drives.enter[row]) / 1000) else {
                continue
            }
            let quarter = Int(drives.enter[row].flooredDivision(by: 900_000))
            let hour = Hour(
                region: drives.region[row], link: drives.link[row], hour: quarter / 4)
            seen[key(hour, quarter % 4), default: []].insert(drives.vehicle[row])
        }
        return seen.mapValues(\.count)
    }
}
