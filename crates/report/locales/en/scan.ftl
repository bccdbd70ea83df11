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

    Traffic goes to the targets given, every address of a name, and nowhere else. A name is asked with and without SNI; a second line stands in the table only where that makes a difference. No handshake is finished, unless --finish, --http or --certificate asks for it. Two connections at once and ten a second for one host, unless --no-host-limit says otherwise. A timeout is never called a refusal.
    Exit codes: 0 every server is as the policy asks · 1 some server is not · 2 wrong usage · 3 a target could not be asked · 4 nothing to judge, or something unknown. The first that applies: 2, 1, 3, 4, 0. With --nagios: 0, 2 and 3 as it says there, 3 for wrong usage too.
arg-scan-targets = Servers: host, host:port, address, [IPv6 address]:port, https://host/ [port: 443]; with STARTTLS smtp://, imap://, pop3://, ldap://, ftp://, nntp://, sieve://, xmpp://, postgres://, mysql://, rdp://, tds:// before it
arg-targets-file = File with a target a line (# starts a comment), or - for standard input
arg-tries = How often each version is asked about [default: 1]
arg-at-once = How many targets are asked at once at most; it begins with fewer [default: { $default }]
arg-timeout = Seconds to wait for an answer [default: { $default }]
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
arg-nagios = Answer as a monitor expects, in English: one line with figures, and 0 OK, 2 critical (some server breaks the policy), 3 unknown
arg-format-scan-diff = table, json and markdown [default: table]
arg-scan-old = What scan found then: a journal, or --format jsonl
arg-scan-new = What it found later
command-scan-diff = Tell what changed between two scans
command-scan-diff-after = Exit codes: 0 no server breaks the policy that did not before, whatever else changed · 1 some server does · 2 wrong usage · 3 a file could not be read.
arg-format-scan = table, json and markdown give the verdict; jsonl the evidence, one server a line [default: table]

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
scan-target-scheme = it is none of https, tls, smtp, imap, pop3, ldap, ftp, nntp, sieve, xmpp, postgres, mysql, rdp, tds.
scan-target-name = this is no host name and no address.
scan-target-not-ascii = write the name as it stands in the DNS: xn--…
scan-target-network = this is a network. To ask all of it, add --cidr --max-hosts N; to ask one address, write it alone.
scan-target-long = the line is longer than a target can be.
scan-no-targets = There is no target to ask. Give servers, or a file of them with --targets.
scan-failed = Asking cannot begin: { $problem }
scan-not-resolved = the name has no address, or nobody could say.
scan-connection-refused = { $address }: the port is closed.
scan-connection-timeout = { $address }: nobody answered.
scan-connection-unreachable = { $address }: there is no way there.
scan-connection-exhausted = { $address }: this machine had no socket left. Ask fewer at once with --at-once.
scan-starttls-not-offered = { $address }: the server has no TLS in this protocol (STARTTLS is not offered).
scan-starttls-busy = { $address }: the server says that it cannot now. Try again later, or more slowly.
scan-starttls-other = { $address }: what the server says is not this protocol.
scan-starttls-silent = { $address }: the server fell silent or hung up before TLS could begin.
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
scan-reason-not-asked = accepts { $versions }; suites or groups not asked
scan-reason-needs-name = answers only by name
scan-reason-as-required = accepts { $versions }

scan-about-unknown = { $target }: { $versions } unknown: { $how }.
scan-ended-alert = alert { $code } ({ $name })
scan-ended-fin = the connection was closed, which need not be a refusal
scan-ended-rst = the connection was reset, which need not be a refusal
scan-ended-timeout = no answer in time
scan-ended-not-tls = the answer is no TLS
scan-ended-no-connection = there was no connection any more
scan-ended-cut-off = the connection ended in the middle of an answer
scan-ended-at-times = some of the tries came to no clear answer
scan-note-contradictory = { $target }: the same question about { $version } was answered both ways: several machines behind one address, or one that is being changed.
scan-note-particular = { $target }: { $version } is accepted, but not with every hello: some clients that speak it may fail.
scan-note-unsteady = { $target }: it answered differently when it was asked again, so connections that were only closed say nothing.
scan-note-large-hello-fails = { $target }: X25519MLKEM768 is accepted, but a hello that fills more than one packet fails: something on the way drops it.
scan-note-wants-name = { $target }: it refuses everything when it is asked without a name. Ask it by its host name.
scan-note-needs-name = { $target }: it refuses whoever does not say its name (SNI), as very old clients do not.
scan-note-suites-incomplete = { $target }: not every suite was answered clearly, so the list is not complete and left out.
scan-note-groups-incomplete = { $target }: not every group was answered clearly, so the list is not complete and left out.
scan-about-finished = { $target }: a whole handshake succeeds with { $versions }.
scan-about-http = { $target }: the application answers { $status } to { $versions }.
scan-about-http-refused = { $target }: the application refuses { $versions } by status { $status }, or wants another path or method than GET /.
scan-note-certificate-unreadable = { $target }: it sent a certificate that cannot be read.
scan-note-unfinished = { $target }: { $version } is accepted, but no whole handshake came of it, at least not with OpenSSL.
scan-about-forbidden = { $target }: accepted, and not allowed: { $names }.
scan-about-suites = { $target }: { $version } accepts { $suites }.
scan-about-groups = { $target }: groups: { $groups }.
scan-about-certificate = { $target }: certificate: { $key }, signed with { $signature }, for { $subject }, valid from { $from } until { $until }; { $count ->
        [one] no other was sent
       *[other] of the { $count } sent the first ends on { $chain }
    }.
scan-about-no-fallback = { $target }: it does not heed TLS_FALLBACK_SCSV, so a client that falls back can be made to use an older version (RFC 7507).
scan-about-no-sentinel = { $target }: its ServerHello does not say that it could more when it is asked for an older version (RFC 8446, 4.1.3).
scan-suites-not-asked = This policy limits suites or groups too, and servers were not asked for each that they accept: what was chosen is allowed, the rest is unknown.
scan-not-reached = Could not be asked: { $target }: { $problem }

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
