// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The names of the columns that every table has beside its data.
enum SystemColumn {
  static let loadID = "_dlt_load_id"
  static let id = "_dlt_id"
  static let parentID = "_dlt_parent_id"
  static let listIndex = "_dlt_list_idx"
  static let rootID = "_dlt_root_id"

  /// Whether a table or column is the library's own by its name.
  static func isReserved(_ name: String) -> Bool {
    name.hasPrefix("_dlt") || name.hasPrefix("_sluice")
  }
  static let all: Set<String> = [loadID, id, parentID, listIndex, rootID]

  static func column(_ name: String) -> Column {
    switch name {
    case id: Column(id, .text, nullable: false, hints: [.unique, .rowKey])
    case parentID: Column(parentID, .text, nullable: false, hints: [.parentKey])
    case rootID: Column(rootID, .text, nullable: false, hints: [.rootKey])
    case listIndex: Column(listIndex, .bigint, nullable: false)
    default: Column(loadID, .text, nullable: false)
    }
  }
}
