// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a later part of the library brings.
///
/// This table holds the only reasons for which something recorded may be left out. No case is.
enum LaterPart {
  /// The lists of single facts that need later parts.
  static let lists = ["file_layouts": "layouts of files"]
}
