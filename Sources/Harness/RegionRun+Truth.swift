// The truth of a region, written for the checks: who every vehicle is, where it was, what it meant.

import Base
import Demand
import Records
import Roads
import Scenario
import Telemetry
import Traffic

extension RegionRun {
    func writeTruth(
        _ fleet: Fleet, _ plans: [PlannedTrip], _ result: TrafficResult, _ devices: DeviceFleet
    ) throws {
        let members = devices.members
        try writer.append(
            fleet.vehiclesTable(
                of: members, isCanary: devices.canaries,
                firmwareNames: SignalCatalogue.firmwareNames),
            to: "truth/vehicles.parquet")
        try writer.append(
            fleet.consentsTable(of: members, purposeNames: Purpose.allCases.map(\.name)),
            to: "truth/consents.parquet")
        try writer.append(
            result.tripsTable(network: network, region: region, plans: plans) {
                fleet.profile(of: $0).powertrain
            }, to: "truth/trips.parquet")
        try writer.append(
            result.visitsTable(network: network, region: region, plans: plans, vehicles: members) {
                fleet.profile(of: $0)
            }, to: "truth/visits.parquet")
        try writer.append(
            result.chargingTable(
                network: network, region: region, plans: plans, vehicles: members,
                profile: fleet.profile(of:), car: fleet.electricCar(of:)),
            to: "truth/charging.parquet")
        try writer.append(devices.motionTable(), to: "truth/motion.parquet")
        if !isSampled {
            try writer.append(
                result.linksTable(network: network, region: region, windowSeconds: 900),
                to: "truth/links.parquet")
        }
        try writer.append(
            result.traversalsTable(network: network, region: region),
            to: "truth/traversals.parquet")
        // Replicas share their map's roads: where a sample reports, the first writes them for all.
        let first = scenario.regions.first { $0.map == region.map }
        let roads = networkTable(isEmpty: isSampled && first?.name != region.name)
        try writer.append(roads, to: "truth/network.parquet")
    }

    /// What all vehicles did, where only a sample reports.
    func writeFull(_ full: FullCounts) throws {
        try writer.append(full.links, to: "truth/links.parquet")
        try writer.append(full.driving, to: "truth/full/driving.parquet")
        try writer.append(full.cells, to: "truth/full/cells.parquet")
        try writer.append(full.zones, to: "truth/full/zones.parquet")
    }

    private func networkTable(isEmpty: Bool) -> DataTable {
        let links = 0..<(isEmpty ? 0 : network.linkCount)
        func degrees(_ column: MapColumn<Int32>, _ nodes: MapColumn<UInt32>) -> [Double] {
            links.map { Double(column[Int(nodes[$0])]) * 1e-7 }
        }
        let classes = RoadClass.allCases.map { "\($0)" }
        return DataTable([
            DataColumn("region", repeating: region.name, count: links.count),
            DataColumn("link", .uint32(links.map(UInt32.init))),
            DataColumn("length_m", .float(links.map { network.linkLength[$0] })),
            DataColumn(
                "road_class",
                .words(codes: links.map { UInt32(network.linkClass[$0]) }, words: classes)),
            DataColumn("from_lon", .double(degrees(network.nodeLongitudeE7, network.linkFrom))),
            DataColumn("from_lat", .double(degrees(network.nodeLatitudeE7, network.linkFrom))),
            DataColumn("to_lon", .double(degrees(network.nodeLongitudeE7, network.linkTo))),
            DataColumn("to_lat", .double(degrees(network.nodeLatitudeE7, network.linkTo))),
        ])
    }
}
