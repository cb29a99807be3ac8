// The product `probe-wholesale`: thinned positions under pseudonyms that rotate, without the ends
// of trips. It is personal data all the same, and says so in its descriptor.

import Base
import Records

/// A point of `probe-wholesale`.
struct ProbePoint: Hashable, Sendable {
    var pseudonym: UInt64
    /// Rotation period of the pseudonym's secret.
    var period: Int64
    var seconds: Int64
    var longitudeE7: Int32
    var latitudeE7: Int32
    var speed: Float
    var heading: Float

    /// By pseudonym, then time, then place.
    static func precedes(_ a: ProbePoint, _ b: ProbePoint) -> Bool {
        (a.pseudonym, a.seconds, a.longitudeE7, a.latitudeE7)
            < (b.pseudonym, b.seconds, b.longitudeE7, b.latitudeE7)
    }
}

/// Thins and trims trips into points, and notes what was delivered of whom.
struct ProbeWholesale: ProductMaker {
    static let purpose = Purpose.mobility

    private let pseudonyms: Pseudonyms
    private let calendar: RunCalendar
    private let intervalMilliseconds: Int64
    private let trimMeters: Float
    private var secretPeriod: Int64?
    private var secret: [UInt8] = []

    private var points: [ProbePoint] = []
    private var notes = DeliveryNotes()

    init(_ context: PlatformContext) {
        pseudonyms = context.pseudonyms
        calendar = context.calendar
        intervalMilliseconds = Int64((context.options.probeIntervalSeconds * 1000).rounded())
        trimMeters = Float(context.options.probeTrimMeters)
    }

    /// Adds a trip.
    ///
    /// It keeps the pseudonym of the period in which it began, so that no drive goes on under two
    /// names and so joins them. An end is cut until the vehicle is `trimMeters` away from it as
    /// the crow flies, which is at least as far along the road.
    mutating func observe(_ drive: ConsentedDrive, _ staged: StagedRecords) {
        let trip = drive.points
        let vehicle = drive.vehicle
        guard let start = trip.first, let end = trip.last,
            let from = trip.firstIndex(where: { isBeyondTrim($0, start) }),
            let to = trip.lastIndex(where: { isBeyondTrim($0, end) }), from <= to
        else { return }
        let period = pseudonyms.period(of: SimTime(milliseconds: start.eventMilliseconds))
        if period != secretPeriod {
            secret = pseudonyms.secret(period: period)
            secretPeriod = period
        }
        let pseudonym = Pseudonyms.pseudonym(of: vehicle, secret: secret)
        var due = Int64.min
        for point in trip[from...to] where point.eventMilliseconds >= due {
            due = point.eventMilliseconds + intervalMilliseconds
            points.append(
                ProbePoint(
                    pseudonym: pseudonym, period: period,
                    seconds: point.eventMilliseconds.flooredDivision(by: 1000),
                    longitudeE7: point.longitudeE7, latitudeE7: point.latitudeE7,
                    speed: point.speed, heading: point.heading))
            let event = point.eventMilliseconds
            notes.note(
                vehicle, month: calendar.month(of: SimTime(milliseconds: event)), from: event,
                until: event)
        }
    }

    private func isBeyondTrim(_ point: TripPoint, _ end: TripPoint) -> Bool {
        let dx = point.x - end.x
        let dy = point.y - end.y
        return dx * dx + dy * dy >= trimMeters * trimMeters
    }

    struct Part: Sendable {
        var points: [ProbePoint]
        var deliveries: [VehicleDelivery]
    }

    consuming func finish() -> Part {
        Part(points: points.sorted(by: ProbePoint.precedes), deliveries: notes.deliveries)
    }
}

extension ProbeWholesale {
    static func release(_ parts: [Part], _ context: PlatformContext) -> ProductOutput {
        let points = parts.flatMap(\.points).sorted(by: ProbePoint.precedes)
        var output = ProductOutput(
            release: ProductRelease(
                kind: .probeWholesale,
                descriptor: .probeWholesale(
                    context, release: context.account(points.count, of: points.count)),
                table: table(points, region: context.region)))
        output.usage = UsageMeter.vehicles(
            VehicleDelivery.joined(parts.flatMap(\.deliveries)))
        output.periods = Set(points.map(\.period))
        return output
    }

    /// The product's table.
    static func table(_ points: [ProbePoint], region: String) -> DataTable {
        DataTable([
            DataColumn("region", repeating: region, count: points.count),
            DataColumn("pseudonym", .string(points.map { Pseudonyms.text(of: $0.pseudonym) })),
            DataColumn("time_s", .int64(points.map(\.seconds))),
            DataColumn("lon", .double(points.map { Double($0.longitudeE7) / 1e7 })),
            DataColumn("lat", .double(points.map { Double($0.latitudeE7) / 1e7 })),
            DataColumn("speed_mps", .float(points.map(\.speed))),
            DataColumn("heading_deg", .float(points.map(\.heading))),
        ])
    }
}
