// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Reads a regular expression in the syntax of RE2.
///
/// Groups are kept in a list, not on the stack of the machine. Trees are walked on it, therefore
/// groups nest up to a limit.
struct RegexParser {
  /// How deeply groups may nest.
  static let nestingLimit = 200
  /// How often something may be repeated by counts, together with the counts around it.
  static let repetitionLimit = 1000

  /// An open group, or the whole expression.
  private struct Frame {
    var optionsAround: RegexOptions
    var number: Int?
    var choices: [RegexTree.Node] = []
    var sequence: [RegexTree.Node] = []
  }

  /// The code points of the pattern.
  let scalars: [UInt32]
  /// The byte at which each code point begins, and at which the pattern ends.
  let offsets: [Int]
  /// The code point that is read next.
  var place = 0
  /// The options that hold at that place.
  var options: RegexOptions
  /// What has been read.
  var tree = RegexTree()
  private var frames: [Frame] = []

  private init(_ pattern: UnsafeBufferPointer<UInt8>, _ options: RegexOptions) throws(PatternError)
  {
    var scalars: [UInt32] = []
    var offsets: [Int] = []
    var place = 0
    while place < pattern.count {
      let (scalar, length) = UTF8Scalar.decode(pattern, at: place)
      guard let scalar else {
        throw PatternError(reason: .badUTF8, fragment: "", offset: place)
      }
      scalars.append(scalar)
      offsets.append(place)
      place += length
    }
    offsets.append(pattern.count)
    self.scalars = scalars
    self.offsets = offsets
    self.options = options
  }

  /// Reads a pattern.
  ///
  /// - Throws: ``PatternError`` with the place that cannot be read.
  static func parse(
    _ pattern: UnsafeBufferPointer<UInt8>,
    _ options: RegexOptions
  ) throws(PatternError) -> RegexTree {
    var parser = try RegexParser(pattern, options)
    parser.frames = [Frame(optionsAround: options)]
    if options.isLiteral {
      for scalar in parser.scalars { parser.pushLiteral(scalar) }
    } else {
      try parser.parseAll()
    }
    parser.tree.root = parser.closeFrame()
    return parser.tree
  }

  private mutating func parseAll() throws(PatternError) {
    // Where the operator began that was read last, as two of them in a row are an error.
    var lastOperator: Int?
    while let scalar = peek {
      var thisOperator: Int?
      switch scalar {
      case "(":
        try openGroup()
      case ")":
        place += 1
        guard frames.count > 1 else { throw error(.unexpectedParenthesis, from: 0) }
        let frame = frames[frames.count - 1]
        let inner = closeFrame()
        push(frame.number.map { tree.add(.group(inner, number: $0)) } ?? inner)
        options = frame.optionsAround
      case "|":
        place += 1
        let sequence = takeSequence()
        frames[frames.count - 1].choices.append(sequence)
      case "^":
        place += 1
        push(tree.add(.assertion(options.isMultiLine ? .beginLine : .beginText)))
      case "$":
        place += 1
        push(tree.add(.assertion(options.isMultiLine ? .endLine : .endText)))
      case ".":
        place += 1
        let notNewline = CodePointSet(0x0A...0x0A).inverted
        push(tree.add(.set(options.dotMatchesNewline ? .all : notNewline)))
      case "[":
        let set = try parseClass()
        push(tree.add(.set(set)))
      case "*", "+", "?":
        thisOperator = lastOperator ?? place
        place += 1
        try pushRepetition(
          least: scalar == "+" ? 1 : 0,
          most: scalar == "?" ? 1 : nil,
          operators: (thisOperator ?? 0, lastOperator != nil),
          size: nil
        )
      case "{":
        let start = place
        guard let (least, most) = parseCounts() else {
          pushLiteral(scalar.value)
          place = start + 1
          break
        }
        thisOperator = lastOperator ?? start
        try pushRepetition(
          least: least,
          most: most,
          operators: (thisOperator ?? 0, lastOperator != nil),
          size: start
        )
      case "\\":
        try parseEscaped()
      default:
        place += 1
        pushLiteral(scalar.value)
      }
      lastOperator = thisOperator
    }
    guard frames.count == 1 else { throw error(.missingParenthesis, from: 0) }
  }

