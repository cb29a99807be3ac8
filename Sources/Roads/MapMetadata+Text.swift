// The metadata's form inside a `.roads` file: one "key<TAB>value…" line each, in a fixed order, so
// that the same import gives the same bytes.

extension MapMetadata {
    var text: String {
        var lines = [
            "name\t\(name)", "crs\t\(referenceSystem)", "origin\t\(originX)\t\(originY)",
            "bbox\t\(boundingBox.map { "\($0)" }.joined(separator: "\t"))",
            "sha256\t\(sourceSHA256)", "attribution\t\(attribution)", "places\t\(placesBasis)",
        ]
        for line in account {
            let kilometers = line.kilometers.map { "\t\($0)" } ?? ""
            lines.append("account\t\(line.what)\t\(line.count)\(kilometers)")
        }
        return lines.joined(separator: "\n")
    }

    init(text: String) {
        self.init(name: "")
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
                .map(String.init)
            let values = fields.dropFirst().compactMap(Double.init)
            switch fields[0] {
            case "name": name = fields[1]
            case "crs": referenceSystem = fields[1]
            case "origin" where values.count == 2: (originX, originY) = (values[0], values[1])
            case "bbox" where values.count == 4: boundingBox = values
            case "sha256": sourceSHA256 = fields[1]
            case "attribution": attribution = fields[1]
            case "places": placesBasis = fields[1]
            case "account" where fields.count >= 3:
                account.append(
                    AccountLine(
                        fields[1], Int(fields[2]) ?? 0,
                        kilometers: fields.count > 3 ? Double(fields[3]) : nil))
            default: break
            }
        }
    }
}
