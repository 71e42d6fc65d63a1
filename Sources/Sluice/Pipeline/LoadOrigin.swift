// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Where the rows of a load come from.
enum LoadOrigin: Sendable {
  /// The resources of the source.
  case source
  /// The resources of the source, whose pages are written down: rows are made of them later.
  case pages
  /// Pages that were written down.
  case raw(RawManifest)
  /// Records that were put aside.
  case quarantine(ReplaySelection)

  /// The id of the package that is made, if it is there already.
  var package: String? {
    if case .raw(let manifest) = self { manifest.load.id } else { nil }
  }

  /// Whether resources are asked for what is new.
  var isExtraction: Bool {
    switch self {
    case .source, .pages: true
    case .raw, .quarantine: false
    }
  }
}
