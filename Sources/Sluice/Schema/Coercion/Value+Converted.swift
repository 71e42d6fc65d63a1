// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Value {
  /// The value in the form that a column of `type` holds, or `nil` if it does not fit.
  package func converted(to type: DataType) -> Value? {
    guard case .converted(let value) = Coercion.convert(self, to: type) else { return nil }
    switch value {
    case .timestamp(let moment):
      return .timestamp(moment.stored(hasTimeZone: type.hasTimeZone ?? true))
    default:
      return value
    }
  }
}
