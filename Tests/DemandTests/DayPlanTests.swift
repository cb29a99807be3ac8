// Days look like those of surveys, chains never break, and clocks are right.

import Base
import Demand
import Foundation
import Roads
import TestSupport
import Testing

struct DayPlanTests {
    /// The bands of a weekday, over all cars (`anchors.md`, realism).
    private func expectWeekday(_ fleet: Fleet, vehicles: Range<UInt32>) {
        let summary = fleet.summary(of: vehicles, days: 0..<1)
        expect(summary.tripsPerCarDay, in: 2.0...2.5, "trips per car and day")
        expect(summary.idleShare, in: 0.30...0.50, "idle cars")
        expect(summary.tripKilometersMedian, in: 5.0...7.0, "median km")
        guard !hasGateways(fleet) else {
            expect(summary.tripsUnder10Kilometers, in: 0.60...0.72, "under 10 km")
            expect(summary.annualKilometers, in: 10_000...14_000, "annual km")
            expect(summary.useMinutesPerCarDay, in: 35...55, "minutes of use")
            return
        }
        // An island is too small for the long trips of a country: its share is not forced.
        expect(summary.tripsUnder10Kilometers, in: 0.60...0.82, "under 10 km")
    }

    private func hasGateways(_ fleet: Fleet) -> Bool { fleet.parameters.outsideShare > 0 }

    @Test func `a weekday lies inside the bands of surveys`() throws {
        expectWeekday(try TownFleet.withGateways.get(), vehicles: 0..<6000)
    }

    @Test func `a map without gateways keeps trips and lengths and gives up the mileage`() throws {
        let fleet = try TownFleet.withoutGateways.get()
        expectWeekday(fleet, vehicles: 0..<6000)
        #expect(fleet.summary(of: 0..<6000, days: 0..<1).outsideTrips == 0)
    }

    @Test func `calibration follows the targets`() throws {
        var options = DemandOptions()
        options.tripsPerCarDay = 1.9
        options.tripKilometersMedian = 4.5
        options.tripsUnder10Kilometers = 0.75
        options.annualKilometers = 7900
        options.useMinutesPerCarDay = 25
        let fleet = try TownFleet.fleet(TownMap.network(), options: options)
        let summary = fleet.summary(of: 0..<6000, days: 0..<1)
        expect(summary.tripsPerCarDay, in: 1.85...1.95, "trips per car and day")
        expect(summary.tripKilometersMedian, in: 4.3...4.7, "median km")
        expect(summary.tripsUnder10Kilometers, in: 0.73...0.77, "under 10 km")
        expect(summary.annualKilometers, in: 7500...8300, "annual km")
        expect(summary.useMinutesPerCarDay, in: 22...28, "minutes of use")
    }

    /// Maps that `rocade map import` has left in the repository.
    private static let realMaps = ["liechtenstein-2013", "malta"].map {
        Shared.root.appending(path: "maps/\($0).roads").path
    }.filter { FileManager.default.fileExists(atPath: $0) }

    @Test(.enabled(if: !realMaps.isEmpty, "no imported map in maps/"), arguments: realMaps)
    func `a weekday on a real map lies inside the bands of surveys`(path: String) throws {
        expectWeekday(try TownFleet.fleet(Network(path: path)), vehicles: 0..<6000)
    }

    @Test func `departures have two peaks on weekdays and one plateau at weekends`() throws {
        let fleet = try TownFleet.withGateways.get()
        let weekday = hourlyShares(fleet, days: 0..<3)
        let morning = weekday[7] + weekday[8]
        let evening = weekday[16] + weekday[17] + weekday[18]
        expect(morning, in: 0.12...0.20, "departures from 7 to 9")
        expect(evening, in: 0.20...0.30, "departures from 16 to 19")
        expect(weekday[0..<5].reduce(0, +), in: 0...0.04, "departures from 0 to 5")
        // The valley between them is clearly below both, and so are night and evening.
        let valley = weekday[9..<14].min() ?? 1
        let first = weekday[6..<10].max() ?? 0
        let second = weekday[15..<20].max() ?? 0
        #expect(first > 1.4 * valley && second > 1.4 * valley)
        #expect(weekday[5] < first / 2 && weekday[21] < second / 2)

        let weekend = hourlyShares(fleet, days: 5..<7)
        #expect(weekend[7] + weekend[8] < morning / 2)
        expect(weekend[10..<18].reduce(0, +), in: 0.55...0.85, "weekend departures from 10 to 18")
    }

    private func hourlyShares(_ fleet: Fleet, days: Range<Int>) -> [Double] {
        var counts = [Double](repeating: 0, count: 24)
        for day in days {
            let midnight = fleet.calendar.localMidnight(ofDay: day).milliseconds
            for trip in TownFleet.trips(fleet, days: day..<(day + 1), vehicles: 0..<6000) {
                counts[Int((trip.departure.milliseconds - midnight) / 3_600_000) % 24] += 1
            }
        }
        let total = counts.reduce(0, +)
        return counts.map { $0 / total }
    }

