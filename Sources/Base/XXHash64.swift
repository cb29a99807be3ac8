/// XXH64 as published (Y. Collet, xxHash specification 0.1.1): the checksum of map files and of
/// simulation states. Not for secrets.
public enum XXHash64 {
    private static let p1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let p2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let p3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let p4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let p5: UInt64 = 0x27D4_EB2F_1656_67C5

    /// Hash of an array of bytes.
    public static func hash(_ bytes: [UInt8], seed: UInt64 = 0) -> UInt64 {
        bytes.withUnsafeBytes { hash($0, seed: seed) }
    }

    /// Hash of raw memory.
    public static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
        var at = 0
        var h: UInt64
        if bytes.count >= 32 {
            var v1 = seed &+ p1 &+ p2
            var v2 = seed &+ p2
            var v3 = seed
            var v4 = seed &- p1
            while at + 32 <= bytes.count {
                v1 = round(v1, word(bytes, at))
                v2 = round(v2, word(bytes, at + 8))
                v3 = round(v3, word(bytes, at + 16))
                v4 = round(v4, word(bytes, at + 24))
                at += 32
            }
            h = rotated(v1, 1) &+ rotated(v2, 7) &+ rotated(v3, 12) &+ rotated(v4, 18)
            for v in [v1, v2, v3, v4] { h = (h ^ round(0, v)) &* p1 &+ p4 }
        } else {
            h = seed &+ p5
        }
        return finish(h &+ UInt64(bytes.count), bytes, at)
    }

    private static func finish(_ start: UInt64, _ bytes: UnsafeRawBufferPointer, _ from: Int)
        -> UInt64
    {
        var h = start
        var at = from
        while at + 8 <= bytes.count {
            h = rotated(h ^ round(0, word(bytes, at)), 27) &* p1 &+ p4
            at += 8
        }
        if at + 4 <= bytes.count {
            let w = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self))
            h = rotated(h ^ (UInt64(w) &* p1), 23) &* p2 &+ p3
            at += 4
        }
        while at < bytes.count {
            h = rotated(h ^ (UInt64(bytes[at]) &* p5), 11) &* p1
            at += 1
        }
        h = (h ^ (h >> 33)) &* p2
        h = (h ^ (h >> 29)) &* p3
        return h ^ (h >> 32)
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    }

    private static func round(_ accumulator: UInt64, _ input: UInt64) -> UInt64 {
        rotated(accumulator &+ input &* p2, 31) &* p1
    }

    private static func rotated(_ x: UInt64, _ by: UInt64) -> UInt64 { x << by | x >> (64 - by) }
}
