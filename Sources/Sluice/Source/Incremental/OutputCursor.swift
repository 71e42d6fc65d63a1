// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Where a cursor of a resource stands, so that the source can be asked for what is new alone.
///
/// Values are as the source had them: a text stays the text that it was. Without a cursor, or before
/// there is a value, everything is `nil`.
public struct OutputCursor: Sendable {
  private let sink: any OutputSink
  private let place: String?

  init(_ sink: any OutputSink, at place: String? = nil) {
    self.sink = sink
    self.place = place
  }

  private var position: CursorPosition? {
    sink.cursors.first { place == nil || $0.path == place }
  }

  /// The path of the cursor; `nil` if the resource has none.
  public var path: String? { position?.path }
  /// The first value that is wanted, as it was declared.
  public var initialValue: Value? { position?.initial }
  /// Where this run starts: where the cursor was, back by its lag. It does not move in a run.
  public var startValue: Value? { position?.start }
  /// How far the cursor has come, records of this run included.
  public var lastValue: Value? { position?.last }
  /// Where the range ends; `nil` unless it does.
  public var endValue: Value? { position?.end }

  /// Where this run starts, as a value of a type; `nil` if nothing is known.
  ///
  /// Throws ``LoadError`` with the code `cursorNotComparable` if it is something else, such as a local
  /// time where an instant is asked for.
  public func startValue<Kind: CursorType>(as type: Kind.Type) throws(LoadError) -> Kind? {
    try read(startValue)
  }

  /// How far the cursor has come, as a value of a type. Throws as ``startValue(as:)`` does.
  public func lastValue<Kind: CursorType>(as type: Kind.Type) throws(LoadError) -> Kind? {
    try read(lastValue)
  }

  /// Where the range ends, as a value of a type. Throws as ``startValue(as:)`` does.
  public func endValue<Kind: CursorType>(as type: Kind.Type) throws(LoadError) -> Kind? {
    try read(endValue)
  }

  /// Whether a record before the start was seen.
  public var isStartOutOfRange: Bool { position?.isStartOutOfRange ?? false }
  /// Whether a record beyond the end was seen.
  public var isEndOutOfRange: Bool { position?.isEndOutOfRange ?? false }
  /// Whether the order of the records says that no later one can be wanted.
  ///
  /// A resource that is made from nothing is stopped then. One that is made from the records of another
  /// is not, nor is that one: it can ask this, and do nothing for the records that are left.
  public var canClose: Bool { position?.canClose ?? false }

  private func read<Kind: CursorType>(_ value: Value?) throws(LoadError) -> Kind? {
    guard let value, !value.isNull else { return nil }
    if let read = Kind(cursor: value) { return read }
    throw LoadError(
      .cursorNotComparable,
      "The cursor '\(path ?? "")' is asked for as '\(Kind.self)', but has another type. Ask for the type "
        + "that the source sends.",
      offendingValue: "\(value)"
    )
  }
}

extension Output {
  /// The cursor of the resource: the first, if there are several.
  public var cursor: OutputCursor { OutputCursor(sink) }

  /// The cursor of the resource at `path`.
  public func cursor(_ path: String) -> OutputCursor { OutputCursor(sink, at: path) }
}
