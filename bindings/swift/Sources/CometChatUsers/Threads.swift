import Foundation

/// Threads for the calls of a client, which block.
///
/// They are no queue of Dispatch: on Linux its threads are those of Swift's concurrency, which
/// calls would take away, and there are hardly more of them than processors.
final class Threads: @unchecked Sendable {
    typealias Work = @Sendable () -> Void

    static let name = "cometchat-users"

    /// How much work is done at the same time; the rest waits for its turn.
    static let most = 64
    /// How long a thread waits for work, in seconds, before it ends.
    private static let patience = 10.0

    private let condition = NSCondition()
    private var work: ArraySlice<Work> = []
    private var threads = 0
    private var idle = 0

    /// Does work on one of the threads, in the order in which it comes.
    func async(_ work: @escaping Work) {
        condition.lock()
        defer { condition.unlock() }
        self.work.append(work)
        if idle >= self.work.count {
            condition.signal()
        } else if threads < Self.most {
            threads += 1
            Thread.detachNewThread { self.serve() }
        }
    }

    private func serve() {
        Thread.current.name = Self.name
        while let work = next() {
            work()
        }
    }

    private func next() -> Work? {
        condition.lock()
        defer { condition.unlock() }
        let end = Date(timeIntervalSinceNow: Self.patience)
        while work.isEmpty {
            idle += 1
            let isInTime = condition.wait(until: end)
            idle -= 1
            if !isInTime && work.isEmpty {
                threads -= 1
                return nil
            }
        }
        return work.popFirst()
    }
}
