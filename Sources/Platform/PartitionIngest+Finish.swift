// The end of a partition: per vehicle and boot, in order of sequence, records are cut down to each
// purpose, positions are matched to the map, and every product gets to see what is its to see.

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
            work.take(
                order[first[boot]..<first[boot + 1]], of: staged, vehicle: tracker.vehicle(boot),
                boot: tracker.boot(boot))
        }
        work.write(to: &result)
        let billed = billedWithoutConsent.map { event in
            VehicleDelivery(
                vehicle: event.vehicle,
                month: context.calendar.month(of: SimTime(milliseconds: event.milliseconds)),
                firstMilliseconds: event.milliseconds, lastMilliseconds: event.milliseconds)
        }
        result.billedWithoutConsent = VehicleDelivery.joined(billed)
        return result
    }
}

/// The state of finishing a partition; drives come sorted by (vehicle, boot).
struct PartitionWork {
    private let context: PlatformContext
    private var makers: ProductMakers
    private var matcher: RouteMatcher
    private var driven: [(link: UInt32, meters: Float)] = []
    private var matches = MatchColumns()
    private var counters = PlatformCounters()

    init(context: PlatformContext) {
        self.context = context
        makers = ProductMakers(context)
        matcher = RouteMatcher(map: context.map)
    }

    /// Shows a drive to all products, cut down to each purpose.
    mutating func take(
        _ records: ArraySlice<Int32>, of staged: StagedRecords, vehicle: UInt32, boot: UInt32
    ) {
        // Most drivers allow several purposes for the same records: then one matching serves all.
        var known: [ConsentedDrive] = []
        for group in makers.groups.indices {
            let purpose = makers.groups[group].purpose
            let bit = ConsentScope(purpose).rawValue
            let own = records.filter { staged.scope[Int($0)] & bit != 0 }
            if own.isEmpty { continue }
            let twin = known.first { $0.records == own }
            let drive = drive(
                own, staged, vehicle, boot, purpose,
                needsRoads: makers.groups[group].needsRoads, twin)
            if purpose == .mobility { note(drive) }
            makers.observe(group: group, drive, staged)
            if makers.groups[group].needsRoads, makers.groups.count > 1 { known.append(drive) }
        }
    }

    private mutating func drive(
        _ records: [Int32], _ staged: StagedRecords, _ vehicle: UInt32, _ boot: UInt32,
        _ purpose: Purpose, needsRoads: Bool, _ twin: ConsentedDrive?
    ) -> ConsentedDrive {
        if let twin {
            return ConsentedDrive(
                vehicle: vehicle, boot: boot, purpose: purpose, records: records,
                points: twin.points, pointRecords: twin.pointRecords, steps: twin.steps)
        }
        let (points, numbers) = points(records, staged)
        var steps: [PathStep] = []
        if needsRoads && points.count > 1 {
            matcher.match(points)
            steps = matcher.steps
            if purpose == .mobility {
                counters.positionsOffRoad += matcher.offRoad
                counters.matchingBreaks += matcher.breaks
            }
        }
        return ConsentedDrive(
            vehicle: vehicle, boot: boot, purpose: purpose, records: records, points: points,
            pointRecords: numbers, steps: steps)
    }

    /// The positions among some records.
    private func points(
        _ records: [Int32], _ staged: StagedRecords
    ) -> (points: [TripPoint], records: [Int32]) {
        var points: [TripPoint] = []
        var numbers: [Int32] = []
        points.reserveCapacity(records.count)
        numbers.reserveCapacity(records.count)
        let plane = context.map.plane
        for number in records {
            let record = Int(number)
            let longitudeE7 = staged.longitudeE7[record]
            guard longitudeE7 != StagedRecords.noPosition else { continue }
            let latitudeE7 = staged.latitudeE7[record]
            numbers.append(number)
            points.append(
                TripPoint(
                    x: Float(plane.east(Double(longitudeE7) / 1e7)),
                    y: Float(plane.north(Double(latitudeE7) / 1e7)),
                    heading: staged.heading[record], speed: staged.speed[record],
                    longitudeE7: longitudeE7, latitudeE7: latitudeE7,
                    eventMilliseconds: staged.eventMilliseconds[record],
                    receivedMilliseconds: staged.receivedMilliseconds[record]))
        }
        return (points, numbers)
    }

    /// The matching of drives under consent to mobility is an output of its own.
    private mutating func note(_ drive: ConsentedDrive) {
        counters.positionsToMatch += drive.points.count
        guard drive.points.count > 1 else { return }
        driven.removeAll(keepingCapacity: true)
        for step in drive.steps where step.meters > 0 {
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
            matches.vehicle.append(drive.vehicle)
            matches.boot.append(drive.boot)
            matches.link.append(link)
            matches.meters.append(meters)
        }
    }

    /// Hands over everything.
    consuming func write(to result: inout PartitionResult) {
        result.counters.merge(counters)
        result.matches = matches
        result.parts = makers.finish()
    }
}
