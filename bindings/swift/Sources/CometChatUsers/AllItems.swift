/// All items of a list, read page by page: who is there all along comes exactly once, while others
/// come and go.
///
///     for try await user in client.allUsers() { print(user.name) }
///
/// It throws what reading a page throws. Its iterator then stays where it is, so that another
/// `next()` tries that page again.
public struct AllItems<Item: Sendable>: AsyncSequence, Sendable {
    typealias Fetch = @Sendable (Window) async throws -> ([Item], Pagination)

    let perPage: Int
    let id: @Sendable (Item) -> String
    let fetch: Fetch

    init(perPage: Int, id: @escaping @Sendable (Item) -> String, fetch: @escaping Fetch) {
        // Smaller pages cannot overlap: see `Window`.
        self.perPage = Swift.max(perPage, 20)
        self.id = id
        self.fetch = fetch
    }

    /// Begins at the first item.
    public func makeAsyncIterator() -> Iterator {
        Iterator(items: self, window: Window(page: 1, size: perPage), most: perPage)
    }

    /// Reads a list once.
    ///
    /// Pages are numbered, so items move to other pages when some come or go. Therefore each page
    /// overlaps the one before. While it begins with an item that was given already, nothing
    /// between the two was missed; if it does not, items have gone, and what follows has moved
    /// forward: the page is dropped, and the reading steps back until it finds such an item.
    ///
    /// So whatever stands before a given item was given, too, if it was there all along; and an
    /// item that has moved back onto a later page is recognized by its id.
    public struct Iterator: AsyncIteratorProtocol, Sendable {
        let items: AllItems
        var window: Window
        /// How many items a page may have.
        var most: Int
        var given: Set<String> = []
        var ready: ArraySlice<Item> = []
        var stride = 1
        var isAtEnd = false

        /// The next item, or `nil` after the last one.
        public mutating func next() async throws -> Item? {
            while ready.isEmpty && !isAtEnd {
                try await readOn()
            }
            return ready.popFirst()
        }

        private mutating func readOn() async throws {
            let (page, pagination) = try await items.fetch(window)
            if 1..<window.size ~= pagination.perPage {
                // The service has smaller pages, so this one is nearer to the begin of the list.
                most = pagination.perPage
                window.size = pagination.perPage
            }
            let isJoined = page.first.map { given.contains(items.id($0)) } ?? false
            guard window.page == 1 || isJoined else {
                window.page = Swift.max(1, window.page - stride)
                stride *= 2
                return
            }
            stride = 1
            ready = page.filter { given.insert(items.id($0)).inserted }[...]
            // Not by the total, which some lists do not have.
            isAtEnd = page.count < window.size
            window = .after(window.end, most: most)
        }
    }
}

/// A part of a list: `size` items, before which there are `page - 1` times as many.
struct Window: Equatable, Sendable {
    var page: Int
    var size: Int

    /// How many items there are up to its end.
    var end: Int { page * size }

    /// The window that begins within the first `read` items and reaches the farthest.
    ///
    /// One reaches farther unless every size divides `read`, which for sizes from 20 takes 200
    /// million items.
    static func after(_ read: Int, most: Int) -> Window {
        let windows = (max(1, most / 2)...most).map { Window(page: (read - 1) / $0 + 1, size: $0) }
        return windows.max { $0.end < $1.end }!
    }
}
