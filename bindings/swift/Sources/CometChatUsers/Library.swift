import CCometChatUsers
import Dispatch

/// What concerns the native library as a whole.
public enum Library {
    /// The version of the library, for example `0.1.0`.
    public static var version: String {
        String(cString: cometchat_version())
    }

    /// The version of the library's C interface.
    public static var abiVersion: Int {
        Int(cometchat_abi_version())
    }

    /// How much is logged; each level includes those before it.
    public enum LogLevel: Int32, CaseIterable, Sendable {
        /// Nothing.
        case off = 0
        /// What went wrong in a way that no error tells.
        case error
        /// What was ignored or adjusted, with what to do instead.
        case warn
        /// What happened.
        case info
        /// What happened inside.
        case debug
    }

    /// Takes a line of the log.
    public typealias LogHandler = @Sendable (LogLevel, String) -> Void

    /// Sends what the library has to say to a handler, in place of the one before.
    ///
    /// Lines hold no keys or tokens. The handler is called on the threads that cause them,
    /// several at once; the call that caused a line waits for it. When this returns, the
    /// handler before is not running and is not called again.
    ///
    ///     await Library.setLogger(level: .info) { level, line in print(level, line) }
    ///     await Library.setLogger(level: .off)
    public static func setLogger(level: LogLevel, _ handler: LogHandler? = nil) async {
        await withCheckedContinuation { continuation in
            Logger.queue.async {
                Logger.replace(with: handler, level: level)
                continuation.resume()
            }
        }
    }

    static let ok = Int32(COMETCHAT_STATUS_OK.rawValue)
    static let cancelled = Int32(COMETCHAT_STATUS_CANCELLED.rawValue)

    package static func name(ofStatus status: Int32) -> String {
        String(cString: cometchat_status_name(status))
    }
}

/// Keeps the handler alive for as long as the library may call it.
private final class Logger: Sendable {
    /// One replacement at a time, away from the threads that the handler runs on: the
    /// library waits there until the handler before has returned.
    static let queue = DispatchQueue(label: "com.cometchat.users.logger")
    /// Only touched on `queue`.
    nonisolated(unsafe) private static var current: Logger?

    private let handler: Library.LogHandler

    private init(_ handler: @escaping Library.LogHandler) {
        self.handler = handler
    }

    static func replace(with handler: Library.LogHandler?, level: Library.LogLevel) {
        let logger = handler.map(Logger.init)
        let status = cometchat_set_logger(
            level.rawValue, logger == nil ? nil : callback,
            logger.map { Unmanaged.passUnretained($0).toOpaque() })
        // It refuses only numbers that are no level, and calls from inside the handler.
        precondition(status == Library.ok)
        current = logger
    }

    private static let callback: cometchat_log_callback = { level, message, context in
        guard let message, let context else { return }
        let logger = Unmanaged<Logger>.fromOpaque(context).takeUnretainedValue()
        logger.handler(Library.LogLevel(rawValue: level) ?? .info, String(cString: message))
    }
}
