# What is said of clients, and what helps them: cutover clients, and the remedies everywhere.

helps-heading = What helps, shortest way first:
helps-more = and { $count } more (--all)
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
remedy-php-crypto-method = In the program: name the versions, as in stream_socket_enable_crypto(…, STREAM_CRYPTO_METHOD_TLSv1_2_CLIENT), or set crypto_method
remedy-python-2-7-9 = Move to Python 2.7.9 or newer with OpenSSL 1.0.1 or newer
remedy-mysql-openssl = Build the client with OpenSSL instead of yaSSL
remedy-mysql-5646 = Move to MySQL 5.6.46 or newer of 5.6
remedy-mysql-8 = Move to MySQL 8
remedy-indy-options = Set SSLOptions.SSLVersions to [sslvTLSv1_2] and ship OpenSSL 1.0.2u
remedy-esp-bearssl = Build with BearSSL (ESP8266 core 2.5 or newer)
remedy-android-socket-factory = In the app: an SSLSocketFactory of its own that switches TLS 1.2 on (Android 4.1 to 4.4)
remedy-android-provider = In the app: the security provider of Google Play services
remedy-own-tls-browser = Use a browser that brings its own TLS
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
remedy-java-old-suites = To reach an old server for now: take TLS_RSA_* out of jdk.tls.disabledAlgorithms in java.security for this program alone, and set a date for putting it back
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
clients-problem-name-version = "{ $name }" is no version; write for instance "TLS 1.2"
clients-problem-name-suite = "{ $name }" is no cipher suite
clients-problem-name-group = "{ $name }" is no group
clients-problem-name-date = "{ $name }" is no date; write "2026", "2026-03" or "2026-03-31"
clients-problem-name-remedy = "{ $name }" is no remedy that is known; say it in your own words with own_remedy
clients-problem-name-policy = "{ $name }" is no built-in policy
clients-problem-name-confidence = "{ $name }" does not say how sure the facts are; own stands for what you say yourself
clients-problem-no-source = "{ $name }" has no source
clients-problem-no-version = "{ $name }" uses no version
clients-problem-two-ways = "{ $name }": a hello has either suites or suite_classes, and either signature_schemes or signature_classes
clients-problem-id = "{ $name }" is no id: small letters, digits, - and . only
clients-id-taken = There is a client { $id } already; --id gives another name.
clients-no-folder = There is no folder for settings: neither HOME nor XDG_CONFIG_HOME is set.
clients-added = Added { $id } ({ $versions }) as { $file }. It is one of your clients now: cutover simulate --clients { $id }
clients-exists = { $file } is there already; --force writes over it, --id gives another name.
clients-write-failed = { $file } could not be written: { $problem }.
clients-nothing-sent = { $file }: no hello of { $client } in it.
clients-several-hellos = { $file }: { $client } sent { $count } different hellos. Name one with --packet:
clients-hello-line =   --packet { $packet }  { $offers }, { $servers }
clients-hellos-more =   … and { $count } more; cutover observe names the packet of each.
clients-no-such-packet = { $file }: no hello of { $client } starts at packet { $packet }.
clients-name-default = Client { $client }
client-rest-on = How many rest on what:
client-rests-on = { $count ->
        [one] { $count } entry
       *[other] { $count } entries
    }: { $what }

clients-problem-taken = there is a client { $name } already; give yours another id
clients-problem-name-client = { $name } is no client, neither of cutover clients list nor of this file
clients-good = { $file }: { $count ->
    [one] one good client
   *[other] { $count } good clients
}: { $ids }.
