// The attacks of scikit-mobility that are no matter of sets: visits in their order, and numbers of
// visits relative to the largest one known. And the two places for home and work.

import Base

/// Finds the k visits of a target that, in their order, the fewest others made.
struct SequenceSearch {
    /// Places of the target's visits in order, numbered by how few have been there. [visits]
    private var own: [UInt16] = []
    private var places = 0
    /// The others' visits to places of the target. [visits of all others]
    private var theirs: [UInt16] = []
    /// Where the visits of an other end; they begin where those of the one before end. [others]
    private var ends: [Int] = []
    /// Others who made all the visits of the target: nothing rules them out.
    private var floor = 0
    private var best = Int.max
    private var steps = 0

    init(
        _ items: ItemTable, visits: Visits, place: [UInt32], target: Int,
        _ candidates: inout Candidates
    ) {
        candidates.reset()
        let entries = items.entries(of: target)
        let known = items.item[entries]
        // Rarest first; the commonest beyond 65,535 are left out.
        let order = known.sorted { a, b in
            (items.holders(of: a).count, a) < (items.holders(of: b).count, b)
        }.prefix(65_535)
        places = order.count
        let numbered = order.enumerated().map { (place: $0.element, number: UInt16($0.offset)) }
            .sorted { $0.place < $1.place }
        func number(_ wanted: UInt32) -> UInt16? {
            var low = 0
            var high = numbered.count
            while low < high {
                let middle = (low + high) / 2
                if numbered[middle].place < wanted { low = middle + 1 } else { high = middle }
            }
            return low < numbered.count && numbered[low].place == wanted
                ? numbered[low].number : nil
        }
        own = visits.rows(of: target).compactMap { number(place[$0]) }
        // A place that nobody else knows settles it.
        if let rarest = order.first, items.holders(of: rarest).count == 1 { return }
        for item in order {
            for at in items.holders(of: item) where Int(items.holder[at]) != target {
                _ = candidates.insert(items.holder[at])
            }
        }
        for vehicle in candidates.vehicle {
            for row in visits.rows(of: Int(vehicle)) {
                if let number = number(place[row]) { theirs.append(number) }
            }
            ends.append(theirs.count)
        }
        floor = ends.indices.count { other in
            var at = start(other)
            return own.allSatisfy { step in
                while at < ends[other], theirs[at] != step { at += 1 }
                at += 1
                return at <= ends[other]
            }
        }
    }

    private func start(_ other: Int) -> Int { other == 0 ? 0 : ends[other - 1] }

    /// The fewest vehicles that fit, the target among them.
    mutating func run(k: Int) -> KRisk {
        if ends.isEmpty { return KRisk(matches: 1) }
        descend(ends.indices.map { (other: $0, at: start($0)) }, from: 0, known: k)
        return KRisk(matches: best + 1, isCutOff: steps > KAttackIndex.budget)
    }

    /// Of equal places ahead, the next one leaves most to choose from: only that is tried.
    private mutating func descend(_ fitting: [(other: Int, at: Int)], from: Int, known: Int) {
        var next = [Int](repeating: -1, count: places)
        for at in (from..<own.count).reversed() { next[Int(own[at])] = at }
        for place in 0..<places where next[place] >= 0 {
            var rest: [(other: Int, at: Int)] = []
            for (other, start) in fitting {
                var at = start
                while at < ends[other], theirs[at] != UInt16(place) { at += 1 }
                steps += at - start + 1
                if at < ends[other] { rest.append((other, at + 1)) }
            }
            best = min(best, rest.count)
            if best == floor || steps > KAttackIndex.budget { return }
            if known > 1, rest.count > floor {
                descend(rest, from: next[place] + 1, known: known - 1)
                if best == floor || steps > KAttackIndex.budget { return }
            }
        }
    }
}

/// Finds the k places of a target whose numbers of visits, over the largest of them, the fewest
/// others share. More places do not always rule out more: every choice of k is looked at.
struct ProportionSearch {
    /// Visits of the target to its places, rarest place first. [places]
    private var own: [Double] = []
    /// Visits of the others to them. [places × others]
    private var theirs: [Double] = []
    private var others = 0
    private var chosen: [Int] = []
    private let tolerance: Double
    private var best = Int.max
    private var steps = 0

