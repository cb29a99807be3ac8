import Base
import Demand
import Testing

/// Public holidays: when they are, and what people do on them.
struct HolidayTests {
    private func trips(_ holidays: [String]?) throws -> [PlannedTrip] {
        var options = DemandOptions()
        options.durationDays = 7
        options.holidays = holidays?.compactMap(CivilDate.init)
        let fleet = try TownFleet.fleet(TownMap.network(), options: options)
        // Wednesday, 6 March 2030.
        return TownFleet.trips(fleet, days: 2..<3, vehicles: 0..<3000)
    }

    @Test func `a holiday looks like a Sunday: no school and hardly any commute`() throws {
        let workday = try trips([])
        let holiday = try trips(["2030-03-06"])
        func count(_ trips: [PlannedTrip], _ purpose: TripPurpose) -> Int {
            trips.count { $0.purpose == purpose }
        }
        #expect(count(workday, .school) > 100)
        #expect(count(holiday, .school) == 0)
        #expect(count(workday, .work) > 900)
        // One commuter in twenty works on a Sunday.
        #expect(count(holiday, .work) < 150)
        #expect(count(holiday, .leisure) > count(workday, .leisure))
        // The morning peak is gone.
        func early(_ trips: [PlannedTrip]) -> Double {
            let midnight = TownFleet.calendar.localMidnight(ofDay: 2).seconds
            let hits = trips.count {
                (7 * 3600..<9 * 3600).contains($0.departure.seconds - midnight)
            }
            return Double(hits) / Double(trips.count)
        }
        #expect(early(workday) > 0.12)
        #expect(early(holiday) < 0.06)
    }

    @Test func `another day's holiday changes nothing`() throws {
        #expect(try trips([]) == trips(["2030-03-07"]))
        #expect(try trips([]) == trips(nil))
    }

    @Test(arguments: [
        ("FR", "2030-04-22", "Easter Monday"), ("DE", "2030-10-03", "unity"),
        ("UK", "2030-05-06", "early May"), ("UK", "2030-08-26", "summer"),
        ("NA", "2030-11-28", "Thanksgiving"), ("SA", "2030-03-05", "carnival"),
        ("rest-eu", "2030-04-19", "Good Friday"), ("PL", "2030-06-20", "Corpus Christi"),
        ("IT", "2030-06-02", "republic"), ("ES", "2030-10-12", "national day"),
    ])
    func `markets keep their holidays`(market: String, date: String, name: String) throws {
        let day = try #require(CivilDate(date))
        func holidays(startingAt first: Int64) throws -> [CivilDate] {
            try TownFleet.replica(
                market: market, vehicles: 1,
                calendar: RunCalendar(startUnixSeconds: first * 86_400, utcOffsetSeconds: 0)
            ).holidaysOfRun
        }
        #expect(try holidays(startingAt: day.unixDay).contains(day), "\(name)")
        #expect(try !holidays(startingAt: day.unixDay + 1).contains(day), "\(name)")
    }
}
