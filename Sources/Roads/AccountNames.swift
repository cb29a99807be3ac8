// Lines of the import's account that programs read back.

extension MapMetadata.AccountLine {
    /// The links that stay, and their kilometres with both directions counted once.
    public static let keptLinks = "kept: links of the largest connected part"
    /// Roads that cars may use, before the largest connected part was taken.
    public static let usableRoads = "roads open to cars"
}
