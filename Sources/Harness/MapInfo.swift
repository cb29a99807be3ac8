// `rocade map info --json`: the summary of a map with the keys that other programs read.

import Foundation
import Roads

/// A map in numbers, for machines.
public struct MapInfo: Encodable, Sendable {
    /// One line of the import's account.
    public struct Account: Encodable, Sendable {
        /// What was kept, repaired or dropped.
        public var what: String
        /// How many.
        public var count: Int
        /// Kilometres concerned.
        public var km: Double?
    }

    /// The map's name.
    public var name: String
    /// Its metric reference system.
    public var crs: String
    /// West, south, east, north, degrees.
    public var bbox: [Double]
    /// Counts.
    public var nodes: Int
    /// Directed links.
    public var links: Int
    /// Permitted turns.
    public var turns: Int
    /// Nodes with signals.
    public var signals: Int
    /// Links where the map ends.
    public var gateways: Int
    /// Kilometres of road kept, both directions counted once.
    public var km: Double
    /// Kilometres of links, each direction counted.
    public var directedKm: Double
    /// Kilometres of road read from the file, residential or better.
    public var readKm: Double?
    /// Share of the usable kilometres in the largest connected part.
    public var connectedShare: Double?
    /// Kilometres by road class.
    public var kmByClass: [String: Double]
    /// Places by kind.
    public var places: [String: Int]
    /// What the places are based on.
    public var placesBasis: String
    /// SHA-256 of the OSM file.
    public var sha256: String
    /// What every picture must say.
    public var attribution: String
    /// What the import did.
    public var account: [Account]

    /// The numbers of a network.
    public init(_ network: Network) {
        let summary = MapSummary(network)
        func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
        name = summary.name
        crs = summary.referenceSystem
        bbox = summary.boundingBox
        nodes = summary.nodes
        links = summary.links
        turns = summary.turns
        signals = summary.signals
        gateways = summary.gateways
        km = rounded(summary.kilometers)
        directedKm = rounded(summary.directedKilometers)
        readKm = summary.readKilometers.map(rounded)
        connectedShare = summary.connectedShare
        kmByClass = Dictionary(
            uniqueKeysWithValues: summary.classes.map {
                ("\($0.roadClass)", rounded($0.kilometers))
            })
        places = Dictionary(
            uniqueKeysWithValues: summary.places.map { ("\($0.kind)", $0.count) })
        placesBasis = summary.placesBasis
        sha256 = summary.sourceSHA256
        attribution = summary.attribution
        account = summary.account.map {
            Account(what: $0.what, count: $0.count, km: $0.kilometers.map(rounded))
        }
    }
}
