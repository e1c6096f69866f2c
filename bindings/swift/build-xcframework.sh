#!/bin/sh
# Makes CometChatUsers.xcframework, which Package.swift then uses: the library for
# iOS devices, the iOS simulator and macOS.
#
# Needs macOS with Xcode, and Rust with its Apple targets:
#   rustup target add aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios \
#       aarch64-apple-darwin x86_64-apple-darwin
# It cannot run on Linux, so the tests that run there do not cover it.
set -eu

cd "$(dirname "$0")"
project=../..
built=$project/target/xcframework
library=libcometchat_users.a

# The same as in Package.swift.
export IPHONEOS_DEPLOYMENT_TARGET=15.0 MACOSX_DEPLOYMENT_TARGET=12.0

for target in aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios \
    aarch64-apple-darwin x86_64-apple-darwin; do
    cargo rustc --manifest-path $project/Cargo.toml --target-dir $built \
        --release --lib --crate-type staticlib --target $target
done

# A slice holds one platform with all its processors.
join() {
    slice=$1
    shift
    mkdir -p "$built/$slice"
    for target; do
        set -- "$@" "$built/$target/release/$library"
        shift
    done
    lipo -create "$@" -output "$built/$slice/$library"
}
join ios aarch64-apple-ios
join ios-simulator aarch64-apple-ios-sim x86_64-apple-ios
join macos aarch64-apple-darwin x86_64-apple-darwin

# The folder has the module's name: module maps of several libraries can then stand
# side by side in one app.
headers=$built/headers
mkdir -p $headers/CCometChatUsers
cp $project/include/cometchat_users.h $headers/CCometChatUsers/
cat >$headers/CCometChatUsers/module.modulemap <<'EOF'
module CCometChatUsers [system] {
    header "cometchat_users.h"
    export *
}
EOF

rm -rf CometChatUsers.xcframework
xcodebuild -create-xcframework -output CometChatUsers.xcframework \
    -library $built/ios/$library -headers $headers \
    -library $built/ios-simulator/$library -headers $headers \
    -library $built/macos/$library -headers $headers
