// What drivers allow: consents by purpose, given before the run or changed during it, and the
// privacy state of the car that follows from them. Purposes are numbers here, those of
// `Records.Purpose`: 0 insurance, 1 mobility, 2 technical, 3 charging, 4 research, 5 fleet.

import Base

/// Chances of consents in a market.
///
/// People who refuse one purpose refuse others: a common latent attitude, a one-factor Gaussian
/// copula, joins the purposes. The contract of a fleet's operator is nobody's attitude.
struct ConsentLaw: Sendable {
    static let purposes = 6
    static let technical = 2
    static let charging = 3
    static let fleet = 5

    /// Consent when the latent value lies below. By purpose.
    let thresholds: [Double]
    /// Weights of the common and of the own part of the latent value.
    let loading: (common: Double, own: Double)
    let fleetShare: Double
    let changePerDay: Double
    let horizonMilliseconds: Double
    /// Running sums of the brands' weights in the market.
    let brands: [Double]

    init(options: DemandOptions, market: Market) {
        let shares = [
            market.insuranceShare, options.consentMobility, options.consentTechnical,
            options.consentCharging, options.consentResearch, options.fleetShare,
        ]
        thresholds = shares.map { share in
            share <= 0
                ? -.infinity : share >= 1 ? .infinity : Statistics.normalQuantile(share)
        }
        let rho = max(0, min(1, options.consentCorrelation))
        loading = (rho.squareRoot(), (1 - rho).squareRoot())
        fleetShare = options.fleetShare
        changePerDay = options.consentChangePerDay
        horizonMilliseconds = Double(max(0, options.durationDays)) * 86_400_000
        var sum = 0.0
        brands = market.brandWeights.map { weight in
            sum += weight
            return sum
        }
    }
}

extension Fleet {
    /// The consents of a vehicle, by purpose and time: most given before the run, some granted or
    /// withdrawn during it (within `DemandOptions.durationDays`).
    public func consents(of vehicle: VehicleID) -> [ConsentInterval] {
        let who = identity(vehicle)
        let canCharge = isElectric(who)
        var intervals: [ConsentInterval] = []
        var held = initialConsents(who, canCharge: canCharge)
        var since = [SimTime](
            repeating: SimTime(milliseconds: .min), count: ConsentLaw.purposes)
        func close(_ purpose: Int, at until: SimTime) {
            intervals.append(
                ConsentInterval(
                    vehicle: vehicle, purpose: UInt8(purpose), from: since[purpose], until: until))
        }
        var stream = who.stream(.consentChange)
        var clock = nextChange(after: 0, &stream)
        while clock < consentLaw.horizonMilliseconds {
            let now = SimTime(milliseconds: Int64(clock))
            let change = self.change(of: held, canCharge: canCharge, &stream)
            for purpose in 0..<ConsentLaw.purposes where change & (1 << purpose) != 0 {
                if held & (1 << purpose) != 0 {
                    close(purpose, at: now)
                } else {
                    since[purpose] = now
                }
            }
            held ^= change
            clock = nextChange(after: clock, &stream)
        }
        for purpose in 0..<ConsentLaw.purposes where held & (1 << purpose) != 0 {
            close(purpose, at: SimTime(milliseconds: .max))
        }
        return intervals.sorted { ($0.purpose, $0.from) < ($1.purpose, $1.from) }
    }

    /// Bits of the purposes held when the run starts.
    private func initialConsents(_ who: Identity, canCharge: Bool) -> UInt8 {
        var stream = who.stream(.consent)
        let attitude = stream.normal()
        var held: UInt8 = 0
        for purpose in 0..<ConsentLaw.purposes {
            let own = stream.normal()
            let latent =
                purpose == ConsentLaw.fleet
                ? own : consentLaw.loading.common * attitude + consentLaw.loading.own * own
            if latent < consentLaw.thresholds[purpose] { held |= 1 << purpose }
        }
        if !canCharge { held &= ~(1 << ConsentLaw.charging) }
        return held
    }

    /// Changes arrive at a constant rate, at any time of the day.
    private func nextChange(after clock: Double, _ stream: inout RandomStream) -> Double {
        guard consentLaw.changePerDay > 0 else { return .infinity }
        return clock + stream.exponential(mean: 86_400_000 / consentLaw.changePerDay)
    }

    /// Bits that flip: a driver grants one more purpose, or withdraws one, or withdraws all. A
    /// fleet's contract does not change during a run.
    private func change(of held: UInt8, canCharge: Bool, _ stream: inout RandomStream) -> UInt8 {
        let contract: UInt8 = 1 << ConsentLaw.fleet
        let open = ~contract & 0x3F & (canCharge ? 0xFF : ~(1 << ConsentLaw.charging))
        let given = held & open
        let missing = open & ~held
        let kind = stream.uniform()
        let which = stream.uniform()
        if given == 0 || (kind < 0.5 && missing != 0) { return bit(of: missing, which) }
        return kind > 0.85 ? given : bit(of: given, which)
    }

    private func bit(of bits: UInt8, _ uniform: Double) -> UInt8 {
        var skip = Int(uniform * Double(bits.nonzeroBitCount))
        for purpose in 0..<ConsentLaw.purposes where bits & (1 << purpose) != 0 {
            if skip == 0 { return 1 << purpose }
            skip -= 1
        }
        return 0
    }

    /// The privacy state that a car shows at an instant: 2 with any consent that needs positions,
    /// 1 with the technical one alone, 0 without any (`Records.PrivacyState`).
    public func privacyState(of vehicle: VehicleID, at time: SimTime) -> UInt8 {
        Fleet.privacyState(of: consents(of: vehicle), at: time)
    }

    /// The same from intervals at hand.
    public static func privacyState(of consents: [ConsentInterval], at time: SimTime) -> UInt8 {
        var state: UInt8 = 0
        for consent in consents where consent.from <= time && time < consent.until {
            state = max(state, consent.purpose == ConsentLaw.technical ? 1 : 2)
        }
        return state
    }
}
