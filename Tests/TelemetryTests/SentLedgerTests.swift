import Base
import Telemetry
import Testing

@Suite struct SentLedgerTests {
    @Test func `every fault has a bit of its own`() {
        #expect(Set(Fault.allCases.map(\.bit)).count == Fault.allCases.count)
        #expect(Fault.allCases.allSatisfy { $0.bit.nonzeroBitCount == 1 })
    }
}
