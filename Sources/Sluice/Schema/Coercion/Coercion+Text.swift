// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Coercion {
  /// The text of a value in a text column.
  static func text(of value: Value) -> String { value.columnText }
}
