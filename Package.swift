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

let package = Package(
  name: "Sluice",
  platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
  products: [
    .library(name: "Sluice", targets: ["Sluice"])
  ],
  targets: [
    .target(name: "Sluice", swiftSettings: settings),
    .testTarget(
      name: "SluiceTests",
      dependencies: ["Sluice"],
      exclude: ["Formats/Golden"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "ConformanceTests",
      dependencies: ["Sluice"],
      exclude: ["Corpus"],
      swiftSettings: settings
    ),
  ]
)
