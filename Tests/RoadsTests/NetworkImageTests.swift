import Base
import Foundation
import Roads
import TestSupport
import Testing

@Suite struct NetworkImageTests {
    static func twoNodes() -> NetworkData {
        var data = NetworkData(
            metadata: MapMetadata(name: "pair", boundingBox: [9, 47, 9.1, 47.1]))
        data.metadata.account = [.init("kept links", 2, kilometers: 2)]
        let a = data.addNode(longitudeE7: 90_000_000, latitudeE7: 470_000_000, x: 0, y: 0)
        let b = data.addNode(longitudeE7: 90_100_000, latitudeE7: 470_000_000, x: 1000, y: 0)
        data.addLink(from: a, to: b, length: 1000, speed: 20)
        data.addLink(from: b, to: a, length: 1000, speed: 20)
        data.deriveDefaultTurns()
        return data
    }

    @Test func `a map survives the way through a file`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bytes = try Self.twoNodes().encoded()
        try Data(bytes).write(to: URL(filePath: folder + "/pair.roads"))
        let network = try Network(path: folder + "/pair.roads")
        #expect(network.linkCount == 2 && network.nodeCount == 2)
        #expect(Array(network.turnTo) == [1, 0])
        #expect(Array(network.nodeFirstIn) == [0, 1, 2] && Array(network.nodeInLinks) == [1, 0])
        #expect(network.metadata == Self.twoNodes().metadata)
    }

    @Test(arguments: ["truncated", "altered", "foreign", "older"])
    func `a broken file is refused with one line`(how: String) throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var bytes = try Self.twoNodes().encoded()
        switch how {
        case "truncated": bytes.removeLast(10)
        case "altered": bytes[bytes.count - 5] ^= 1
        case "foreign": bytes[0] = 0
        default: bytes[8] = 99
        }
        let path = folder + "/broken.roads"
        try Data(bytes).write(to: URL(filePath: path))
        let failure = try #require(throws: Failure.self) { try Network(path: path) }
        #expect(failure.kind == .input && failure.message.hasPrefix(path))
        #expect(!failure.message.contains("\n"))
    }
}
