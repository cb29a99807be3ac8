import Foundation

/// A queue between threads that holds at most so many elements. A class because they share it; the
/// condition guards the elements.
final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private let capacity: Int
    private var elements: [Element] = []
    private var start = 0
    private var isClosed = false

    init(capacity: Int) { self.capacity = capacity }

    /// Waits for room. Returns false when the queue was closed.
    func push(_ element: Element) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while elements.count - start >= capacity, !isClosed { condition.wait() }
        if isClosed { return false }
        elements.append(element)
        condition.broadcast()
        return true
    }

    /// Waits for an element; nil when the queue is closed and empty.
    func pop() -> Element? {
        condition.lock()
        defer { condition.unlock() }
        while start == elements.count {
            if isClosed { return nil }
            condition.wait()
        }
        let element = elements[start]
        start += 1
        if start == elements.count || start > 4096 {
            elements.removeFirst(start)
            start = 0
        }
        condition.broadcast()
        return element
    }

    /// Waits until there is an element, or never will be.
    func awaitFirst() {
        condition.lock()
        defer { condition.unlock() }
        while start == elements.count, !isClosed { condition.wait() }
    }

    /// Ends the queue: nothing more goes in.
    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }
}
