// The sums behind the laws of telemetry.

import Base

/// What the laws of telemetry are made of, over all regions.
package struct TelemetrySums {
    /// Classes of roads that speeds are told by, with the band of the median and of the 95th
    /// percentile, km/h.
    static let classes:
        [(
            name: String, words: Set<String>, median: ClosedRange<Double>,
            high: ClosedRange<Double>
        )] = [
            ("motorway", ["motorway"], 70...135, 90...150),
            ("main", ["trunk", "primary", "secondary"], 25...85, 45...120),
            ("minor", ["tertiary", "unclassified"], 20...70, 40...100),
            ("residential", ["residential", "livingStreet"], 12...45, 28...60),
        ]

    private static let shift = 15.0
    private var idle: [Double] = []
    private var time: [Double] = []
    private var acceleration = Histogram(binWidth: 0.01, bins: 3000)
    private var speeds = classes.map { _ in Histogram(binWidth: 0.5, bins: 500) }
    private var intervals: [String: Histogram] = [:]
    private var roadDistance = Histogram(binWidth: 0.1, bins: 2000)
    private var ratios: [Double] = []
    private var records = 0
    private var copies = 0
    private var withoutSpeed = 0
    private var late = 0
    private var timed = 0
    private var inverted = 0
    private var pairs = 0
    private var jumps = 0
    private var harsh = 0
    private var eventKilometers = 0.0

    /// Nothing yet.
    package init() {}

    /// Adds harsh braking events.
    package mutating func addHarsh(_ count: Int) { harsh += count }

    /// Adds the records of a region whose roads are not known.
    package mutating func add(_ all: RegionTelemetry) { add(all, nil) }

    /// Adds the records of a region.
    mutating func add(_ all: RegionTelemetry, _ roads: TrueRoads.Region?) {
        var last: UInt32?
        all.eachBoot { rows in
            let first = Int(rows[rows.startIndex])
            if all.vehicle[first] != last {
                idle.append(0)
                time.append(0)
                last = all.vehicle[first]
            }
            addOrder(all, rows)
            addMotion(all, rows, roads)
        }
    }

    private mutating func addOrder(_ all: RegionTelemetry, _ rows: ArraySlice<Int32>) {
        var latest = Int64.min
        var before: UInt32?
        for row in rows.lazy.map(Int.init) {
            copies += 1
            guard all.sequence[row] != before else { continue }
            before = all.sequence[row]
            records += 1
            if all.speed[row].isNaN { withoutSpeed += 1 }
            // A record is out of order when a later one of its boot was there first.
            let delay = all.received[row] - all.event[row]
            if delay.magnitude < 40 * 86_400_000 {
                timed += 1
                if delay > 60_000 { late += 1 }
            }
        }
        // From the highest sequence down: whoever arrived after one above it was overtaken.
        latest = .max
        before = nil
        var firsts: [Int] = []
        for row in rows.lazy.map(Int.init) where all.sequence[row] != before {
            before = all.sequence[row]
            firsts.append(row)
        }
        for row in firsts.reversed() {
            if all.received[row] > latest { inverted += 1 }
            latest = min(latest, all.received[row])
        }
    }

    private mutating func addMotion(
        _ all: RegionTelemetry, _ rows: ArraySlice<Int32>, _ roads: TrueRoads.Region?
    ) {
        var integral = 0.0
        var last: Int?
        var isWhole = true
        for row in rows.lazy.map(Int.init) {
            defer { last = row }
            addPlace(all, row, roads)
            guard let before = last, all.sequence[row] == all.sequence[before] + 1 else {
                if let before = last, all.sequence[row] != all.sequence[before] { isWhole = false }
                continue
            }
            let seconds = Double(all.event[row] - all.event[before]) / 1000
            guard seconds > 0, seconds < 300 else {
                if seconds != 0 { isWhole = false }
                continue
            }
            intervals[all.firmware[row], default: Histogram(binWidth: 0.1, bins: 3000)]
                .add(seconds - 0.05)
            addPair(all, before, row, seconds)
            let mean = (all.speed[before] + all.speed[row]) / 2
            if mean.isNaN || seconds > 12 {
                isWhole = false
            } else {
                integral += mean / 3.6 * seconds
            }
        }
        guard let final = last else { return }
        let first = Int(rows[rows.startIndex])
        let driven = all.odometer[final] - all.odometer[first]
        if isWhole, driven > 1000, driven < 1e6 { ratios.append(integral / driven) }
        let finds = ["tcu-4.0", "tcu-4.6", "tcu-5.2"].contains(all.firmware[first])
        if finds, driven > 0, driven < 2e6 { eventKilometers += driven / 1000 }
    }

    private mutating func addPair(
        _ all: RegionTelemetry, _ before: Int, _ row: Int, _ seconds: Double
    ) {
        let speed = all.speed[row]
        if !speed.isNaN {
            time[time.count - 1] += seconds
            if speed < 1 { idle[idle.count - 1] += seconds }
        }
        let weight = max(1, Int(seconds.rounded()))
        if !all.acceleration[row].isNaN {
            acceleration.add(all.acceleration[row] + Self.shift, count: weight)
        }
        let east = all.longitude[row] - all.longitude[before]
        guard !east.isNaN else { return }
        let scale = Math.cos(all.latitude[row] * .pi / 180)
        let north = all.latitude[row] - all.latitude[before]
        let meters = 111_200 * (east * east * scale * scale + north * north).squareRoot()
        pairs += 1
        if meters - 100 > 200 / 3.6 * seconds { jumps += 1 }
    }

    private mutating func addPlace(_ all: RegionTelemetry, _ row: Int, _ roads: TrueRoads.Region?) {
        guard let roads, !all.latitude[row].isNaN else { return }
        let at = roads.traversal(vehicle: all.vehicle[row], at: all.event[row])
        guard at >= 0 else { return }
        let group = Int(roads.links.roadClass[Int(roads.link[at])])
        if group < speeds.count, all.speed[row] >= 1 { speeds[group].add(all.speed[row]) }
        let meters = roads.distance(
            at, longitude: all.longitude[row], latitude: all.latitude[row])
        if let meters { roadDistance.add(meters) }
    }
}

