// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Cases that we do not want to pass, for dlt itself calls what it does there a mistake.
///
/// They count as failed. They are here so that the tests as a whole say whether something is new.
enum Deviation {
  /// Why we do otherwise, by the name of the case.
  static let reasons = [
    "bin_values": "Empty bytes stay bytes; dlt loses them and stores a private character as text."
  ]
}
