// The states of a position: the nearest point of every link near it that the heading allows.

extension RouteMatcher {
    /// Appends the states of a position, at most `Matching.mostCandidates`, one per link.
    mutating func findCandidates(_ point: TripPoint) {
        guard let cell = map.cell(x: point.x, y: point.y) else { return }
        let first = candidates.count
        reachOfCandidates = MatchingMap.reach
        scan(column: cell.column, row: cell.row, point, within: MatchingMap.reach, first: first)
        if candidates.count == first {
            reachOfCandidates = Matching.farReach
            for row in (cell.row - 1)...(cell.row + 1) {
                for column in (cell.column - 1)...(cell.column + 1) {
                    scan(column: column, row: row, point, within: Matching.farReach, first: first)
                }
            }
        }
        dropWorst(from: first)
    }

    private mutating func scan(
        column: Int, row: Int, _ point: TripPoint, within reach: Float, first: Int
    ) {
        guard column >= 0, row >= 0, column < map.columns, row < map.rows else { return }
        let cell = row * map.columns + column
        let hasHeading = point.speed >= Matching.headingSpeed && !point.heading.isNaN
        for entry in Int(map.cellFirst[cell])..<Int(map.cellFirst[cell + 1]) {
            let piece = map.pieces[Int(map.cellPieces[entry])]
            let (share, squared) = MatchingMap.projection(of: piece, x: point.x, y: point.y)
            guard squared <= reach * reach else { continue }
            var emission = squared / (2 * Matching.sigma * Matching.sigma)
            if hasHeading {
                let turned = (Self.angle(point.heading, piece.heading)) / Matching.headingSigma
                emission += min(20, turned * turned / 2)
            }
            keep(piece, offset: piece.offset + share * piece.length, emission, first: first)
        }
    }

    /// Keeps the best point of each link.
    private mutating func keep(
        _ piece: RoadPiece, offset: Float, _ emission: Float, first: Int
    ) {
        var at = candidates.count - 1
        while at >= first, candidates[at].link != piece.link { at -= 1 }
        if at >= first {
            if emission < candidates[at].emission {
                candidates[at].emission = emission
                candidates[at].offset = offset
            }
            return
        }
        candidates.append(
            Candidate(
                link: piece.link, offset: offset, emission: emission, cost: .infinity,
                previous: -1, pathCount: -1, pathFirst: 0))
    }

    /// Drops states beyond the beam, then the worst until few enough are left; keeps the order.
    private mutating func dropWorst(from first: Int) {
        guard candidates.count - first > 1 else { return }
        var best = Float.infinity
        for state in first..<candidates.count { best = min(best, candidates[state].emission) }
        var end = first
        for state in first..<candidates.count
        where candidates[state].emission <= best + Matching.beam {
            candidates[end] = candidates[state]
            end += 1
        }
        candidates.removeSubrange(end...)
        while candidates.count - first > Matching.mostCandidates {
            var worst = first
            for state in first..<candidates.count
            where candidates[state].emission > candidates[worst].emission {
                worst = state
            }
            candidates.remove(at: worst)
        }
    }

    /// The angle between two directions, 0 … 180 degrees.
    private static func angle(_ a: Float, _ b: Float) -> Float {
        var difference = abs(a - b)
        while difference > 360 { difference -= 360 }
        return difference > 180 ? 360 - difference : difference
    }
}
