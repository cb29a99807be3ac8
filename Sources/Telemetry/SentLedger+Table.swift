import Base

extension SentLedger {
    /// `truth/sent.parquet`.
    public func table(region: String) -> DataTable {
        let delivered = fate.map { $0 == Fate.delivered.rawValue }
        return DataTable([
            DataColumn("region", repeating: region, count: count),
            DataColumn("vehicle_id", .uint32(vehicle)),
            DataColumn("boot", .uint32(boot)),
            DataColumn("sequence", .uint32(sequence)),
            DataColumn("event_ms", .int64(eventMilliseconds)),
            DataColumn("received_ms", .int64(receivedMilliseconds), validity: delivered),
            DataColumn(
                "fate",
                .words(codes: fate.map { UInt32($0) }, words: Fate.allCases.map(\.word))),
            DataColumn("copies", .int32(copies.map { Int32($0) })),
            DataColumn("faults", .int32(faults)),
            DataColumn("had_consent", .bool(hadConsent)),
        ])
    }
}
