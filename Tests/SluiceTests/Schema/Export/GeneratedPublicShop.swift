// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Generated from the schema 'shop'. Changes are lost when it is generated again.

public import Sluice

/// A row of the table 'customers'.
public struct Customers: Codable, Hashable, Sendable {
  public var id: Int64
  public var name: String?
  public var dltLoadId: String
  public var dltId: String

  /// Makes a row.
  public init(
    id: Int64,
    name: String? = nil,
    dltLoadId: String,
    dltId: String
  ) {
    self.id = id
    self.name = name
    self.dltLoadId = dltLoadId
    self.dltId = dltId
  }

  private enum CodingKeys: String, CodingKey {
    case id
    case name
    case dltLoadId = "_dlt_load_id"
    case dltId = "_dlt_id"
  }
}

/// What was ordered; it's "final".
public struct Orders: Codable, Hashable, Sendable {
  public var id: Int64
  /// In <euro> & "cent", with tax: it's 19 %.
  public var total: ExactDecimal?
  public var customerId: Int64?
  public var placedAt: Timestamp
  public var dltLoadId: String
  public var dltId: String
  /// The rows of the table 'orders__items', if they were read with this one.
  public var items: [Items]?

  /// Makes a row.
  public init(
    id: Int64,
    total: ExactDecimal? = nil,
    customerId: Int64? = nil,
    placedAt: Timestamp,
    dltLoadId: String,
    dltId: String,
    items: [Items]? = nil
  ) {
    self.id = id
    self.total = total
    self.customerId = customerId
    self.placedAt = placedAt
    self.dltLoadId = dltLoadId
    self.dltId = dltId
    self.items = items
  }

  /// A row of the table 'orders__items'.
  public struct Items: Codable, Hashable, Sendable {
    public var sku: String?
    public var dltRootId: String
    public var dltParentId: String
    public var dltListIdx: Int64
    public var dltId: String
    /// The rows of the table 'orders__items__tags', if they were read with this one.
    public var tags: [Tags]?

    /// Makes a row.
    public init(
      sku: String? = nil,
      dltRootId: String,
      dltParentId: String,
      dltListIdx: Int64,
      dltId: String,
      tags: [Tags]? = nil
    ) {
      self.sku = sku
      self.dltRootId = dltRootId
      self.dltParentId = dltParentId
      self.dltListIdx = dltListIdx
      self.dltId = dltId
      self.tags = tags
    }

    /// A row of the table 'orders__items__tags'.
    public struct Tags: Codable, Hashable, Sendable {
      public var value: String?
      public var dltParentId: String
      public var dltListIdx: Int64
      public var dltId: String

      /// Makes a row.
      public init(
        value: String? = nil,
        dltParentId: String,
        dltListIdx: Int64,
        dltId: String
      ) {
        self.value = value
        self.dltParentId = dltParentId
        self.dltListIdx = dltListIdx
        self.dltId = dltId
      }

      private enum CodingKeys: String, CodingKey {
        case value
        case dltParentId = "_dlt_parent_id"
        case dltListIdx = "_dlt_list_idx"
        case dltId = "_dlt_id"
      }
    }

    private enum CodingKeys: String, CodingKey {
      case sku
      case dltRootId = "_dlt_root_id"
      case dltParentId = "_dlt_parent_id"
      case dltListIdx = "_dlt_list_idx"
      case dltId = "_dlt_id"
      case tags
    }
  }

  private enum CodingKeys: String, CodingKey {
    case id
    case total
    case customerId = "customer_id"
    case placedAt = "placed_at"
    case dltLoadId = "_dlt_load_id"
    case dltId = "_dlt_id"
    case items
  }
}
