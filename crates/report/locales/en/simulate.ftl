# What simulate prints, the remedies, clients, and the calendar of policies.

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

column-id = Id
column-name = Name
column-platform = Platform
column-result = What comes of it
column-confidence = How sure
column-versions = Versions
column-local = Yours

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
basis-borrowed = Judged by the hello of another client with the same TLS library on the same system:
basis-borrowed-line = { $like }: { $ids }

helps-heading = What helps, shortest way first:
helps-more = and { $count } more (--all)
unknown-heading = What would settle it:
confidence-heading = How sure the facts are:
confidence-word-capture = decoded from a recorded hello
confidence-word-measured = measured by us
confidence-word-vendor-doc = the maker says so
confidence-word-vendor-doc-ambiguous = the maker's pages contradict each other
confidence-word-docs = public documentation
confidence-word-secondary = somebody else says so
confidence-word-recall = from memory, unverified: check before you rely on it
confidence-word-class-estimate = an estimate for a class of devices: check yours
confidence-word-capture-recall = hello recorded, the rest from memory and unverified
confidence-word-own = yours
confidence-word-documented = Microsoft documents it
confidence-word-decompiled = read in a recent winhttp.dll by others
confidence-word-unverified = general knowledge; no source was opened
confidence-word-unknown = nothing is known
confidence-word-other = as the entry says

remedy-switch-on = { $version } is there but off: switch it on ({ $control })
remedy-switch-on-old = To reach it until then: { $version } is there but off; switch it on for this client alone, and set a date for switching it off ({ $control })
remedy-move-to = Move to { $name }, or a newer one
remedy-registry = Switch { $version } on in the registry: cutover registry generate --windows { $windows } --component { $components } --protocols { $protocol } -o { $windows }-{ $protocol }.reg
remedy-registry-updates = Install the updates that generate names, and then switch { $version } on in the registry: cutover registry generate --windows { $windows } --component { $components } --protocols { $protocol } -o { $windows }-{ $protocol }.reg
remedy-change-setting = { $value } in { $key } keeps { $version } off, whatever else is set: change it there, and look again
remedy-switch-on-hybrid = X25519MLKEM768 is there but off: switch it on ({ $note })
remedy-switch-on-hybrid-plain = X25519MLKEM768 is there but off: switch it on
remedy-ask-maker = No version of it that can do this is known here: ask its maker for one, or use another program
remedy-update-server = Update or reconfigure the server: the client is fine
remedy-allow-suites = On the server: allow one of { $suites } besides
remedy-allow-groups = On the server: allow one of the groups { $groups } besides
remedy-other-certificate-ecdsa = On the server: use an ECDSA certificate (beside the RSA one)
remedy-other-certificate-rsa = On the server: use an RSA certificate (beside the ECDSA one)
remedy-stronger-certificate = On the server: use a certificate with an RSA key of 2,048 bits or more, signed with SHA-256
remedy-default-certificate = On the server: answer clients that do not send a name with a certificate of its own
remedy-record-hello = Record a hello of it: cutover clients add --from CAPTURE --client ADDRESS
remedy-say-certificate = Say which certificate the server has: --certificate rsa or --certificate ecdsa
remedy-ask-server = Ask the server about every version and its suites: cutover scan --suites

remedy-winhttp-a00 = Install KB3140245, then set DefaultSecureProtocols to 0x0A00 (both the 64-bit and the Wow6432Node key) and switch TLS 1.1 and 1.2 on in SCHANNEL; programs that choose their versions themselves need their own fix
remedy-kb4019276 = Install KB4019276 (number unverified) and switch TLS 1.1 and 1.2 on in SCHANNEL
remedy-internet-options = Internet Options, Advanced: tick “Use TLS 1.2” (SecureProtocols)
remedy-ie11 = Move to Internet Explorer 11
remedy-dotnet-strong-crypto = Set SchUseStrongCrypto and SystemDefaultTlsVersions to 1 below HKLM\SOFTWARE\Microsoft\.NETFramework\v4.0.30319 and its Wow6432Node twin (v2.0.50727 for .NET 3.5, which also needs its update)
remedy-dotnet-retarget = Build the program for .NET Framework 4.7 or newer
remedy-java-property = Start it with -Dhttps.protocols=TLSv1.2 (HttpsURLConnection) or -Djdk.tls.client.protocols=TLSv1.2 (7u95 and newer)
remedy-java-8 = Move to Java 8 or newer
remedy-update = Move to a current version
remedy-python-2-7-9 = Move to Python 2.7.9 or newer with OpenSSL 1.0.1 or newer
remedy-mysql-openssl = Build the client with OpenSSL instead of yaSSL
remedy-mysql-8 = Move to MySQL 8
remedy-indy-options = Set SSLOptions.SSLVersions to [sslvTLSv1_2] and ship OpenSSL 1.0.2u
remedy-esp-bearssl = Build with BearSSL (ESP8266 core 2.5 or newer)
remedy-android-socket-factory = In the app: an SSLSocketFactory of its own that switches TLS 1.2 on (Android 4.1 to 4.4)
remedy-android-provider = In the app: the security provider of Google Play services
remedy-own-tls-browser = Use a browser that brings its own TLS
remedy-exchange-2010-ru19 = Set the Schannel, WinHTTP and .NET 3.5 keys for TLS 1.2, with RU19 or newer (RU20 before older versions are switched off)
remedy-exchange-2013-cu19 = Install CU19 to use TLS 1.2 (CU20 before older versions are switched off), and set the .NET 4.7.1 keys
remedy-exchange-2016-cu8 = Install CU8 to use TLS 1.2 (CU9 before older versions are switched off), and set the .NET 4.7.1 keys
remedy-sql-build = Install the build that KB3135244 names, on the server and in the client
remedy-sql-driver = Move to ODBC Driver 17 or 18, or another current driver
remedy-office-mac = Replace Office for Mac 2011 and older by 2016 or newer
remedy-upgrade-macos = Upgrade macOS
remedy-ios-10 = Upgrade to iOS 10 or newer
remedy-macos-10-12 = Upgrade to macOS 10.12 or newer
remedy-replace-system = Replace or upgrade the operating system: it has no supported way to TLS 1.2
remedy-firmware = Install newer firmware from the maker, if there is one
remedy-relay = Put a relay in front of it that speaks the newer version to the outside
remedy-replace = Replace it
remedy-old-servers = To reach an old server for now: switch the older version on again on this machine alone, in SCHANNEL or DefaultSecureProtocols, and set a date for switching it off
remedy-command-windows = { $sentence } ({ $command }; WINDOWS is the one that it runs on, such as 7 or server-2012-r2)
remedy-command = { $sentence } ({ $command })

