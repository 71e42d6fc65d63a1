// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

/// Trees as text with all that they hold but their places, so that two can be compared.
///
/// It looks at them from outside, so that it notices what a printer forgets.
enum Outline {
  static func text(of tree: Any) -> String {
    var text = ""
    append(tree, to: &text)
    return text
  }

  private static func append(_ value: Any, to text: inout String) {
    if value is SQL.SourceRange { return }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional:
      guard let content = mirror.children.first?.value else {
        text += "-"
        return
      }
      append(content, to: &text)
    case .enum:
      guard let content = mirror.children.first else {
        text += ".\(value)"
        return
      }
      text += ".\(content.label ?? "")("
      append(content.value, to: &text)
      text += ")"
    case nil:
      text += "`\(value)`"
    default:
      text += "["
      for child in mirror.children where !(child.value is SQL.SourceRange) {
        append(child.value, to: &text)
        text += " "
      }
      text += "]"
    }
  }
}
