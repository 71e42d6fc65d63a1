// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The random sequences that are tried.
enum ModelSeeds {
  /// As many as `SLUICE_MODEL_SEEDS` says, 80 if it is not set.
  static let all = Array(
    0..<(ProcessInfo.processInfo.environment["SLUICE_MODEL_SEEDS"].flatMap { UInt64($0) } ?? 80)
  )
}
