// `rocade map fetch|list|import|info|render` and `rocade route`.

import ArgumentParser
import Base
import Foundation
import Harness
import Roads
import Scenario

struct MapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "map",
        abstract: "Gets, imports and shows road maps.",
        discussion: "Example: rocade map fetch liechtenstein-2013",
        subcommands: [
            MapFetchCommand.self, MapListCommand.self, MapImportCommand.self,
            MapInfoCommand.self, MapRenderCommand.self,
        ])
}

struct MapFetchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Gets a map of the catalogue, verifies and imports it; does nothing twice.",
        discussion: "Example: rocade map fetch liechtenstein-2013")

    @Argument(help: "A name of the catalogue.") var name: String
    @Flag(help: "Print what the map holds as JSON.") var json = false
    @OptionGroup var maps: MapsOption

    func run() throws {
        _ = try maps.store.catalogue().map(named: name)
        let network = try maps.store.ensure(name, log: Console.note)
        if json { return try printJSON(MapInfo(network)) }
        try Console.print("\(maps.store.path(of: name)): \(network.linkCount) links")
    }
}

struct MapListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the catalogue and the imported maps.",
        discussion: "Example: rocade map list --json")

    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var maps: MapsOption

    private struct Row: Encodable {
        var name: String
        var title: String
        var version: String
        var licence: String
        var imported: Bool
    }

    func run() throws {
        let imported = maps.store.importedNames()
        let catalogue = try maps.store.catalogue().maps
        var rows = catalogue.map { map in
            Row(
                name: map.name, title: map.title, version: map.version, licence: map.licence,
                imported: imported.contains(map.name))
        }
        for name in imported where !catalogue.contains(where: { $0.name == name }) {
            rows.append(
                Row(name: name, title: "imported file", version: "", licence: "", imported: true))
        }
        if json { return try printJSON(rows) }
        let width = rows.map(\.name.count).max() ?? 0
        for row in rows {
            let name = row.name.padding(toLength: width, withPad: " ", startingAt: 0)
            try Console.print("\(row.imported ? "imported" : "        ")  \(name)  \(row.title)")
        }
    }
}

struct MapImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Turns an OpenStreetMap file into a road map and says what it did.",
        discussion: "Example: rocade map import malta.osm.pbf --name malta")

    @Argument(help: "An .osm.pbf file.") var file: String
    @Option(help: "The map's name; the file's unless given.") var name: String?
    @Flag(help: "Print what the map holds as JSON.") var json = false
    @OptionGroup var maps: MapsOption

    func run() throws {
        let fileName = URL(filePath: file).lastPathComponent
        let stem = fileName.split(separator: ".").first.map(String.init) ?? fileName
        let network = try maps.store.importFile(
            file, name: name ?? stem, attribution: "© OpenStreetMap contributors, ODbL-1.0")
        if json { return try printJSON(MapInfo(network)) }
        try Console.print(MapSummary(network).text)
        try Console.print(maps.store.path(of: name ?? stem))
    }
}

struct MapInfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Shows what an imported map holds.",
        discussion: "Example: rocade map info malta --json")

    @Argument(help: "The map's name.") var name: String
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var maps: MapsOption

    func run() throws {
        let network = try maps.store.open(name)
        if json { return try printJSON(MapInfo(network)) }
        try Console.print(MapSummary(network).text)
    }
}

struct MapRenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render", abstract: "Draws a map as SVG.",
        discussion: "Example: rocade map render malta -o malta.svg")

    @Argument(help: "The map's name.") var name: String
    @Option(name: .shortAndLong, help: "The SVG file.") var output: String
    @Flag(help: "Print the file's path as JSON.") var json = false
    @OptionGroup var maps: MapsOption

    func run() throws {
        let network = try maps.store.open(name)
        try AtomicFile.write(MapPicture.svg(network, values: nil), to: output)
        if json { return try printJSON(Made(path: output)) }
        try Console.print(output)
    }
}

struct RouteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "route",
        abstract: "One route: seconds, metres, geometry (GeoJSON).",
        discussion:
            "Example: rocade route liechtenstein-2013 --from 9.5209,47.1410 --to 9.5308,47.2070")

    @Argument(help: "The map's name.") var name: String
    @Option(parsing: .unconditional, help: "Longitude,latitude in degrees.") var from: String
    @Option(parsing: .unconditional, help: "Longitude,latitude in degrees.") var to: String
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var maps: MapsOption

    func run() throws {
        let network = try maps.store.open(name)
        let route = try RouteAnswer(
            network: network, from: Self.point(from, "--from"), to: Self.point(to, "--to"))
        if json { return try printJSON(route) }
        try Console.print(
            String(
                format: "%.1f km, %.1f min, %d links", route.metres / 1000, route.seconds / 60,
                route.links.count))
    }

    private static func point(_ text: String, _ option: String) throws -> (Double, Double) {
        let parts = text.split(separator: ",").map { Double($0) }
        guard parts.count == 2, let longitude = parts[0], let latitude = parts[1],
            abs(longitude) <= 180, abs(latitude) <= 90
        else {
            throw Failure.input(
                "\(option) \(text): write LON,LAT in degrees, such as 9.5209,47.1410")
        }
        return (longitude, latitude)
    }
}