  private mutating func openGroup() throws(PatternError) {
    let start = place
    let around = options
    place += 1
    var number: Int?
    if peek == "?" {
      switch try parseGroupStart(from: start) {
      case .options: return
      case .plain: break
      case .named(let name):
        tree.groupNames.append(name)
        number = tree.groupCount
      }
    } else {
      tree.groupNames.append(nil)
      number = tree.groupCount
    }
    guard frames.count <= Self.nestingLimit else { throw error(.nestedTooDeeply, from: start) }
    frames.append(Frame(optionsAround: around, number: number))
  }

  /// Ends the innermost group.
  private mutating func closeFrame() -> RegexTree.Node {
    let sequence = takeSequence()
    let choices = frames.removeLast().choices
    return choices.isEmpty ? sequence : tree.add(.choice(choices + [sequence]))
  }

  /// Ends what stands side by side.
  private mutating func takeSequence() -> RegexTree.Node {
    let sequence = frames[frames.count - 1].sequence
    frames[frames.count - 1].sequence = []
    switch sequence.count {
    case 0: return tree.add(.empty)
    case 1: return sequence[0]
    default: return tree.add(.sequence(sequence))
    }
  }

  /// Adds a node to what stands side by side.
  mutating func push(_ node: RegexTree.Node) { frames[frames.count - 1].sequence.append(node) }

  /// Adds a code point, with those that differ in case only where case does not matter.
  mutating func pushLiteral(_ scalar: UInt32) {
    if options.ignoresCase {
      let orbit = CaseFolding.shared.orbit(of: scalar)
      if !orbit.isEmpty {
        push(tree.add(.set(CodePointSet(orbit.map { $0...$0 }))))
        return
      }
    }
    push(tree.add(.scalar(scalar)))
  }

  private mutating func pushRepetition(
    least: Int,
    most: Int?,
    operators: (start: Int, follow: Bool),
    size: Int?
  ) throws(PatternError) {
    var isGreedy = !options.isLazy
    if peek == "?" {
      place += 1
      isGreedy.toggle()
    }
    if operators.follow { throw error(.badRepeatOperator, from: operators.start) }
    guard let child = frames[frames.count - 1].sequence.last else {
      throw error(.missingRepeatArgument, from: operators.start)
    }
    if let size {
      guard least <= Self.repetitionLimit, most ?? 0 <= Self.repetitionLimit, least <= most ?? least
      else { throw error(.badRepeatSize, from: size) }
    }
    let node = tree.add(.repetition(child, least: least, most: most, isGreedy: isGreedy))
    if let size, tree.repetitions[node] > Self.repetitionLimit {
      throw error(.badRepeatSize, from: size)
    }
    frames[frames.count - 1].sequence.removeLast()
    push(node)
  }

  /// Reads `{n}`, `{n,}` or `{n,m}`; anything else stands for itself.
  private mutating func parseCounts() -> (least: Int, most: Int?)? {
    let start = place
    place += 1
    guard let least = parseCount() else {
      place = start
      return nil
    }
    var most: Int? = least
    if peek == "," {
      place += 1
      most = nil
      if peek != "}" {
        guard let count = parseCount() else {
          place = start
          return nil
        }
        most = count
      }
    }
    guard peek == "}" else {
      place = start
      return nil
    }
    place += 1
    return (least, most)
  }

  private mutating func parseCount() -> Int? {
    let start = place
    var value = 0
    while let digit = peek, digit >= "0", digit <= "9" {
      // Larger ones are refused anyway, and must not overflow.
      if value < 100_000_000 { value = value * 10 + Int(digit.value - 0x30) }
      place += 1
    }
    let isPadded = place - start > 1 && scalars[start] == 0x30
    return place == start || isPadded ? nil : value
  }
}

extension RegexParser {
  /// The code point that is read next; `nil` at the end.
  var peek: Unicode.Scalar? { peek(0) }

  /// A code point that is read later.
  func peek(_ ahead: Int) -> Unicode.Scalar? {
    place + ahead < scalars.count ? Unicode.Scalar(scalars[place + ahead]) : nil
  }

  /// An error about the code points from one on to the one that is read next, or to another.
  func error(_ reason: PatternError.Reason, from start: Int, to end: Int? = nil) -> PatternError {
    let isWhole =
      reason == .missingParenthesis || reason == .unexpectedParenthesis
    let end = isWhole ? scalars.count : min(end ?? place, scalars.count)
    var text = ""
    for value in scalars[min(start, end)..<end] {
      if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
    }
    let offset = isWhole ? offsets[max(0, min(place, scalars.count))] : offsets[start]
    return PatternError(reason: reason, fragment: text, offset: offset)
  }
}