    @Test func `chains start and end at home and never break`() throws {
        let fleet = try TownFleet.withGateways.get()
        var trips: [PlannedTrip] = []
        for vehicle in 0..<UInt32(1500) {
            let id = VehicleID(vehicle)
            let home = fleet.home(of: id)
            trips.removeAll(keepingCapacity: true)
            for day in 0..<7 {
                let before = trips.count
                fleet.plan(of: id, day: day, into: &trips)
                let plan = trips[before...]
                #expect(plan.first.map { $0.origin == home } ?? true)
                #expect(plan.last.map { $0.destination == home && $0.purpose == .home } ?? true)
            }
            for (trip, next) in zip(trips, trips.dropFirst()) {
                #expect(isSamePlace(trip.destination, next.origin))
                let arrival = trip.departure.seconds + fleet.expectation(of: trip).seconds
                #expect(next.departure.seconds >= arrival - 0.001)
            }
            for trip in trips {
                #expect(trip.vehicle == id)
                #expect(!isSamePlace(trip.origin, trip.destination))
                #expect(trip.purpose == .home || trip.destination != home)
            }
        }
    }

    private func isSamePlace(_ a: TripEnd, _ b: TripEnd) -> Bool {
        a.isOffMap
            ? a.gateway == b.gateway && a.offMapMeters == b.offMapMeters
                && a.offMapSeconds == b.offMapSeconds
            : a == b
    }

    @Test func `who leaves through a gateway comes back through its entry`() throws {
        let fleet = try TownFleet.withGateways.get()
        let network = try TownMap.network()
        let trips = TownFleet.trips(fleet, days: 0..<2, vehicles: 0..<3000)
        let out = trips.indices.filter { trips[$0].destination.isOffMap }
        #expect(out.count > 500)
        var legs: [Double] = []
        for index in out {
            let end = trips[index].destination
            let exit = network.gatewayExit[Int(end.gateway)]
            #expect(end.link.rawValue == exit && end.offset == network.linkLength[Int(exit)])
            #expect(end.place == .max && end.offMapMeters > 0 && end.offMapSeconds > 0)
            let back = trips[index + 1].origin
            #expect(back.gateway == end.gateway && back.offset == 0)
            #expect(back.link.rawValue == network.gatewayEntry[Int(end.gateway)])
            #expect(!trips[index + 1].destination.isOffMap)
            legs.append(Double(end.offMapMeters))
        }
        // Nobody crosses the border for less than 3 km. To work the rest is exponential, so the
        // median is near the mean; for all else a power law, so most is near and some is far.
        #expect((legs.min() ?? 0) >= 3000)
        func medianOverMean(_ legs: [Double]) -> Double {
            legs.sorted()[legs.count / 2] / (legs.reduce(0, +) / Double(legs.count))
        }
        let toWork = out.indices.filter { trips[out[$0]].purpose == .work }.map { legs[$0] }
        let others = out.indices.filter { trips[out[$0]].purpose != .work }.map { legs[$0] }
        expect(medianOverMean(toWork), in: 0.65...0.85, "median over mean to work")
        expect(medianOverMean(others), in: 0.1...0.5, "median over mean elsewhere")
        #expect((others.max() ?? 0) > 5 * (toWork.reduce(0, +) / Double(toWork.count)))
        // All gateways are used, heavier ones more.
        let uses = (0..<UInt16(4)).map { gateway in
            out.count { trips[$0].destination.gateway == gateway }
        }
        #expect(uses.allSatisfy { $0 > 30 } && uses[0] < uses[3])
    }

    @Test func `long legs beyond a gateway are motorways, short ones streets`() throws {
        let fleet = try TownFleet.withGateways.get()
        var speeds: [Int: [Double]] = [:]
        for trip in TownFleet.trips(fleet, days: 0..<2, vehicles: 0..<3000) {
            for end in [trip.origin, trip.destination] where end.isOffMap {
                let kilometers = Double(end.offMapMeters) / 1000
                let speed = Double(end.offMapMeters / end.offMapSeconds) * 3.6
                #expect(speed > 25 && speed < 115, "\(kilometers) km at \(speed) km/h")
                speeds[kilometers < 6 ? 0 : kilometers > 60 ? 2 : 1, default: []].append(speed)
            }
        }
        func mean(_ kind: Int) -> Double {
            let of = speeds[kind] ?? []
            return of.reduce(0, +) / Double(max(1, of.count))
        }
        expect(mean(0), in: 26...40, "km/h of legs under 6 km")
        expect(mean(1), in: 40...80, "km/h of legs between")
        expect(mean(2), in: 75...110, "km/h of legs over 60 km")
    }

    @Test func `engines run for some seconds before a trip and for fewer after it`() throws {
        let fleet = try TownFleet.withGateways.get()
        let trips = TownFleet.trips(fleet, days: 0..<2, vehicles: 0..<3000)
        let before = trips.map { Double($0.standing.beforeMilliseconds) / 1000 }.sorted()
        let after = trips.map { Double($0.standing.afterMilliseconds) / 1000 }.sorted()
        expect(before[before.count / 2], in: 29...31, "median before")
        expect(after[after.count / 2], in: 13.5...14.5, "median after")
        expect(before.reduce(0, +) / Double(before.count), in: 38...44, "mean before")
        #expect(before[0] > 0 && after[0] > 0 && before[before.count - 1] <= 300)
        #expect(trips == TownFleet.trips(fleet, days: 0..<2, vehicles: 0..<3000))
    }

