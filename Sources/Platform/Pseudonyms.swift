// Pseudonyms: HMAC-SHA256 of the device id under a secret that lives for one rotation period. Who
// has no secret can neither make one nor tell which pseudonyms of two periods are one vehicle's.

import Base
import CCrypto

/// HMAC-SHA256 (RFC 2104, FIPS 180-4), computed by OpenSSL.
enum MessageCode {
    static func hmacSHA256(key: [UInt8], message: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        let result = HMAC(
            EVP_sha256(), key, Int32(key.count), message, message.count, &code, &length)
        guard result != nil, length == 32 else { fatalError("OpenSSL has no HMAC-SHA256") }
        return code
    }
}

/// The secrets of the rotation periods of a region, derived from the run's seed so that a run can
/// be repeated; a platform in earnest draws them and destroys them after use.
struct Pseudonyms: Sendable {
    private let master: [UInt8]
    private let days: Int64
    private let calendar: RunCalendar

    init(region: String, seed: UInt64, days: Int, calendar: RunCalendar) {
        let key = (0..<8).map { UInt8(truncatingIfNeeded: seed >> (8 * UInt64($0))) }
        master = MessageCode.hmacSHA256(
            key: key, message: Array("rocade pseudonyms of \(region)".utf8))
        self.days = Int64(max(1, days))
        self.calendar = calendar
    }

    /// The rotation period of an instant. Periods are whole local days, counted so that weeks
    /// begin on Mondays.
    func period(of time: SimTime) -> Int64 {
        let start = calendar.startUnixSeconds + calendar.utcOffsetSeconds
        let localDay = (start + time.milliseconds.flooredDivision(by: 1000))
            .flooredDivision(by: 86_400)
        return (localDay + 3).flooredDivision(by: days)  // 1970-01-01 was a Thursday.
    }

    /// The secret of a period, 32 bytes.
    func secret(period: Int64) -> [UInt8] {
        MessageCode.hmacSHA256(key: master, message: Array("period \(period)".utf8))
    }

    /// The secret of the tokens by which a product's buyers know vehicles: another one for each
    /// product, so that two buyers cannot join what they bought.
    func secret(ofContracts product: String) -> [UInt8] {
        MessageCode.hmacSHA256(key: master, message: Array("contracts of \(product)".utf8))
    }

    /// The key of a release's noise. It must stay as secret as the tokens: who knows it can take
    /// the noise away.
    ///
    /// - Parameter counts: what the noise is for. Noise that were the same for other counts, say
    ///   after somebody was forgotten, would cancel out between the two releases; noise that were
    ///   another for the same counts could be averaged away.
    func noiseKey(_ product: String, period: String, counts: [Int64] = []) -> UInt64 {
        var message = Array("noise of \(product) in \(period): ".utf8)
        for count in counts {
            let bits = UInt64(bitPattern: count)
            message += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
        }
        return MessageCode.hmacSHA256(key: master, message: message).prefix(8)
            .reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The pseudonym of a device under a period's secret: the first 64 bits of the HMAC.
    static func pseudonym(of device: UInt32, secret: [UInt8]) -> UInt64 {
        let message = (0..<4).map { UInt8(truncatingIfNeeded: device >> (8 * UInt32($0))) }
        let code = MessageCode.hmacSHA256(key: secret, message: message)
        return code.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Sixteen hexadecimal digits.
    static func text(of pseudonym: UInt64) -> String {
        let digits = String(pseudonym, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
