// The second half of AsciiMap: properties of streets and nodes, and the network.

import Base

extension AsciiDrawing {
    /// Reads "AB: lanes=2 …", "A: signals", "ABC: no".
    mutating func read(_ text: Substring, line: Int) throws {
        let parts = text.split(separator: ":", maxSplits: 1)
        let name = parts.first.map { $0.filter { $0 != " " } } ?? ""
        let words = parts.count > 1 ? parts[1].split(separator: " ") : []
        func fail(_ what: String) -> Failure { .input("map line \(line): \(what)") }
        let ends = try name.map { character in
            guard let node = nodes.firstIndex(where: { $0.name == character }) else {
                throw fail("no node is named \(character)")
            }
            return node
        }
        for word in words {
            let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
            let value = pair.count > 1 ? pair[1] : ""
            switch ends.count {
            case 1: try setNode(ends[0], pair[0], value, fail)
            case 2: try setStreet(ends[0], ends[1], pair[0], value, fail)
            case 3 where word == "no": forbidden.append((ends[0], ends[1], ends[2]))
            default: throw fail("cannot read \"\(text)\"")
            }
        }
    }

    private mutating func setNode(
        _ node: Int, _ key: String, _ value: String, _ fail: (String) -> Failure
    ) throws {
        switch key {
        case "signals": nodes[node].flags.insert(.signals)
        case "crossing": nodes[node].flags.insert(.crossing)
        case "gateway":
            nodes[node].flags.insert(.gateway)
            nodes[node].gatewayWeight = Float(value) ?? 1
        default: throw fail("a node has no property \(key)")
        }
    }

    private mutating func setStreet(
        _ a: Int, _ b: Int, _ key: String, _ value: String, _ fail: (String) -> Failure
    ) throws {
        let found = streets.indices.first {
            (streets[$0].from, streets[$0].to) == (a, b)
                || (streets[$0].from, streets[$0].to) == (b, a)
        }
        guard let street = found else {
            throw fail("no street joins \(nodes[a].name) and \(nodes[b].name)")
        }
        if key == "class" {
            guard let roadClass = RoadClass.allCases.first(where: { "\($0)" == value }) else {
                throw fail("there is no road class \(value)")
            }
            streets[street].traits.roadClass = roadClass
            return
        }
        guard let number = Float(value), number > 0 else {
            throw fail("\(key) needs a positive number")
        }
        switch key {
        case "speed": streets[street].traits.speed = number / 3.6
        case "lanes": streets[street].traits.lanes = UInt8(min(number, 16))
        case "capacity": streets[street].traits.capacity = number / 3600
        default:
            guard let kind = PlaceKind.allCases.first(where: { "\($0)" == key }) else {
                throw fail("a street has no property \(key)")
            }
            streets[street].places.append((kind, number))
        }
    }

    func network(cellMeters: Double) throws -> NetworkData {
        let plane = TangentPlane(
            centreLongitude: AsciiMap.centre.longitude, centreLatitude: AsciiMap.centre.latitude)
        let height = Double(rows.count - 1) * cellMeters
        var data = NetworkData(metadata: MapMetadata(name: "drawing"))
        for node in nodes {
            let x = Double(node.column) * cellMeters
            let y = height - Double(node.row) * cellMeters
            data.addNode(
                longitudeE7: Int32((plane.longitude(east: x) * 1e7).rounded()),
                latitudeE7: Int32((plane.latitude(north: y) * 1e7).rounded()),
                x: Float(x), y: Float(y), flags: node.flags)
        }
        addLinks(&data, cellMeters)
        data.deriveDefaultTurns()
        removeForbiddenTurns(&data)
        addPlaces(&data)
        addGateways(&data)
        let degrees = [
            data.nodeLongitudeE7.min(), data.nodeLatitudeE7.min(), data.nodeLongitudeE7.max(),
            data.nodeLatitudeE7.max(),
        ]
        data.metadata.boundingBox = degrees.map { Double($0 ?? 0) / 1e7 }
        guard !data.linkFrom.isEmpty else { throw Failure.input("map: there is no street in it") }
        return data
    }

    private func addLinks(_ data: inout NetworkData, _ cellMeters: Double) {
        var directed: [(from: Int, to: Int, street: Int)] = []
        for (index, street) in streets.enumerated() {
            directed.append((street.from, street.to, index))
            if !street.isOneway { directed.append((street.to, street.from, index)) }
        }
        for link in directed.sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) }) {
            let street = streets[link.street]
            data.addLink(
                from: NodeID(UInt32(link.from)), to: NodeID(UInt32(link.to)),
                length: Float(Double(street.cells) * cellMeters), speed: street.traits.speed,
                lanes: street.traits.lanes, capacity: street.traits.capacity,
                roadClass: street.traits.roadClass, flags: street.isOneway ? .oneway : [])
        }
    }

    private func removeForbiddenTurns(_ data: inout NetworkData) {
        guard !forbidden.isEmpty else { return }
        let old = (first: data.linkFirstTurn, to: data.turnTo)
        data.linkFirstTurn = [0]
        data.turnTo = []
        for link in data.linkFrom.indices {
            for next in old.to[Int(old.first[link])..<Int(old.first[link + 1])] {
                let path = (
                    Int(data.linkFrom[link]), Int(data.linkTo[link]), Int(data.linkTo[Int(next)])
                )
                if !forbidden.contains(where: { $0 == path }) { data.turnTo.append(next) }
            }
            data.linkFirstTurn.append(UInt32(data.turnTo.count))
        }
    }

    private func addPlaces(_ data: inout NetworkData) {
        for street in streets {
            for place in street.places {
                let link = data.linkFrom.indices.first {
                    data.linkFrom[$0] == UInt32(street.from) && data.linkTo[$0] == UInt32(street.to)
                }
                guard let link else { continue }
                func middle(_ column: [Int32]) -> Int32 {
                    Int32((Int(column[street.from]) + Int(column[street.to])) / 2)
                }
                data.placeKind.append(place.kind.rawValue)
                data.placeLongitudeE7.append(middle(data.nodeLongitudeE7))
                data.placeLatitudeE7.append(middle(data.nodeLatitudeE7))
                data.placeWeight.append(place.weight)
                data.placeLink.append(UInt32(link))
                data.placeOffset.append(data.linkLength[link] / 2)
            }
        }
    }

    private func addGateways(_ data: inout NetworkData) {
        for (index, node) in nodes.enumerated() {
            guard let weight = node.gatewayWeight else { continue }
            let exit = data.linkTo.firstIndex(of: UInt32(index))
            let entry = data.linkFrom.firstIndex(of: UInt32(index))
            guard let exit, let entry else { continue }
            data.gatewayExit.append(UInt32(exit))
            data.gatewayEntry.append(UInt32(entry))
            data.gatewayWeight.append(weight)
        }
    }
}
