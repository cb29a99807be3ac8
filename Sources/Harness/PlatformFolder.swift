import Base
import Foundation
import Sinks

/// Where a listening platform leaves its products, and the token that it asks for.
public enum PlatformFolder {
    /// A folder named after the second.
    public static func fresh() -> String { "results/platform-\(Manifest.stamp(Date.now))" }

    /// The token of the environment; nil without one.
    public static func token(_ environment: [String: String]) throws -> String? {
        try Endpoint("http://127.0.0.1", environment: environment).token.value
    }
}
