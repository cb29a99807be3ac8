// How the process gets its memory from the system.

import CMalloc

/// The allocator's settings.
public enum Memory {
    /// Keeps large blocks that were freed for the next use.
    ///
    /// A region's traffic makes and frees columns of some megabytes every few simulated minutes. By
    /// default each of them is mapped anew, and the system clears every page of it again: more CPU
    /// time than the traffic itself. One arena, because only the main one may grow without a limit.
    public static func keepFreed() {
        mallopt(M_ARENA_MAX, 1)
        mallopt(M_MMAP_THRESHOLD, 1 << 30)
        mallopt(M_TRIM_THRESHOLD, Int32.max)
    }
}
