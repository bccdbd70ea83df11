# What observe and verify print. Each reason has a short form for the table and a sentence that says what it
# means and what to do.

verdict-breaks = breaks
verdict-unknown = unknown
verdict-fits = fits

fault-client = client
fault-server = server

reason-client-too-old = offers only older
    .meaning = Everything this client offers is older than the policy allows. Update the client, or switch the newer version on where it is only switched off.
reason-client-too-new = offers only newer
    .meaning = This client offers only versions newer than the policy allows. The server has to allow a newer one.
reason-client-suites = no allowed suite offered
    .meaning = The version would do, but the client offers none of the cipher suites the policy allows.
reason-client-groups = no allowed group offered
    .meaning = The version would do, but the client offers none of the groups (curves) the policy allows.
reason-server-too-old = server chose older
    .meaning = The client offers what the policy allows, but the server chose an older version. The server has to be updated or reconfigured; the client is fine.
reason-server-suite = server chose other suite
    .meaning = The client offers an allowed cipher suite, but the server chose one that is not allowed. The server's list of suites has to change.
reason-server-group = server chose other group
    .meaning = The client offers an allowed group, but the server chose one that is not allowed. The server's list of groups has to change.
reason-server-refused = server refused
    .meaning = The client offers every version that the policy allows, and the server refused them all (protocol_version, 70). The server has to accept one that the policy allows.
reason-nothing-in-common = nothing in common
    .meaning = The client offers a version that the policy allows, but the server found nothing to agree on (handshake_failure, 40, insufficient_security, 71, or protocol_version, 70, where the client does not offer every version allowed). What they lack is a version, cipher suite, group or signature in common; it may also want a server name or a client certificate. Who has to change, the alert does not say: see what the client offers with --explain, and ask the server with cutover scan --suites.
reason-old-version-in-use = old version in use
    .meaning = A version older than the policy allows is in use; the ClientHello is not in the capture, so nobody can say whose fault it is. Capture the start of the connection, or look at both ends.
reason-not-enough-seen = not enough captured
    .meaning = The version is known only as "this or newer", or by the records alone, which show no cipher suite and no group, and the policy asks for more than that. Capture the start of the connection.
reason-newer-hello-dropped = newer hello dropped
    .meaning = The client first offered more and was cut off or got no answer, and then agreed with the same server on something older. Probably the server, or something on the path, drops the newer hello; the client may be fine: ask the server from another network with cutover scan.
reason-hello-not-seen = hello not captured
    .meaning = The ClientHello is not in the capture, and nothing that is there says which version is in use. Capture both directions, from the start of the connection.
reason-not-a-hello = no TLS hello
    .meaning = The client began with something that is no TLS hello, as the gate saw it: another protocol, a hello that nobody can read, or none in time. Enforce mode turns it away, unless the settings say otherwise (not_tls, malformed, too_large, too_slow). What it was, the fields fault, speaks and first_bytes of the evidence say.
reason-no-answer = no answer captured
    .meaning = The client offers what the policy allows, but no answer was captured. Capture both directions, and long enough. In the evidence of a gate: no server behind it took the connection.
reason-reset-before-answer = reset before answer
    .meaning = The client offers what the policy allows, but the connection was reset before an answer. That may be the server, or something on the path.
reason-closed-before-answer = closed before answer
    .meaning = The client offers what the policy allows, but the connection was closed before an answer.
reason-non-tls-answer = answer is not TLS
    .meaning = The client offers what the policy allows, but what came back is not TLS.
reason-failed-otherwise = failed otherwise
    .meaning = What the policy allows was offered or agreed, and the handshake, or the better one that the same client tried just before, failed for another reason, for instance a certificate or a hello that the server could not read. The alert says which; --explain shows it.
reason-agreed = agreed
    .meaning = Client and server agreed on what the policy allows.
reason-agreed-newer = agreed on newer
    .meaning = Client and server agreed on something newer than the policy allows, and the client also offers what it allows.

got-refused-alert = refused
got-established = established
got-quic-close = closed
got-non-tls-answer = not TLS
got-reset = reset
got-closed = closed
got-incomplete = nothing
got-no-answer = no answer
other-clients = (other clients)
other-servers = (other servers)
no-server-name = { $address } (no name)

answer-breaks = { $breaking ->
        [one] { $breaking } of { $clients } clients breaks
       *[other] { $breaking } of { $clients } clients break
    } under policy { $policy } ({ $name }).
answer-breaks-clients = { $count ->
        [one] { $count } client offers too little.
       *[other] { $count } clients offer too little.
    }
answer-breaks-servers = { $count ->
        [one] { $count } server is at fault, not its clients: { $servers }.
       *[other] { $count } servers are at fault, not their clients: { $servers }.
    }
