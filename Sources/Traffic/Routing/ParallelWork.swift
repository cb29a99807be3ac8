// Other threads, as the engine sees them: the caller has them, the engine does not.

/// How work in numbered pieces is done: by one thread, or by those of the caller.
public struct ParallelWork {
    /// Does all pieces: calls the closure once for each number below the count, in any order and
    /// on any threads, and returns when all are done.
    public typealias Run = (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void
    /// Returns at once, while others begin with the first pieces. What it returns is called for
    /// any piece, from one thread, and returns when that one is done; it does itself what nobody
    /// has begun.
    public typealias Begin =
        (_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> (Int) -> Void

    private let run: Run
    private let begin: Begin

    /// Work by threads of the caller's.
    public init(run: @escaping Run, begin: @escaping Begin) {
        self.run = run
        self.begin = begin
    }

    /// One piece after the other; what has been begun is done when it is wanted.
    public static var inTurn: ParallelWork {
        ParallelWork { count, body in
            for piece in 0..<count { body(piece) }
        } begin: { count, body in
            var isDone = [Bool](repeating: false, count: count)
            return { piece in
                if !isDone[piece] { body(piece) }
                isDone[piece] = true
            }
        }
    }

    /// Makes values; in order of number, whoever made them.
    func collect<Value: Sendable>(
        _ count: Int, _ make: @escaping @Sendable (Int) -> Value
    ) -> [Value] {
        let slots = Slots<Value>(count)
        run(count) { piece in slots.place[piece] = make(piece) }
        return (0..<count).compactMap { slots.place[$0] }
    }

    /// Begins to make values that will be wanted later.
    func promise<Value: Sendable>(
        _ count: Int, _ make: @escaping @Sendable (Int) -> Value
    ) -> Promised<Value> {
        let slots = Slots<Value>(count)
        return Promised(
            slots: slots, finish: begin(count) { piece in slots.place[piece] = make(piece) })
    }
}

/// Values that are being made.
struct Promised<Value: Sendable> {
    fileprivate let slots: Slots<Value>
    fileprivate let finish: (Int) -> Void

    /// A value, once it is there.
    func value(_ piece: Int) -> Value {
        finish(piece)
        guard let value = slots.place[piece] else { fatalError("a piece of work was left out") }
        return value
    }
}

/// One place for each piece of parallel work. Unchecked, because piece i alone writes place i, and
/// nobody reads a place before its piece is done. A class, because late threads share it.
private final class Slots<Value: Sendable>: @unchecked Sendable {
    let place: UnsafeMutableBufferPointer<Value?>

    init(_ count: Int) {
        place = .allocate(capacity: count)
        place.initialize(repeating: nil)
    }

    deinit {
        place.deinitialize()
        place.deallocate()
    }
}
