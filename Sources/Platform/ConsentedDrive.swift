// A drive as products see it: cut down, before any product looks, to what the driver allowed for
// the product's purpose. What is not in it, no product can use.

import Base
import Records

/// One drive of a vehicle under consent to one purpose, at event time and at receipt.
struct ConsentedDrive: Sendable {
    let vehicle: UInt32
    let boot: UInt32
    let purpose: Purpose
    /// Numbers of the staged records, by sequence; not empty.
    let records: [Int32]
    /// Those of them that have a position.
    let points: [TripPoint]
    /// The staged record of each point.
    let pointRecords: [Int32]
    /// The way driven, from the platform's own map matching; empty for fewer than two points, and
    /// where no product of the purpose needs roads.
    let steps: [PathStep]

    /// The link on which each point lies by the matching, `UInt32.max` where none. [points]
    func linksOfPoints() -> [UInt32] {
        var links = [UInt32](repeating: .max, count: points.count)
        for step in steps {
            if links[Int(step.fromPoint)] == .max { links[Int(step.fromPoint)] = step.link }
            links[Int(step.toPoint)] = step.link
        }
        return links
    }

    /// Whether a point is within some metres, as the crow flies, of the first or the last one.
    func isNearEnd(_ point: Int, meters: Float) -> Bool {
        guard let start = points.first, let end = points.last else { return true }
        func isNear(_ other: TripPoint) -> Bool {
            let dx = points[point].x - other.x
            let dy = points[point].y - other.y
            return dx * dx + dy * dy < meters * meters
        }
        return isNear(start) || isNear(end)
    }
}

/// A matched piece of road with the time spent on it.
struct RoadTime {
    var link: UInt32
    /// The middle of the time on it, milliseconds since the start.
    var middle: Int64
    /// When the later of the two records around it was received.
    var received: Int64
    var millimeters: Int64
    var milliseconds: Int64
    /// Milliseconds between the two records.
    var gap: Int64
    /// Whether one of them lies on the link, so that nobody had to guess the way.
    var isSeen: Bool
}

extension ConsentedDrive {
    /// Calls with every piece of the way: between two positions the time is shared among the links
    /// by their free-flow times, since nobody knows where it was lost.
    func forEachPiece(_ map: MatchingMap, _ body: (RoadTime) -> Void) {
        var at = 0
        while at < steps.count {
            var end = at + 1
            while end < steps.count, steps[end].toPoint == steps[at].toPoint { end += 1 }
            forEachPiece(of: steps[at..<end], map, body)
            at = end
        }
    }

    private func forEachPiece(
        of leg: ArraySlice<PathStep>, _ map: MatchingMap, _ body: (RoadTime) -> Void
    ) {
        let from = points[Int(leg[leg.startIndex].fromPoint)]
        let to = points[Int(leg[leg.startIndex].toPoint)]
        let duration = to.eventMilliseconds - from.eventMilliseconds
        guard duration > 0 else { return }
        var total: Float = 0
        for step in leg { total += step.meters / map.speed[Int(step.link)] }
        var passed: Float = 0
        for (position, step) in leg.enumerated() {
            let weight =
                total > 0
                ? step.meters / map.speed[Int(step.link)] / total
                : (position == leg.count - 1 ? 1 : 0)
            let middle = Int64(Double(passed + weight / 2) * Double(duration))
            passed += weight
            if weight == 0 { continue }
            body(
                RoadTime(
                    link: step.link, middle: from.eventMilliseconds + middle,
                    received: max(from.receivedMilliseconds, to.receivedMilliseconds),
                    millimeters: Int64((Double(step.meters) * 1000).rounded()),
                    milliseconds: Int64((Double(weight) * Double(duration)).rounded()),
                    gap: duration, isSeen: position == 0 || position == leg.count - 1))
        }
    }
}
