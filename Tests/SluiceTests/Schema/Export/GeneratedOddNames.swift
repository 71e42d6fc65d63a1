// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Generated from the schema 'odd "names"'. Changes are lost when it is generated again.

import Foundation
import Sluice

/// A row of the table '1st table-name'.
struct Row1stTableName: Codable, Hashable, Sendable {
  var `class`: String?
  var selfValue: String?
  var type: String?
  var column1st: String?
  var a1: String?
  var a12: String?
  var column: String?
  var id: String?
  var größe: String?
  var withSpace: String?
  var quOTe: String?
  var newLine: String?
  var column2: String?
  var dashEd: String?
  var userID: String?
  var `default`: String?
  var any: String?
  var codingKeys: String?
  var 名前: String?
  var é: String?
  var keyOne: Int64
  var keyTwo: Int64
  /// The rows of the table '1st table-name__string', if they were read with this one.
  var string: [StringRow]?
  /// The rows of the table '1st table-name__coding_keys', if they were read with this one.
  var codingKeys2: [CodingKeysRow]?
  /// The rows of the table '1st table-name__1st table-name', if they were read with this one.
  var column1stTableName: [Row1stTableName2]?
  /// The rows of the table '1st table-name__größe', if they were read with this one.
  var größe2: [Größe]?

  /// A row of the table '1st table-name__string'.
  struct StringRow: Codable, Hashable, Sendable {
    var value: Data
  }

  /// A row of the table '1st table-name__coding_keys'.
  struct CodingKeysRow: Codable, Hashable, Sendable {
    var value: Data
  }

  /// A row of the table '1st table-name__1st table-name'.
  struct Row1stTableName2: Codable, Hashable, Sendable {
    var value: Data
  }

  /// A row of the table '1st table-name__größe'.
  struct Größe: Codable, Hashable, Sendable {
    var value: Data
  }

  private enum CodingKeys: String, CodingKey {
    case `class`
    case selfValue = "self"
    case type = "Type"
    case column1st = "1st"
    case a1 = "a_1"
    case a12 = "a1"
    case column = "_"
    case id = "ID"
    case größe
    case withSpace = "with space"
    case quOTe = "qu\"o\\te"
    case newLine = "new\u{a}line"
    case column2 = "🙂"
    case dashEd = "dash-ed"
    case userID
    case `default`
    case any = "Any"
    case codingKeys = "coding_keys"
    case 名前
    case é
    case keyOne = "key one"
    case keyTwo = "key \"two\""
    case string
    case codingKeys2 = "1st table-name__coding_keys"
    case column1stTableName = "1st table-name"
    case größe2 = "1st table-name__größe"
  }
}

/// A row of the table 'direction'.
struct Direction: Codable, Hashable, Sendable {
  var one: ExactDecimal?
  var two: Value
}

/// A row of the table 'Direction'.
struct Direction2: Codable, Hashable, Sendable {
  var one: ExactDecimal?
  var two: Value
}

/// A row of the table 'data'.
struct DataRow: Codable, Hashable, Sendable {
  var one: ExactDecimal?
  var two: Value
}

/// A row of the table 'a"b'.
struct AB: Codable, Hashable, Sendable {
  var one: ExactDecimal?
  var two: Value
}

/// A row of the table 'lonely'.
struct Lonely: Codable, Hashable, Sendable {}
