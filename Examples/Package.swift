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

let names = [
  "Quickstart", "OwnSource", "PersonalData", "Quarantine", "TypedSchema", "Incremental",
  "SchemaDocuments", "StateDocuments", "Workshop", "benchmark", "sql",
]

let package = Package(
  name: "Examples",
  platforms: [.macOS(.v15)],
  products: names.map { .executable(name: $0, targets: [$0]) },
  dependencies: [.package(name: "Sluice", path: "..")],
  targets: names.map { name in
    .executableTarget(
      name: name,
      dependencies: [.product(name: "Sluice", package: "Sluice")],
      swiftSettings: settings
    )
  } + [
    .target(
      name: "ShopPipeline",
      dependencies: [.product(name: "Sluice", package: "Sluice")],
      swiftSettings: settings
    ),
    .testTarget(
      name: "ShopPipelineTests",
      dependencies: [
        "ShopPipeline", .product(name: "Sluice", package: "Sluice"),
        .product(name: "SluiceTesting", package: "Sluice"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "WorkshopTests",
      dependencies: ["Workshop", .product(name: "Sluice", package: "Sluice")],
      swiftSettings: settings
    ),
  ]
)
