// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The matchers of a call of a function: one if the pattern is the same for all rows.
final class RegexCache {
  private let call: ScalarArguments
  private let pattern: Int
  private let options: Int?
  private let isWhole: Bool
  private let ignoresCase: Bool
  private var current: (pattern: [UInt8], options: [UInt8], matcher: RegexMatcher)?
  /// How the last pattern was read.
  private(set) var lastOptions = RegexOptions()

  init(
    _ call: ScalarArguments,
    pattern: Int,
    options: Int? = nil,
    isWhole: Bool = false,
    ignoresCase: Bool = false
  ) {
    self.call = call
    self.pattern = pattern
    self.options = options
    self.isWhole = isWhole
    self.ignoresCase = ignoresCase
  }

  /// The matcher of a row whose arguments are there.
  func matcher(_ row: Int) throws -> RegexMatcher {
    let isConstant =
      call.cells[pattern].isConstant && options.map { call.cells[$0].isConstant } ?? true
    if isConstant, let current { return current.matcher }
    let text = call.withText(pattern, row) { Array($0) }
    let letters = options.map { call.withText($0, row) { Array($0) } } ?? []
    if let current, current.pattern == text, current.options == letters { return current.matcher }
    do {
      var options = try letters.withUnsafeBufferPointer { letters throws(PatternError) in
        try RegexOptions(letters: letters)
      }
      if ignoresCase { options.ignoresCase = true }
      lastOptions = options
      let shared = SharedBytes(text)
      let matcher = RegexMatcher(
        try RegexPattern(shared.buffer, options),
        call.interruption
      )
      current = (text, letters, matcher)
      return matcher
    } catch {
      throw SQLError(.invalidInput, error.sentence)
    }
  }
}

extension PatternError {
  /// The reason without a full stop.
  var sentence: String { String("\(self)".dropLast()) }
}

extension FunctionCatalog {
  /// Adds regular expressions.
  mutating func addRegexFunctions() {
    for options in [nil, 2] as [Int?] {
      let parameters: [SQLType] = [.varchar, .varchar] + (options == nil ? [] : [.varchar])
      for name in ["regexp_matches", "~", "!~", "regexp_matches_ignoring_case"] {
        let isNegated = name == "!~"
        let ignoresCase = name == "regexp_matches_ignoring_case"
        add([name], parameters, .boolean) { call in
          let cache = RegexCache(call, pattern: 1, options: options, ignoresCase: ignoresCase)
          return try call.flags { row in
            let matcher = try cache.matcher(row)
            return call.withText(0, row) { matcher.contains($0) } != isNegated
          }
        }
      }
      for name in ["regexp_full_match", "regexp_full_match_ignoring_case"] {
        let ignoresCase = name == "regexp_full_match_ignoring_case"
        add([name], parameters, .boolean) { call in
          let cache = RegexCache(call, pattern: 1, options: options, ignoresCase: ignoresCase)
          return try call.flags { row in
            let matcher = try cache.matcher(row)
            return call.withText(0, row) { matcher.isFullMatch($0) }
          }
        }
      }
    }
    for options in [nil, 3] as [Int?] {
      let parameters: [SQLType] =
        [.varchar, .varchar, .varchar] + (options == nil ? [] : [.varchar])
      add(["regexp_replace"], parameters, .varchar) { call in
        let cache = RegexCache(call, pattern: 1, options: options)
        return try call.texts { row, bytes in
          let matcher = try cache.matcher(row)
          return call.withText(0, row) { text in
            call.withText(2, row) { replacement in
              // A replacement that does not fit replaces nothing.
              guard let rewrite = try? RegexRewrite(replacement, for: matcher.pattern) else {
                bytes += text
                return true
              }
              let count = matcher.replace(
                in: text,
                with: rewrite,
                isGlobal: cache.lastOptions.isGlobal,
                into: &bytes
              )
              if count == 0 { bytes += text }
              return true
            }
          }
        }
      }
    }
    add(["regexp_escape"], [.varchar], .varchar) { call in
      call.texts { row, bytes in
        call.withText(0, row) { text in
          for byte in text {
            if byte == 0 {
              TextWriter.append(word: "\\x00", to: &bytes)
              continue
            }
            let isPlain =
              byte >= 0x80 || byte == 0x5F || byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
            if !isPlain { bytes.append(0x5C) }
            bytes.append(byte)
          }
        }
        return true
      }
    }
    addRegexExtraction()
  }

  private mutating func addRegexExtraction() {
    addNamedGroups()
    for count in 2...4 {
      let parameters: [SQLType] = Array(
        ([.varchar, .varchar, .integer, .varchar] as [SQLType]).prefix(count)
      )
      add(["regexp_extract"], parameters, .varchar) { call in
        let cache = RegexCache(call, pattern: 1, options: count == 4 ? 3 : nil)
        return try call.parts(of: 0) { row, text in
          let matcher = try cache.matcher(row)
          let group = try Self.group(call, row, matcher)
          if group == 0 { return matcher.firstMatch(in: text) ?? 0..<0 }
          guard matcher.findGroups(in: text) else { return 0..<0 }
          return matcher.range(ofGroup: group) ?? 0..<0
        }
      }
      add(["regexp_extract_all"], parameters, .list(.varchar)) { call in
        let cache = RegexCache(call, pattern: 1, options: count == 4 ? 3 : nil)
        return try call.lists(of: .varchar) { row, maker in
          let matcher = try cache.matcher(row)
          let group = count > 2 ? Int(call.value(2, row, Int32.self)) : 0
          guard group >= 0 else { return true }
          try call.withText(0, row) { text in
            // A group that the pattern does not have counts only where something is found.
            guard group <= matcher.pattern.groupCount else {
              guard !text.isEmpty, matcher.contains(text) else { return }
              throw SQLError(.invalidInput, "the pattern has no group \(group)")
            }
            matcher.forEachExtraction(in: text, needsGroups: group > 0) { match in
              let range = group == 0 ? match : matcher.range(ofGroup: group)
              if let range {
                maker.add(bytes: TextBytes(rebasing: text[range]))
              } else {
                maker.addMissing()
              }
            }
          }
          return true
        }
      }
    }
  }

