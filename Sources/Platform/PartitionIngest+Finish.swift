// The end of a partition: per vehicle and boot, in order of sequence, positions are matched to the
// map and counted into the products. Only records with purpose `mobility` are looked at.

import Base
import Records

extension PartitionIngest {
    /// Closes the partition: receipts, matches, and its part of every product.
    public consuming func finish() -> PartitionResult {
        let boots = tracker.sortedBoots()
        var result = PartitionResult()
        result.receipts = tracker.receipts(of: boots)
        result.watermarks = tracker.watermarks(of: boots)
        result.counters = counters
        for bin in delayCounts.indices where delayCounts[bin] > 0 {
            let middle = (Double(bin) + 0.5) * result.delays.binWidth
            result.delays.add(middle, count: delayCounts[bin])
        }
        var work = PartitionWork(context: context)
        let (first, order) = staged.groupedByBoot(boots: tracker.count)
        for boot in boots {
            work.setTrip(order[first[boot]..<first[boot + 1]], of: staged)
            work.finishTrip(vehicle: tracker.vehicle(boot), boot: tracker.boot(boot))
        }
        work.write(to: &result)
        for event in billedWithoutConsent {
            result.deliveries.append(
                VehicleDelivery(
                    vehicle: event.vehicle,
                    month: context.calendar.month(of: SimTime(milliseconds: event.milliseconds)),
                    firstMilliseconds: event.milliseconds, lastMilliseconds: event.milliseconds))
        }
        result.deliveries = VehicleDelivery.joined(result.deliveries)
        return result
    }
}

/// The state of finishing a partition; trips come sorted by (vehicle, boot).
struct PartitionWork {
    private let context: PlatformContext
    private let makesFeed: Bool
    private let makesTrips: Bool
    private var probes: ProbeThinning?
    private var matcher: RouteMatcher
    private var points: [TripPoint] = []
    private var driven: [(link: UInt32, meters: Float)] = []
    private var matches = MatchColumns()
    private var feed = TrafficFeed()
    private var trips = CellTable()
    private var counters = PlatformCounters()

    init(context: PlatformContext) {
        self.context = context
        let products = context.options.products
        makesFeed = products.contains(.trafficFeed)
        makesTrips = products.contains(.odMatrix)
        if products.contains(.probeWholesale) { probes = ProbeThinning(context: context) }
        matcher = RouteMatcher(map: context.map)
        feed.latenessMilliseconds = Int64((context.options.allowedLatenessSeconds * 1000).rounded())
    }

    /// Takes up the positions of a trip that may be used for mobility products.
    mutating func setTrip(_ records: ArraySlice<Int32>, of staged: StagedRecords) {
        points.removeAll(keepingCapacity: true)
        let mobility = ConsentScope(.mobility).rawValue
        let plane = context.map.plane
        for number in records {
            let record = Int(number)
            let longitudeE7 = staged.longitudeE7[record]
            guard longitudeE7 != StagedRecords.noPosition,
                staged.scope[record] & mobility != 0
            else { continue }
            let latitudeE7 = staged.latitudeE7[record]
            points.append(
                TripPoint(
                    x: Float(plane.east(Double(longitudeE7) / 1e7)),
                    y: Float(plane.north(Double(latitudeE7) / 1e7)),
                    heading: staged.heading[record], speed: staged.speed[record],
                    longitudeE7: longitudeE7, latitudeE7: latitudeE7,
                    eventMilliseconds: staged.eventMilliseconds[record],
                    receivedMilliseconds: staged.receivedMilliseconds[record]))
        }
    }

    /// Matches the trip taken up, and counts it into the products.
    mutating func finishTrip(vehicle: UInt32, boot: UInt32) {
        guard let start = points.first, let end = points.last else { return }
        counters.positionsToMatch += points.count
        if points.count > 1 {
            matcher.match(points)
            counters.positionsOffRoad += matcher.offRoad
            counters.matchingBreaks += matcher.breaks
            writeMatches(vehicle: vehicle, boot: boot)
            if makesFeed {
                feed.add(
                    vehicle: vehicle, steps: matcher.steps, points: points, map: context.map)
            }
            if makesTrips {
                let key = ODMatrix.key(
                    hour: start.eventMilliseconds.flooredDivision(by: 3_600_000),
                    origin: context.zones.zone(
                        longitudeE7: start.longitudeE7, latitudeE7: start.latitudeE7),
                    destination: context.zones.zone(
                        longitudeE7: end.longitudeE7, latitudeE7: end.latitudeE7))
                trips.add(vehicle: vehicle, key: key, amount: 1, milliseconds: 0)
            }
        }
        probes?.add(vehicle: vehicle, points: points)
    }

    private mutating func writeMatches(vehicle: UInt32, boot: UInt32) {
        driven.removeAll(keepingCapacity: true)
        for step in matcher.steps where step.meters > 0 {
            if let last = driven.last, last.link == step.link {
                driven[driven.count - 1].meters += step.meters
            } else {
                driven.append((step.link, step.meters))
            }
        }
        driven.sort { ($0.link, $0.meters) < ($1.link, $1.meters) }
        for position in driven.indices {
            let (link, meters) = driven[position]
            counters.matchedMillimeters += Int64((Double(meters) * 1000).rounded())
            if position > 0, driven[position - 1].link == link {
                matches.meters[matches.meters.count - 1] += meters
                continue
            }
            matches.vehicle.append(vehicle)
            matches.boot.append(boot)
            matches.link.append(link)
            matches.meters.append(meters)
        }
    }

    /// Hands over everything.
    mutating func write(to result: inout PartitionResult) {
        counters.tooLateForFeed = feed.tooLate
        result.counters.merge(counters)
        result.matches = matches
        result.feed = feed.cells.sorted()
        result.trips = trips.sorted()
        if let probes {
            result.probes = probes.points.sorted(by: ProbePoint.precedes)
            result.deliveries = probes.deliveries
        }
    }
}
