// The batteries of electric cars, and where their drivers can plug in. What they do with it, trip
// by trip, is the traffic's to say, since it knows the energy.

import Base

extension RandomPurpose {
    /// Battery and charging habits of an electric car.
    static let electricCar = RandomPurpose(111)
    /// Whether somebody means to charge on a day; indexed by the day since 1970.
    static let chargingDay = RandomPurpose(112)
}

/// What does not change about an electric car during a run.
public struct ElectricCar: Hashable, Sendable {
    /// Usable energy of the battery, kWh: 42–78; the European market of 2024, assumption for 2030.
    public var capacityKilowattHours: Double
    /// Share of it that is charged at the start of the run.
    public var startLevel: Double
    /// Power of the charger at home, kW; 0 without one.
    public var homeKilowatts: Double
    /// Power of the charger at work, kW; 0 without one.
    public var workKilowatts: Double
    /// At home the driver plugs in below this level: some always do, some when it is half empty.
    public var plugInLevel: Double

    /// Share of electric cars with a charger at home; assumption, between owners of houses (nine in
    /// ten, IEA Global EV Outlook 2024) and dwellers in flats (one in three).
    static let homeShare = 0.65
    /// Share with a charger at work; assumption.
    static let workShare = 0.15

    /// A car.
    public init(
        capacityKilowattHours: Double, startLevel: Double, homeKilowatts: Double,
        workKilowatts: Double, plugInLevel: Double
    ) {
        self.capacityKilowattHours = capacityKilowattHours
        self.startLevel = startLevel
        self.homeKilowatts = homeKilowatts
        self.workKilowatts = workKilowatts
        self.plugInLevel = plugInLevel
    }

    init(_ who: Identity) {
        var stream = who.stream(.electricCar)
        capacityKilowattHours = 42 + 36 * stream.uniform()
        startLevel = 0.35 + 0.60 * stream.uniform()
        // Wallboxes of one phase and of three.
        homeKilowatts =
            stream.bernoulli(Self.homeShare) ? (stream.bernoulli(0.4) ? 7.4 : 11) : 0
        workKilowatts = stream.bernoulli(Self.workShare) ? 11 : 0
        plugInLevel = 0.5 + 0.45 * stream.uniform()
    }

    /// Chance that a driver without a charger at home goes to a public one on a day with trips: as
    /// often as it takes to put back what is driven, half a battery at a time.
    func publicChargeShare(_ options: DemandOptions) -> Double {
        guard homeKilowatts == 0 else { return 0 }
        // 0.18 kWh/km; active days only.
        let daily = 0.18 * options.annualKilometers / 365 / (1 - options.idleShareWeekday)
        return min(1, daily / (0.5 * capacityKilowattHours))
    }
}

extension Fleet {
    /// The battery and chargers of an electric car; nil for others.
    public func electricCar(of vehicle: VehicleID) -> ElectricCar? {
        let who = identity(vehicle)
        return isElectric(who) ? ElectricCar(who) : nil
    }

    /// The chance of a charging stop on any day with trips.
    func publicChargeShare(_ who: Identity) -> Double {
        model.places.chargers.isEmpty || !isElectric(who)
            ? 0 : ElectricCar(who).publicChargeShare(options)
    }
}

extension DemandModel {
    /// How far drivers go for a charger, metres: the scale of an exponential; assumption.
    private static let chargerReach = 2500.0

    /// A public charger for somebody who lives at a place.
    func charger(near home: Spot, stream: inout RandomStream) -> Spot? {
        let chargers = places.chargers
        func distance(_ place: UInt32) -> Double {
            let dx = Double(places.east[Int(place)] - home.east)
            let dy = Double(places.north[Int(place)] - home.north)
            return (dx * dx + dy * dy).squareRoot()
        }
        guard let nearest = chargers.map(distance).min() else { return nil }
        var sum = 0.0
        let weights = chargers.map { place in
            sum += Math.exp((nearest - distance(place)) / Self.chargerReach)
            return sum
        }
        return spot(ofPlace: chargers[stream.index(cumulative: weights)])
    }
}
