# What cutover scan says.

command-scan = Ask servers what they really accept: SSL 2.0 to TLS 1.3, each on a connection of its own
command-scan-after = Examples:
      cutover scan www.example.com mail.example.com:465 smtp://mail.example.com ldap://dc1.example.com
      cutover scan --targets servers.txt --policy m365-2020 --format markdown -o servers.md
      cutover scan --targets - --format jsonl -o servers.jsonl < servers.txt
      cutover simulate --clients winhttp-win7-800 --servers servers.jsonl
      cutover scan --targets servers.txt --resume servers.journal
      cutover scan diff monday.jsonl friday.jsonl
      cutover scan --watch 10m www.example.com
      cutover scan --nagios --policy tls12-plus www.example.com

    Traffic goes to the targets given, every address of a name, and nowhere else. A name is asked with and without SNI; a second line stands in the table only where that makes a difference. No handshake is finished, unless --finish, --http or --certificate asks for it. Two connections at once and ten a second for one host, unless --no-host-limit says otherwise. MySQL and MariaDB count connections that end without a login and shut a host out at 100: they are asked by name alone, and at most 45 times. A timeout is never called a refusal.
    Exit codes: 0 every server is as the policy asks · 1 some server is not · 2 wrong usage · 3 a target could not be asked · 4 nothing to judge, or something unknown. The first that applies: 2, 1, 3, 4, 0. With --nagios: 0, 1 (a certificate ends soon), 2 and 3 as it says there, 3 for wrong usage too.
