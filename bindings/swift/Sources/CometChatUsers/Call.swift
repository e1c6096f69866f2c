import CCometChatUsers
import Dispatch
import Foundation

/// A call from beginning to end, which can be cancelled from any thread.
///
/// It is made with a number of its own, so that cancelling it ends no other call, and closing the
/// client does not end it. This costs less than a microsecond.
final class Call: @unchecked Sendable {
    private enum State {
        case waiting
        case running
        case over
    }

    /// Zero if the client is closed, which the work then finds out.
    private var number: cometchat_client = 0
    private let work: @Sendable (cometchat_client) -> Client.Answer
    private let lock = NSLock()
    private var state = State.waiting
    private var continuation: CheckedContinuation<Client.Answer, Never>?

    init(
        _ client: cometchat_client,
        _ work: @escaping @Sendable (cometchat_client) -> Client.Answer
    ) {
        self.work = work
        _ = cometchat_client_share(client, &number)
    }

    /// Does the work on a thread for it, and waits. To be called once.
    func answer(on threads: Threads) async -> Client.Answer {
        await withCheckedContinuation { continuation in
            let isCancelled = lock.withLock {
                guard case .waiting = state else { return true }
                self.continuation = continuation
                return false
            }
            if isCancelled {
                continuation.resume(returning: .cancelled)
            }
            threads.async { self.run() }
        }
    }

    /// Ends the call: at once if it waits for a thread, else as soon as the library can.
    func cancel() {
        let waiting: CheckedContinuation<Client.Answer, Never>? = lock.withLock {
            switch state {
            case .over:
                return nil
            case .running:
                _ = cometchat_client_cancel(number)
                // The library ends what it has begun. If this thread was faster than that one:
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(5)) {
                    self.cancel()
                }
                return nil
            case .waiting:
                state = .over
                return continuation
            }
        }
        waiting?.resume(returning: .cancelled)
    }

    private func run() {
        let continuation: CheckedContinuation<Client.Answer, Never>? = lock.withLock {
            guard case .waiting = state else { return nil }
            state = .running
            return self.continuation
        }
        let answer = continuation.map { _ in work(number) }
        lock.withLock { state = .over }
        // Here, since it may be the last number of a client, whose file is then closed.
        _ = cometchat_client_close(number)
        if let answer {
            continuation?.resume(returning: answer)
        }
    }
}

/// The calls of a client that have no answer yet.
final class Calls: @unchecked Sendable {
    private let lock = NSLock()
    private var calls: [ObjectIdentifier: Call] = [:]

    func insert(_ call: Call) {
        lock.withLock { calls[ObjectIdentifier(call)] = call }
    }

    func remove(_ call: Call) {
        _ = lock.withLock { calls.removeValue(forKey: ObjectIdentifier(call)) }
    }

    func cancel() {
        for call in lock.withLock({ Array(calls.values) }) {
            call.cancel()
        }
    }
}
