// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// How many hashes of earlier versions are kept.
  private static let ancestorLimit = 10

  /// Becomes a version of its own if it differs from the one with the hash `previous`; says so.
  @discardableResult
  mutating func commitVersion(after previous: String) -> Bool {
    guard contentHash != previous else { return false }
    version += 1
    remember(ancestor: previous)
    return true
  }

  /// Becomes a version of its own if it differs from the `planned` one it was made from, or the one
  /// that is `stored` already if it is the same.
  mutating func settleVersion(after planned: Schema, over stored: Schema?) {
    if let stored, stored.contentHash == contentHash {
      (version, ancestors) = (stored.version, stored.ancestors)
    } else {
      commitVersion(after: planned.contentHash)
    }
  }

  /// Counts the version with the hash `hash` among those before this one.
  mutating func remember(ancestor hash: String) {
    guard !ancestors.contains(hash) else { return }
    ancestors.insert(hash, at: 0)
    ancestors.removeLast(max(0, ancestors.count - Self.ancestorLimit))
  }
}
