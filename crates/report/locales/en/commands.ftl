# Help and the messages about how a command was typed.

about = Retire old TLS without breaking people: find out who breaks before it happens, and prove that it worked.
heading-usage = Usage
heading-commands = Commands
heading-arguments = Arguments
heading-options = Options

command-observe = Read packet captures and say who breaks under a policy, why, and whose fault it is
command-observe-after = Examples:
      cutover observe capture.pcapng
      cutover observe captures/ --policy tls13-only --format markdown -o report.md
      tcpdump -U -w - port 443 | cutover observe - --format jsonl
      cutover observe capture.pcapng --explain 17

    Exit codes: 0 everything fits · 1 something breaks · 2 wrong usage · 3 an input was not wholly read · 4 nothing to judge, or something unknown. The first that applies: 2, 1, 3, 4, 0.
command-verify = Judge evidence that was written by --format jsonl: the verdict alone, for scripts
command-verify-after = Examples:
      cutover observe capture.pcapng --format jsonl -o evidence.jsonl
      cutover verify evidence.jsonl --policy m365-2020

    Exit codes: 0 every handshake fits · 1 something breaks · 2 wrong usage · 3 an input was not wholly read · 4 nothing to judge, or something unknown. What observe did not see stands in no evidence: there it exits with 3 or 4, here it cannot be known.
command-registry = Registry files about TLS for Windows: audit, explain, generate, undo, compare, and what is in effect
command-registry-audit = Say whether a registry file is safe to double-click, and whether it does what it seems to
command-registry-audit-after = Examples:
      cutover registry audit enable-tls12.reg
      cutover registry audit enable-tls12.reg --windows 7 --format markdown
      cutover registry audit enable-tls12.reg --lang ja

    Nothing is imported or changed. Exit codes: 0 nothing worse than a warning · 1 danger, or a line that is wrong · 2 wrong usage · 3 the file could not be read or is no text.
command-registry-explain = Say in words what a mask or a registry file means
command-registry-explain-after = Examples:
      cutover registry explain 0xa00
      cutover registry explain enable-tls12.reg --windows 7

    Exit codes: 0 explained · 2 wrong usage · 3 the file could not be read or is no text.
command-registry-generate = Write the registry file, script or group policy preferences that a Windows needs
command-registry-generate-after = Examples:
      cutover registry generate --windows 7 --component winhttp --protocols tls1.1,tls1.2 -o tls12.reg
      cutover registry generate --windows server-2019 --component schannel-server --protocols tls1.2 -o server.reg
      cutover registry generate --windows 7 --component winhttp,dotnet --protocols 0x800 --as powershell -o tls12.ps1

    A request that cannot work is refused with the reason. Nothing is imported or changed.
    Exit codes: 0 written · 2 wrong usage, or refused.
command-registry-undo = Write the file that undoes a registry file on a machine, from what was there before
command-registry-undo-after = Example:
      reg export HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL before.reg
      cutover registry undo tls12.reg --from before.reg -o undo.reg

    The export must hold every key that the file changes, or one above it.
    Exit codes: 0 written · 2 wrong usage · 3 a file could not be read, or the export does not hold what the file changes.
command-registry-diff = Compare two registry files, exports or hives by what they mean to TLS
command-registry-diff-after = Examples:
      cutover registry diff before.reg after.reg
      cutover registry diff before.reg after.reg --windows 7 --updates all

    Exit codes: 0 compared, also when they differ · 2 wrong usage · 3 a file could not be read.
command-registry-effective = Say what WinHTTP, WinINET, Schannel and .NET of a Windows really offer, and which key decided it
command-registry-effective-after = Examples:
      cutover registry effective export.reg --windows 7 --updates KB3140245
      cutover registry effective SYSTEM SOFTWARE NTUSER.DAT --windows server-2019 --updates all --format jsonl

    What is not in the files is taken as Windows ships it.
    Exit codes: 0 told · 2 wrong usage · 3 a file could not be read.
command-policy = List, show and check policies
command-simulate = Say who would be locked out, without a packet: clients against policies or servers
command-simulate-after = Examples:
      cutover simulate --policy m365-2020
      cutover simulate --policy tls13-only,pq-required --clients 'ie*,chrome-*'
      cutover simulate --evidence evidence.jsonl --policy tls13-only
      cutover simulate --registry export.reg --windows 7 --updates KB3140245
      cutover simulate --clients winhttp-win7-800 --servers servers.jsonl

    This is a prediction from facts that say how sure they are; what hangs on something that is not known is called unknown.
    Exit codes: 0 everybody gets on · 1 somebody is locked out · 2 wrong usage · 3 an input was not wholly read · 4 nothing to simulate, or something unknown. The first that applies: 2, 1, 3, 4, 0.
