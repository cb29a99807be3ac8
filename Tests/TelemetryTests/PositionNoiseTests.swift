import Base
import Records
import Roads
import Telemetry
import Testing

@Suite struct PositionNoiseTests {
    @Test func `errors have the sigma that the device claims and fade as they should`() throws {
        let town = try SmallTown()
        let exact = town.report(interval: 5).batch
        let noisy = town.report([.gnssNoise], interval: 5).batch
        let plane = town.network.metadata.plane
        var error: [UInt64: Double] = [:]
        var squares = 0.0
        var count = 0.0
        for row in 0..<exact.count where !exact.latitude[row].isNaN {
            #expect(noisy.sequence[row] == exact.sequence[row])
            let claimed = Double(noisy.horizontalAccuracy[row])
            #expect(claimed >= 1.7 && claimed <= 3.3)
            let north =
                (noisy.latitude[row] - exact.latitude[row]) * plane.metersPerDegreeNorth / claimed
            let east =
                (noisy.longitude[row] - exact.longitude[row]) * plane.metersPerDegreeEast / claimed
            squares += north * north + east * east
            count += 2
            error[key(exact, row, ahead: 0)] = north
        }
        #expect(count > 20_000)
        let sigma = (squares / count).squareRoot()
        #expect(sigma > 0.95 && sigma < 1.05)
        var product = 0.0
        var pairs = 0.0
        for row in 0..<exact.count {
            guard let a = error[key(exact, row, ahead: 0)], let b = error[key(exact, row, ahead: 1)]
            else { continue }
            product += a * b
            pairs += 1
        }
        // exp(-5 s / 60 s) = 0.92
        #expect(product / pairs > 0.87 && product / pairs < 0.97)
    }

    private func key(_ batch: RecordBatch, _ row: Int, ahead: UInt32) -> UInt64 {
        UInt64(batch.vehicle[row]) << 40 | UInt64(batch.boot[row]) << 32
            | UInt64(batch.sequence[row] + ahead)
    }

    @Test func `noise touches positions only`() throws {
        let town = try SmallTown()
        var exact = town.report().batch
        let noisy = town.report([.gnssNoise]).batch
        #expect(!exact.isIdentical(to: noisy))
        exact.latitude = noisy.latitude
        exact.longitude = noisy.longitude
        exact.horizontalAccuracy = noisy.horizontalAccuracy
        #expect(exact.isIdentical(to: noisy))
    }
}
