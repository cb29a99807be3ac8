// A road map as one small SVG: streets by class, or coloured by a value per link.

import Base

/// Draws networks.
public enum MapPicture {
    /// How a picture looks.
    public struct Options: Hashable, Sendable {
        /// Width in pixels; the height follows from the map.
        public var width: Int
        /// The least road class that is drawn, in the order of `RoadClass`.
        public var leastClass: RoadClass
        /// What the values are, for the legend; empty: no legend.
        public var legend: String
        /// Texts at the legend's ends, for the values 0 and 1.
        public var legendLow: String
        /// See `legendLow`.
        public var legendHigh: String

        /// A picture 1,000 pixels wide of all roads.
        public init(
            width: Int = 1000, leastClass: RoadClass = .service, legend: String = "",
            legendLow: String = "0", legendHigh: String = "1"
        ) {
            self.width = width
            self.leastClass = leastClass
            self.legend = legend
            self.legendLow = legendLow
            self.legendHigh = legendHigh
        }
    }

    /// The network as SVG, north up, with a scale bar and the map's attribution.
    ///
    /// - Parameters:
    ///   - values: by link, 0…1; the colours are told apart with any kind of colour vision and go
    ///     from light to dark. A road shows the greater value of its two directions; links with
    ///     a value of 0 or less, or not a number, stay grey.
    ///   - options: size, classes and legend.
    public static func svg(
        _ network: Network, values: [Double]? = nil, options: Options = Options()
    ) -> String {
        precondition(values == nil || values?.count == network.linkCount)
        let canvas = Canvas(network, width: options.width)
        var groups: [Style: String] = [:]
        for link in 0..<UInt32(network.linkCount) {
            guard network.linkClass[Int(link)] <= options.leastClass.rawValue else { continue }
            let reverse = network.linkReverse[Int(link)]
            if reverse != .max, reverse < link { continue }
            let shade = values.map { step(of: link, reverse, $0) }
            let style = Style(roadClass: network.linkClass[Int(link)], step: shade ?? -1)
            groups[style, default: ""] += canvas.path(of: LinkID(link), network)
        }
        let ordered = groups.sorted { $0.key < $1.key }
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(canvas.width) "
                + "\(canvas.height)\" width=\"\(options.width)\" "
                + "height=\"\(canvas.height / Canvas.unitsPerPixel)\" role=\"img\">",
            "<title>\(escaped(network.metadata.name))</title>",
            "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>",
            "<g fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\">",
        ]
        for (style, path) in ordered {
            lines.append(
                "<path stroke=\"\(style.colour(hasValues: values != nil))\" "
                    + "stroke-width=\"\(style.width)\" d=\"\(path)\"/>")
        }
        lines.append("</g>")
        lines.append(canvas.furniture(network.metadata, options, hasValues: values != nil))
        lines.append("</svg>\n")
        return lines.joined(separator: "\n")
    }

    /// Colours from light to dark: viridis (S. van der Walt and N. Smith, 2015) in eight steps.
    static let ramp = [
        "#fde725", "#a0da39", "#4ac16d", "#1fa187", "#277f8e", "#365c8d", "#46327e", "#440154",
    ]

    private static func step(of link: UInt32, _ reverse: UInt32, _ values: [Double]) -> Int {
        var value = values[Int(link)]
        if reverse != .max, !(value >= values[Int(reverse)]) { value = values[Int(reverse)] }
        guard value > 0 else { return -1 }
        return min(ramp.count - 1, Int(min(1, value) * Double(ramp.count)))
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }
}

/// What roads drawn alike have in common; ordered from below to above.
private struct Style: Hashable, Comparable {
    var roadClass: UInt8
    /// Step of the colour ramp, or −1.
    var step: Int

    static func < (a: Style, b: Style) -> Bool {
        (a.step, b.roadClass) < (b.step, a.roadClass)
    }

    /// Widths in canvas units.
    var width: Int {
        let base: Int =
            switch RoadClass(rawValue: roadClass) {
            case .motorway: 34
            case .trunk: 30
            case .primary: 26
            case .secondary, .motorwayLink, .trunkLink: 20
            case .tertiary, .primaryLink, .secondaryLink, .tertiaryLink: 15
            case .service: 6
            default: 9
            }
        return step < 0 ? base : base + 6 + step * 2
    }

    /// Without values: blue and orange for the great roads, greys for the rest (M. Okabe and
    /// K. Ito's set, told apart with any colour vision).
    func colour(hasValues: Bool) -> String {
        if step >= 0 { return MapPicture.ramp[step] }
        if hasValues { return "#d9d9d9" }
        switch RoadClass(rawValue: roadClass) {
        case .motorway, .motorwayLink: return "#0072b2"
        case .trunk, .trunkLink: return "#56a0c8"
        case .primary, .primaryLink: return "#d55e00"
        case .secondary, .secondaryLink: return "#e69f00"
        case .tertiary, .tertiaryLink: return "#7a7a7a"
        case .service: return "#d0d0d0"
        default: return "#a8a8a8"
        }
    }
}

/// The map's plane in integer units of a tenth of a pixel, y down.
private struct Canvas {
    static let unitsPerPixel = 10
    let width: Int
    let height: Int
    private let plane: TangentPlane
    private let unitsPerMeter: Double
    private let west: Double
    private let north: Double

    private static let margin = 100
    private static let footer = 360

