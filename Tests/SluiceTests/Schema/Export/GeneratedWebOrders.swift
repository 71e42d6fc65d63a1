// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Generated from the schema 'web'. Changes are lost when it is generated again.

import Foundation
import Sluice

/// What was ordered on the web.
struct WebOrders: Codable, Hashable, Sendable {
  var total: ExactDecimal
  var placedAt: Timestamp
  var day: CalendarDate?
  var at: TimeOfDay?
  var ledger: ExactDecimal?
  var photo: Data
  var extra: Value?
  var id: Int64
  var gift: Bool?
  var weight: Double?
  var note: String?
  var `class`: String?
  var customerFirstName: String?
  /// The rows of the table 'web_orders__lines', if they were read with this one.
  var lines: [Lines]?
  /// The rows of the table 'web_orders__matrix', if they were read with this one.
  var matrix: [Matrix]?
  /// The rows of the table 'web_orders__customer__phones', if they were read with this one.
  var customerPhones: [CustomerPhones]?
  /// The rows of the table 'web_orders__note', if they were read with this one.
  var note2: [Note]?

  /// A row of the table 'web_orders__lines'.
  struct Lines: Codable, Hashable, Sendable {
    var sku: String?
    /// The rows of the table 'web_orders__lines__string', if they were read with this one.
    var string: [StringRow]?

    /// A row of the table 'web_orders__lines__string'.
    struct StringRow: Codable, Hashable, Sendable {
      var x: Int64?
    }
  }

  /// A row of the table 'web_orders__matrix'.
  struct Matrix: Codable, Hashable, Sendable {
    /// The rows of the table 'web_orders__matrix__list', if they were read with this one.
    var list: [List]?

    /// A row of the table 'web_orders__matrix__list'.
    struct List: Codable, Hashable, Sendable {
      var value: Int64?
    }
  }

  /// A row of the table 'web_orders__customer__phones'.
  struct CustomerPhones: Codable, Hashable, Sendable {
    var value: String?
  }

  /// A row of the table 'web_orders__note'.
  struct Note: Codable, Hashable, Sendable {
    var value: String?
  }

  private enum CodingKeys: String, CodingKey {
    case total
    case placedAt = "placed_at"
    case day
    case at
    case ledger
    case photo
    case extra
    case id
    case gift
    case weight
    case note
    case `class`
    case customerFirstName = "customer__first_name"
    case lines
    case matrix
    case customerPhones = "customer__phones"
    case note2 = "web_orders__note"
  }
}
