// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The value that `text` stands for, or `nil` if it is not JSON.
func parseJSON(_ text: String) -> Value? { try? Value(json: text) }

/// The JSON of `value` without white space.
func compactJSON(_ value: Value) -> String { JSONWriter().string(value) }
