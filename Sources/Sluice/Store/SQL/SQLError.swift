// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Why a statement cannot be run, and where in its text the reason lies.
///
/// Its description shows the line of the text with the part at fault marked:
///
/// ```text
/// Binding error at line 1, column 8: there is no column 'nme'.
///   1 | SELECT nme FROM people
///     |        ^~~
/// Did you mean 'name'?
/// ```
public struct SQLError: Error, Hashable, Sendable {
  private struct Details: Hashable, Sendable {
    var kind: Kind
    var message: String
    var advice: String
    var range: SQL.SourceRange?
    var excerpt: Excerpt?
  }

  private indirect enum Box: Hashable, Sendable {
    case details(Details)
  }

  // One word: a method keeps room for an error in its frame, and in a debug build once for each call
  // that may throw. With the details in place the parser could go half as deep.
  private var box: Box

  private var details: Details {
    get {
      switch box {
      case .details(let details): details
      }
    }
    set { box = .details(newValue) }
  }

  init(_ kind: Kind, _ message: String, at range: SQL.SourceRange? = nil, advice: String = "") {
    box = .details(Details(kind: kind, message: message, advice: advice, range: range))
  }

  /// What kind of failure this is.
  public internal(set) var kind: Kind {
    get { details.kind }
    set { details.kind = newValue }
  }

  /// What is wrong, without a full stop: `expected an expression, found 'FROM'`.
  public internal(set) var message: String {
    get { details.message }
    set { details.message = newValue }
  }

  /// What to do about it: one sentence or more, or nothing.
  public internal(set) var advice: String {
    get { details.advice }
    set { details.advice = newValue }
  }

  /// The part of the text at fault, if one is.
  var range: SQL.SourceRange? {
    get { details.range }
    set { details.range = newValue }
  }

  /// Where that part is for a reader, once the text has been seen.
  var excerpt: Excerpt? { details.excerpt }

  /// The line of the text, from 1, if a part of it is at fault.
  public var line: Int? { excerpt?.line }

  /// The place in the line, in characters from 1, if a part of the text is at fault.
  public var column: Int? { excerpt?.column }

  /// A copy that shows its place in `text`, which is what was parsed.
  func located(in text: String) -> SQLError {
    guard details.excerpt == nil, let range else { return self }
    var copy = self
    copy.details.excerpt = Excerpt(of: range, in: text)
    return copy
  }
}

extension SQLError {
  /// A kind of failure.
  public enum Kind: String, Hashable, Sendable {
    /// The text is not of the language.
    case syntax
    /// The text is too deep, too long or too large for what reads it.
    case limit
    /// The statement needs more memory than it may have.
    case memory
    /// A name, a type or a function is not there or is used wrongly.
    case binding
    /// Something of that name is there already, or is not there.
    case catalog
    /// A value is not of the type that it should become.
    case conversion
    /// A value is too great or too small for its type.
    case outOfRange
    /// The arguments of a function or an option have values that it does not take.
    case invalidInput
    /// A row breaks a constraint of its table.
    case constraint
    /// The statement does not fit the state of the transaction.
    case transaction
    /// Another transaction was faster.
    case conflict
    /// Nobody waits for the result any more.
    case cancelled
    /// A file or the disk does not give or take what it should.
    case file
    /// The language has it, the store does not.
    case unsupported

    /// How a message begins.
    fileprivate var title: String {
      switch self {
      case .syntax: "Syntax error"
      case .limit: "Limit exceeded"
      case .memory: "Out of memory"
      case .binding: "Binding error"
      case .catalog: "Catalog error"
      case .conversion: "Conversion error"
      case .outOfRange: "Out of range"
      case .invalidInput: "Invalid input"
      case .constraint: "Constraint error"
      case .transaction: "Transaction error"
      case .conflict: "Conflict"
      case .cancelled: "Cancelled"
      case .file: "File error"
      case .unsupported: "Not supported"
      }
    }
  }
}

extension SQLError: CustomStringConvertible {
  /// All of it: what and where, the line of the text with the part at fault marked, and the advice.
  public var description: String {
    var text = kind.title
    if let excerpt {
      text += " at line \(excerpt.line), column \(excerpt.column): \(message)."
      text += "\n" + excerpt.lines
    } else {
      text += ": \(message)."
    }
    guard !advice.isEmpty else { return text }
    return text + (excerpt == nil ? " " : "\n") + advice
  }
}
