// Where tests find data that the project does not carry. A user of Rocade does not have it: such
// tests are skipped with a message.

import Foundation

/// Finds files outside the repository.
public enum Shared {
    /// The root of the repository.
    public static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The path of a file in the folder of shared reference data beside the repository, or nil.
    public static func path(_ relative: String) -> String? {
        let path = root.deletingLastPathComponent().appending(path: "shared/\(relative)").path
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// A fresh folder under the system's temporary folder; the caller removes it.
    public static func temporaryFolder(_ name: String = "rocade-test") throws -> String {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "\(name)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url.path
    }

    /// The project's Python (`.venv`), or nil before `make setup`.
    public static var python: String? {
        let path = root.appending(path: ".venv/bin/python").path
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }
}
