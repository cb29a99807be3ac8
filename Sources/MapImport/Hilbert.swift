// The order of nodes in memory: along a Hilbert curve, so that what is near on the ground is near
// in memory (D. Hilbert, 1891; the usual rotation algorithm).

/// Position of a cell along the Hilbert curve that fills a square of 65,536 × 65,536 cells.
func hilbertIndex(x: UInt32, y: UInt32) -> UInt64 {
    var x = x
    var y = y
    var index: UInt64 = 0
    var side: UInt32 = 1 << 15
    while side > 0 {
        let right: UInt32 = x & side > 0 ? 1 : 0
        let upper: UInt32 = y & side > 0 ? 1 : 0
        index += UInt64(side) * UInt64(side) * UInt64((3 * right) ^ upper)
        if upper == 0 {
            if right == 1 {
                x = 0xFFFF &- x & 0xFFFF
                y = 0xFFFF &- y & 0xFFFF
            }
            swap(&x, &y)
        }
        side >>= 1
    }
    return index
}
