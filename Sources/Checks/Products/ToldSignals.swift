// What devices told beside the columns of their records: `signals/`, as the sinks wrote it.

import Base
import Records

/// Rows of `signals/` that products are made of.
struct ToldSignals: Sendable {
    /// A value that a device told.
    struct Row: Sendable {
        var car: Int
        var boot: UInt32
        var sequence: UInt32
        /// By the device's clock, milliseconds since the start.
        var event: Int64
        var signal: SideSignal
        /// NaN for text.
        var value: Double
        var text: String?
    }

    /// By region of `run.json`.
    private(set) var regions: [[Row]]

    private static let wanted: [SideSignal] = [
        .collision, .isAirbagDeployed, .isBrokenDown, .isEmergencyBraking, .roadFriction,
        .isRearFogOn, .batteryHealth, .troubleCodes, .troubleCodeCount,
    ]

    /// The rows, or `nil` without such files.
    init?(_ run: RunFolder) throws {
        let files = run.files(under: "signals", suffix: ".parquet")
        guard !files.isEmpty else { return nil }
        let byPath = Dictionary(uniqueKeysWithValues: Self.wanted.map { ($0.path, $0) })
        let offsets = run.vehicleOffsets
        regions = run.regions.map { _ in [] }
        for file in files {
            let folder = file.split(separator: "/").first { $0.hasPrefix("region=") }
            let name = folder.map { String($0.dropFirst("region=".count)) } ?? ""
            guard let region = run.regions.firstIndex(where: { $0.name == name }) else { continue }
            try run.eachRowGroup(
                file, columns: ["vid", "boot", "sequence", "event_ms", "signal", "value", "text"]
            ) { table in
                let vehicle = try table.column("vid").uint32s()
                let boot = try table.column("boot").uint32s()
                let sequence = try table.column("sequence").uint32s()
                let event = try table.column("event_ms").int64s()
                let signal = try table.column("signal").strings()
                let value = try table.column("value").doublesOrNaN()
                let text = try table.column("text")
                let texts = try text.strings()
                for row in vehicle.indices {
                    guard let known = byPath[signal[row]] else { continue }
                    let rank = run.rank(of: vehicle[row], region: region)
                    regions[region].append(
                        Row(
                            car: run.car(region: region, vehicle: rank, offsets: offsets),
                            boot: boot[row], sequence: sequence[row], event: event[row],
                            signal: known, value: value[row],
                            text: text.validity?[row] ?? true ? texts[row] : nil))
                }
            }
        }
    }

    /// Whether the record behind a row was delivered under a consent.
    static func isLawful(_ row: Row, _ sent: SentRows, _ consents: [ConsentSpans]) -> Bool {
        guard let record = sent.row(ofCar: row.car, boot: row.boot, sequence: row.sequence) else {
            return false
        }
        return consents.allSatisfy { sent.isLawful(record, row.car, $0) }
    }
}