extension TelemetrySums {
    /// The KPIs.
    package func kpis() -> [KPI] {
        func share(_ law: RealismLaw, _ part: Int, _ whole: Int, per: Double = 1) -> KPI {
            guard whole > 0 else { return law.notApplicable("there are no records") }
            return law.kpi(per * Double(part) / Double(whole), n: whole)
        }
        func quantile(_ law: RealismLaw, _ bins: Histogram, _ q: Double, less: Double = 0) -> KPI {
            guard bins.total >= 1000 else { return law.notApplicable("it needs 1000 values") }
            return law.kpi(bins.quantile(q) - less, n: bins.total)
        }
        var kpis = [
            RealismLaw.telemetryIdle.kpi(
                ratioEstimate(idle, time), in: 0...1, n: records, without: "there are no records"),
            quantile(.telemetryP1, acceleration, 0.01, less: Self.shift + 0.005),
            quantile(.telemetryP99, acceleration, 0.99, less: Self.shift + 0.005),
            harsh > 0 && eventKilometers > 0
                ? RealismLaw.harshEvents.kpi(100 * Double(harsh) / eventKilometers, n: harsh)
                : RealismLaw.harshEvents.notApplicable("no device finds events"),
            share(.nullRate, withoutSpeed, records), share(.lateShare, late, timed),
            share(.inversions, inverted, records, per: 1000),
            share(.duplicates, copies - records, records), share(.teleports, jumps, pairs),
            ratios.count >= 20
                ? RealismLaw.odometer.kpi(
                    medianEstimate(sorted: ratios.sorted())?.value, n: ratios.count)
                : RealismLaw.odometer.notApplicable("it needs 20 boots without gaps"),
            quantile(.roadP50, roadDistance, 0.5), quantile(.roadP95, roadDistance, 0.95),
        ]
        for (index, group) in Self.classes.enumerated() {
            kpis += [
                quantile(.speed(group.name, "p50", band: group.median), speeds[index], 0.5),
                quantile(.speed(group.name, "p95", band: group.high), speeds[index], 0.95),
            ]
        }
        for firmware in intervals.keys.sorted() {
            let bins = intervals[firmware] ?? Histogram(binWidth: 0.1, bins: 1)
            kpis += [
                quantile(.interval(firmware, "p50"), bins, 0.5),
                quantile(.interval(firmware, "p95"), bins, 0.95),
            ]
        }
        return kpis
    }
}