    @Test func `weekends have their own purposes`() throws {
        let fleet = try TownFleet.withGateways.get()
        func share(_ purpose: TripPurpose, _ day: Int) -> Double {
            let trips = TownFleet.trips(fleet, days: day..<(day + 1), vehicles: 0..<4000)
            return Double(trips.count { $0.purpose == purpose }) / Double(trips.count)
        }
        #expect(share(.work, 0) > 4 * share(.work, 5))
        #expect(share(.school, 0) > 0 && share(.school, 6) == 0)
        #expect(share(.leisure, 6) > share(.leisure, 0))
        #expect(share(.shop, 5) > 2 * share(.shop, 6))
        #expect(
            fleet.summary(of: 0..<4000, days: 6..<7).idleShare
                > fleet.summary(of: 0..<4000, days: 0..<1).idleShare)
    }

    @Test func `the same local hours hold in any time zone`() throws {
        let utc = RunCalendar(startUnixSeconds: TownFleet.monday, utcOffsetSeconds: 0)
        let east = RunCalendar(startUnixSeconds: TownFleet.monday, utcOffsetSeconds: 5 * 3600)
        let here = try TownFleet.replica(calendar: utc)
        let there = try TownFleet.replica(calendar: east)
        let a = TownFleet.trips(here, days: 0..<2, vehicles: 0..<300)
        let b = TownFleet.trips(there, days: 0..<2, vehicles: 0..<300)
        #expect(a.count == b.count && !a.isEmpty)
        #expect(
            a.map { $0.departure.milliseconds - 5 * 3_600_000 } == b.map(\.departure.milliseconds))
        // East of Greenwich the local day 0 began before the run, so part of it is over.
        #expect(b.contains { $0.departure < .zero })
        #expect(a.allSatisfy { $0.departure >= .zero })
    }

    @Test func `plans of a run are sorted, inside the run and end with the day before`() throws {
        let fleet = try TownFleet.withGateways.get()
        let until = SimTime(seconds: 30 * 3600)
        var all: [PlannedTrip] = []
        fleet.plans(of: 0..<2000, until: until, into: &all)
        #expect(all.allSatisfy { $0.departure >= .zero && $0.departure < until })
        for (a, b) in zip(all, all.dropFirst()) {
            #expect((a.vehicle, a.departure) < (b.vehicle, b.departure))
        }
        let days = TownFleet.trips(fleet, days: -1..<2, vehicles: 0..<2000)
        #expect(all == days.filter { $0.departure >= .zero && $0.departure < until })
        // Local midnight was at −1 h: somebody is still on the way home from the day before.
        #expect(all.contains { $0.departure.seconds < 1800 && $0.purpose == .home })
    }

    @Test func `two weeks follow the laws of habit and exploration`() throws {
        let fleet = try TownFleet.withGateways.get()
        var distinct = [Double](repeating: 0, count: 14)
        var ranks = [Double](repeating: 0, count: 10)
        var moves = 0.0
        var explorations = 0.0
        for vehicle in 0..<UInt32(1500) {
            var visits: [TripKey: Int] = [:]
            for day in 0..<14 {
                for trip in TownFleet.trips(
                    fleet, days: day..<(day + 1), vehicles: vehicle..<(vehicle + 1))
                {
                    let key = TripKey(trip.destination)
                    if day >= 7 {
                        moves += 1
                        if visits[key] == nil { explorations += 1 }
                    }
                    visits[key, default: 0] += 1
                }
                distinct[day] += Double(visits.count)
            }
            let total = Double(max(1, visits.values.reduce(0, +)))
            for (rank, count) in visits.values.sorted(by: >).prefix(10).enumerated() {
                ranks[rank] += Double(count) / total
            }
        }
        expect(explorations / moves, in: 0.15...0.27, "exploration in the second week")
        expect(slope(distinct), in: 0.5...0.72, "growth of distinct places")
        expect(-slope(ranks), in: 1.0...1.4, "Zipf exponent")
    }

    private struct TripKey: Hashable {
        var place: UInt32
        var meters: Float
        init(_ end: TripEnd) { (place, meters) = (end.place, end.offMapMeters) }
    }

    /// Least squares in logarithms, against 1, 2, ….
    private func slope(_ values: [Double]) -> Double {
        let x = values.indices.map { Math.log(Double($0 + 1)) }
        let y = values.map { Math.log($0) }
        let mx = x.reduce(0, +) / Double(x.count)
        let my = y.reduce(0, +) / Double(y.count)
        let up = zip(x, y).map { ($0 - mx) * ($1 - my) }.reduce(0, +)
        return up / x.map { ($0 - mx) * ($0 - mx) }.reduce(0, +)
    }
}
