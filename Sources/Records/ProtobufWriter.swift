// The bytes of Protobuf fields. The caller has made room: `ProtobufEncoder.maximumRecordBytes` a
// record. A tag is the field's number times eight plus its wire type.

/// Writes fields at a pointer that moves on.
struct ProtobufWriter {
    /// Where the next byte goes.
    private(set) var at: UnsafeMutablePointer<UInt8>

    /// A writer that starts at a place.
    init(at start: UnsafeMutablePointer<UInt8>) { at = start }

    /// Leaves room.
    @inline(__always)
    mutating func skip(_ count: Int) { at += count }

    @inline(__always)
    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            at.pointee = UInt8(truncatingIfNeeded: rest) | 0x80
            at += 1
            rest >>= 7
        }
        at.pointee = UInt8(truncatingIfNeeded: rest)
        at += 1
    }

    /// Tags have two bytes at most: field numbers below 2,048.
    @inline(__always)
    private mutating func put(tag: UInt32) {
        if tag < 0x80 {
            at.pointee = UInt8(truncatingIfNeeded: tag)
            at += 1
        } else {
            at[0] = UInt8(truncatingIfNeeded: tag) | 0x80
            at[1] = UInt8(truncatingIfNeeded: tag >> 7)
            at += 2
        }
    }

    @inline(__always)
    mutating func field(_ tag: UInt32, unsigned value: UInt64) {
        put(tag: tag)
        varint(value)
    }

    @inline(__always)
    mutating func field(_ tag: UInt32, signed value: Int64) {
        put(tag: tag)
        varint(UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    /// A percentage; 255 stands for a missing one.
    @inline(__always)
    mutating func field(_ tag: UInt32, percent value: UInt8) {
        if value != .max { field(tag, unsigned: UInt64(value)) }
    }

    /// A number in whole steps; one that is not a number, or too large for 32 bits, is left out.
    @inline(__always)
    mutating func field(_ tag: UInt32, fixed value: Float, scale: Float) {
        let steps = value * scale
        guard steps.magnitude < 2_147_483_520 else { return }
        field(tag, signed: Int64(steps < 0 ? steps - 0.5 : steps + 0.5))
    }

    @inline(__always)
    mutating func field(_ tag: UInt32, optional value: Float, scale: Float) {
        field(tag, fixed: value, scale: scale)
    }

    @inline(__always)
    mutating func field(_ tag: UInt32, optional value: Double, scale: Double) {
        let steps = value * scale
        guard steps.magnitude < 2_147_483_520 else { return }
        field(tag, signed: Int64(steps < 0 ? steps - 0.5 : steps + 0.5))
    }

    /// Four bytes of IEEE 754, the value rounded to steps.
    @inline(__always)
    mutating func field(_ tag: UInt32, float value: Float, decimals scale: Float) {
        put(tag: tag)
        let bits = ((value * scale).rounded() / scale).bitPattern
        for byte in 0..<4 { at[byte] = UInt8(truncatingIfNeeded: bits >> UInt32(8 * byte)) }
        at += 4
    }

    /// A side signal.
    @inline(never)
    mutating func side(_ form: ProtobufSideForm, _ value: Int64) {
        switch form.kind {
        case .vin:
            put(tag: form.tag)
            varint(17)
            VehicleNumber.write(code: value, at: at)
            at += 17
        case .words:
            put(tag: form.tag)
            varint(UInt64(UInt64(bitPattern: value).nonzeroBitCount))
            for bit in 0..<UInt8(54) where value >> Int64(bit) & 1 == 1 {
                at.pointee = bit
                at += 1
            }
        case .truth, .integer, .fixed, .word, .instant:
            if form.isSigned {
                field(form.tag, signed: value)
            } else {
                field(form.tag, unsigned: UInt64(bitPattern: value))
            }
        }
    }
}
