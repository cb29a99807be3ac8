// Bends slow cars down where no sign does: the mean free-flow speed along a road's geometry.

import Base

/// The mean speed along a line when no bend is taken faster than comfort allows.
///
/// In a bend of radius R a driver keeps v² / R under 2.5 m/s²: side friction of 0.15 to 0.28 at 80
/// to 30 km/h and a superelevation of 6 % (AASHTO, A Policy on Geometric Design of Highways and
/// Streets, 2018, table 3-7, lower half of its range). Radii come from chords of 20 m, so that the
/// noise of drawn points does not count as bends. Braking and gathering speed are left out.
/// - Parameters:
///   - x: eastings, metres.
///   - y: northings, metres.
///   - speed: free-flow speed on the straight, m/s.
/// - Returns: m/s, at most `speed`.
func meanSpeed(alongX x: [Double], _ y: [Double], speed: Double) -> Double {
    let chord = 20.0
    let comfort = 2.5
    let slowest = 3.0
    let points = resampled(x, y, every: chord)
    guard points.x.count > 2 else { return speed }
    var time = 0.0
    var length = 0.0
    for at in 1..<points.x.count - 1 {
        let (ax, ay) = (points.x[at] - points.x[at - 1], points.y[at] - points.y[at - 1])
        let (bx, by) = (points.x[at + 1] - points.x[at], points.y[at + 1] - points.y[at])
        let angle = abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by))
        // Each bend stands for half of the chord before and half of the one after it.
        let half =
            ((ax * ax + ay * ay).squareRoot() + (bx * bx + by * by).squareRoot()) / 2
        let limit = angle > 0 ? max(slowest, (comfort * half / angle).squareRoot()) : speed
        length += half
        time += half / min(speed, limit)
    }
    return time > 0 ? length / time : speed
}

/// Points at even distances along a line, its first point included.
private func resampled(
    _ x: [Double], _ y: [Double], every step: Double
) -> (x: [Double], y: [Double]) {
    guard var lastX = x.first, var lastY = y.first else { return ([], []) }
    var result = (x: [lastX], y: [lastY])
    var rest = step
    for (nextX, nextY) in zip(x, y).dropFirst() {
        var length =
            ((nextX - lastX) * (nextX - lastX) + (nextY - lastY) * (nextY - lastY)).squareRoot()
        while length >= rest, length > 0 {
            lastX += (nextX - lastX) * rest / length
            lastY += (nextY - lastY) * rest / length
            result.x.append(lastX)
            result.y.append(lastY)
            length -= rest
            rest = step
        }
        rest -= length
        (lastX, lastY) = (nextX, nextY)
    }
    return result
}