command-clients = The catalogue of clients: list, show, and add your own
command-clients-list = List clients
command-clients-show = Show everything about clients
command-clients-add = Make a client of your own out of a recorded hello: your printer, your line-of-business program
command-clients-add-after = Example:
      cutover clients add --from capture.pcapng --client 192.0.2.17 --id printer-2nd-floor --name "Printer, 2nd floor"
      cutover simulate --clients printer-2nd-floor --policy tls13-only

    It is kept in your folder for settings (~/.config/cutover/clients). Exit codes: 0 added · 2 wrong usage · 3 the capture was not wholly read · 4 no hello of that address in it.
command-policy-calendar = Show what is unsupported and what is refused when, by service; with --on, what is in force on a day
command-policy-calendar-after = Examples:
      cutover policy calendar
      cutover policy calendar m365-pre-2020 m365-2020
      cutover policy calendar --on 2019-01-01
command-policy-list = List the built-in policies
command-policy-show = Show everything about policies
command-policy-check = Check policy files of your own

arg-captures = Captures (pcap or pcapng, also gzip or zstd), folders of them, evidence in JSON Lines, or - for standard input
arg-evidence = Evidence in JSON Lines, captures beside it if need be, or - for standard input
arg-policies = Policies by name, or files by path
arg-policy-files = Policy files (TOML), or - for standard input
arg-policy = Policy to judge by: a name from cutover policy list, or a file by its path [default: { $default }]
arg-format-observe = table, json and markdown give the verdict; jsonl and csv the evidence, one handshake a line [default: table]
arg-format-verify = table, json or markdown [default: table]
arg-format-list = table or json [default: table]
arg-output = Write to this file instead of standard output; it appears when it is complete; what there is at Ctrl-C takes no other file's place (FILE.….part)
arg-file-mode = The rights of the file that is written, such as 0640 [those of the file that is replaced, or 0600: it names people's machines]
arg-all = Show every row of the table, not only the { $rows } worst
arg-explain = Show the handshake that starts at this packet, every field with its place and bytes
arg-fail-on = When to fail: breaks (unknowns beside fits pass), unknown (unknowns fail too), never (only usage and unreadable input fail)
arg-unpack-limit = How many GiB one packed capture may unpack to [default: { $default }]
arg-registry-file = Registry file (.reg, whatever it is called), or - for standard input
arg-windows = The Windows that it is meant for: { $known }
arg-code-page = Code page of the machine that imports it, for files that are not UTF-16: 1252 western, 932 Japanese … [default: 1252]
arg-format-audit = table, json, markdown or sarif [default: table]
arg-windows-of = The Windows that the registry is of: { $known }
arg-diff-windows = Say also what the difference changes on this Windows: { $known }
arg-file-or-mask = Registry file, - for standard input, or a mask such as 0xa00
arg-component = What to set up, with commas between: { $known }, or all
arg-only = Switch every other version off (of DTLS only where a DTLS version is named); without it nothing is switched off
arg-protocols = The versions that it may use: tls1.0 to tls1.3 with commas between, also dtls1.0 and dtls1.2, or a mask such as 0xa00
arg-as = reg, powershell (2.0 and newer, with -WhatIf) or gpp-xml (group policy preferences) [default: reg]
arg-undo-file = Registry file to undo, or - for standard input
arg-from = Export of the machine from before the file was imported (regedit or reg export)
arg-diff-files = Registry file, export or hive: the first from before, the second from after
arg-effective-files = Registry exports (.reg) or hives (SYSTEM, SOFTWARE, NTUSER.DAT) of one machine
arg-updates = Updates that are there: all, none, or numbers, a build such as 17763.3406, a day up to which all are there (2024-10-08), with commas between; what cannot be told from them is unknown [default: not known]
arg-build = The build of the machine with its revision, as winver shows it: 17763.3406
arg-format-calendar = Output: table, markdown, json, or ics for a calendar program [default: table]
arg-format-explain = table, json or markdown [default: table]
arg-format-effective = table, json or markdown; jsonl gives the evidence, one component a line [default: table]
arg-force = Write over a file that is there already
arg-on = Judge by the policy that its service had in force on that day: 2019-01-31
arg-simulate-policy = Policies, with commas between: names from cutover policy list, files, or patterns such as 'm365*' [default: { $default }, unless --servers is given]
arg-clients = Clients of the catalogue, with commas between: names from cutover clients list, or patterns such as 'ie*' [default: all]
arg-platform = Only clients that run on it: 'Windows 7'
arg-simulate-evidence = Recorded hellos and settings (JSON Lines, as observe and registry effective write them) as clients
arg-simulate-registry = Registry exports or hives of one machine as clients; needs --windows
arg-servers = What servers answered (JSON Lines, kind server-answer), to see which of them clients lose
arg-certificate = The server's certificate: rsa or ecdsa; also rsa:1024, ecdsa:secp384r1, each with :sha1 behind it [default: not known]
arg-client-patterns = Clients by name or pattern: 'ie*'
arg-add-from = Captures that hold a hello of it
arg-add-client = Its address
arg-add-id = What to call it: small letters, digits, - and . [default: local- and its address]
arg-add-name = What it is, in words
arg-add-packet = The packet that starts the hello, if it sent different ones
arg-calendar-from = Only what happens from this day on: a date, or today
arg-calendar-policies = Policies by name, file or pattern [default: all]
arg-lang = Language: en or ja [default: LC_ALL, LC_MESSAGES, LANG]
arg-color = Colour: auto, always or never [default: auto; NO_COLOR is obeyed]
arg-help = Show this help
arg-version = Show the version

usage-unknown-option = There is no option { $argument }.
usage-unexpected = { $argument } is not expected here.
usage-unknown-command = There is no command { $argument }.
usage-nearest = Did you mean { $nearest }?
usage-component-ambiguous = schannel is ambiguous for --component: say schannel-client (connections that go out), schannel-server (connections that come in), or both with a comma between.
usage-invalid-value = { $value } is no value for { $argument }; possible are { $possible }.
usage-invalid-number = { $value } is no value for { $argument }; a whole number from 1 on is wanted.
usage-windows = { $value } is no Windows that is known here, or could be more than one. Known are { $known }; also names such as "Windows 10 22H2", win7, 2008r2, or a build such as 10.0.17763.
windows-taken = { $typed } is taken for { $windows } ({ $id }).
windows-taken-as-client = Build { $typed } is taken for { $windows } ({ $id }), release { $release }; { $server } has the same build: write { $server-id } if that is meant.
usage-code-page = { $value } is no code page that Windows has for text; possible are 874, 932, 936, 949, 950, 1250 to 1258 and 65001.
usage-updates = { $value } is no list of updates; write all, none, numbers such as KB3140245,KB3154518, a build such as 17763.3406, or a day such as 2024-10-08.
usage-build-of-another = { $build } is no build of { $windows }; that has { $known }.
usage-build = { $value } is no build with its revision; write for instance 17763.3406, as winver shows it.
usage-file-mode = { $value } is no mode of a file that its owner can read; write for instance 0640.
usage-interval = { $value } is no time; write for instance 30s, 10m or 1h30m.
usage-date = { $value } is no day; write for instance 2026-03-31.
usage-certificate = { $value } is no kind of certificate; write rsa, ecdsa, rsa:1024, ecdsa:secp384r1, or one of them with :sha1 behind it.
usage-address = { $value } is no address; write for instance 192.0.2.17.
usage-missing-value = { $argument } needs a value.
usage-missing-argument = { $argument } is missing.
usage-conflict-with = { $argument } cannot be used together with { $other }.
usage-conflict = { $argument } cannot be used here.
usage-other = { $problem }
usage-one-standard-input = Standard input can stand for one of the inputs, not for several.
usage-number-of-range = { $value } is no value for { $argument }; a whole number from { $least } to { $most } is wanted.
usage-too-many-values = There are more of { $argument } than are wanted.
usage-not-text = What was typed is not text: an argument is not UTF-8.
usage-given-twice = { $argument } is given twice.
usage-conflict-with-command = { $argument } cannot be used together with a command.

command-clients-check = Check files of clients of your own
command-clients-check-after = A file in the folder of your own clients is used by all commands; cutover clients add says where that is.
    To write one: cutover clients show winhttp-win7-kb --format toml > mine.toml
arg-client-files = Files of clients (TOML), or - for standard input
arg-format-show = table, json, or toml: a file to begin your own with [default: table]
usage-one-policy = A policy file has one policy: name one with --format toml.
