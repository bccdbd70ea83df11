# What simulate prints.

simulate-answer-breaks = { $all ->
        [one] The one client would be lost
       *[other] { $breaks } of { $all } clients would be lost
    } under policy { $policy } ({ $name }).
simulate-answer-unknown = No client is known to be lost under policy { $policy } ({ $name }), but of { $unknown } of { $all } too little is known to be sure.
simulate-answer-fits = { $all ->
        [one] The one client gets on
       *[other] All { $all } clients get on
    } under policy { $policy } ({ $name }): 0 of { $all } lost.
simulate-answer-breaks-server = { $all ->
        [one] The one client cannot connect
       *[other] { $breaks } of { $all } clients cannot connect
    } to { $policy }.
simulate-answer-unknown-server = No client is known to be unable to connect to { $policy }, but of { $unknown } of { $all } too little is known to be sure.
simulate-answer-fits-server = { $all ->
        [one] The one client connects
       *[other] All { $all } clients connect
    } to { $policy }.
simulate-answer-unknown-more = Of { $unknown } more too little is known.
simulate-rows-left-out = The { $shown } worst of { $all } clients are shown; --all shows every one.
simulate-totals = { $all ->
        [one] { $all } client
       *[other] { $all } clients
    }: { $breaks } lost, { $unknown } unknown, { $fits } fit.
simulate-totals-of = { $policy }: { $breaks } lost, { $unknown } unknown, { $fits } fit.
simulate-in-force = On { $date } policy { $policy } was in force.
alerts-heading = Alerts that are likely, by what the server runs on (other versions and settings of it may send others):
alerts-of = { $alert } of { $stacks }
simulate-model = This is a prediction. What was captured is judged by cutover observe.

result-connects = { $version }
result-connects-suite = { $version }, { $suite }
result-connects-hybrid = { $version }, X25519MLKEM768
result-no-alert = is refused
result-alert = likely alert { $alert }
result-client-alert = ServerHello with { $version }, then the client aborts (likely alert { $alert })
result-no-hello = sends no hello
offers-nothing = nothing
result-unknown = not known

simulate-reason-agreed = agreed
    .meaning = They agree on a version, and on suites and groups as far as these are asked for.
simulate-reason-client-too-old = offers only older
    .meaning = Everything this client offers is older than what is allowed.
simulate-reason-server-too-old = server only older
    .meaning = Everything this server speaks is older than what the client offers. The client is fine.
simulate-reason-client-suites = no suite in common
    .meaning = The version would do, but client and server have no cipher suite in common with this certificate.
simulate-reason-client-groups = no group in common
    .meaning = The version would do, but client and server have no group (curve) in common.
simulate-reason-client-signatures = no signature in common
    .meaning = The version would do, but the server cannot sign in a way that the client understands.
simulate-reason-server-name-missing = does not name the server
    .meaning = The server wants the host name in the hello (SNI), and this client does not send it.
simulate-reason-hello-format = hello in SSL 2.0's format
    .meaning = The client writes its hello in SSL 2.0's format, which this server does not take.
simulate-reason-inappropriate-fallback = a second try with less, which the server refuses
simulate-reason-client-aborts = client aborts
    .meaning = The client's hello still lists this version, but its TLS library aborts once the server has chosen it.
simulate-reason-certificate-too-weak = certificate too weak
    .meaning = They would agree, but the client refuses the server's certificate.
simulate-reason-nothing-offered = offers nothing
    .meaning = No version is on: this client sends no hello at all.
simulate-reason-certificate-demand-unknown = depends on its demands on certificates
    .meaning = They would agree, but whether this client takes such a certificate is not known.
simulate-reason-client-versions-unknown = client's versions not known
    .meaning = It is not known which versions this client offers, and it depends on that.
simulate-reason-server-versions-unknown = server's versions not known
    .meaning = The server was not asked about every version, or did not answer clearly, and it depends on that.
simulate-reason-client-suites-unknown = client's suites not known
    .meaning = The version fits. Whether client and server have a cipher suite in common is not known.
simulate-reason-server-signatures-unknown = not known whether the server signs with SHA-1
simulate-reason-client-signatures-unknown = not known whether the client takes SHA-1
simulate-reason-server-suites-unknown = server's suites not known
    .meaning = The version fits. Whether the server takes a suite that this client offers is not known.
simulate-reason-client-groups-unknown = client's groups not known
    .meaning = The version fits. Whether client and server have a group in common is not known.
simulate-reason-server-name-unknown = server name not known
    .meaning = The server wants its name (SNI), and it is not known whether this client sends it.
simulate-reason-certificate-unknown = depends on the certificate
    .meaning = It connects to a server with one kind of certificate and not with the other. Say which: --certificate rsa or --certificate ecdsa.

consequence-retries-lower = These clients try again at lower versions before they give up, so the last alert may be another one:
consequence-goes-on-in-clear-text = These clients go on in clear text when TLS fails, unless the server asks for TLS:
helps-if-like = { $clients } (if that is what it looks like, see below)
looks-like-heading = Whose hello it may be, by what the catalogue has recorded (a guess: others may say the same):
looks-like = { $clients }: looks like { $names }
basis-borrowed = Judged by the hello of another client with the same TLS library on the same system:
basis-borrowed-line = { $like }: { $ids }

unknown-heading = What would settle it:
not-known = not known
policy-not-in-force = { $policy } was not in force on { $date }, and no other policy of { $service } is known for that day.
policy-without-dates = { $policy } belongs to no service and has no dates: --on changes nothing.
policy-of-clients = { $policy } is a rule for clients, not for servers: a client counts as lost that cannot keep to it.
policies-not-in-force = { $count } policies were not in force on { $date } and are left out.
policy-old-unsupported = Under { $policy } versions that it still takes were no longer supported from { $date } on.
policies-none-match = No policy fits { $pattern }.
simulate-unreached = { $count ->
        [one] One server
       *[other] { $count } servers
    } could not be asked when they were scanned; nothing is said about them.
simulate-no-servers = { $file }: no record of kind server-answer in it.
simulate-no-evidence = { $file }: no record of kind handshake or client-settings in it.
simulate-nothing-clients = There is no client to simulate.
simulate-nothing-servers = There is no server and no policy to hold clients against.
simulate-too-many = { $count ->
        [one] { $count } hello was
       *[other] { $count } hellos were
    } left out, because there were more than { $limit } different ones.
simulate-other-records = { $file }: { $count ->
        [one] { $count } record of another kind was
       *[other] { $count } records of other kinds were
    } passed over.
settings-name = { $component }, { $windows }
policy-field-service = Service
policy-field-in-force = In force
policy-in-force = { $from } to { $until }
