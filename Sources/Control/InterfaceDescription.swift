// SPDX-License-Identifier: Apache-2.0

/// The interfaces in varlink's interface definition language (varlink.org, "Interface Definition").
enum InterfaceDescription {
    /// The description of an interface; nil if the service does not have it.
    static func of(_ interface: String) -> String? {
        switch interface {
        case "io.awaitd": awaitd
        case "org.varlink.service": service
        default: nil
        }
    }

    private static let awaitd = """
        # Waits for AWS machine-learning jobs so that people don't have to.
        interface io.awaitd

        # The status of one watch. Times are RFC 3339, UTC, with milliseconds.
        type Watch (
          # The watch's name in the watch list
          name: string,
          # The kind of resource: evaluation, ml-model, evaluation-job, ...
          kind: string,
          # The resource's id, or its ARN
          resource_id: string,
          # The region that is asked
          region: string,
          # unseen, pending, in-progress, stopping, completed, failed, stopped, deleted or unknown
          state: string,
          # AWS's own word for it
          status: ?string,
          # Since when it is in this state
          since: ?string,
          # visible, throttled, unauthorized, unreachable, not-found or rejected
          visibility: string,
          # When it is looked at next, by list or by read
          next_poll: ?string,
          # Why it cannot be seen, or else AWS's words about the status
          reason: ?string,
          # met or unmet: what its completion is by what is expected of it
          expectation: ?string,
          # What is unmet: BinaryAUC >= 0.85 (found 0.71)
          unmet: ?string,
          # When it will probably end, by AWS's clock, from how long past jobs with such a name took
          estimated_end: ?string,
          # How many past jobs that comes from
          estimated_from: ?int,
          # The matcher that found it
          matcher: ?string
        )

        # The status of one matcher, which watches every job whose name matches.
        type Matcher (
          # The matcher's name in the watch list
          name: string,
          # The kind of the jobs
          kind: string,
          # What their names match: any of these
          patterns: []string,
          # How many of them have not ended
          open: int,
          # How many of them stand among the watches
          found: int,
          # When the last listing that reached its end began
          listed_at: ?string,
          # visible, throttled, unauthorized, unreachable, not-found or rejected: what keeps it from listing
          visibility: string,
          # Why it cannot list
          reason: ?string
        )

        # The status of one list that stands in for reads of watches, or in which matchers look.
        type Listing (
          # The list operation: ListTrainingJobs, ...
          operation: string,
          # The kind of what it shows
          kind: string,
          # The region that is asked
          region: string,
          # Within what it lists: a knowledge base and its data source, ...
          parent: ?string,
          # How many open watches it may show
          watches: int,
          # How many pages the last listing took that reached its end
          pages: ?int,
          # When that began
          listed_at: ?string,
          # When the list is asked next
          next: ?string,
          # Why AWS refuses to list
          refused: ?string
        )

        # Where the credentials of some watches come from; nothing secret in it.
        type Credentials (
          # What was looked for: "the default chain", "profile 'ml'", ...
          title: string,
          # How many watches use them
          watches: int,
          # What is not configured, in order, and why
          skipped: []string,
          # Where they are configured, and what they are
          source: ?string,
          # The last characters of the access key's id
          key_id: ?string,
          # Whether they are a session's
          temporary: bool,
          # When they end
          expires: ?string,
          # Whether the API key of Bedrock is sent instead
          bedrock_key: bool,
          # Whether it is not sent since a watch file names the address
          bedrock_key_withheld: bool,
          # Why there are none
          failure: ?string
        )

        # What the daemon looks for credentials with: its user, its home, the names of its variables about AWS.
        type Viewpoint (user: string, home: ?string, variables: []string)

        # Every watch, those written in the order of the watch list and then those that matchers found; every matcher; and
        # the lists that are in use, refused or were tried.
        method GetStatus() -> (watches: []Watch, matchers: []Matcher, listings: []Listing)

        # Delivered notices, oldest first: the journal's fields of each. Of one watch or of all, and from a moment
        # (RFC 3339) on or from the beginning of the record. `last` limits them to the newest ones: 1 to 10000, which is
        # also the default. Of details over 4,000 bytes, which a watch with `verbose: true` has, 32 MiB are given whole.
        method GetHistory(name: ?string, since: ?string, last: ?int) -> (notices: []object)

        # The credentials of the watches as the daemon sees them; `omitted` is how many were not looked at, since there are
        # too many of them or some take too long.
        method GetCredentials() -> (viewpoint: Viewpoint, credentials: []Credentials, omitted: int)

        # What the daemon counts, in Prometheus' text format 0.0.4, which `awaitd metrics` prints.
        method GetMetrics() -> (metrics: string)

        # Reads the watch file again; replies when the new list is in use.
        method Reload() -> ()

        # Polls a watch as soon as its rate limit allows, whenever it would have been due.
        method PollNow(name: string) -> ()

        # Polls watches, as soon as their rate limits allow, and replies when all were answered, or after 23 seconds: why
        # some were not read, by their names.
        method Poll(names: []string) -> (failures: [string]string)

        # Reads the resource of a watch once, beside its polls, and gives the response as JSON: the members and headers that
        # are known by name, without secrets. `failure` is why the resource was not read.
        method Record(name: string) -> (recording: ?string, failure: ?string)

        # Every notice as it is delivered. Has to be called with `more`; continues until one side hangs up.
        method Monitor() -> (notice: object)

        # The watch list is wrong, and the old one stays in use.
        error Rejected (diagnostics: []string)

        # The watch list has no watch of this name.
        error UnknownWatch (name: string)

        # It cannot be done now.
        error Unavailable (reason: string)

        """

    private static let service = """
        # The Varlink Service Interface is provided by every varlink service. It describes the service and its interfaces.
        interface org.varlink.service

        # Get a list of all the interfaces a service provides and information about the implementation.
        method GetInfo() -> (
          vendor: string,
          product: string,
          version: string,
          url: string,
          interfaces: []string
        )

        # Get the description of an interface that is implemented by this service.
        method GetInterfaceDescription(interface: string) -> (description: string)

        # The requested interface was not found.
        error InterfaceNotFound (interface: string)

        # The requested method was not found.
        error MethodNotFound (method: string)

        # The interface defines the requested method, but the service does not implement it.
        error MethodNotImplemented (method: string)

        # One of the passed parameters is invalid.
        error InvalidParameter (parameter: string)

        # Client is denied access.
        error PermissionDenied ()

        # Method is expected to be called with 'more' set to true, but wasn't.
        error ExpectedMore ()

        """
}
