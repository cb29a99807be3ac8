// The same load with more and more workers, and the law that follows from it.

import Base
import Checks
import Foundation
import Sinks

/// What a sweep over workers found.
public struct SweepOutcome: Sendable {
    /// Lines for people.
    public var text: String
    /// The folder of results.
    public var folder: String
}

extension LoadRun {
    /// The setting of an endpoint that is its number of workers.
    static func workerSetting(_ endpoint: Endpoint) throws -> String {
        switch endpoint.scheme {
        case .mqtt, .mqtts: "connections"
        case .http, .https: "concurrency"
        case .kafka, .postgresql, .file:
            throw Failure.input(
                "--sweep: \(endpoint.scheme.rawValue) has one connection; sweep over mqtt "
                    + "connections or http concurrency")
        }
    }

    /// Runs a load for each number of workers, at a rate beyond what they can take, and fits the
    /// universal scalability law to what was confirmed.
    public static func sweep(_ options: LoadOptions, workers: [Int]) throws -> SweepOutcome {
        let setting = try workerSetting(options.target)
        guard Set(workers).count >= 3, workers.allSatisfy({ $0 >= 1 }) else {
            throw Failure.input("--sweep: give three or more numbers of workers, such as 1,2,4,8")
        }
        var points: [(workers: Double, rate: Double)] = []
        var csv = "workers,records_per_s,latency_p50_s,saturated_by\n"
        for count in workers {
            var own = options
            own.target.parameters[setting] = String(count)
            own.out = "\(options.out)/\(setting)-\(count)"
            let outcome = try start(own)
            let rate = outcome.kpis.first { $0.id == "throughput.records_per_s" }?.value ?? 0
            let p50 = outcome.kpis.first { $0.id == "throughput.latency_p50" }?.value ?? .nan
            points.append((Double(count), rate))
            csv += "\(count),\(rate),\(p50),\(outcome.saturatedBy ?? "")\n"
            note(options, "\(setting) \(count): \(Int(rate)) records/s")
        }
        try AtomicFile.write(csv, to: "\(options.out)/capacity.csv")
        let text = describe(points, unit: setting)
        try AtomicFile.write(text, to: "\(options.out)/capacity.txt")
        return SweepOutcome(text: text, folder: options.out)
    }

    /// The law in words: what was measured, what follows, and how sure that is.
    static func describe(_ points: [(workers: Double, rate: Double)], unit: String) -> String {
        guard let model = ScalabilityModel(points) else {
            return "no law fits: three different numbers of workers are needed\n"
        }
        func number(_ value: Double) -> String { humanNumber(value, unit: "") }
        func line(_ workers: Double) -> String {
            let found = model.throughput(workers)
            let label = found.isExtrapolation ? "  extrapolation" : "  measured range"
            return "  \(number(workers)) \(unit): \(number(found.value)) records/s "
                + "[\(number(found.low)), \(number(found.high))]\(label)\n"
        }
        var text = "universal scalability law over \(unit), 95 % prediction intervals\n"
        text += "  one of them \(number(model.rate)) records/s, contention "
        text += "\(number(model.contention)), coherence \(number(model.coherence))\n"
        for point in points { text += line(point.workers) }
        text += line(2 * model.measured.upperBound)
        let demand = FleetDemand()
        let needed = model.workers(for: demand.recordsPerSecond)
        text += "34 million vehicles, 10 % of them driving, a record every 10 s: "
        text += "\(number(demand.recordsPerSecond)) records/s\n"
        if let expected = needed.expected {
            let low = needed.low.map(number) ?? "?"
            let high = needed.high.map(number) ?? "no number is enough"
            text += "  \(number(expected)) \(unit) [\(low), \(high)], extrapolation: one machine "
            text += "was measured, and more of them share nothing of its limits\n"
        } else {
            let best = model.bestWorkers.map { model.throughput($0).value } ?? 0
            text += "  no number of \(unit) on this machine: it gives \(number(best)) records/s at "
            text += "most; with as many such machines side by side: "
            text += "\(number((demand.recordsPerSecond / max(1, best)).rounded(.up))), "
            text += "extrapolation\n"
        }
        text += "  all vehicles back after an outage: \(number(demand.reconnectCoreHours)) "
        text += "core-hours of mutual-TLS handshakes at 1.26 ms each\n"
        return text
    }
}
