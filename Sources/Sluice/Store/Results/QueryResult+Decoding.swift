// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension QueryResult {
  /// The columns, ready to be read as types of Swift.
  var readers: [ColumnReader] {
    columns.indices.map {
      ColumnReader(name: names[$0], type: columns[$0].sqlType, cells: cells[$0])
    }
  }

  /// The rows as values of a type that can be decoded.
  ///
  /// Its fields are named as the columns, or become those names in ``SnakeCase``: `placedAt` is the
  /// column `placed_at`. Structures, lists and JSON become types with fields and arrays, dates and
  /// times those of this library or of Foundation. Of a single column the type may also be that of its
  /// values. Throws `DecodingError` where a row does not fit.
  public func decode<Row: Decodable>(_ type: Row.Type = Row.self) throws -> [Row] {
    if type == Record.self, let records = Array(rows) as? [Row] { return records }
    let decoder = RowDecoder(self)
    var decoded: [Row] = []
    decoded.reserveCapacity(rowCount)
    for row in 0..<rowCount {
      decoder.move(to: row)
      decoded.append(try Row(from: decoder))
    }
    return decoded
  }

  /// The values of the column called `name` as a type that can be decoded: an optional where some may
  /// be missing.
  ///
  /// ```swift
  /// let names = try result.values("name", as: String.self)
  /// let scores = try result.values("score", as: Double?.self)
  /// ```
  /// Throws `DecodingError` if there is no such column or a value is not of the type.
  public func values<Element: Decodable>(
    _ name: String,
    as type: Element.Type = Element.self
  ) throws -> [Element] {
    guard let place = place(of: name) else {
      throw DecodingError.keyNotFound(
        ColumnKey(stringValue: name),
        DecodingError.Context(
          codingPath: [],
          debugDescription: "The result has no column '\(name)'."
            + NearestName.suggestion(for: name, among: names)
        )
      )
    }
    return try values(of: readers[place], type)
  }

  /// The only value of a result of one row and one column.
  ///
  /// An optional is `nil` if the value is missing, or if there is no row. Throws `DecodingError` if the
  /// value is not of the type, or not the only one.
  public func value<Element: Decodable>(as type: Element.Type = Element.self) throws -> Element {
    guard columns.count == 1, rowCount <= 1 else {
      throw DecodingError.typeMismatch(
        type,
        DecodingError.Context(
          codingPath: [],
          debugDescription: "The result is no single value: it has \(rowCount.counted("row")) and "
            + "\(columns.count.counted("column"))."
        )
      )
    }
    guard let value = try values(of: readers[0], type).first else {
      return try RecordDecoder.decode(type, from: .null, at: [readers[0].key])
    }
    return value
  }

  /// The usual types are read without asking for the type of each value.
  private func values<Element: Decodable>(
    of column: ColumnReader,
    _ type: Element.Type
  ) throws -> [Element] {
    let known: Any? =
      switch type {
      case is Int.Type: try all { try column.integer($0, Int.self) }
      case is Int64.Type: try all { try column.integer($0, Int64.self) }
      case is Double.Type: try all { try column.double($0) }
      case is String.Type: try all { try column.string($0) }
      case is Bool.Type: try all { try column.bool($0) }
      case is Int?.Type:
        try all { column.isNull($0) ? Int?.none : try column.integer($0, Int.self) }
      case is Double?.Type: try all { column.isNull($0) ? Double?.none : try column.double($0) }
      case is String?.Type: try all { column.isNull($0) ? String?.none : try column.string($0) }
      default: nil
      }
    if let known = known as? [Element] { return known }
    return try all { try column.decode(type, $0) }
  }

  @inline(__always)
  private func all<Element>(_ read: (Int) throws -> Element) rethrows -> [Element] {
    var elements: [Element] = []
    elements.reserveCapacity(rowCount)
    for row in 0..<rowCount { elements.append(try read(row)) }
    return elements
  }
}
