import Base
import Roads
import Testing

@Suite struct MapPictureTests {
    static func network() throws -> Network {
        var data = try AsciiMap.parse(
            """
            A---B---C
            |   |   |
            D---E---F
            AB: class=primary
            DE: class=service
            """)
        data.metadata.attribution = "© A & B <contributors>"
        return try data.frozen()
    }

    @Test func `a picture draws each street once and carries the attribution`() throws {
        let svg = try MapPicture.svg(Self.network())
        #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
        #expect(svg.split(separator: "M").count == 1 + 7 + 1)  // Seven streets and the scale bar.
        #expect(svg.contains("© A &amp; B &lt;contributors&gt;"))
        #expect(svg.contains(">200 m</text>") || svg.contains(">100 m</text>"))
    }

    @Test func `lesser roads can be left out`() throws {
        let all = try MapPicture.svg(Self.network())
        let some = try MapPicture.svg(
            Self.network(), options: .init(leastClass: .residential))
        #expect(some.count < all.count && some.split(separator: "M").count == 1 + 6 + 1)
    }

    @Test func `values become colours and unused streets stay grey`() throws {
        let network = try Self.network()
        var values = [Double](repeating: 0, count: network.linkCount)
        values[3] = 1
        values[5] = .nan
        let svg = MapPicture.svg(
            network, values: values, options: .init(legend: "flow", legendHigh: "900 veh/h"))
        #expect(svg.contains("#440154") && svg.contains("#d9d9d9"))
        #expect(svg.contains("flow") && svg.contains("900 veh/h"))
        #expect(MapPicture.svg(network, values: values) == MapPicture.svg(network, values: values))
    }

    @Test func `a summary counts roads once and links twice`() throws {
        let summary = try MapSummary(Self.network())
        #expect(abs(summary.kilometers - 2.2) < 1e-6)
        #expect(abs(summary.directedKilometers - 4.4) < 1e-6)
        #expect(summary.classes.map(\.roadClass) == [.primary, .residential, .service])
        #expect(summary.text.contains("2.2 km") && summary.connectedShare == nil)
    }
}
