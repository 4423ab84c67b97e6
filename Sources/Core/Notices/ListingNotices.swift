// SPDX-License-Identifier: Apache-2.0

extension LaneID {
    /// TEMPORARY until the record's clone is merged.
    package func listingRefusedNotice(kind: Kind, failure: PollFailure, matchers: [String]) -> Notice {
        Notice(event: .listingRefused, priority: .notice, message: "listing refused", content: Notice.Content(lane: .init(service: service, label: label, region: region)))
    }
}
