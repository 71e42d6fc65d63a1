// swift-tools-version: 6.2
// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Tests that are of use at full speed only: optimising the others takes minutes. See `.ci/run`.
let onlyFastTests = Context.environment["SLUICE_ONLY_FAST_TESTS"] != nil

let unitTests: [Target] = [
  .testTarget(
    name: "SluiceTests",
    dependencies: ["Sluice", "SluiceTesting"],
    exclude: ["Formats/Golden"],
    swiftSettings: settings
  ),
  .testTarget(
    name: "SluiceTestingTests",
    dependencies: ["Sluice", "SluiceTesting"],
    swiftSettings: settings
  ),
]

let package = Package(
  name: "Sluice",
  platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
  products: [
    .library(name: "Sluice", targets: ["Sluice"]),
    .library(name: "SluiceTesting", targets: ["SluiceTesting"]),
  ],
  targets: [
    .target(name: "Sluice", swiftSettings: settings),
    .target(name: "SluiceTesting", dependencies: ["Sluice"], swiftSettings: settings),
    .testTarget(
      name: "ConformanceTests",
      dependencies: ["Sluice", "SluiceTesting"],
      exclude: ["Corpus"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "CrashTests",
      dependencies: ["Sluice", "SluiceTesting"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "ModelTests",
      dependencies: ["Sluice", "SluiceTesting"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "SQLLogicTests",
      dependencies: ["Sluice", "SluiceTesting"],
      swiftSettings: settings
    ),
    .executableTarget(
      name: "SluiceKillProgram",
      dependencies: ["Sluice", "SluiceTesting"],
      path: "Tests/KillProgram",
      swiftSettings: settings
    ),
  ] + (onlyFastTests ? [] : unitTests)
)
