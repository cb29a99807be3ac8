// Lines of the import's account that programs read back.

extension MapMetadata.AccountLine {
    /// The links that stay, and their kilometres with both directions counted once.
    public static let keptLinks = "kept: links of the largest connected part"
    /// Ways of class motorway to road that cars may use, as they stand in the file.
    public static let roadsRead = "roads read: motorway to road, open to cars"
    /// Roads that cars may use with the service roads that connect something, before the largest
    /// connected part was taken.
    public static let usableRoads = "roads open to cars, split where they meet"
}
