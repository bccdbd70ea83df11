# What is said of inputs: files, folders, standard input, evidence, policies.

input-not-found = { $file }: no such file or folder
input-folder-empty = { $file }: is a folder without any file in it
input-folder = { $file }: is a folder; name one file
input-no-permission = { $file }: no permission to read it
input-not-utf-8 = { $file }: not a text in UTF-8; save it in that encoding (Notepad: Save as, Encoding)
input-too-large = { $file }: more than { $limit } KiB, which no file of this kind has
input-io = { $file }: cannot be read: { $problem }
input-not-a-capture = { $file }: not a capture. It looks like { $looks }; expected is pcap or pcapng, also packed with gzip or zstd.
input-cut-off = { $file }: cut off at byte { $offset }, inside a packet. Everything before was judged.
input-damaged = { $file }: damaged at byte { $offset }. Everything before was judged.
input-damaged-block = { $file }: damaged at byte { $offset }: { $packets ->
        [0] a block does not end as it should.
        [one] { $packets } packet belongs to an interface that the file does not describe.
       *[other] { $packets } packets belong to interfaces that the file does not describe.
    } Everything else was judged.
input-stopped-by-io = { $file }: reading failed after { $offset } bytes: { $problem }. Everything before was judged.
input-stopped = { $file }: stopped. Everything read so far was judged.
input-not-begun = { $file }: stopped before it was begun.
passed-over = { $count ->
        [one] { $count } file in the folders is no capture and was
       *[other] { $count } files in the folders are no captures and were
    } passed over: { $files }
looks-empty = an empty file
looks-text = text
looks-markup = XML or HTML
looks-json = JSON
looks-archive = a { $kind } archive
looks-other-capture = a { $kind } capture
input-other-capture = { $file }: a { $kind } capture, which is not read. Convert it with: editcap -F pcapng { $words } { $words-converted } (Wireshark's editcap reads it).
input-etl = { $file }: a Windows event trace (ETL), which is not read yet. Convert it with: pktmon etl2pcap { $words } --out { $words-converted } (Windows 10 2004 and later), or with Microsoft's etl2pcapng { $words } { $words-converted } for what netsh trace recorded.
looks-program = a program
looks-unknown = something unknown that starts with the bytes { $bytes }

nothing-judged = No TLS handshake was found, so there is nothing to judge.
nothing-because-cut = The packets are cut too short to show one: { $count } of them do not hold all their bytes. Record again with -s 0 (tcpdump, dumpcap), without a limit for the packet size.
nothing-because-unidentified = { $count ->
        [one] { $count } connection was
       *[other] { $count } connections were
    } open before the recording began, lost packets where it would have been seen, or asked for TLS at the end: whether this is TLS nobody can say. Record for longer, from the start of the connections.
nothing-because-encapsulated = What was recorded is carried in something that is not read: { $kinds }.
nothing-because-no-tls = The TCP connections that were recorded show no TLS.
nothing-judged-packets = { $packets ->
        [0] The captures hold no packet.
        [one] { $packets } packet was read: { $kinds }.
       *[other] { $packets } packets were read: { $kinds }.
    }
nothing-judged-evidence = The evidence holds no handshake.
kind-tcp = { $count } TCP
kind-udp = { $count } UDP
kind-tunnel = { $count } in a UDP tunnel (port { $port })
kind-dtls = { $count } DTLS
kind-arp = { $count } ARP
kind-icmp = { $count } ICMP
kind-ip = { $count } other IP
kind-fragment = { $count } IP fragments
kind-link = { $count } without IP
kind-over-link = { $count } of a protocol above PPP or frame relay that is not read
kind-ether-type = { $count } of EtherType { $ether-type }
kind-encrypted = { $count } encrypted below IP (Wi-Fi or MACsec)
kind-unknown-link = { $count } of link type { $link }, which is not read
kind-cut = { $count } cut short or malformed

evidence-line = { $file }: line { $line } is no record: { $problem }.
evidence-column = { $problem } (column { $column })
evidence-schema = its schema_version is { $found }; this version reads { $known }
evidence-too-long = longer than { $limit } bytes
evidence-expected = Expected is evidence as written by --format jsonl, one record a line.
evidence-no-handshakes = { $file }: { $count ->
        [one] { $count } record is
       *[other] { $count } records are
    } no handshake; cutover simulate judges settings and servers.
evidence-is-a-capture = { $file }: is a capture, not evidence. Read it with cutover observe.
evidence-lines-more = { $file }: { $count ->
        [one] { $count } more line is no record
       *[other] { $count } more lines are no records
    }.
evidence-endless = { $file }: nothing in { $count } MiB is a record, so the rest was not read.

policy-unknown = There is no policy { $policy }.
policy-nearest = Did you mean { $nearest }?
policy-see-list = cutover policy list shows all; a file of your own is given by its path, such as ./mine.toml.
mistake = { $file }: line { $line }: { $problem }
mistake-nearest = { $problem }; did you mean { $nearest }?
mistake-missing-key = { $key } is missing
mistake-unknown-word = "{ $word }" cannot stand here; what can: { $known }
mistake-unknown-key = { $key } is no key here
mistake-unknown-key-known = { $key } is no key here; known here: { $known }
policy-problem-version = { $version } is no version; write for instance "TLS 1.2"
policy-problem-no-version = no version is allowed; write for instance versions = ["TLS 1.2", "TLS 1.3"]
policy-problem-suite = { $name } is no cipher suite and fits none; names are IANA's, and * stands for anything
policy-problem-group = { $name } is no group; names are IANA's, such as x25519
policy-problem-confidence = { $name } does not say how sure the facts are; own stands for a rule of yours
policy-problem-date = { $date } is no date; write for instance "2026-03", "2026-03-31" or "2026"
policy-good = { $file }: a good policy: { $id } ({ $name }) allows { $versions }.

explain-one-input = --explain needs exactly one capture in a file: no folder, no pipe, no standard input.
explain-not-found = { $file }: no handshake starts at packet { $packet }.
explain-nearest = The nearest handshakes start at packets { $packets }.
registry-too-large = { $file }: more than 2 GiB, which no registry file has.
input-captures-beside = { $count ->
    [one] A capture lies
   *[other] { $count } captures lie
} beside evidence in a folder and { $count ->
    [one] was
   *[other] were
} passed over: what evidence was made of would count twice. Name the captures to have them judged, too.
