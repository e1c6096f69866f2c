import Foundation

/// A server on this machine that accepts connections and answers their requests as it is told.
final class Listener: @unchecked Sendable {
    /// The whole answer to a request, by its number from 0; `nil` to stay silent.
    typealias Answer = @Sendable (Int) -> String?

    let url: String
    private let socket: Int32
    private let lock = NSLock()
    private var asked = 0

    init(_ answer: @escaping Answer) throws {
        #if canImport(Darwin)
            let kind = SOCK_STREAM
        #else
            let kind = Int32(SOCK_STREAM.rawValue)
        #endif
        signal(SIGPIPE, SIG_IGN)  // Whoever is cancelled hangs up.
        let socket = Foundation.socket(AF_INET, kind, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, size) == 0 && listen(socket, 512) == 0
                    && getsockname(socket, $0, &size) == 0
            }
        }
        guard socket >= 0, isBound else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        self.socket = socket
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(socket, nil, nil)
                guard connection >= 0, let self else { break }
                Thread.detachNewThread { self.serve(connection, answer) }
            }
            Foundation.close(socket)
        }
    }

    /// How many requests have come.
    var requests: Int { lock.withLock { asked } }

    /// Waits until so many requests have come.
    func waitForRequests(_ count: Int) async throws {
        while requests < count {
            try await Task.sleep(nanoseconds: 1_000_000)
        }
    }

    func close() {
        shutdown(socket, Int32(SHUT_RDWR))
    }

    private func serve(_ connection: Int32, _ answer: Answer) {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while recv(connection, &buffer, buffer.count, 0) > 0 {
            let number = lock.withLock {
                asked += 1
                return asked - 1
            }
            if let text = answer(number) {
                send(connection, text, text.utf8.count, 0)
            }
        }
        Foundation.close(connection)
    }

    /// An answer with JSON.
    static func json(_ body: String, status: String = "200 OK") -> String {
        """
        HTTP/1.1 \(status)\r\ncontent-type: application/json\r\n\
        content-length: \(body.utf8.count)\r\n\r\n\(body)
        """
    }
}
