// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension WriteDisposition: Codable {
  /// Reads the name of a disposition; throws `DecodingError` if there is none of that name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let disposition = Self(name: name) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "There is no disposition called '\(name)'."
      )
    }
    self = disposition
  }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
