# What stands above a file that somebody begins with.

policy-template =
    A policy. Change it, look at it with cutover policy check, and name the file with --policy (with a path: ./mine.toml).

    id, name, name_ja          its short name and its long one, the long one in Japanese
    side                       whose rule it is: "server", "client" or "both"
    scope, scope_ja            what it concerns, where that is not everything
    service, service_ja        whose policy it is; another of the same service may come before or after it (--on)
    hosted = true              somebody else's servers: nothing can be changed at them
    in_force_from, in_force_until   days: "2026-03-31", "2026-03" or "2026"
    unsupported_from           from when older versions are no longer supported, though they may still connect
    refused_from               from when older versions are refused
    versions                   what is allowed: "SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"
    source, confidence         where that is from, and how sure it is; "own" stands for a rule of yours
    note, note_ja              what else there is to say
    not_judged, not_judged_ja  what the policy asks besides and cutover does not look at; it is told as that
    {"["}suites] allowed, denied   cipher suites by IANA's names; * stands for anything; of TLS 1.3 any where none is named
    {"["}groups] allowed           groups by IANA's names, such as "x25519"
    {"["}[dates]] on, kind, what, what_ja   kind: "announced", "withdrawn", "halted", "unsupported", "refused",
                               "recommended", or left out

    id, name, side, versions, source and confidence have to be there.

client-template =
    Clients, a [[client]] each. Change it, look at it with cutover clients check, and put the file into the folder of
    your own clients (cutover clients check --help). Of a recorded hello cutover clients add writes one by itself.

    id, name               id: small letters, digits, - and . – one that no other client has
    name_ja                the name in Japanese
    vendor, platform       who makes it, what it runs on
    kind                   "os-library", "browser", "mail", "library", "runtime", "device" or "other"
    released, support_ends, dates_source   "2026-03-31", "2026-03" or "2026", and where that is from
    versions               what it uses by default, and goes through with
    configurable, control  what it can be made to use, and by what
    hello_format           "sslv2" where its first hello is in the format of SSL 2.0
    server_name            whether it names the server (SNI); left out: not known
    x25519mlkem768         "yes", "no", "optional" (there, but off) or "unknown"
    retries_lower          it tries again with lower versions when a handshake fails
    opportunistic          it goes on in clear text when TLS fails
    certificate            {"{"} rsa_bits = 2048, sha1 = false {"}"}: what it asks of a server's certificate
    remedies, own_remedy   what helps, by the short names that cutover knows, or in your words
    source, confidence     where that is from, and how sure it is; "own" stands for what you know yourself
    note, note_ja          what else there is to say
    hello_like             the id of the client whose hello stands in for this one's
    {"["}client.hello]         its hello: source, record_version, legacy_version, supported_versions, suites (or
                           suite_classes), groups, key_shares, signature_schemes (or signature_classes),
                           extended_master_secret, renegotiation_info, alpn

    id, name, kind, versions, source and confidence have to be there.
