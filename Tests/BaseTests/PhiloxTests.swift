import Base
import Testing

@Suite struct PhiloxTests {
    /// Known-answer vectors of Random123 1.14, kat_vectors, philox4x32 10.
    @Test(arguments: [
        (
            SIMD4<UInt32>(repeating: 0), SIMD2<UInt32>(repeating: 0),
            SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
        ),
        (
            SIMD4<UInt32>(repeating: .max), SIMD2<UInt32>(repeating: .max),
            SIMD4<UInt32>(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
        ),
        (
            SIMD4<UInt32>(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
            SIMD2<UInt32>(0xa409_3822, 0x299f_31d0),
            SIMD4<UInt32>(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
        ),
    ])
    func `published vectors come out`(
        counter: SIMD4<UInt32>, key: SIMD2<UInt32>, expected: SIMD4<UInt32>
    ) {
        #expect(Philox.block(counter: counter, key: key) == expected)
    }

    @Test func `a stream depends on each part of its key and on nothing else`() {
        func first(_ seed: UInt64, _ purpose: UInt16, _ entity: UInt64, _ index: UInt32) -> UInt64 {
            var stream = RandomStream(
                seed: seed, purpose: RandomPurpose(purpose), entity: RandomEntity(entity),
                index: index)
            return stream.nextBits()
        }
        let base = first(1, 2, 3, 4)
        #expect(base == first(1, 2, 3, 4))
        for other in [first(2, 2, 3, 4), first(1, 3, 3, 4), first(1, 2, 4, 4), first(1, 2, 3, 5)] {
            #expect(other != base)
        }
    }

    @Test func `uniform numbers have the moments of the uniform distribution`() {
        var stream = RandomStream(seed: 7, purpose: RandomPurpose(1), entity: RandomEntity(9))
        let draws = (0..<100_000).map { _ in stream.uniform() }
        let mean = draws.reduce(0, +) / 100_000
        #expect(abs(mean - 0.5) < 0.005)
        #expect(draws.allSatisfy { $0 >= 0 && $0 < 1 })
    }
}

@Suite struct XXHash64Tests {
    /// Vectors of the reference implementation's sanity check and documentation.
    @Test(arguments: [
        ("", UInt64(0xEF46_DB37_51D8_E999)), ("a", 0xD24E_C4F1_A98C_6E5B),
        ("abc", 0x44BC_2CF5_AD77_0999),
        ("Nobody inspects the spammish repetition", 0xFBCE_A83C_8A37_8BF1),
    ])
    func `published vectors come out`(text: String, expected: UInt64) {
        #expect(XXHash64.hash(Array(text.utf8)) == expected)
    }
}

@Suite struct RunCalendarTests {
    @Test func `a run that starts at midnight UTC starts at one o'clock in Vaduz`() {
        let calendar = RunCalendar(startUnixSeconds: 1_898_812_800, utcOffsetSeconds: 3600)
        #expect(calendar.localMidnight(ofDay: 0).seconds == -3600)
        #expect(calendar.localDay(of: SimTime(seconds: 22.9 * 3600)) == 0)
        #expect(calendar.localDay(of: SimTime(seconds: 23 * 3600)) == 1)
        #expect(calendar.weekday(ofDay: 0) == 0)  // 2030-03-04 is a Monday.
    }
}

@Suite struct StatisticsTests {
    @Test func `normal quantiles agree with tables`() {
        #expect(abs(Statistics.normalQuantile(0.975) - 1.959_963_985) < 1e-8)
        #expect(abs(Statistics.normalQuantile(0.001) + 3.090_232_306) < 1e-8)
    }

    @Test func `Wilson's interval agrees with the textbook`() {
        let interval = Statistics.wilson(successes: 10, trials: 20)
        #expect(abs(interval.low - 0.2993) < 1e-4 && abs(interval.high - 0.7007) < 1e-4)
    }

    @Test func `histograms merge and give quantiles`() {
        var a = Histogram(binWidth: 1, bins: 100)
        var b = a
        for value in 0..<50 { a.add(Double(value)) }
        for value in 50..<100 { b.add(Double(value)) }
        a.merge(b)
        #expect(a.quantile(0.5) == 50 && a.quantile(0.99) == 99)
    }
}
