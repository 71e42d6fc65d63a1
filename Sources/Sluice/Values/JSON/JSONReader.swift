// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Reads records from JSON that comes in pieces of any size.
///
/// Give it bytes with ``append(_:)`` and take out records with ``next()`` until there are none;
/// after the last bytes call ``finish()`` and take out the rest:
///
/// ```swift
/// var reader = JSONReader()
/// reader.append(bytes)
/// reader.finish()
/// while let record = try reader.next() { print(record) }
/// ```
///
/// Names that occur twice in an object keep their last value, at the place of the first. Integers
/// are exact at any size. A number too great for a double is an error. A byte order mark of UTF-8
/// is passed over at the start; other encodings are refused.
public struct JSONReader: Sendable {
  enum Mode: Sendable {
    case start, lines, stream, arrayStart, element, afterElement, document, end
  }

  let options: JSONReadOptions
  let nestingLimit: Int
  var parser: JSONParser<JSONTreeBuilder>
  var input = JSONInput()
  var mode = Mode.start
  var failure: JSONError?
  /// Whether something must stand between the last record and the next.
  var needsSeparator = false
  /// Where the line being read ends in the memory.
  var lineStop = 0
  /// Where the record that the parser is inside of begins in the whole input.
  var recordStart = 0
  /// The records read or skipped so far.
  var recordCount = 0
  /// The malformed records that were skipped so far.
  public internal(set) var skippedCount = 0

  /// Makes a reader.
  public init(options: JSONReadOptions = JSONReadOptions()) {
    self.options = options
    nestingLimit = min(max(options.nestingLimit, 1), 2_000)
    parser = JSONParser(JSONTreeBuilder(), nestingLimit: nestingLimit)
  }

  /// Takes more of the input, cut at any byte.
  public mutating func append(_ bytes: some Collection<UInt8>) {
    precondition(!input.isFinished, "Bytes were appended after the end of the input.")
    input.append(bytes)
  }

  /// Says that all of the input was appended.
  public mutating func finish() { input.isFinished = true }

  /// The next record, or `nil` if more bytes are needed or the input has ended.
  ///
  /// After an error, every call throws that error again.
  public mutating func next() throws(JSONError) -> Value? {
    if let failure { throw failure }
    // The buffer is taken out, so that its memory and the reader can be used side by side.
    var memory = JSONInput.Memory()
    swap(&memory, &input.memory)
    defer { swap(&memory, &input.memory) }
    let result = memory.withUnsafeMutableBufferPointer { buffer -> Result<Value?, JSONError> in
      guard let base = buffer.baseAddress else { return .success(nil) }
      let end = base + (buffer.count - JSONInput.padding)
      do throws(JSONFault) {
        return .success(try step(base, end) { _, _, _ in nil })
      } catch {
        return .failure(self.error(error, base, end))
      }
    }
    switch result {
    case .success(let value): return value
    case .failure(let error):
      failure = error
      throw error
    }
  }

  /// Passes over a record that starts at the first pointer, in input that ends at the second; the
  /// last argument says whether nothing but white space may follow it there.
  ///
  /// Gives the first byte after it, or `nil` if the record should be read as a value.
  typealias Walk = (UnsafePointer<UInt8>, UnsafePointer<UInt8>, Bool) -> UnsafePointer<UInt8>?

  /// All records of `bytes`.
  public static func records(
    in bytes: some Collection<UInt8>,
    options: JSONReadOptions = JSONReadOptions()
  ) throws(JSONError) -> [Value] {
    var reader = JSONReader(options: options)
    reader.append(bytes)
    reader.finish()
    var records: [Value] = []
    while let record = try reader.next() { records.append(record) }
    return records
  }
}

extension Value {
  /// Reads a single JSON value.
  public init(json text: String) throws(JSONError) {
    self = try Value(jsonBytes: text.utf8)
  }

  /// Reads a single JSON value from UTF-8.
  public init(json bytes: [UInt8]) throws(JSONError) {
    self = try Value(jsonBytes: bytes)
  }

  private init(jsonBytes bytes: some Collection<UInt8>) throws(JSONError) {
    var options = JSONReadOptions()
    options.layout = .document
    self = try JSONReader.records(in: bytes, options: options).first ?? .null
  }
}
