// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Value {
  /// What kind of value this is, as a document of JSON knows it, in words for an error.
  var kindInWords: String {
    switch self {
    case .null: "nothing"
    case .bool: "a boolean"
    case .int, .bigInt, .double, .decimal, .wei: "a number"
    case .text: "a text"
    case .list: "a list"
    case .record: "fields"
    default: "something else"
    }
  }
}
