// A13: what do scores (kilometres, share of nights, active days) say about where somebody lives,
// and whom do they single out? Success on vehicles in the release against success on vehicles that
// were held out: what is left is the release's fault (M. Giomi et al., PoPETs 2023, for the form;
// the naive baseline here is the share of the commonest answer).

import Base

/// Attack and control rates with the risk that remains, as `anonymeter_ci.csv` defines it.
package struct ResidualRisk: Hashable, Sendable {
    /// Rate and half-width of the attack, of the control, and of the risk.
    package let attack: SIMD2<Double>
    package let control: SIMD2<Double>
    package let value: Double
    package let ci: [Double]

    /// - Parameter z: normal quantile of the confidence, 1.96 for 95 %.
    package init(attacks: Int, controls: Int, n: Int, z: Double = 1.959_963_984_540_054) {
        func rate(_ successes: Int) -> SIMD2<Double> {
            let (s, n) = (Double(successes), Double(n))
            return SIMD2(
                (s + z * z / 2) / (n + z * z),
                z / (n + z * z) * (s * (n - s) / n + z * z / 4).squareRoot())
        }
        attack = rate(attacks)
        control = rate(controls)
        let (a, c) = (attack.x, control.x)
        let value = (a - c) / (1 - c)
        let own = attack.y / (1 - c)
        let other = control.y * (a - 1) / ((1 - c) * (1 - c))
        let half = (own * own + other * other).squareRoot()
        self.value = max(0, min(1, value))
        ci = [max(0, min(1, value - half)), max(0, min(1, value + half))]
    }
}

/// Scores of vehicles, and what they give away.
package struct ScoreInference: Sendable {
    /// Kilometres, share of night visits, active days. [vehicles]
    private var scores: [SIMD4<Double>] = []
    /// The secret: the commonest cell. [vehicles]
    private var secret: [UInt64] = []
    private let released: [Int]
    private let heldOut: [Int]

    /// Half of the vehicles, by lot, are released; the others are the control.
    package init(_ visits: Visits, secretGrid: SpatialGrid, seed: UInt64) {
        let cells = visits.cells(secretGrid)
        for vehicle in 0..<visits.vehicleCount {
            let rows = visits.rows(of: vehicle)
            var score = SIMD4<Double>()
            for row in rows.dropFirst() {
                score.x +=
                    HomeFinder.meters(Self.place(visits, row - 1), Self.place(visits, row)) / 1000
            }
            if visits.hasTime {
                let nights = rows.count { row in
                    let hour = (visits.milliseconds[row] - visits.origin) / 3_600_000 % 24
                    return hour >= 22 || hour < 6
                }
                score.y = Double(nights) / Double(rows.count)
                score.z = Double(Set(rows.map { visits.day($0) }).count)
            }
            score.w = Double(rows.count)
            scores.append(score)
            secret.append(Fingerprint.commonest(rows.map { cells[$0] }))
        }
        released = visits.targets(limit: visits.vehicleCount / 2, seed: seed)
        let chosen = Set(released)
        heldOut = (0..<visits.vehicleCount).filter { !chosen.contains($0) }
    }

    private static func place(_ visits: Visits, _ row: Int) -> SIMD2<Double> {
        SIMD2(Visits.degrees(visits.latitudeE7[row]), Visits.degrees(visits.longitudeE7[row]))
    }

    /// Targets of each kind.
    static let targets = 1000

    /// Whether the released row with the nearest scores tells a target's secret.
    private func isInferred(_ target: Int, _ spread: SIMD4<Double>) -> Bool {
        var best = (distance: Double.infinity, vehicle: 0)
        for vehicle in released {
            let difference = (scores[vehicle] - scores[target]) / spread
            let distance = (difference * difference).sum()
            if distance < best.distance { best = (distance, vehicle) }
        }
        return secret[best.vehicle] == secret[target]
    }

    /// Whether exactly one released row has a target's scores, rounded as an acquaintance knows
    /// them: to 10 km, tenths, days and five visits.
    private func isSingledOut(_ target: Int) -> Bool {
        let step = SIMD4(10, 0.1, 1, 5)
        func rounded(_ score: SIMD4<Double>) -> SIMD4<Double> { (score / step).rounded(.down) }
        let wanted = rounded(scores[target])
        return released.count { rounded(scores[$0]) == wanted } == 1
    }

    private var spread: SIMD4<Double> {
        let n = Double(max(1, scores.count))
        let mean = scores.reduce(SIMD4<Double>(), +) / n
        let variance =
            scores.reduce(SIMD4<Double>()) { $0 + ($1 - mean) * ($1 - mean) } / n
        return variance.squareRoot().replacing(with: 1, where: variance .== 0)
    }

    /// Attack on released targets and on held-out ones, as many of each.
    package func risks() -> (inference: ResidualRisk, singlingOut: ResidualRisk, n: Int)? {
        let n = min(Self.targets, released.count, heldOut.count)
        guard n > 0 else { return nil }
        let (own, others) = (released.prefix(n), heldOut.prefix(n))
        let spread = spread
        return (
            ResidualRisk(
                attacks: own.count { isInferred($0, spread) },
                controls: others.count { isInferred($0, spread) }, n: n),
            ResidualRisk(
                attacks: own.count(where: isSingledOut),
                controls: others.count(where: isSingledOut), n: n), n
        )
    }

    func figures(_ grid: SpatialGrid) -> [AttackFigure] {
        guard let (inference, singling, n) = risks() else { return [] }
        let commonest = Fingerprint.commonest(secret)
        let naive = Double(secret.count { $0 == commonest }) / Double(secret.count)
        func figure(
            _ metric: String, _ value: Double, _ ci: [Double], _ control: Double?, _ guess: Double?
        ) -> AttackFigure {
            AttackFigure(
                "score_inference", grid.name, metric, value, ci: ci, baseline: guess,
                control: control, n: n)
        }
        func interval(_ rate: SIMD2<Double>) -> [Double] {
            [max(0, rate.x - rate.y), min(1, rate.x + rate.y)]
        }
        return [
            figure(
                "home_zone_rate", inference.attack.x, interval(inference.attack),
                inference.control.x, naive),
            figure("home_zone_residual_risk", inference.value, inference.ci, nil, 0),
            figure(
                "singled_out_rate", singling.attack.x, interval(singling.attack),
                singling.control.x, 1 / Double(max(1, released.count))),
            figure("singling_out_residual_risk", singling.value, singling.ci, nil, 0),
        ]
    }
}