    init(_ network: Network, width pixels: Int) {
        let box = network.metadata.boundingBox
        let plane = network.metadata.plane
        self.plane = plane
        west = plane.east(box[0])
        north = plane.north(box[3])
        let across = max(1, plane.east(box[2]) - west)
        let down = max(1, north - plane.north(box[1]))
        width = pixels * Self.unitsPerPixel
        // A map that is tall keeps the width of the picture and makes it higher, to a limit.
        let room = Double(width - 2 * Self.margin)
        unitsPerMeter = min(room / across, room * 2.5 / down)
        height = Int(down * unitsPerMeter) + 2 * Self.margin + Self.footer
    }

    private func point(_ network: Network, _ shape: Int) -> (x: Double, y: Double) {
        let east = plane.east(Double(network.shapeLongitudeE7[shape]) * 1e-7) - west
        let south = north - plane.north(Double(network.shapeLatitudeE7[shape]) * 1e-7)
        return (
            east * unitsPerMeter + Double(Self.margin), south * unitsPerMeter + Double(Self.margin)
        )
    }

    /// Path commands: one absolute start, relative steps, points within a third of a pixel of the
    /// straight line left out.
    func path(of link: LinkID, _ network: Network) -> String {
        let points = network.shape(of: link).map { point(network, $0) }
        var keep = [Bool](repeating: false, count: points.count)
        keep[0] = true
        keep[points.count - 1] = true
        var spans = [(0, points.count - 1)]
        while let (first, last) = spans.popLast() {
            guard last - first > 1 else { continue }
            var worst = (place: -1, distance: 3.3)
            for place in first + 1..<last {
                let distance = Self.distance(points[place], points[first], points[last])
                if distance > worst.distance { worst = (place, distance) }
            }
            guard worst.place >= 0 else { continue }
            keep[worst.place] = true
            spans.append((first, worst.place))
            spans.append((worst.place, last))
        }
        var text = ""
        var at = (x: 0, y: 0)
        var isFirst = true
        for (place, point) in points.enumerated() where keep[place] {
            let next = (x: Int(point.x.rounded()), y: Int(point.y.rounded()))
            if isFirst {
                text += "M\(next.x)\(Self.separated(next.y))l"
            } else {
                let step = (next.x - at.x, next.y - at.y)
                text += text.last == "l" ? "\(step.0)" : Self.separated(step.0)
                text += Self.separated(step.1)
            }
            at = next
            isFirst = false
        }
        return text
    }

    private static func separated(_ number: Int) -> String {
        number < 0 ? "\(number)" : " \(number)"
    }

    private static func distance(
        _ p: (x: Double, y: Double), _ a: (x: Double, y: Double), _ b: (x: Double, y: Double)
    ) -> Double {
        let (dx, dy) = (b.x - a.x, b.y - a.y)
        let squared = dx * dx + dy * dy
        let share =
            squared > 0 ? max(0, min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / squared)) : 0
        let (ex, ey) = (p.x - a.x - dx * share, p.y - a.y - dy * share)
        return (ex * ex + ey * ey).squareRoot()
    }

    /// Scale bar, legend and attribution below the map.
    func furniture(
        _ metadata: MapMetadata, _ options: MapPicture.Options, hasValues: Bool
    ) -> String {
        let meters = scaleMeters()
        let length = Int((Double(meters) * unitsPerMeter).rounded())
        let base = height - 120
        let label = meters >= 1000 ? "\(meters / 1000) km" : "\(meters) m"
        var lines = [
            "<g font-family=\"system-ui,sans-serif\" font-size=\"120\" fill=\"#333\">",
            "<path d=\"M\(Self.margin) \(base - 40)v40h\(length)v-40\" fill=\"none\" "
                + "stroke=\"#333\" stroke-width=\"12\"/>",
            "<text x=\"\(Self.margin + length + 60)\" y=\"\(base)\">\(label)</text>",
            "<text x=\"\(width - Self.margin)\" y=\"\(base)\" text-anchor=\"end\">"
                + "\(MapPicture.escaped(metadata.attribution))</text>",
        ]
        if hasValues, !options.legend.isEmpty { lines += legend(options, y: base - 160) }
        lines.append("</g>")
        return lines.joined(separator: "\n")
    }

    private func legend(_ options: MapPicture.Options, y: Int) -> [String] {
        let side = 260
        let right = width - Self.margin
        let left = right - side * MapPicture.ramp.count - 700
        var lines = [
            "<text x=\"\(left - 60)\" y=\"\(y)\" text-anchor=\"end\">"
                + "\(MapPicture.escaped(options.legend))  "
                + "\(MapPicture.escaped(options.legendLow))</text>"
        ]
        for (step, colour) in MapPicture.ramp.enumerated() {
            lines.append(
                "<rect x=\"\(left + step * side)\" y=\"\(y - 90)\" width=\"\(side)\" "
                    + "height=\"100\" fill=\"\(colour)\"/>")
        }
        lines.append(
            "<text x=\"\(left + side * MapPicture.ramp.count + 60)\" y=\"\(y)\">"
                + "\(MapPicture.escaped(options.legendHigh))</text>")
        return lines
    }

    /// The roundest length of at most a quarter of the picture: 1, 2 or 5 times a power of ten.
    private func scaleMeters() -> Int {
        let most = Double(width) / 4 / unitsPerMeter
        var best = 1
        var power = 1
        while Double(power) <= most {
            for factor in [1, 2, 5] where Double(factor * power) <= most { best = factor * power }
            power *= 10
        }
        return best
    }
}
