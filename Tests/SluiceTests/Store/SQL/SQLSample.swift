// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// A text of SQL and what is printed of its tree.
struct SQLSample: Sendable, CustomTestStringConvertible {
  var text: String
  var printed: String

  init(_ text: String, _ printed: String? = nil) {
    self.text = text
    self.printed = printed ?? text
  }

  var testDescription: String { text }
}
