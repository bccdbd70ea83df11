# What cutover gate says.

command-gate = Stand in front of a TLS server, and count, then refuse, clients that are too old
command-gate-after = Examples:
      cutover gate --listen 0.0.0.0:443 --upstream 10.0.0.5:443 --policy tls12-plus --log gate.jsonl
      cutover gate --config gate.toml
      cutover gate check gate.toml
      cutover gate calendar gate.toml --days 30
      cutover verify gate.jsonl --policy tls12-plus

    The gate reads each ClientHello, decrypts nothing, and passes everything on unchanged. In mode report nobody is refused; in mode brownout at the times that the file announces; in mode enforce always, with the alert that a server would send. Every decision is a line of evidence that verify and simulate read. While the file named as kill_switch exists, nobody is refused.
    SIGHUP, or a change of the file, reloads it; a file with a mistake is told and not taken. SIGTERM takes no more connections and waits for those that are open; a second one ends at once.
    Exit codes: 0 ended as it was told · 2 wrong usage, or settings with a mistake · 3 it could not go on.
command-gate-check = Check settings and say what they do
command-gate-calendar = What will happen when: brownouts, their shares, and exemptions that end
command-gate-calendar-after = Times are UTC, and those of the zone of a brownout where it has one. Minutes of every hour stand as such, and are not listed hour by hour.
arg-gate-files = Settings of a gate (TOML)
arg-gate-from = First day, such as 2026-12-01 [default: now]
arg-gate-days = How many days [default: 90]
arg-gate-config = Settings: listeners, modes, brownouts, exemptions, limits
arg-gate-listen = Address and port to listen on; may be given again
arg-gate-upstream = Server that connections go to, host:port or address:port; of several, one after the other
arg-gate-mode = report or enforce; brownouts need --config [default: report]
arg-gate-hello-timeout = How long a client may take to say its hello, such as 5s [default: 10s]
arg-gate-log = File to append evidence to (JSON Lines); full at 100 MiB it becomes FILE.1, and ten old ones are kept
arg-gate-status = Address and port for metrics (/metrics) and a status page
arg-gate-name = Name in evidence and metrics [default: gate]

gate-only-linux = cutover gate runs on Linux only.
gate-listens = { $name } listens on { $address }.
gate-ready = Ready. Policy and mode by listener: { $listeners }.
gate-good = { $file }: good. Policy and mode by listener: { $listeners }.
gate-doubtful = { $file }: can be run, but { $warnings ->
    [one] one thing in it is probably not meant: see the warning
   *[other] { $warnings } things in it are probably not meant: see the warnings
    }. Policy and mode by listener: { $listeners }.
gate-status = Status page: http://{ $address }/ (metrics: /metrics).
gate-listener = { $name }: { $policy }, { $mode }
gate-few-descriptors = There are only { $limit } file descriptors, enough for { $connections } connections; { $wanted } were asked for. Raise the limit (LimitNOFILE= of the systemd unit, or ulimit -n).
gate-log-fails = { $file } cannot be written: { $problem }. The gate goes on; what is lost is counted in cutover_gate_failures_total.
gate-log-writes = { $file } is written again.
gate-log-gone = { $file } was removed or renamed; another is begun.
gate-upstream-takes = { $address } takes connections again.
gate-upstream-takes-nothing = { $address } takes no connections.
gate-share-gone = Of { $client } { $records } records were written in this hour; no more are until the next, but they are counted in cutover_gate_failures_total (record-beyond-share). The limit is per_client in [log].
gate-worker-ends = A thread of the gate ended: { $problem }
gate-cannot-listen = { $address }: { $problem }
gate-cannot-start = The gate cannot start: { $problem }
gate-reloaded = { $file } is taken over.
gate-addresses-changed = Names of upstreams have other addresses now; they are taken over.
gate-not-reloaded = { $file } is not taken over; what was there before goes on.
gate-restart-needed = { $file }: workers, status and the switch from no log to a log need a restart.
gate-kill-switch-on = { $file } exists: nobody is refused.
gate-kill-switch-off = { $file } is gone: clients are refused as the settings say.
gate-kill-switch-unseen = It cannot be seen whether the kill switch { $file } is there ({ $problem }), so nobody is refused. Make its folder readable for the gate.
gate-drains = No more connections are taken; { $count ->
    [one] one is
   *[other] { $count } are
} open, and may go on for { $seconds } seconds.
gate-drained = { $count ->
    [0] All connections have ended.
    [one] One connection was ended.
   *[other] { $count } connections were ended.
}

