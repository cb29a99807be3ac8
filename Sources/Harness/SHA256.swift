// SHA-256 of files and bytes, by the system's libcrypto.

import Base
import CCrypto
import Foundation

/// SHA-256 (FIPS 180-4).
public enum SHA256 {
    /// Lower-case hexadecimal digest of bytes.
    public static func hex(_ bytes: some Sequence<UInt8>) -> String {
        var digest = Digest()
        digest.update(Array(bytes))
        return digest.finish()
    }

    /// Lower-case hexadecimal digest of a file.
    ///
    /// - Throws: `Failure.environment` when it cannot be read.
    public static func hex(file path: String) throws -> String {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Failure.environment("cannot read \(path)")
        }
        defer { try? handle.close() }
        var digest = Digest()
        do {
            while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
                digest.update(Array(chunk))
            }
        } catch {
            throw Failure.environment("cannot read \(path): \(error.localizedDescription)")
        }
        return digest.finish()
    }

    private struct Digest: ~Copyable {
        private let context: OpaquePointer?

        init() {
            context = EVP_MD_CTX_new()
            EVP_DigestInit_ex(context, EVP_sha256(), nil)
        }

        mutating func update(_ bytes: [UInt8]) { EVP_DigestUpdate(context, bytes, bytes.count) }

        consuming func finish() -> String {
            var bytes = [UInt8](repeating: 0, count: 32)
            EVP_DigestFinal_ex(context, &bytes, nil)
            return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }

        deinit { EVP_MD_CTX_free(context) }
    }
}