    init(
        _ items: ItemTable, target: Int, tolerance: Double, _ candidates: inout Candidates
    ) {
        self.tolerance = tolerance
        candidates.reset()
        let entries = items.entries(of: target).sorted { a, b in
            let (x, y) = (items.item[a], items.item[b])
            return (items.holders(of: x).count, x) < (items.holders(of: y).count, y)
        }
        own = entries.map { Double(items.count[$0]) }
        if let rarest = entries.first, items.holders(of: items.item[rarest]).count == 1 { return }
        for entry in entries {
            for at in items.holders(of: items.item[entry]) where items.holder[at] != target {
                _ = candidates.insert(items.holder[at])
            }
        }
        others = candidates.vehicle.count
        theirs = [Double](repeating: 0, count: own.count * others)
        for (place, entry) in entries.enumerated() {
            for at in items.holders(of: items.item[entry]) where items.holder[at] != target {
                let other = candidates.insert(items.holder[at])
                theirs[place * others + other] = Double(items.holderCount[at])
            }
        }
    }

    /// The fewest vehicles that fit, the target among them.
    mutating func run(k: Int) -> KRisk {
        if others == 0 { return KRisk(matches: 1) }
        descend(Array(0..<others), from: 0, known: min(k, own.count))
        return KRisk(matches: best + 1, isCutOff: steps > KAttackIndex.budget)
    }

    private mutating func descend(_ fitting: [Int], from: Int, known: Int) {
        if known == 0 {
            best = min(best, fitting.count { fits($0) })
            steps += fitting.count * chosen.count
            return
        }
        for place in stride(from: from, through: own.count - known, by: 1) {
            let rest = fitting.filter { theirs[place * others + $0] > 0 }
            steps += fitting.count
            chosen.append(place)
            if rest.isEmpty {
                best = 0
            } else {
                descend(rest, from: place + 1, known: known - 1)
            }
            chosen.removeLast()
            if best == 0 || steps > KAttackIndex.budget { return }
        }
    }

    private func fits(_ other: Int) -> Bool {
        var ownLargest = 0.0
        var theirLargest = 0.0
        for place in chosen {
            ownLargest = max(ownLargest, own[place])
            theirLargest = max(theirLargest, theirs[place * others + other])
        }
        return chosen.allSatisfy {
            CoverSearch.isNear(
                known: own[$0] / ownLargest,
                theirs: theirs[$0 * others + other] / theirLargest, tolerance)
        }
    }
}

/// Who shares the two places that stand for home and work.
struct HomeWorkMatches {
    /// The two places of every vehicle, the lower one first; twice the same one for a vehicle with
    /// one place. [vehicles]
    private var pairs: [SIMD2<UInt32>] = []
    private var holdersOfPair: [SIMD2<UInt32>: Int] = [:]
    private var holdersOfPlace: [UInt32: Int] = [:]

    /// Ties are settled by place, ascending.
    init(_ items: ItemTable, _ ends: KAttack.Ends) {
        for vehicle in 0..<items.vehicleCount {
            let ranked = items.entries(of: vehicle).sorted { a, b in
                let (x, y) = (items.count[a], items.count[b])
                if x != y { return ends == .least ? x < y : x > y }
                return a < b
            }
            let two = ranked.prefix(2).map { items.item[$0] }
            let pair = SIMD2(two.min() ?? 0, two.max() ?? 0)
            pairs.append(pair)
            holdersOfPair[pair, default: 0] += 1
            for place in Set(two) { holdersOfPlace[place, default: 0] += 1 }
        }
    }

    /// A vehicle fits when the target's two places, or its only one, are among its own two.
    func attack(_ targets: [Int]) -> [KRisk] {
        targets.map { target in
            let pair = pairs[target]
            let fitting = pair.x == pair.y ? holdersOfPlace[pair.x] : holdersOfPair[pair]
            return KRisk(matches: fitting ?? 1)
        }
    }
}
