// SPDX-License-Identifier: Apache-2.0

package import Core

/// What carries one entry to the journal; a port within this module, so that the queue before it is tested without one.
package protocol JournalTransport: Sendable {
    /// Hands one entry over. May block for as long as the journal does.
    func send(_ fields: [Notice.Field]) throws(DeliveryError)
}
