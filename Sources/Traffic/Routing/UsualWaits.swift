// How long drivers wait at the ends of links, as far as the simulated ones have shown it.

/// Mean waits at the ends of links, by evidence.
///
/// The mean of a window in which one car stood at a red light is no news, and one in which nobody
/// came no wait of zero: whoever chooses the quickest of many such figures finds the luckiest, the
/// more so the fewer cars show them. So what the cars of a window waited counts with their number,
/// what went before half as much each window, and what a lone car expects at the link's light as if
/// `priorCars` had shown it (the mean of a normal law with a conjugate prior).
struct UsualWaits: Sendable {
    /// How many cars the expectation weighs as much as; assumption, from trials with 14 % and all
    /// of Porto Alegre's cars.
    static let priorCars: Float = 1
    /// Who stands longer at the end of a link than any light explains shows that it is jammed,
    /// before he shows how long it took him, milliseconds.
    static let jamMilliseconds: UInt64 = 120_000

    /// What a lone car expects, milliseconds. [links]
    private let expected: [Float]
    /// Cars, and what they waited, both halved once a window. [links]
    private var cars: [Float]
    private var milliseconds: [Float]

    /// - Parameter expected: what a lone car expects at the ends of links, milliseconds.
    init(expected: [Float]) {
        self.expected = expected
        cars = [Float](repeating: 0, count: expected.count)
        milliseconds = cars
    }

    /// The mean wait at a link's end after one more window, milliseconds.
    ///
    /// - Parameters:
    ///   - sum: what the window's cars waited, milliseconds.
    ///   - count: how many they were.
    ///   - standing: how long the head of the link has stood by now, milliseconds.
    mutating func close(link: Int, sum: UInt64, count: UInt32, standing: UInt64) -> UInt64 {
        cars[link] = cars[link] / 2 + Float(count)
        milliseconds[link] = milliseconds[link] / 2 + Float(sum)
        let mean =
            (milliseconds[link] + Self.priorCars * expected[link])
            / (cars[link] + Self.priorCars)
        return max(UInt64(mean), standing > Self.jamMilliseconds ? standing : 0)
    }
}