arg-scan-targets = Servers: host, host:port, host:443,8443, address, [IPv6 address]:port, https://host/, ldaps://, imaps:// and the like [port: 443]; with STARTTLS smtp://, lmtp://, imap://, pop3://, ldap://, ftp://, nntp://, sieve://, xmpp://, postgres://, mysql://, rdp://, tds:// before it; postgres-direct:// and tds-strict:// begin with TLS
arg-targets-file = File with a target a line (# starts a comment), a table (CSV) with a column of them, or - for standard input
arg-column = Heading of the column of targets in a table [default: target, url, fqdn, hostname, host, server, name, ip, address or the like]
arg-v4 = Ask a name at its IPv4 addresses only
arg-v6 = Ask a name at its IPv6 addresses only
arg-address = Ask names at this address instead of those in the DNS (may be given several times)
arg-deadline = Seconds that a target may take in all; what is not known by then is unknown
arg-ehlo = Name to introduce ourselves with to mail servers [default: our address in brackets]
arg-xmpp-domain = Domain to ask for at XMPP servers, where it is not the host's name
arg-tries = How often each version is asked about [default: 1]
arg-at-once = How many targets are asked at once at most; it begins with fewer [default: { $default }]
arg-timeout = Seconds to wait for the next thing that a server says [default: { $default }]
arg-no-host-limit = Ask one host as fast as it goes: for servers of your own
arg-dry-run = Say how many connections it would be, and ask nobody
arg-rate = Connections a second to all hosts together, at most
arg-sni = Whether a name is asked with SNI, without, or both; an address never has any [default: both]
arg-suites = Ask for every cipher suite, version by version; done anyway when the policy limits them
arg-groups = Ask for every group; done anyway when the policy limits them
arg-scan-certificate = Read the certificate, and ask with TLS_FALLBACK_SCSV; a server that speaks TLS 1.3 alone shows it only in a whole handshake, which is finished for that
arg-finish = Finish a whole handshake with each version that is accepted, by OpenSSL (TLS 1.0 to 1.3)
arg-http = Ask over HTTP besides, for /: some servers take old TLS and answer 403 in it
arg-cidr = Allow networks as targets, such as 192.0.2.0/24 or smtp://192.0.2.0/28:587; needs --max-hosts
arg-max-hosts = End with 2 and ask nobody if there are more targets than that
arg-exclude = File with names, addresses and networks that are never asked, one a line; a name is just that name
arg-journal = File that each answer is added to as it comes; it must be new or empty
arg-resume = The same, going on: whatever the file has an answer about is not asked again
arg-watch = Ask again after each INTERVAL, such as 30s, 10m or 1h30m, and print only what changed; ends with 1 when a server breaks the policy that did not before
arg-warn-days = Warn (1) when a certificate ends within so many days; for --nagios
arg-critical-days = Critical (2) when a certificate ends within so many days; for --nagios
arg-details = Ask what else the server has: signature schemes, size of DH, whose order counts, ALPN, secure renegotiation, extended master secret, whether it asks for the client's certificate
arg-nagios = Answer as a monitor expects, in English: one line with figures, and 0 OK, 1 warning (--warn-days), 2 critical (some server breaks the policy, or a certificate has ended), 3 unknown; sets --deadline 50
arg-format-scan-diff = table, json and markdown [default: table]
arg-scan-old = What scan found then: a journal, or --format jsonl
arg-scan-new = What it found later
command-scan-diff = Tell what changed between two scans
command-scan-diff-after = Exit codes: 0 no server breaks the policy that did not before, whatever else changed · 1 some server does · 2 wrong usage · 3 a file could not be read.
arg-format-scan = table, json, markdown and csv give the verdict; jsonl the evidence, one server a line [default: table]

scan-dry-run = { $targets ->
        [one] { $targets } target
       *[other] { $targets } targets
    }: { $least } connections at least, { $most } at most, for each address of a name.
scan-dry-run-names = A name is asked with SNI and without, so twice as often.
scan-dry-run-depth = Suites, groups and certificates come on top: a connection for each that is accepted, and some more.
scan-too-many = That would be { $count } hosts, and --max-hosts allows { $most }. Nobody was asked.
scan-excluded = { $count ->
        [one] One target or address was
       *[other] { $count } targets or addresses were
    } left out because of --exclude.
scan-journal-not-empty = { $file } is not empty. Go on with it by --resume, or name another file.
scan-journal-other-evidence = { $file } is no journal: there is evidence in it, but no answer of a server. Nothing was changed in it.
scan-journal-no-file = { $file } is no file that answers could be added to and read again.
scan-journal-in-use = Another program is writing into { $file }.
scan-journal-line = { $file } is no journal that can be gone on with: { $problem }. Nothing was changed in it.
scan-journal-io = { $file } cannot be used as a journal: { $problem }
scan-target-problem = { $place }: { $target }: { $problem }
scan-target-line = { $file }, line { $line }
scan-target-argument = on the command line
scan-target-empty = there is no host in it.
scan-target-port = the port is no number from 1 to 65535.
scan-target-scheme = the scheme is not known. Known are { $schemes }.
scan-target-name = this is no host name and no address.
scan-target-not-ascii = this is no name that can be registered (UTS 46). Write it as it stands in the DNS: xn--…
scan-target-network = this is a network. To ask all of it, add --cidr --max-hosts N; to ask one address, write it alone.
scan-target-long = the line is longer than a target can be.
scan-days-order = With --critical-days { $critical } there would never be a warning at --warn-days { $warn }. Give fewer days for --critical-days than for --warn-days.
scan-no-targets = There is no target to ask. Give servers, or a file of them with --targets.
scan-failed = Asking cannot begin: { $problem }
scan-not-resolved = the name has no address, or nobody could say.
scan-connection-refused = the port is closed.
scan-connection-timeout = nobody answered.
scan-connection-unreachable = there is no way there.
scan-connection-exhausted = this machine had no socket left. Ask fewer at once with --at-once.
scan-starttls-not-offered = the server has no TLS in this protocol (STARTTLS was refused).
scan-starttls-busy = the server says that it cannot now. Try again later, or more slowly.
scan-starttls-other = what the server says is not this protocol.
scan-targets-no-column = { $file }: no column is headed { $column }.
scan-targets-rows-without = { $file }: { $count ->
        [one] one row has
       *[other] { $count } rows have
    } no target in the column.
scan-target-user = leave out the user and the password before the @.
scan-watch-too-short = MySQL and MariaDB count connections that end without a login and shut a host out at 100, so they are not asked every { $interval }. Give an interval of an hour or more; after { $most } connections in all they are asked no more.
scan-dry-run-mysql = MySQL and MariaDB shut a host out after 100 connections in a row that end without a login (max_connect_errors), and the count does not fade. cutover makes at most { $most } to one server; a login from this machine, or FLUSH HOSTS, resets the count.
scan-starttls-rejected = the server wants nothing of this client, and will not until somebody acts.
scan-left-alone = not asked, because the host said that it has enough of us.
scan-nothing-clear = it answers nothing clearly.
scan-budget = not asked, because it counts connections that end without a login, and cutover has made as many as it may.
scan-deadline = there was no answer within the time for a target (--deadline).
scan-no-such-address = the name has no address of the kind that was asked for.
scan-starttls-silent = the server fell silent or hung up before TLS could begin.
scan-targets-left = { $count ->
        [one] one target
       *[other] { $count } targets
    }
scan-stopped = stopped before it was done.
progress-scanning = asking

scan-verdict-breaks = breaks
scan-verdict-unknown = unknown
scan-verdict-fits = fits
scan-column-target = Target
scan-column-address = Address
scan-yes = yes
scan-no = no
scan-unknown = ?
scan-at-times = at times
scan-nothing = none
scan-without-name = { $target } (without SNI)
scan-of = { $count } of { $all }

scan-answer-nothing = No server answered, so there is nothing to judge.
scan-answer-nobody = No server was asked, so there is nothing to judge.
scan-answer-breaks = { $breaks } of { $all ->
        [one] { $all } server
       *[other] { $all } servers
    } { $breaks ->
        [one] is
       *[other] are
    } not as policy { $policy } ({ $name }) asks.
scan-answer-unknown = Nothing seen here is against policy { $policy } ({ $name }), but { $unknown } of { $all ->
        [one] { $all } server
       *[other] { $all } servers
    } did not answer clearly enough to be sure.
scan-answer-fits = { $all ->
        [one] The one server asked is
       *[other] All { $all } servers asked are
    } as policy { $policy } ({ $name }) asks.
scan-answer-old = { $count ->
        [one] One target still accepts what is to go: { $servers }.
       *[other] { $count } targets still accept what is to go: { $servers }.
    }
scan-answer-lost = { $count ->
        [one] One target accepts nothing that is allowed, so that clients set to the policy lose it: { $servers }.
       *[other] { $count } targets accept nothing that is allowed, so that clients set to the policy lose them: { $servers }.
    }

scan-reason-nothing-allowed = does not accept { $versions }
scan-reason-allowed-at-times = accepts { $versions } only at times
scan-reason-old-accepted = still accepts { $versions }
scan-reason-suite-accepted = accepts a suite that is not allowed in { $versions }
scan-reason-group-accepted = accepts a group that is not allowed in { $versions }
scan-reason-not-clear = no clear answer about { $versions }
scan-reason-list-open = accepts { $versions }; there may be more suites or groups than it told
scan-reason-not-asked = accepts { $versions }; suites or groups not asked
scan-reason-needs-name = answers only by name
scan-reason-as-required = accepts { $versions }

scan-about-unknown = { $target }: { $versions } unknown: { $how }.
scan-about-refused-fin = { $target }: refused by closing the connection, without an alert: { $versions }.
scan-about-refused-rst = { $target }: refused by a reset, without an alert: { $versions }.
scan-ended-alert = alert { $code } ({ $name })
scan-ended-fin = the connection was closed, which need not be a refusal
scan-ended-rst = the connection was reset, which need not be a refusal
scan-ended-timeout = no answer in time
scan-ended-not-tls = the answer is no TLS
scan-ended-no-connection = there was no connection any more
scan-ended-cut-off = the connection ended in the middle of an answer
scan-ended-at-times = some of the tries came to no clear answer
scan-said = The server says: { $said }
scan-about = { $target }: { $sentence }
scan-speaks = It speaks { $protocol }: ask it as { $form }.
scan-speaks-no-tls = It speaks { $protocol }, in which there is no TLS.
scan-speaks-http = It speaks HTTP without TLS. If there is TLS, it is at another port.
scan-note-contradictory = { $target }: the same question about { $version } was answered both ways: several machines behind one address, or one that is being changed.
scan-note-particular = { $target }: { $version } is accepted, but not with every hello: some clients that speak it may fail.
scan-note-unsteady = { $target }: it answered differently when it was asked again, so connections that were only closed say nothing.
scan-note-large-hello-fails = { $target }: post-quantum key exchange is accepted, but a hello that fills more than one packet fails: something on the way drops it.
scan-note-wants-more = { $target }: { $version } was refused with everything that cutover can offer, but not in a way that says that the version is switched off. It may want something that was not offered.
scan-note-accepted-nameless = { $target }: { $version } is accepted, but its clients cannot name a host (SNI). So this is said of the address and not of the name; the line without a name shows it (--sni both).
scan-note-needs-extended-master-secret = { $target }: { $version } is accepted only with extended_master_secret (RFC 7627). Clients without it fail.
scan-note-needs-encrypt-then-mac = { $target }: { $version } is accepted only with encrypt_then_mac (RFC 7366). Clients without it fail.
scan-note-needs-secure-renegotiation = { $target }: { $version } is accepted only with secure renegotiation (RFC 5746). Clients without it fail.
scan-note-needs-session-ticket = { $target }: { $version } is accepted only with session_ticket (RFC 5077). Clients without it fail.
scan-note-needs-alpn = { $target }: { $version } is accepted only with ALPN. Clients without it fail.
scan-note-needs-key-share = { $target }: { $version } is accepted only with a key share in the first hello. Clients that offer other groups than the server has fail instead of being asked again.
scan-note-needs-post-quantum-signature = { $target }: { $version } is accepted only with a post-quantum signature scheme (ML-DSA or SLH-DSA). Few clients have one.
scan-note-needs-brainpool-signature = { $target }: { $version } is accepted only with a Brainpool signature scheme. Few clients have one.
scan-note-needs-gost-signature = { $target }: { $version } is accepted only with a GOST signature scheme. Few clients have one.
scan-note-needs-rare-signature = { $target }: { $version } is accepted only with a signature scheme that few clients have.
scan-note-needs-post-quantum-group = { $target }: { $version } is accepted only with a post-quantum group (ML-KEM). Clients without one fail.
scan-note-needs-brainpool-group = { $target }: { $version } is accepted only with a Brainpool group. Few clients have one.
scan-note-needs-rare-group = { $target }: { $version } is accepted only with a group that few clients have (finite field, GOST, SM2, or a curve that is no more in use).
scan-note-left-alone = { $target }: it said that it has enough of us after { $count } connections, so it was left alone. What is unknown was not asked.
scan-note-stopped-answering = { $target }: it stopped answering after { $count } connections; probably it, or something before it, shuts us out now. What is unknown was not answered.
scan-note-deadline = { $target }: the time for a target was over after { $count } connections (--deadline). What is unknown was not answered by then.
scan-note-budget = { $target }: asked no more after { $count } connections: MySQL and MariaDB count connections that end without a login, and shut a host out at 100 (max_connect_errors). What is unknown was not asked.
scan-note-counted = { $target }: MySQL and MariaDB count connections that end without a login; this scan made { $count }. Up to max_connect_errors (100 unless changed) a login from this machine resets the count; beyond it this machine is shut out until FLUSH HOSTS.
scan-note-wants-name = { $target }: it refuses everything when it is asked without a name. Ask it by its host name.
scan-note-needs-name = { $target }: it refuses whoever does not say its name (SNI), as very old clients do not.
scan-note-suites-incomplete = { $target }: not every suite was answered clearly, so there may be more than it told.
scan-note-groups-incomplete = { $target }: there may be more groups than it told: not every one was answered clearly, or it refuses whoever does not offer the curve of its key.
scan-about-finished = { $target }: a whole handshake succeeds with { $versions }.
scan-about-http = { $target }: the application answers { $status } to { $versions }.
scan-about-http-refused = { $target }: the application refuses { $versions } by status { $status }, or wants another path or method than GET /.
scan-note-no-certificate = { $target }: it shows no certificate in the clear, and no whole handshake came of it that would show one.
scan-note-asks-for-certificate = { $target }: it asks for the client's certificate.
scan-note-certificate-unreadable = { $target }: it sent a certificate that cannot be read.
scan-note-unfinished = { $target }: { $version } is accepted, but no whole handshake came of it, at least not with OpenSSL.
scan-about-forbidden = { $target }: accepted, and not allowed: { $names }.
scan-about-suites = { $target }: { $version } accepts { $suites }.
scan-about-groups = { $target }: { $version } accepts the groups { $list }.
scan-certificate-out-of-time = { $target }: the certificate, or one that was sent with it, is out of its time: from { $from } until { $chain }.
scan-certificate-no-name = { $target }: the certificate names no host, so it is not for { $name } either: current clients do not look at its subject.
scan-certificate-other-name = { $target }: the certificate is not for { $name }, but for { $names }.
scan-certificate-trusted = { $target }: the certificate is trusted by { $roots }.
scan-certificate-trust-unknown = { $target }: whether the certificate is trusted was not looked at.
scan-certificate-not-trusted = { $target }: the certificate is not trusted by { $roots }: { $problem }.
scan-roots-system = this system's list of authorities
scan-roots-mozilla = Mozilla's list of authorities
scan-about-signatures = { $target }: { $version } signs with { $list }.
scan-about-dh = { $target }: key exchange in a finite field: { $bits } bits
scan-about-alpn = { $target }: ALPN: { $protocol }
scan-about-own-order = { $target }: its own order of cipher suites counts.
scan-about-client-order = { $target }: the client's order of cipher suites counts.
scan-about-renegotiation = { $target }: secure renegotiation (RFC 5746): yes
scan-about-no-renegotiation = { $target }: secure renegotiation (RFC 5746): no; current clients refuse such a server.
scan-about-ems = { $target }: extended master secret (RFC 7627): yes
scan-about-no-ems = { $target }: extended master secret (RFC 7627): no
scan-note-signatures-incomplete = { $target }: not every signature scheme was answered clearly, so there may be more than it told.
scan-note-details-incomplete = { $target }: not everything that --details asks was answered clearly; what is missing above is not known.
scan-about-certificate = { $target }: certificate: { $key }, signed with { $signature }, for { $subject }, valid from { $from } until { $until }; { $count ->
        [one] no other was sent
       *[other] of the { $count } sent the first ends on { $chain }
    }.
scan-about-no-fallback = { $target }: it does not heed TLS_FALLBACK_SCSV, so a client that falls back can be made to use an older version (RFC 7507).
scan-about-no-sentinel = { $target }: its ServerHello does not say that it could more when it is asked for an older version (RFC 8446, 4.1.3).
scan-suites-not-asked = This policy limits suites or groups too, and servers were not asked for each that they accept: what was chosen is allowed, the rest is unknown.
scan-not-reached = Could not be asked: { $target }: { $problem }
scan-not-reached-many = Could not be asked: { $count } targets, such as { $targets }: { $problem }
scan-at-address = { $address }: { $problem }

scan-column-what = What
scan-column-before = Before
scan-column-after = Now
scan-what-server = server
scan-what-reach = can be asked
scan-what-suites = { $version } suites
scan-what-groups = groups
scan-what-certificate = certificate
scan-there = there
scan-reached = yes
scan-diff-same = Nothing changed.
scan-diff-answer = { $count ->
        [one] One change.
       *[other] { $count } changes.
    }
scan-watch-answer = { $time }: { $count ->
        [one] one change.
       *[other] { $count } changes.
    }
scan-diff-breaks = { $target } ({ $address }) is against policy { $policy } now, and was not known to be before: { $reason }.
