import Base
import MapImport
import Roads
import Testing

/// Where people live, work and shop.
@Suite struct PlaceTests {
    private func square(
        _ text: inout OSMText, _ id: Int64, _ x: Double, _ y: Double, side: Double,
        _ tags: [String: String]
    ) {
        let corners = [(0.0, 0.0), (side, 0), (side, side), (0, side)]
        for (place, corner) in corners.enumerated() {
            text.node(id + Int64(place), x + corner.0, y + corner.1)
        }
        text.way([id, id + 1, id + 2, id + 3, id], tags)
    }

    private func places(_ data: NetworkData, _ kind: PlaceKind) -> [Int] {
        data.placeKind.indices.filter { data.placeKind[$0] == kind.rawValue }
    }

    @Test func `a map that says nothing still offers every kind`() throws {
        let data = try OSMText.block().imported()
        for kind in PlaceKind.allCases { #expect(!places(data, kind).isEmpty, "\(kind)") }
        #expect(data.metadata.placesBasis.contains("residential streets without mapped homes"))
        #expect(data.placeWeight.allSatisfy { $0 > 0 })
        for place in data.placeKind.indices {
            #expect(data.placeOffset[place] > 0)
            #expect(data.placeOffset[place] < data.linkLength[Int(data.placeLink[place])])
        }
    }

    @Test func `a house is a home beside the nearest street on its side`() throws {
        var text = OSMText.block()
        // North of the street from (0, 0) to (200, 0), nearer to it than to any other.
        square(
            &text, 50, 90, 10, side: 10, ["building": "house", "building:levels": "3"])
        let data = try text.imported()
        let mapped = places(data, .home).filter { abs(data.placeWeight[$0] - 300) < 2 }
        let home = try #require(mapped.first)
        #expect(mapped.count == 1)
        // Traffic keeps right: the house lies to the right of the link that runs west.
        let link = Int(data.placeLink[home])
        #expect(data.link((200, 0), (0, 200)) == link)
        #expect(abs(data.placeOffset[home] - 105) < 1)
    }

    @Test func `land use tells homes from work`() throws {
        var text = OSMText.block()
        square(&text, 50, 20, 20, side: 150, ["landuse": "residential"])
        square(&text, 60, 220, 220, side: 150, ["landuse": "industrial"])
        square(&text, 70, 40, 40, side: 20, ["building": "yes"])
        square(&text, 80, 240, 240, side: 20, ["building": "yes"])
        let data = try text.imported()
        #expect(places(data, .home).contains { abs(data.placeWeight[$0] - 800) < 4 })
        #expect(places(data, .work).contains { abs(data.placeWeight[$0] - 800) < 4 })
    }

    @Test func `land without mapped buildings is filled with points`() throws {
        var text = OSMText.block()
        square(&text, 50, 20, 20, side: 160, ["landuse": "residential"])
        let data = try text.imported()
        #expect(data.metadata.placesBasis.contains("points on residential land"))
        let homes = places(data, .home).filter { data.placeWeight[$0] > 500 }
        let floor = homes.reduce(0) { $0 + data.placeWeight[$1] }
        #expect(abs(floor - 160 * 160 * 0.4) < 50)
    }

    @Test func `a broken outline is repaired and an open one is dropped`() throws {
        var text = OSMText.block()
        // A bow tie.
        let corners: [(Int64, Double, Double)] = [
            (50, 20, 20), (51, 120, 120), (52, 120, 20), (53, 20, 120),
        ]
        for (id, x, y) in corners { text.node(id, x, y) }
        text.way([50, 51, 52, 53, 50], ["landuse": "residential"])
        let data = try text.imported()
        #expect(data.count("repaired: areas whose outline crosses itself") == 1)
    }

    @Test func `car parks and chargers keep their capacity`() throws {
        var text = OSMText.block()
        text.node(50, 100, 20, ["amenity": "parking", "capacity": "42"])
        text.node(51, 100, 30, ["amenity": "charging_station", "capacity": "6"])
        text.node(52, 100, 40, ["amenity": "parking", "access": "private", "capacity": "9"])
        let data = try text.imported()
        #expect(places(data, .parking).map { data.placeWeight[$0] } == [42])
        #expect(places(data, .charging).map { data.placeWeight[$0] } == [6])
    }
}