answer-and-more = { $servers } and { $count } more
answer-unknown = Nothing seen here breaks under policy { $policy } ({ $name }), but { $unknown ->
        [one] { $unknown } of { $clients } clients
       *[other] { $unknown } of { $clients } clients
    } cannot be judged.
answer-unidentified = Nothing seen here breaks under policy { $policy } ({ $name }), but of { $count ->
        [one] { $count } connection
       *[other] { $count } connections
    } too little was seen to say whether it is TLS.
answer-fits = Nothing seen here breaks under policy { $policy } ({ $name }): { $clients ->
        [one] the one client seen fits.
       *[other] all { $clients } clients seen fit.
    }
answer-fits-partly = Nothing seen here breaks under policy { $policy } ({ $name }); { $clients ->
        [one] the one client fits as far as it was seen.
       *[other] all { $clients } clients fit as far as they were seen.
    }
answer-not-read = Not judged: { $count ->
        [one] { $count } packet that was lost or could not be read.
       *[other] { $count } packets that were lost or could not be read.
    }
answer-inputs-not-read = { $count ->
        [one] { $count } input was
       *[other] { $count } inputs were
    } not read, or not wholly.
answer-old-in-use = { $count ->
        [one] { $count } connection uses
       *[other] { $count } connections use
    } an older version; the ClientHello is not in the capture, so nobody can say whose fault that is.
answer-share = In { $duration }, { $percent } % of the connections were seen whole.
answer-share-no-time = { $percent } % of the connections were seen whole.
answer-share-evidence = { $percent } % of the handshakes in this evidence were seen whole; what the recording missed, it does not say.

coverage = Covered: { $from } to { $to } ({ $duration }); { $whole } of { $all } connections seen whole ({ $percent } %).
coverage-no-time = Covered: { $whole } of { $all } connections seen whole ({ $percent } %); nothing says when.
coverage-gaps = Not covered: { $gaps }.
coverage-gap = { $from } to { $to } (between { $before } and { $after })
coverage-gaps-more = { $gaps } and { $count } more
coverage-not-whole = Not seen whole: { $parts }.
coverage-one-hello = { $count } with one hello only
coverage-records-alone = { $count } without any hello, known by their records ({ $versions })
coverage-version = { $version }: { $count }
coverage-version-unknown = version unknown
coverage-unidentified = { $count ->
        [one] { $count } connection of which nobody can say whether it is TLS
       *[other] { $count } connections of which nobody can say whether they are TLS
    }
coverage-cut = { $count ->
        [one] { $count } packet was
       *[other] { $count } packets were
    } cut short by the snap length: record with -s 0.
coverage-dropped = { $count ->
        [one] { $count } packet was
       *[other] { $count } packets were
    } dropped while recording (interface statistics).
coverage-proxied = { $count ->
        [one] { $count } handshake
       *[other] { $count } handshakes
    } came through a balancer that named the client.
coverage-seen-twice = { $count ->
        [one] { $count } handshake was
       *[other] { $count } handshakes were
    } seen on both sides of a NAT or balancer and counted once.
coverage-many-hellos = Many different hellos to one server within a minute: { $clients } (a scanner, or many programs behind one address).
coverage-skipped = Not read: { $kinds }.
coverage-of-evidence = What was missing from the recording, evidence does not say.
version-at-least = { $version } or newer
duration-days = { $count } d
duration-hours = { $count } h
duration-minutes = { $count } min
duration-seconds = { $count } s
duration-short = less than a second

totals-handshakes = { $all ->
        [one] { $all } handshake
       *[other] { $all } handshakes
    }: { $breaks } break, { $unknown } unknown, { $fits } fit.
totals-packets = { $packets ->
        [one] { $packets } packet
       *[other] { $packets } packets
    } read from { $inputs ->
        [one] { $inputs } capture
       *[other] { $inputs } captures
    }.
totals-clients-at-least = There were more clients than could be counted one by one: the numbers of clients are at least.
totals-merged = { $count ->
        [one] { $count } handshake stands
       *[other] { $count } handshakes stand
    } in rows for several clients or servers, because there were more than { $rows } rows.
times-are = Times are UTC, { $date }.
times-are-utc = Times are UTC.
meanings = What the reasons mean:
not-wholly-read = Not read, or not wholly: { $problem }
explain-hint = To check a row by hand: cutover observe { $words } --explain { $packet }

loss-flows = { $count ->
        [one] { $count } connection was
       *[other] { $count } connections were
    } dropped before the end, to stay within the memory limit; a handshake that was under way there is reported as far as it was seen.
loss-segments = { $count ->
        [one] { $count } segment that came out of order was
       *[other] { $count } segments that came out of order were
    } not kept, to stay within the memory limit.
loss-handshakes = { $count ->
        [one] { $count } handshake was
       *[other] { $count } handshakes were
    } reported before the end, to stay within the memory limit.
