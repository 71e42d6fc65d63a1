// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Records {
  /// Values of a type that can be encoded.
  public init<Element: Encodable & Sendable>(_ name: String, of values: [Element]) {
    self.init(name) { try await $0.send(values) }
  }

  /// Values of a type that can be encoded, taken as the sequence yields them.
  public init<Values: Sequence & Sendable>(
    _ name: String,
    of values: Values
  ) where Values.Element: Encodable {
    self.init(name) { output in
      var page: [Values.Element] = []
      for value in values {
        page.append(value)
        if page.count == pageSize {
          try await output.send(page)
          page.removeAll(keepingCapacity: true)
        }
      }
      if !page.isEmpty { try await output.send(page) }
    }
  }

  /// Values of a type that can be encoded, taken one by one as they arrive.
  ///
  /// A sequence that can be walked only once has nothing to yield in a second run.
  /// Where pages arrive, send them from a closure: ``init(_:produce:)`` is faster then.
  public init<Values: AsyncSequence & Sendable>(
    _ name: String,
    of values: Values
  ) where Values.Element: Encodable {
    self.init(name) { output in
      var page: [Values.Element] = []
      for try await value in values {
        page.append(value)
        if page.count == pageSize {
          try await output.send(page)
          page.removeAll(keepingCapacity: true)
        }
      }
      if !page.isEmpty { try await output.send(page) }
    }
  }

  /// Records.
  public init(_ name: String, of records: [Record]) {
    self.init(name) { try await $0.send(records) }
  }

  /// Values of any shape. One that is not a record becomes a row with a column `value`.
  public init(_ name: String, of values: [Value]) {
    self.init(name) { try await $0.send(values) }
  }

  /// Rows that are columns already: they get a load and an id, and are not nested further.
  public init(_ name: String, of batches: [Batch]) {
    self.init(name) { output in
      for batch in batches { try await output.send(batch) }
    }
  }

  /// JSON: lines, an array of records, or one document.
  public init(_ name: String, json text: String) {
    self.init(name) { try await $0.send(json: text) }
  }

  /// JSON: lines, an array of records, or one document.
  public init(_ name: String, json bytes: some Collection<UInt8> & Sendable) {
    self.init(name) { try await $0.send(json: bytes) }
  }

  /// JSON as it arrives, for example from ``FileBytes``.
  public init(_ name: String, json stream: some ByteStream) {
    self.init(name) { try await $0.send(json: stream) }
  }

  /// CSV with a header, unless `options` say otherwise. Types are found out from the first values.
  public init(_ name: String, csv text: String, options: CSVOptions = CSVOptions()) {
    self.init(name) { try await $0.send(csv: text, options: options) }
  }

  /// CSV with a header, unless `options` say otherwise. Types are found out from the first values.
  public init(
    _ name: String,
    csv bytes: some Collection<UInt8> & Sendable,
    options: CSVOptions = CSVOptions()
  ) {
    self.init(name) { try await $0.send(csv: bytes, options: options) }
  }

  /// CSV as it arrives, for example from ``FileBytes``.
  public init(_ name: String, csv stream: some ByteStream, options: CSVOptions = CSVOptions()) {
    self.init(name) { try await $0.send(csv: stream, options: options) }
  }
}

/// How many single values travel together.
private let pageSize = 1_000
