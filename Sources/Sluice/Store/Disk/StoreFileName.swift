// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The name of a file of a store.
struct StoreFileName: Hashable, CustomStringConvertible {
  /// What a file is for.
  enum Kind: String {
    case base, commit, latest
    /// Rows that belong to no commit yet.
    case rows
  }

  /// How the names of files end that are not finished.
  static let temporaryEnding = ".new"

  let kind: Kind
  let number: Int
  /// The checksum of the last commit, in the name of the file that tells of it.
  let chain: UInt64
  let isTemporary: Bool

  /// The name of a file.
  init(_ kind: Kind, _ number: Int, chain: UInt64 = 0, isTemporary: Bool = false) {
    self.kind = kind
    self.number = number
    self.chain = chain
    self.isTemporary = isTemporary
  }

  /// Reads a name; `nil` if it is none of a store.
  init?(_ name: String) {
    var parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let isTemporary = parts.last == "new"
    if isTemporary { parts.removeLast() }
    guard let number = parts.first.flatMap({ Int($0) }),
      let kind = parts.last.flatMap({ Kind(rawValue: String($0)) })
    else { return nil }
    let chain = parts.count > 2 ? UInt64(parts[1], radix: 16) ?? 0 : 0
    self.init(kind, number, chain: chain, isTemporary: isTemporary)
    guard description == name else { return nil }
  }

  var description: String {
    let ending = isTemporary ? Self.temporaryEnding : ""
    let chain = kind == .latest ? ".\(Self.padded(String(chain, radix: 16), to: 16))" : ""
    return "\(Self.padded(String(number), to: 10))\(chain).\(kind.rawValue)\(ending)"
  }

  private static func padded(_ text: String, to count: Int) -> String {
    String(repeating: "0", count: max(0, count - text.count)) + text
  }
}

/// What the first frame of a file of a store says.
struct StoreFileHead: Hashable {
  /// The version of the form of the files.
  static let version = 2

  var kind: StoreFileName.Kind
  var number: Int
  /// The checksum of the commit before, or of the last one that a base stands for.
  var chain: UInt64
  var version = Self.version

  /// Describes a file.
  init(kind: StoreFileName.Kind, number: Int, chain: UInt64) {
    self.kind = kind
    self.number = number
    self.chain = chain
  }

  /// Reads the head of a frame; `nil` if it begins no file of a store.
  init?(_ fields: Record) {
    guard let kind = (fields["store"]?.string).flatMap(StoreFileName.Kind.init(rawValue:)),
      let number = fields["number"]?.int64,
      let chain = (fields["chain"]?.string).flatMap({ UInt64($0, radix: 16) }),
      let version = fields["version"]?.int64
    else { return nil }
    self.init(kind: kind, number: Int(number), chain: chain)
    self.version = Int(version)
  }

  /// The head of the frame.
  var fields: Record {
    [
      "store": .text(kind.rawValue), "version": Value(integer: version),
      "number": Value(integer: number), "chain": .text(String(chain, radix: 16)),
    ]
  }
}