client-answer = { $shown ->
        [one] { $shown } client
       *[other] { $shown } clients
    }.
client-field-vendor = Maker
client-field-kind = Kind
client-field-platform = Runs on
client-field-released = Released
client-field-support-ends = Support ends
client-field-dates-source = Dates from
client-field-versions = Uses by default
client-field-configurable = Can be made to use
client-field-control = Controlled by
client-field-server-name = Sends the server's name (SNI)
client-field-hybrid = Offers X25519MLKEM768
client-field-hello = Hello
client-field-suites = Suites
client-field-known = Suites that a server was seen to choose
client-field-groups = Groups
client-field-signatures = Signature schemes
client-field-remedies = What helps
client-field-post = The blog post of 2018 says
client-field-note = The sources say
client-field-source = Sources
client-field-confidence = How sure
client-field-local = Added by you
client-hello-none = not recorded; judged by its versions alone
client-hello-like = not recorded; that of { $id } stands in for it (same TLS library, same system)
client-hello-own = { $source }
client-hello-own-sslv2 = { $source }, in SSL 2.0's format
client-suites-classes = at least one of each: { $classes }
client-no-groups = none sent
client-no-signatures = none sent (SHA-1 is meant)
client-remedies-none = nothing to do for TLS 1.2
yes = yes
no = no
not-known = not known
optional = only when switched on

kind-os-library = TLS library of a system
kind-browser = browser
kind-mail = mail program
kind-library = TLS library
kind-runtime = language or framework
kind-device = device
kind-other = other

clients-unknown = There is no client { $client }.
clients-none-match = No client fits { $pattern }.
clients-see-list = cutover clients list shows all.
clients-local-problem = { $file }: line { $line }: { $problem }
clients-problem-name-version = "{ $name }" is no version; write for instance "TLS 1.2"
clients-problem-name-suite = "{ $name }" is no cipher suite
clients-problem-name-group = "{ $name }" is no group
clients-problem-name-date = "{ $name }" is no date; write "2026", "2026-03" or "2026-03-31"
clients-problem-name-remedy = "{ $name }" is no remedy that is known; say it in your own words with own_remedy
clients-problem-name-policy = "{ $name }" is no built-in policy
clients-problem-no-source = "{ $name }" has no source
clients-problem-no-version = "{ $name }" uses no version
clients-problem-two-ways = "{ $name }": a hello has either suites or suite_classes, and either signature_schemes or signature_classes
clients-problem-id = "{ $name }" is no id: small letters, digits, - and . only
clients-id-taken = There is a client { $id } already; --id gives another name.
clients-local-taken = { $file }: { $ids } – there is a client of that name already; give yours another id.
clients-too-large = { $file }: larger than a file of clients can be.
clients-no-folder = There is no folder for settings: neither HOME nor XDG_CONFIG_HOME is set.
clients-added = Added { $id } ({ $versions }) as { $file }. It is one of your clients now: cutover simulate --clients { $id }
clients-exists = { $file } is there already; --force writes over it, --id gives another name.
clients-write-failed = { $file } could not be written: { $problem }.
clients-nothing-sent = { $file }: no hello of { $client } in it.
clients-several-hellos = { $file }: { $client } sent { $count } different hellos. Name one with --packet:
clients-hello-line =   --packet { $packet }  { $offers }, { $servers }
clients-no-such-packet = { $file }: no hello of { $client } starts at packet { $packet }.
clients-name-default = Client { $client }

calendar-column-service = Service
calendar-column-on = Date
calendar-column-kind = What
calendar-column-what = In words
calendar-column-policy = Policy
calendar-column-confidence = How sure
calendar-column-source = Source
dated-announced = announced
dated-withdrawn = withdrawn
dated-halted = halted
dated-unsupported = unsupported
dated-refused = refused
dated-other = –
calendar-in-force = In force on { $date }:
calendar-column-versions = Allows
calendar-nothing = Nothing is known for { $date }.
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
