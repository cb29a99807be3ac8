// Traffic: what drove, how far, how fast, and whether anything stood still for good.

import Base

/// The KPIs `traffic.*` of a run folder.
public func trafficKPIs(run: RunFolder) throws -> [KPI] {
    let facts = run.wholeFacts
    var kpis =
        facts.isSampled
        ? try fullTrafficKPIs(run: run)
        : trafficKPIs(of: try TripColumns(run: run), facts: facts)
    if facts.regions.allSatisfy({ $0.linkEntries != nil }) {
        let entries = facts.regions.reduce(0) { $0 + ($1.linkEntries ?? 0) }
        kpis.append(
            KPI(
                "traffic.link_entries", Double(entries), unit: "entries",
                method: "times that a simulated vehicle entered a link", n: entries, basis: .full))
    }
    return kpis
}

func trafficKPIs(of trips: TripColumns, facts: RunFacts) -> [KPI] {
    let peak = drivingPeak(trips, until: facts.durationSeconds)
    let metres = trips.onMapMeters.reduce(0) { $0 + ($1.isNaN ? 0 : $1) }
    return [
        KPI(
            "traffic.trips", Double(trips.count), unit: "trips",
            method: "trips that started before the run's end (truth/trips)", n: trips.count),
        KPI(
            "traffic.vehicle_km", metres / 1000, unit: "km",
            method: "kilometres that simulated vehicles drove on the map's roads", n: trips.count),
        speedKPI(trips, until: facts.durationSeconds),
        delayKPI(trips),
        KPI(
            "traffic.driving_at_peak", Double(peak.vehicles), unit: "vehicles",
            method: "most simulated vehicles on the map's roads at any full minute "
                + "(\(clock(peak.seconds)) after the start)", n: trips.count),
        gridlockKPI(trips, facts),
    ]
}

/// Metres over seconds of the trips that have left the map's roads: the space-mean speed.
private func speedKPI(_ trips: TripColumns, until end: Double) -> KPI {
    var metres: [Double] = []
    var seconds: [Double] = []
    for trip in 0..<trips.count where trips.exit[trip] < end {
        let time = trips.exit[trip] - trips.enter[trip]
        guard time > 0, trips.onMapMeters[trip] > 0 else { continue }
        metres.append(trips.onMapMeters[trip] * 3.6)
        seconds.append(time)
    }
    let speed = ratioEstimate(metres, seconds)
    return KPI(
        "traffic.mean_speed", speed?.value, unit: "km/h", ci: speed?.interval(in: 0...1000),
        method: speed == nil
            ? "no trip has left the roads"
            : "metres over seconds on the map's roads, of trips that left them before the end",
        n: seconds.count)
}

private func delayKPI(_ trips: TripColumns) -> KPI {
    let delays = (0..<trips.count).filter { !trips.arrive[$0].isNaN && !trips.travel[$0].isNaN }
        .map { trips.exit[$0] - trips.enter[$0] - trips.freeFlow[$0] }
    let mean = meanEstimate(delays)
    return KPI(
        "traffic.mean_delay", mean?.value, unit: "s", ci: mean?.interval(),
        method: mean == nil
            ? "no trip has arrived"
            : "mean time on the map's roads over free-flow time, of trips that arrived",
        n: delays.count)
}

/// The most vehicles on the roads at a full minute, and when.
func drivingPeak(_ trips: TripColumns, until end: Double) -> (vehicles: Int, seconds: Double) {
    let minutes = max(1, Int((end / 60).rounded(.up)))
    var change = [Int](repeating: 0, count: minutes + 1)
    for trip in 0..<trips.count where trips.exit[trip] > trips.enter[trip] {
        let first = Int(max(0, trips.enter[trip] / 60).rounded(.up))
        let last = Int(min(end, trips.exit[trip]) / 60)
        guard first <= last, first < minutes else { continue }
        change[first] += 1
        change[min(minutes, last + 1)] -= 1
    }
    var (now, best, bestMinute) = (0, 0, 0)
    for minute in 0..<minutes {
        now += change[minute]
        if now > best { (best, bestMinute) = (now, minute) }
    }
    return (best, Double(bestMinute) * 60)
}

/// Trips that were still on the roads at the end, an hour after three times their free-flow time.
private func gridlockKPI(_ trips: TripColumns, _ facts: RunFacts) -> KPI {
    var stuck = 0
    for trip in 0..<trips.count where trips.arrive[trip].isNaN {
        let isOnMap = trips.exit[trip].isNaN || trips.exit[trip] >= facts.durationSeconds
        let patience = 3 * trips.freeFlow[trip] + 3600
        if isOnMap, facts.durationSeconds - trips.enter[trip] > patience { stuck += 1 }
    }
    let moved = facts.regions.reduce(0) { $0 + ($1.gridlockResolutions ?? 0) }
    return KPI(
        "traffic.gridlocked", Double(stuck + moved), unit: "vehicles",
        method: "trips still on the roads an hour after three times their free-flow time "
            + "(\(stuck)), and vehicles that a rule had to move (\(moved))", n: trips.count)
}

/// Hours and minutes of seconds since the start.
func clock(_ seconds: Double) -> String {
    let minutes = Int(seconds / 60)
    let part = minutes % 60
    return "\(minutes / 60):\(part < 10 ? "0" : "")\(part)"
}
