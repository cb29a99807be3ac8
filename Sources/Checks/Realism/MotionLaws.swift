// The laws of motion within a trip, from the true motion of some drives, once a second: as loggers
// on the diagnostic port record it. Acceleration is the difference of the speeds of two seconds.

import Base
import Sinks

/// Idle time, accelerations, harsh braking.
func motionLaws(_ run: RunFolder) throws -> [KPI] {
    let file = "truth/motion.parquet"
    guard run.exists(file) else {
        let laws: [RealismLaw] = [.idleDriving, .accelerationP1, .accelerationP99, .harsh]
        return laws.map { $0.notApplicable("the run kept no true motion") }
    }
    let motion = try Motion(run, file)
    let note = "from \(motion.drives) drives"
    func percentile(_ law: RealismLaw, _ q: Double) -> KPI {
        guard motion.accelerations.total >= 1000 else {
            return law.notApplicable("it needs 1000 seconds of driving")
        }
        return law.kpi(
            motion.accelerations.quantile(q) - Motion.shift - 0.005,
            n: motion.accelerations.total, note: note)
    }
    let idle = ratioEstimate(motion.idleSeconds, motion.seconds)
    let harsh = ratioEstimate(motion.harshBrakings, motion.townKilometers)
    return [
        RealismLaw.idleDriving.kpi(
            idle, in: 0...1, n: Int(motion.seconds.reduce(0, +)), note: note,
            without: "no drive was kept"),
        percentile(.accelerationP1, 0.01), percentile(.accelerationP99, 0.99),
        RealismLaw.harsh.kpi(
            harsh.map {
                Estimate(value: $0.value * 100, standardError: $0.standardError * 100, n: $0.n)
            },
            in: 0...Double.infinity, n: Int(motion.harshBrakings.reduce(0, +)),
            note: "\(note); n counts them", without: "no drive went through a town"),
    ]
}

/// Sums over the drives of `truth/motion.parquet`, one entry a drive: the clusters.
private struct Motion {
    /// m/s² that make every acceleration positive in the histogram.
    static let shift = 15.0
    /// A deceleration is harsh from here, m/s².
    private static let harsh = -3.0

    var accelerations = Histogram(binWidth: 0.01, bins: 3000)
    var seconds: [Double] = []
    var idleSeconds: [Double] = []
    var harshBrakings: [Double] = []
    var townKilometers: [Double] = []
    var drives: Int { seconds.count }

    /// The row before, which may stand in the row group before.
    private var last: (drive: Drive, speed: Double)?
    private var wasHarsh = false

    /// What rows of one drive have in common.
    private struct Drive: Equatable {
        var region: Int
        var vehicle: UInt32
        var trip: UInt32
    }

    init(_ run: RunFolder, _ file: String) throws {
        try run.eachRowGroup(of: file) { try add($0, of: run) }
    }

    private mutating func add(_ table: DataTable, of run: RunFolder) throws {
        let region = try run.regionIndices(table)
        let vehicle = try table.column("vehicle_id").uint32s()
        let trip = try table.column("trip_id").uint32s()
        let speed = try table.column("speed_mps").doublesOrNaN()
        let isUrban = try table.column("is_urban").bools()
        for row in speed.indices {
            let drive = Drive(region: region[row], vehicle: vehicle[row], trip: trip[row])
            let before = last?.drive == drive ? last?.speed : nil
            last = (drive, speed[row])
            if before == nil { begin() }
            let number = seconds.count - 1
            seconds[number] += 1
            if speed[row] < 1 / 3.6 { idleSeconds[number] += 1 }
            if isUrban[row] { townKilometers[number] += speed[row] / 1000 }
            guard let before else { continue }
            let acceleration = speed[row] - before
            accelerations.add(acceleration + Self.shift)
            let isHarsh = acceleration < Self.harsh && isUrban[row]
            if isHarsh && !wasHarsh { harshBrakings[number] += 1 }
            wasHarsh = isHarsh
        }
    }

    private mutating func begin() {
        seconds.append(0)
        idleSeconds.append(0)
        harshBrakings.append(0)
        townKilometers.append(0)
        wasHarsh = false
    }
}
