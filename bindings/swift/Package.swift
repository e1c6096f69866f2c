// swift-tools-version: 6.0
import Foundation
import PackageDescription

// Where build-xcframework.sh has been run (for Apple platforms), what it made is
// used; elsewhere libcometchat_users is looked for where the linker looks.
let xcframework = "CometChatUsers.xcframework"
let library: Target =
    FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/\(xcframework)")
    ? .binaryTarget(name: "CCometChatUsers", path: xcframework)
    : .systemLibrary(name: "CCometChatUsers")

let package = Package(
    name: "CometChatUsers",
    platforms: [.macOS(.v12), .iOS(.v15)],
    products: [.library(name: "CometChatUsers", targets: ["CometChatUsers"])],
    targets: [
        library,
        .target(name: "CometChatUsers", dependencies: ["CCometChatUsers"]),
        .executableTarget(name: "contract-driver", dependencies: ["CometChatUsers"]),
        .testTarget(
            name: "CometChatUsersTests", dependencies: ["CometChatUsers", "CCometChatUsers"]),
    ]
)
