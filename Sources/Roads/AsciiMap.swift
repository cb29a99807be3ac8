// Street maps drawn with the keyboard, for tests and for `maps/grid.txt`.
//
//     A---B-->C      letters, digits and + are nodes; - and | two-way streets;
//     |   |          >  <  ^  v  make a street one-way
//     D---E
//
//     AB: class=primary speed=50 lanes=2     kilometres per hour; both directions of a street
//     B: signals                             or: gateway, crossing
//     ABE: no                                a forbidden turn
//     DE: home=3 work=5                      places in the middle of the street, by weight
//     C: gateway=1                           the map ends here; weight
//
// Nodes are numbered by name, `+` after them in reading order; so in the map above A is node 0.

import Base

/// Makes networks from drawings.
public enum AsciiMap {
    /// The geographic centre of every drawing, degrees: Vaduz.
    public static let centre = (longitude: 9.52, latitude: 47.14)

    /// Reads a drawing.
    ///
    /// - Parameters:
    ///   - text: the drawing, then lines of properties as at the top of this file.
    ///   - cellMeters: metres per character, across and down.
    ///   - speed: free-flow speed of streets without one of their own, m/s.
    ///   - lanes: lanes of streets without a number of their own.
    ///   - roadClass: class of streets without one of their own.
    /// - Throws: `Failure.input` with the line of the first mistake.
    public static func parse(
        _ text: String, cellMeters: Double = 100, speed: Float = 50 / 3.6, lanes: UInt8 = 1,
        roadClass: RoadClass = .residential
    ) throws -> NetworkData {
        var drawing = AsciiDrawing()
        var properties: [(line: Int, text: Substring)] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            if line.contains(":") {
                properties.append((number + 1, line))
            } else {
                drawing.rows.append((number + 1, Array(line)))
            }
        }
        try drawing.findNodes()
        try drawing.findStreets(
            AsciiStreet.Traits(speed: speed, lanes: lanes, roadClass: roadClass))
        for property in properties { try drawing.read(property.text, line: property.line) }
        return try drawing.network(cellMeters: cellMeters)
    }

    /// The node of a name in a drawing.
    public static func node(_ name: Character, in text: String) -> NodeID? {
        var drawing = AsciiDrawing()
        for line in text.split(separator: "\n", omittingEmptySubsequences: false)
        where !line.contains(":") {
            drawing.rows.append((0, Array(line)))
        }
        guard (try? drawing.findNodes()) != nil else { return nil }
        return drawing.nodes.firstIndex { $0.name == name }.map { NodeID(UInt32($0)) }
    }

    /// The link between two named nodes, such as "AB" from A to B.
    public static func link(_ name: String, in text: String, of network: Network) -> LinkID? {
        let ends = name.compactMap { node($0, in: text) }
        guard ends.count == 2 else { return nil }
        return network.outLinks(of: ends[0])
            .first { network.linkTo[$0] == ends[1].rawValue }.map { LinkID(UInt32($0)) }
    }
}

/// A street between two nodes of a drawing.
struct AsciiStreet {
    struct Traits {
        var speed: Float
        var lanes: UInt8
        var roadClass: RoadClass
        var capacity: Float?
    }

    var from: Int
    var to: Int
    var isOneway: Bool
    var cells: Int
    var traits: Traits
    var places: [(kind: PlaceKind, weight: Float)] = []
}

struct AsciiDrawing {
    struct Node {
        var name: Character
        var row: Int
        var column: Int
        var flags: NodeFlags = []
        var gatewayWeight: Float?
    }

    var rows: [(line: Int, characters: [Character])] = []
    var nodes: [Node] = []
    var streets: [AsciiStreet] = []
    /// Forbidden turns as three nodes.
    var forbidden: [(Int, Int, Int)] = []

    func character(_ row: Int, _ column: Int) -> Character {
        guard rows.indices.contains(row), rows[row].characters.indices.contains(column) else {
            return " "
        }
        return rows[row].characters[column]
    }

    private static func isNode(_ character: Character) -> Bool {
        character == "+"
            || character.isASCII && (character.isLetter || character.isNumber) && character != "v"
    }

    mutating func findNodes() throws {
        for (row, line) in rows.enumerated() {
            for (column, character) in line.characters.enumerated() where Self.isNode(character) {
                if character != "+", nodes.contains(where: { $0.name == character }) {
                    throw Failure.input("map line \(line.line): two nodes are named \(character)")
                }
                nodes.append(Node(name: character, row: row, column: column))
            }
        }
        func key(_ node: Node) -> (Int, String, Int, Int) {
            (node.name == "+" ? 1 : 0, String(node.name), node.row, node.column)
        }
        nodes.sort { key($0) < key($1) }
    }

    mutating func findStreets(_ traits: AsciiStreet.Traits) throws {
        for (index, node) in nodes.enumerated() {
            try followStreet(from: index, node, dx: 1, dy: 0, traits)
            try followStreet(from: index, node, dx: 0, dy: 1, traits)
        }
        let used = Set(streets.flatMap { [$0.from, $0.to] })
        if let lonely = nodes.indices.first(where: { !used.contains($0) }) {
            throw Failure.input(
                "map line \(rows[nodes[lonely].row].line): node \(nodes[lonely].name) has no street"
            )
        }
    }

    /// Follows a street to the right or down to the next node.
    private mutating func followStreet(
        from index: Int, _ node: Node, dx: Int, dy: Int, _ traits: AsciiStreet.Traits
    ) throws {
        let along: Set<Character> = dx == 1 ? ["-", ">", "<"] : ["|", "v", "^"]
        var (row, column) = (node.row + dy, node.column + dx)
        var arrows: Set<Character> = []
        var cells = 1
        while along.contains(character(row, column)) {
            arrows.insert(character(row, column))
            (row, column) = (row + dy, column + dx)
            cells += 1
        }
        let end = nodes.firstIndex { $0.row == row && $0.column == column }
        guard let end else {
            guard cells == 1 else {
                throw Failure.input(
                    "map line \(rows[min(row, rows.count - 1)].line): a street from "
                        + "\(node.name) ends at no node")
            }
            return
        }
        // Letters side by side are joined only by a drawn street.
        guard cells > 1 else { return }
        let forward = arrows.contains(dx == 1 ? ">" : "v")
        let backward = arrows.contains(dx == 1 ? "<" : "^")
        if forward, backward {
            throw Failure.input(
                "map line \(rows[node.row].line): the street from \(node.name) to "
                    + "\(nodes[end].name) has arrows both ways; draw it without")
        }
        streets.append(
            AsciiStreet(
                from: backward ? end : index, to: backward ? index : end,
                isOneway: forward || backward, cells: cells, traits: traits))
    }
}
