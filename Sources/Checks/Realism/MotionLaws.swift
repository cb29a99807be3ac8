// The laws of motion within a trip, from the telemetry of each region's first partition: speed and
// acceleration are instantaneous readings, so that a coarser interval thins them and no more.

import Base
import Sinks

/// Idle time, accelerations, harsh braking.
func motionLaws(_ run: RunFolder) throws -> [KPI] {
    let laws: [RealismLaw] = [.idleDriving, .accelerationP1, .accelerationP99, .harsh]
    let files = run.files(under: "telemetry", suffix: "part-0000.parquet")
    guard !files.isEmpty else {
        return laws.map { $0.notApplicable("the run kept no telemetry files") }
    }
    let names = ["Vehicle.Speed", "Vehicle.Acceleration.Longitudinal"]
    var (idle, driving): ([Double], [Double]) = ([], [])
    var accelerations = Histogram(binWidth: 0.01, bins: 2000)
    for file in files {
        let table = try run.table(file, columns: names)
        var (slow, all) = (0.0, 0.0)
        for speed in try table.column(names[0]).doublesOrNaN() where !speed.isNaN {
            all += 1
            if speed < 1 { slow += 1 }
        }
        idle.append(slow)
        driving.append(all)
        for value in try table.column(names[1]).doublesOrNaN() where !value.isNaN {
            // Shifted by 10 m/s²: the histogram starts at zero.
            accelerations.add(value + 10)
        }
    }
    let note = "from records every \(numberText(run.facts.intervalSeconds)) s of one partition"
    let share = ratioEstimate(idle, driving)
    func percentile(_ law: RealismLaw, _ q: Double) -> KPI {
        guard accelerations.total >= 1000 else { return law.notApplicable("it needs 1000 records") }
        return law.kpi(
            accelerations.quantile(q) - 10 - 0.005, n: accelerations.total, note: note)
    }
    let motionless = share.map {
        RealismLaw.idleDriving.kpi(
            $0.value, ci: $0.interval(in: 0...1), n: Int(driving.reduce(0, +)), note: note)
    }
    return [
        motionless ?? RealismLaw.idleDriving.notApplicable("no record has a speed"),
        percentile(.accelerationP1, 0.01), percentile(.accelerationP99, 0.99),
        RealismLaw.harsh.notApplicable(
            run.facts.intervalSeconds > 1
                ? "it needs records every second" : "towns are not marked in the records"),
    ]
}
