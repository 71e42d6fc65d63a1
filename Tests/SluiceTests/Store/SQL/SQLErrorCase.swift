// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// A text that is not SQL, and the whole of what is said of it.
struct SQLErrorCase: Sendable, CustomTestStringConvertible {
  var text: String
  var message: String

  init(_ text: String, _ message: String) {
    self.text = text
    self.message = message
  }

  var testDescription: String { text }
}