  /// The groups of the first match as the fields of a structure, whose names are written out.
  private mutating func addNamedGroups() {
    for hasOptions in [false, true] {
      add(["regexp_extract"], signature: "VARCHAR, VARCHAR, VARCHAR[]") { arguments in
        guard arguments.count == (hasOptions ? 4 : 3),
          case .texts(let names) = arguments[2].literal
        else { return nil }
        let fields = names.map {
          SQLType.Field(name: String(decoding: $0, as: UTF8.self), type: .varchar)
        }
        guard Set(fields.map { SQLName.folded($0.name) }).count == fields.count else { return nil }
        let parameters: [SQLType] = [.varchar, .varchar, .list(.varchar)]
        let type = SQLType.structure(fields)
        return TypedFunction(parameters + (hasOptions ? [.varchar] : []), type) { call in
          let cache = RegexCache(call, pattern: 1, options: hasOptions ? 3 : nil)
          let columns = fields.map { _ in CellColumn(CellShape(kind: .bytes), capacity: call.count)
          }
          let block = CellBlock(.structure, capacity: call.count)
          for row in 0..<call.count {
            guard call.hasAll(row) else {
              for column in columns { column.appendMissing() }
              block.setMissing(row, stride: 0)
              continue
            }
            let matcher = try cache.matcher(row)
            guard fields.count <= matcher.pattern.groupCount else {
              throw SQLError(.invalidInput, "there are more names than groups in the pattern")
            }
            call.withText(0, row) { text in
              let isFound = matcher.findGroups(in: text)
              for (place, column) in columns.enumerated() {
                let range = isFound ? matcher.range(ofGroup: place + 1) ?? 0..<0 : 0..<0
                let part = TextBytes(rebasing: text[range])
                column.append(run: part.baseAddress.map { ByteRun($0, part.count) } ?? ByteRun())
              }
            }
          }
          return Cells(.structure, block, children: columns.map(\.cells))
        }
      }
    }
  }

  private static func group(
    _ call: ScalarArguments,
    _ row: Int,
    _ matcher: RegexMatcher
  ) throws -> Int {
    guard call.cells.count > 2 else { return 0 }
    let group = Int(call.value(2, row, Int32.self))
    guard 0...matcher.pattern.groupCount ~= group else {
      throw SQLError(.invalidInput, "the pattern has no group \(group)")
    }
    return group
  }

  /// Adds what looks for texts in texts.
  mutating func addTextSearch() {
    add(["position", "strpos", "instr"], [.varchar, .varchar], .bigint) { call in
      let constant = call.constantText(1).map { SubstringSearch($0) }
      return call.rows { row -> Int64? in
        let search = constant ?? call.withText(1, row) { SubstringSearch($0) }
        return call.withText(0, row) { text in
          let place = search.place(in: text)
          return place < 0 ? 0 : Int64(TextPlaces.count(TextBytes(rebasing: text[..<place])) + 1)
        }
      }
    }
    for (names, test) in [
      (["contains"], 0), (["starts_with", "prefix", "^@"], 1), (["ends_with", "suffix"], 2),
    ] {
      add(names, [.varchar, .varchar], .boolean) { call in
        let constant = call.constantText(1).map { SubstringSearch($0) }
        return call.flags { row in
          let search = constant ?? call.withText(1, row) { SubstringSearch($0) }
          return call.withText(0, row) { text in
            switch test {
            case 0: search.isContained(in: text)
            case 1: search.isPrefix(of: text)
            default: search.isSuffix(of: text)
            }
          }
        }
      }
    }
    for (names, ignoresCase, isNegated) in [
      (["like", "~~", "like_escape"], false, false),
      (["not_like", "!~~", "not_like_escape"], false, true),
      (["ilike", "~~*", "ilike_escape"], true, false),
      (["not_ilike", "!~~*", "not_ilike_escape"], true, true),
    ] {
      for escape in [nil, 2] as [Int?] {
        let parameters: [SQLType] = [.varchar, .varchar] + (escape == nil ? [] : [.varchar])
        add(names, parameters, .boolean) { call in
          try Self.wildcards(call, isNegated: isNegated) { row in
            try call.withText(1, row) { pattern in
              guard let escape else {
                return try WildcardPattern(like: pattern, ignoresCase: ignoresCase)
              }
              return try call.withText(escape, row) {
                try WildcardPattern(like: pattern, escape: $0, ignoresCase: ignoresCase)
              }
            }
          }
        }
      }
    }
    add(["glob", "~~~"], [.varchar, .varchar], .boolean) { call in
      try Self.wildcards(call, isNegated: false) { row in
        call.withText(1, row) { WildcardPattern(glob: $0) }
      }
    }
  }

  private static func wildcards(
    _ call: ScalarArguments,
    isNegated: Bool,
    _ make: (Int) throws -> WildcardPattern
  ) throws -> Cells {
    let isConstant = call.cells.dropFirst().allSatisfy { $0.isConstant }
    var known: WildcardPattern?
    do {
      return try call.flags { row in
        let pattern = try known ?? make(row)
        if isConstant { known = pattern }
        return call.withText(0, row) { pattern.matches($0) } != isNegated
      }
    } catch let error as PatternError {
      throw SQLError(.syntax, error.sentence)
    }
  }
}
