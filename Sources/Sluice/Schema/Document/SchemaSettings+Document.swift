// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SchemaSettings {
  // dlt has defaults for these hints alone. Those for others stand in a note.
  private static let hintNames: [String] =
    ["not_null", "nullable", "dedup_sort"]
    + ColumnHint.all.map(\.description).filter { $0 != "incremental" && $0 != "variant" }
  private static let hintNote = "x-default-hints"

  /// The settings as a schema document has them.
  var document: Record {
    var document: Record = ["detections": .list(detections.map { .text($0.name) })]
    var hints = Record()
    var others = Record()
    for rule in (hasStandardHints ? DefaultHint.standard : []) + defaultHints {
      let key = rule.effect.name
      let isKnown = Self.hintNames.contains(key)
      var list = (isKnown ? hints : others)[key]?.elements ?? []
      let pattern = Value.text(rule.pattern.text)
      if !list.contains(pattern) { list.append(pattern) }
      if isKnown { hints[key] = .list(list) } else { others[key] = .list(list) }
    }
    if !hints.isEmpty { document["default_hints"] = .record(hints) }
    if !others.isEmpty { document[Self.hintNote] = .record(others) }
    var types = Record()
    for (pattern, kind) in preferredTypes where types[pattern.text] == nil {
      types[pattern.text] = .text(kind.rawValue)
    }
    if !types.isEmpty { document["preferred_types"] = .record(types) }
    document[Contract.field] = contract.map(\.documentValue)
    document[Contract.note] = contract?.documentNote
    return document
  }

  /// The settings that a schema document has.
  init(_ fields: DocumentFields) throws(LoadError) {
    self.init()
    try fields.requireKnown([
      "detections", "default_hints", "preferred_types", Contract.field,
    ])
    detections = []
    let known = TypeDetection.all.map(\.name)
    for (index, name) in (try fields.texts("detections") ?? []).enumerated() {
      detections.append(
        try DocumentFields.choice(
          name,
          at: fields.place("detections") + ["\(index)"],
          among: known,
          TypeDetection.init(name:)
        )
      )
    }
    contract = try Contract.read(in: fields)
    if let types = try fields.fields("preferred_types") {
      let kinds = DataType.Kind.allCases.map(\.rawValue)
      for (text, _) in types.record {
        let kind = try types.choice(text, among: kinds, DataType.Kind.init(rawValue:))
        guard let kind else { throw types.missing(text) }
        preferredTypes.append((try NamePattern(text, at: types.place(text)), kind))
      }
    }
    var rules: [DefaultHint] = []
    if let hints = try fields.fields("default_hints") {
      try hints.requireKnown(Self.hintNames)
      rules += try DefaultHint.list(in: hints)
    }
    if let hints = try fields.fields(Self.hintNote) { rules += try DefaultHint.list(in: hints) }
    takeHints(rules)
  }

  /// Takes all default hints there are; those that every schema has are not kept twice.
  private mutating func takeHints(_ rules: [DefaultHint]) {
    let own = rules.filter { !DefaultHint.standard.contains($0) }
    hasStandardHints = Self.byEffect(DefaultHint.standard + own) == Self.byEffect(rules)
    defaultHints = hasStandardHints ? own : rules
  }

  private static func byEffect(_ rules: [DefaultHint]) -> [DefaultHint.Effect: [NamePattern]] {
    Dictionary(grouping: rules, by: \.effect).mapValues { $0.map(\.pattern) }
  }
}

extension DefaultHint {
  fileprivate static func list(in fields: DocumentFields) throws(LoadError) -> [DefaultHint] {
    var rules: [DefaultHint] = []
    for key in fields.record.keys {
      let patterns = try NamePattern.list(key, in: fields)
      guard let effect = Effect(name: key) else { continue }
      rules += patterns.map { DefaultHint($0, effect) }
    }
    return rules
  }
}

extension DefaultHint.Effect {
  fileprivate var name: String {
    switch self {
    case .hint(let hint): hint.description
    case .notNull: "not_null"
    }
  }

  /// The effect that documents call `name`. Two of dlt's have no effect: columns may lack values
  /// anyway, and an order of rows is more than a yes.
  fileprivate init?(name: String) {
    if name == "not_null" {
      self = .notNull
    } else {
      guard let hint = ColumnHint(name: name) else { return nil }
      self = .hint(hint)
    }
  }
}
