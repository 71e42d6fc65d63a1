// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Where a cursor stands.
struct CursorPosition: Sendable {
  let path: String
  let initial: Value?
  let start: Value?
  let last: Value?
  let end: Value?
  let isStartOutOfRange: Bool
  let isEndOutOfRange: Bool
  let canClose: Bool
}

extension CursorFilter {
  /// Where the cursor stands, records that are on their way included.
  var position: CursorPosition {
    CursorPosition(
      path: rule.name,
      initial: rule.initial,
      start: start?.value,
      last: live,
      end: rule.end,
      isStartOutOfRange: isStartOutOfRange,
      isEndOutOfRange: isEndOutOfRange,
      canClose: canClose
    )
  }
}
