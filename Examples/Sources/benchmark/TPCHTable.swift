// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// A table of TPC-H, and the types of its columns.
struct TPCHTable {
  private static let rowsPerBatch = 122_880
  private static let amount = DataType(.decimal, precision: 15, scale: 2)
  private static let integer = DataType(.bigint, precision: 32)

  let name: String
  let columns: KeyValuePairs<String, DataType>

  /// All tables, small ones first.
  static let all = [
    TPCHTable(
      name: "region",
      columns: ["r_regionkey": .bigint, "r_name": .text, "r_comment": .text]
    ),
    TPCHTable(
      name: "nation",
      columns: [
        "n_nationkey": .bigint, "n_name": .text, "n_regionkey": .bigint, "n_comment": .text,
      ]
    ),
    TPCHTable(
      name: "supplier",
      columns: [
        "s_suppkey": .bigint, "s_name": .text, "s_address": .text, "s_nationkey": .bigint,
        "s_phone": .text, "s_acctbal": amount, "s_comment": .text,
      ]
    ),
    TPCHTable(
      name: "customer",
      columns: [
        "c_custkey": .bigint, "c_name": .text, "c_address": .text, "c_nationkey": .bigint,
        "c_phone": .text, "c_acctbal": amount, "c_mktsegment": .text, "c_comment": .text,
      ]
    ),
    TPCHTable(
      name: "part",
      columns: [
        "p_partkey": .bigint, "p_name": .text, "p_mfgr": .text, "p_brand": .text,
        "p_type": .text, "p_size": integer, "p_container": .text, "p_retailprice": amount,
        "p_comment": .text,
      ]
    ),
    TPCHTable(
      name: "partsupp",
      columns: [
        "ps_partkey": .bigint, "ps_suppkey": .bigint, "ps_availqty": integer,
        "ps_supplycost": amount, "ps_comment": .text,
      ]
    ),
    TPCHTable(
      name: "orders",
      columns: [
        "o_orderkey": .bigint, "o_custkey": .bigint, "o_orderstatus": .text,
        "o_totalprice": amount, "o_orderdate": .date, "o_orderpriority": .text,
        "o_clerk": .text, "o_shippriority": integer, "o_comment": .text,
      ]
    ),
    TPCHTable(
      name: "lineitem",
      columns: [
        "l_orderkey": .bigint, "l_partkey": .bigint, "l_suppkey": .bigint,
        "l_linenumber": integer, "l_quantity": amount, "l_extendedprice": amount,
        "l_discount": amount, "l_tax": amount, "l_returnflag": .text, "l_linestatus": .text,
        "l_shipdate": .date, "l_commitdate": .date, "l_receiptdate": .date,
        "l_shipinstruct": .text, "l_shipmode": .text, "l_comment": .text,
      ]
    ),
  ]

  /// The rows of a CSV file with a line of names at the top.
  func batches(inFile path: String) throws -> [Batch] {
    let reader = try TextFile(path)
    _ = reader.nextLine()
    var result: [Batch] = []
    var builders = columns.map { VectorBuilder($0.value) }
    var count = 0
    func finish() {
      result.append(
        Batch(names: columns.map(\.key), vectors: builders.map { $0.finish() }, rowCount: count)
      )
      builders = columns.map { VectorBuilder($0.value) }
      count = 0
    }
    while let line = reader.nextLine() {
      let fields = Self.fields(line)
      guard fields.count == columns.count else {
        throw UsageError("A line of '\(path)' has \(fields.count) fields, not \(columns.count).")
      }
      for (builder, field) in zip(builders, fields) { try append(field, to: builder) }
      count += 1
      if count == Self.rowsPerBatch { finish() }
    }
    if count > 0 { finish() }
    return result
  }

  private func append(_ field: String, to builder: VectorBuilder) throws {
    switch builder.type.kind {
    case .text: builder.append(field)
    case .bigint: builder.append(Int64(field) ?? 0)
    case .date: try builder.append(CalendarDate(field).map { .date($0) } ?? .null)
    default: try builder.append(ExactDecimal(field).map { .decimal($0) } ?? .null)
    }
  }

  /// The fields of a line, of which some are in quotes.
  private static func fields(_ line: ArraySlice<UInt8>) -> [String] {
    var result: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    for byte in line {
      switch byte {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: ",") where !isQuoted:
        result.append(String(decoding: field, as: UTF8.self))
        field.removeAll(keepingCapacity: true)
      default: field.append(byte)
      }
    }
    result.append(String(decoding: field, as: UTF8.self))
    return result
  }
}
