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

    Exit codes are those of observe.
command-registry = Registry files about TLS for Windows: audit, explain, generate, undo, compare, and what is in effect
command-registry-audit = Say whether a registry file is safe to double-click, and whether it does what it seems to
command-registry-audit-after = Examples:
      cutover registry audit enable-tls12.reg
      cutover registry audit enable-tls12.reg --windows 7 --format markdown
      cutover registry audit enable-tls12.reg --lang ja

    Nothing is imported or changed. Exit codes: 0 nothing worse than a warning · 1 danger, or a line that is wrong · 2 wrong usage · 3 the file could not be read or is no text.
command-policy = List, show and check policies
command-policy-list = List the built-in policies
command-policy-show = Show everything about policies
command-policy-check = Check policy files of your own

arg-captures = Captures (pcap or pcapng, also gzip or zstd), folders of them, or - for standard input
arg-evidence = Evidence in JSON Lines, or - for standard input
arg-policies = Policies by name, or files by path
arg-policy-files = Policy files (TOML)
arg-policy = Policy to judge by: a name from cutover policy list, or a file by its path [default: { $default }]
arg-format-observe = table, json and markdown give the verdict; jsonl and csv the evidence, one handshake a line [default: table]
arg-format-verify = table, json or markdown [default: table]
arg-format-list = table or json [default: table]
arg-output = Write to this file instead of standard output; it appears when it is complete
arg-all = Show every row of the table, not only the { $rows } worst
arg-explain = Show the handshake that starts at this packet, every field with its place and bytes
arg-fail-on = When to fail: breaks (unknowns beside fits pass), unknown (unknowns fail too), never (only usage and unreadable input fail)
arg-unpack-limit = How many GiB one packed capture may unpack to [default: { $default }]
arg-registry-file = Registry file (.reg, whatever it is called), or - for standard input
arg-windows = The Windows that it is meant for: { $known }
arg-code-page = Code page of the machine that imports it, for files that are not UTF-16: 1252 western, 932 Japanese … [default: 1252]
arg-format-audit = table, json, markdown or sarif [default: table]
arg-force = Write over a file that is there already
arg-lang = Language: en or ja [default: LC_ALL, LC_MESSAGES, LANG]
arg-color = Colour: auto, always or never [default: auto; NO_COLOR is obeyed]
arg-help = Show this help
arg-version = Show the version

usage-unknown-option = There is no option { $argument }.
usage-unknown-command = There is no command { $argument }.
usage-nearest = Did you mean { $nearest }?
usage-invalid-value = { $value } is no value for { $argument }; possible are { $possible }.
usage-invalid-number = { $value } is no value for { $argument }; a whole number from 1 on is wanted.
usage-code-page = { $value } is no code page that Windows has for text; possible are 874, 932, 936, 949, 950, 1250 to 1258 and 65001.
usage-missing-value = { $argument } needs a value.
usage-missing-argument = { $argument } is missing.
usage-conflict = { $argument } cannot be used here.
usage-other = { $problem }