gate-problem-policy = there is no policy { $name }
gate-problem-value = { $text } is no { $kind }
gate-problem-resolve = no address was found for { $name }
gate-kind-address = address with a port, such as 0.0.0.0:443 or [::]:443
gate-kind-server = server with a port, such as 10.0.0.5:443 or www.example.com:443
gate-kind-network = network or address, such as 10.0.0.0/8
gate-kind-server-name = server name, such as www.example.com or *.example.com
gate-kind-mode = mode; there are report, brownout and enforce
gate-kind-time = time, such as 10s or 5m
gate-kind-moment = date or time, such as 2026-12-01 or 2026-12-01T08:00:00Z
gate-kind-minutes = pair of minutes of an hour, such as [0, 10]
gate-kind-share = share in percent, from 0 to 100
gate-kind-starttls = protocol with STARTTLS that a gate can follow; there are smtp, lmtp, imap, pop3, ldap, ftp, nntp, sieve, xmpp, postgres, mysql and rdp
gate-kind-fault-action = answer; there are pass and refuse
gate-kind-proxy-version = version of the PROXY protocol; there are v1 and v2
gate-kind-file-mode = mode of a file that its owner can read, such as 0640
gate-kind-zone = time zone, such as Asia/Tokyo
gate-sense-no-listener = there is no [[listener]]
gate-sense-no-server = upstream names no server; write for instance upstream = ["10.0.0.5:443"]
gate-sense-name-twice = two listeners are called { $name }
gate-sense-address-twice = two listeners listen on { $name }
gate-sense-address-covered = { $name } and { $any } cannot both be listened at: the second is every address, that one too
gate-sense-no-brownout = mode brownout needs brownout = "NAME"
gate-sense-unknown-brownout = there is no [[brownout]] called { $name }
gate-sense-no-phase = the brownout { $name } has no [[brownout.phase]], so it would never refuse anybody
gate-sense-exempts-all = this exemption names no client, server_name or ja4, so it would exempt everybody
gate-sense-legacy-starttls = legacy_upstream cannot be used with starttls: the dialogue before TLS has gone to the other server already
gate-sense-upstream-is-gate = the upstream { $name } is this gate itself

gate-sense-no-address = the listener { $name } listens nowhere
gate-sense-phase-backwards = this phase of the brownout { $name } is over before it begins
gate-sense-names-starttls = with starttls a rule by server_name cannot have another upstream: the dialogue before TLS goes to one before the name is known
gate-log-not-rotated = { $file } has its full size, and no new file can be begun: { $problem }. It grows on.
gate-unused-socket = A socket that was handed over listens on { $address }, where no listener is; it is not used.
gate-cannot-reset = The kernel does not tell what clients have acknowledged ({ $problem }): a reset of a server reaches them as an end. Under systemd, RestrictAddressFamilies= needs AF_NETLINK.
gate-cannot-splice = The kernel moves no bytes between these sockets by itself; they are copied, which takes more CPU.

gate-exemption-ended = The exemption of { $owner } ended on { $until }: it exempts nobody any more.

gate-calendar-nothing = Nothing begins or ends in that time.
gate-calendar-column-at = when (UTC)
gate-calendar-column-local = local time
gate-calendar-column-what = what
gate-calendar-column-listeners = listeners
gate-calendar-all-clients = all clients
gate-calendar-share = { $share } % of the clients
gate-calendar-begins = Brownout { $brownout }: { $whom } that are too old are refused until { $until }
gate-calendar-begins-forever = Brownout { $brownout }: { $whom } that are too old are refused from here on
gate-calendar-begins-minutes = Brownout { $brownout }: { $whom } that are too old are refused in minutes { $first } to { $last } of every hour, until { $until }
gate-calendar-begins-minutes-forever = Brownout { $brownout }: { $whom } that are too old are refused in minutes { $first } to { $last } of every hour, from here on
gate-calendar-ends = Brownout { $brownout }: this phase is over
gate-calendar-exemption-ends = The exemption of { $owner } ends

gate-page-title = cutover gate
gate-page-none = { $connections ->
    [one] One connection so far, and it meets the policy.
   *[other] { $connections } connections so far, and none that would break.
}
gate-page-some = { $breaking ->
    [one] One connection
   *[other] { $breaking } connections
} of { $connections } would break, of { $clients ->
    [one] one client
   *[other] { $clients } clients
}; { $refused } were refused.
gate-page-kill-switch = The kill switch is set: nobody is refused.
gate-page-by-hour = Connections that would break, by hour (UTC) and server name
gate-page-clients = Clients that would break
gate-page-more = Not shown: { $clients } clients; not told apart: { $connections } connections.
gate-page-problems = What went wrong
gate-page-others = others
gate-page-no-name = (no name)
gate-page-connections = { $refused ->
    [0] { $connections }
   *[other] { $connections } ({ $refused } refused)
}
gate-page-footer = As of { $at } UTC; since the gate was started, at most seven days. Every decision stands in the evidence file; numbers for machines are at /metrics and /status.json.
gate-page-column-listener = listener
gate-page-column-accepted = connections
gate-page-column-open = open
gate-page-column-spared = would break, let through
gate-page-column-refused = refused
gate-page-column-faults = without a hello
gate-page-column-client = client
gate-page-column-server-name = server name
gate-page-column-offers = offers at best
gate-page-column-reason = reason
gate-page-column-connections = connections
gate-page-column-first = first seen
gate-page-column-last = last seen

gate-doubt-share-falls = Brownout { $name } falls from a share of { $before } % to one of { $after } %: clients that were refused get through again.
gate-doubt-brownout-over = Brownout { $name } has been over since { $until }, and refuses nobody any more.
gate-doubt-brownout-unused = No listener uses brownout { $name }.
gate-doubt-brownout-twice = Two brownouts have the name { $name }; the second is never used.
gate-doubt-rule-never-reached = Listener { $name }: rule { $rule } can never match, because rule { $behind } before it takes all its connections.
gate-doubt-exempts-everybody = The exemption of { $owner } holds for { $network }, which is everybody: nobody is refused.
gate-doubt-proxy-from-everybody = Listener { $name }: proxy_from has { $network }, so that every client may say that it is another.
gate-doubt-no-ja4 = { $ja4 } in the exemption of { $owner } is no JA4 fingerprint, so that it never holds.
gate-doubt-status-is-listener = The status page and a listener are both to be at { $address }.
gate-doubt-no-folder = There is no folder { $folder }.
