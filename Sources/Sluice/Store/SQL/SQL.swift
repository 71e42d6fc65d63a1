// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The language of the store: its texts, their syntax trees, and what is wrong with them.
enum SQL {}
