// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// Schemas that are exported.
enum ExportFixture {
  /// A shop: keys, references, two levels of nested tables, a description of each kind.
  static var shop: Schema {
    var schema = Schema("shop")
    var customers = Table("customers", resource: "customers")
    customers.add(Column("id", .bigint, nullable: false, hints: [.primaryKey]))
    customers.add(Column("name", .text))
    customers.addRootColumns()
    schema["customers"] = customers

    var orders = Table("orders", resource: "orders")
    orders.description = "What was ordered; it's \"final\"."
    orders.references = [
      TableReference(to: "customers", columns: ["customer_id"], referencedColumns: ["id"])
    ]
    orders.add(Column("id", .bigint, nullable: false, hints: [.primaryKey]))
    var total = Column("total", .decimal(precision: 12, scale: 2))
    total.description = "In <euro> & \"cent\",\nwith tax: it's 19 %."
    orders.add(total)
    orders.add(Column("customer_id", .bigint))
    orders.add(Column("placed_at", .timestamp(precision: 3, hasTimeZone: false), nullable: false))
    orders.add(Column("untyped"))
    orders.addRootColumns()
    schema["orders"] = orders

    var items = Table("orders__items", parent: "orders")
    items.add(Column("sku", .text(length: 20)))
    items.add(Column("_dlt_root_id", .text, nullable: false, hints: [.rootKey]))
    items.addNestedColumns()
    schema["orders__items"] = items

    var tags = Table("orders__items__tags", parent: "orders__items")
    tags.add(Column("value", .text))
    tags.addNestedColumns()
    schema["orders__items__tags"] = tags
    schema["empty"] = Table("empty")
    return schema
  }

  /// Names that no language likes.
  static var odd: Schema {
    var schema = Schema("odd \"names\"")
    var one = Table("1st table-name")
    for name in [
      "class", "self", "Type", "1st", "a_1", "a1", "_", "ID", "größe", "with space", "qu\"o\\te",
      "new\nline", "🙂", "dash-ed", "userID", "default", "Any", "coding_keys", "名前", "é", "e\u{301}",
    ] {
      one.add(Column(name, .text))
    }
    one.add(Column("key one", .bigint, nullable: false, hints: [.primaryKey]))
    one.add(Column("key \"two\"", .bigint, nullable: false, hints: [.primaryKey]))
    schema[one.name] = one
    for name in ["string", "coding_keys", "1st table-name", "größe"] {
      var child = Table("1st table-name__\(name)", parent: one.name)
      child.add(Column("value", .binary, nullable: false))
      child.addNestedColumns()
      schema[child.name] = child
    }
    for name in ["direction", "Direction", "data", "a\"b", "lonely"] {
      var table = Table(name)
      table.references = [
        TableReference(
          to: one.name,
          columns: ["one", "two"],
          referencedColumns: ["key one", "key \"two\""]
        )
      ]
      table.references[0].label = "points \"to\""
      table.references[0].cardinality = "one_to_many"
      if name != "lonely" {
        table.add(Column("one", .wei))
        table.add(Column("two", .json, nullable: false))
      } else {
        table.add(Column("_dlt_id", .text))
      }
      schema[name] = table
    }
    return schema
  }
}

extension Table {
  fileprivate mutating func add(_ column: Column) { self[column.name] = column }

  fileprivate mutating func addRootColumns() {
    add(Column("_dlt_load_id", .text, nullable: false))
    add(Column("_dlt_id", .text, nullable: false, hints: [.unique, .rowKey]))
  }

  fileprivate mutating func addNestedColumns() {
    add(Column("_dlt_parent_id", .text, nullable: false, hints: [.parentKey]))
    add(Column("_dlt_list_idx", .bigint, nullable: false))
    add(Column("_dlt_id", .text, nullable: false, hints: [.unique, .rowKey]))
  }
}
