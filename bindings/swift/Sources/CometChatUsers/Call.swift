import CCometChatUsers
import Dispatch
import Foundation

/// A call from beginning to end, which can be cancelled from any thread.
///
/// It is made with a number of its own, so that cancelling it ends no other call; this costs less
/// than a microsecond.
final class Call: @unchecked Sendable {
    private enum State {
        case waiting
        case running(cometchat_client)
        case over
    }

    private let client: cometchat_client
    private let work: @Sendable (cometchat_client) -> Client.Answer
    private let lock = NSLock()
    private var state = State.waiting
    private var continuation: CheckedContinuation<Client.Answer, Never>?

    init(
        _ client: cometchat_client,
        _ work: @escaping @Sendable (cometchat_client) -> Client.Answer
    ) {
        self.client = client
        self.work = work
    }

    /// Does the work on a thread for it, and waits.
    func answer() async -> Client.Answer {
        await withCheckedContinuation { continuation in
            let isWaiting = lock.withLock {
                guard case .waiting = state else { return false }
                self.continuation = continuation
                return true
            }
            guard isWaiting else { return continuation.resume(returning: .cancelled) }
            Threads.shared.async { self.run() }
        }
    }

    /// Ends the call: at once if it waits for a thread, else as soon as the library can.
    func cancel() {
        let unstarted: CheckedContinuation<Client.Answer, Never>? = lock.withLock {
            switch state {
            case .over:
                return nil
            case .running(let number):
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
        unstarted?.resume(returning: .cancelled)
    }

    private func run() {
        // Zero if the client is closed, which the work then finds out.
        var number: cometchat_client = 0
        let continuation: CheckedContinuation<Client.Answer, Never>? = lock.withLock {
            guard case .waiting = state else { return nil }
            _ = cometchat_client_share(client, &number)
            state = .running(number)
            return self.continuation
        }
        guard let continuation else { return }
        let answer = work(number)
        lock.withLock { state = .over }
        _ = cometchat_client_close(number)
        continuation.resume(returning: answer)
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
