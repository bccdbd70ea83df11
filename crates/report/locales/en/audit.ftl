# Findings of `cutover registry audit`: what is the matter, and what to do about it.

audit-answer-danger = Do not import this file: { $count ->
        [one] { $count } line does
       *[other] { $count } lines do
    } harm.
audit-answer-wrong = This file does not do what it says: { $count ->
        [one] { $count } finding is
       *[other] { $count } findings are
    } wrong.
audit-answer-warning = Nothing here does harm, but read the { $count ->
        [one] warning
       *[other] { $count } warnings
    } first.
audit-answer-none = Nothing here does harm, and every line does what it says.
audit-answer-none-tls = Nothing here does harm, and every line does what it says; but nothing here is about TLS.
audit-file = { $file }: { $header }, { $form }, { $lines ->
        [one] { $lines } line
       *[other] { $lines } lines
    }.
audit-for = Checked for { $windows }.
audit-for-any = Checked without knowing the Windows; --windows says more.
audit-totals = { $danger } danger, { $wrong } wrong, { $warning } warning, { $note } note.
audit-more = { $count ->
        [one] { $count } more finding is
       *[other] { $count } more findings are
    } not shown; --all shows every one.
audit-heading-level = Level
audit-heading-line = Line
audit-heading-finding = Finding
audit-heading-remedy = What to do
audit-confidence-measured = (Seen in Wine's regedit, not on Windows itself.)
audit-confidence-decompiled = (Read by others in a recent winhttp.dll; Microsoft does not document it.)
audit-confidence-unverified = (Unverified.)
audit-confidence-unknown = (Nothing is known of it.)
level-danger = danger
level-wrong = wrong
level-warning = warning
level-note = note
header-31 = REGEDIT of Windows 3.1
header-4 = REGEDIT4
header-5 = version 5.00
header-none = no header
form-utf16 = UTF-16
form-page = code page { $page }
form-unknown = a form that regedit does not know

registry-not-text = { $file }: not a text file, so no registry file either. If it is a hive (SYSTEM, SOFTWARE, NTUSER.DAT), give it to cutover registry effective.
registry-neither = { $file }: neither registry text nor a registry hive.
registry-is-hive = { $file }: a registry hive, not registry text. Give it to cutover registry effective or diff.

remedy-danger = Take this line out, and ask whoever made the file why it is there. A file that does this deserves no trust in its other lines either.
remedy-take-out = Take this line out.

finding-form-utf8-mark = The file is UTF-8 with a byte order mark. regedit imports nothing of it and says nothing.
    .remedy = Save it as UTF-16 LE ("Unicode" in Notepad).
finding-form-utf16-big-endian = The file is UTF-16 big-endian. regedit imports nothing of it and says nothing.
    .remedy = Save it as UTF-16 LE ("Unicode" in Notepad).
finding-form-utf16-no-mark = The file is UTF-16 without a byte order mark. regedit imports nothing of it and says nothing.
    .remedy = Save it as UTF-16 LE ("Unicode" in Notepad), which writes the mark.
finding-header-other = The first line begins with REGEDIT but is none of the headers that regedit knows. It imports nothing and says nothing.
    .remedy = Make the first line: Windows Registry Editor Version 5.00
finding-header-missing = The first line is no header, so regedit imports nothing and says nothing.
    .remedy = Make the first line: Windows Registry Editor Version 5.00

finding-line-prose = This line is neither a key nor a value and is ignored.
    .remedy = If it is a comment, start it with a semicolon; otherwise correct or delete it.
finding-line-no-opening-bracket = The name of a key without its [ in front: ignored, and the values below do not go into that key.
    .remedy = Put [ in front of it.
finding-line-no-closing-bracket = The name of a key without its ] behind: ignored, and the values below do not go into that key.
    .remedy = Put ] behind it.
finding-line-blank-after-bracket = A blank behind [ makes the line void: nothing is made or deleted, and the values below go to the key before.
    .remedy = Take the blank out.
finding-line-unknown-root = { $root } is no root of the registry that regedit knows; the line and the values below are ignored.
    .remedy = Write it in full: HKEY_LOCAL_MACHINE, HKEY_CURRENT_USER, HKEY_USERS …
finding-line-nothing-to-delete = This would delete nothing: no key, or a whole root, stands behind [-.
    .remedy = Name the key, or take the line out.
finding-line-name-too-long = A part of this key's name has more than 255 characters: ignored.
    .remedy = Shorten it.
finding-line-no-key = This value stands below no key that regedit takes, so it is ignored.
    .remedy = Put the right [key] line above it.
finding-line-bad-name = The name of this value has no closing quote or a wrong escape: the line is ignored.
    .remedy = Close the quote; inside a name write \\ for a backslash and \" for a quote.
finding-line-no-equals = No = behind the name of this value: the line is ignored.
    .remedy = Write "name"=data.
finding-line-after-minus = Something stands behind the - that deletes a value: the line is ignored.
    .remedy = Write "name"=- and nothing more.
finding-line-unknown-type = { $text } is no data that regedit knows: the line is ignored. Types are written in small letters.
    .remedy = Write "text", dword:00000001, hex:00,01 or hex(7):…
finding-line-bad-string = The text has no closing quote or a wrong escape: the line is ignored.
    .remedy = Close the quote; inside a text write \\ for a backslash and \" for a quote.
finding-line-after-string = Something stands behind the closing quote: the line is ignored.
    .remedy = Only a comment that starts with ; may stand there.
finding-line-bad-dword = dword:{ $text } is not 1 to 8 hexadecimal digits: the line is ignored.
    .remedy = Write eight hexadecimal digits without 0x, for example dword:00000a00.
finding-line-bad-hex = These are not bytes in hexadecimal with commas between: the line is ignored.
    .remedy = Write hex:00,0a,ff, with , and \ at the end of a line that goes on.
finding-line-broken-continuation = The data goes on over several lines, and line { $at } breaks it: the whole value is ignored.
    .remedy = Correct line { $at }; between the lines only blank lines and comments with ; may stand.

finding-read-escape = \{ $character } is no escape in registry text; regedit drops the backslash and keeps { $character }.
    .remedy = Write \\ for a backslash. If the text came out wrong as a whole, the file is in another code page: --code-page says which.
finding-read-last-bracket = The name of the key goes on to the last ] of the line, so the comment has become part of it.
    .remedy = Put the comment on a line of its own.
finding-read-doubled-backslash = Two backslashes in the name of a key: only in texts and value names are they doubled.
    .remedy = Write one backslash.
finding-read-utf8 = This line is UTF-8, but regedit reads it in the machine's code page: other letters arrive.
    .remedy = Save the file as UTF-16 LE ("Unicode" in Notepad).
finding-read-nul = A NUL character ends this line early; what follows it is not read.
    .remedy = Take the NUL character out.

finding-name-misspelt = Nobody reads a key { $part }; { $nearest } is meant, most likely. The values below do nothing.
    .remedy = Write { $nearest }.
finding-name-unknown = Nobody reads a key { $part } here. The values below do nothing.
    .remedy = Correct the name, or take the key out.
finding-value-misspelt = Nobody reads a value { $value } here; { $nearest } is meant, most likely.
    .remedy = Write { $nearest }.
finding-value-unknown = Nobody reads a value { $value } here.
    .remedy = Correct the name, or take the line out.
finding-value-on-version-key = { $value } stands on the key of the version itself, where nobody reads it.
    .remedy = Put it into the Client and the Server key below: { $key }\Client, { $key }\Server.
finding-default-value = The default value of this key is read by nobody.
    .remedy = Take this line out.
finding-wrong-tree = Nobody reads this key in this tree.
    .remedy = It is read here: { $right }
finding-misplaced-key = Nobody reads a key SCHANNEL at this place.
    .remedy = It is read here: { $right }
finding-other-key = Nobody reads { $value } under this key.
    .remedy = It is read here: { $right }
finding-dotnet-version = .NET does not read { $value } under this key; only under v2.0.50727 and v4.0.30319.
    .remedy = Use ...\.NETFramework\v4.0.30319 (.NET 4.x) and ...\.NETFramework\v2.0.50727 (.NET 2.0 to 3.5), both also under Wow6432Node.

finding-hidden-below = { $count } blank lines come before this line, as if it were not to be seen.
    .remedy = Read on below with care; take the blank lines out.
finding-hidden-right = A long run of blanks hides what stands at the right end of this line.
    .remedy = Read the line to its end; take the blanks out.
finding-deceptive = A name with characters that are not seen or turn the direction of text: { $text }
    .remedy = Do not trust what the line looks like; write the name anew.

finding-control-set = { $name } is the current one only where Select\Current says { $number }; elsewhere these settings do nothing.
    .remedy = Write CurrentControlSet.
finding-unrelated = Not about TLS: { $key }
    .remedy = Ask whether it belongs here.
finding-unrelated-value = Not about TLS: the value { $name } in { $key }
    .remedy = Ask whether it belongs here.
finding-unrelated-deleted = Deletes a key that is not about TLS: { $key }
    .remedy = Ask whether it belongs here; export the key before.
finding-unrelated-value-deleted = Deletes the value { $name }, which is not about TLS, from { $key }
    .remedy = Ask whether it belongs here.
finding-settings-deleted = Deletes { $key }: Windows goes back to its own default there.
    .remedy = Export the key before, to be able to go back.
finding-value-deleted = Deletes { $name }: Windows goes back to its own default there.
    .remedy = Export the key before, to be able to go back.
finding-list-deleted = Deletes { $key } with all settings below it, whoever made them: what was turned off there, SSL too, comes back where Windows has it on.
    .remedy = Delete only the keys of the versions that are meant.
finding-deletes-more = Deletes { $key } with everything in it, not only what is about TLS.
    .remedy = Delete only the values that are meant: "name"=-
finding-deletes-too-much = Deletes { $key } and everything below it, which Windows and other programs need.
    .remedy = { remedy-danger }
finding-schannel-deleted = Deletes { $key }, and with it every setting of TLS on this machine.
    .remedy = Delete only the keys of the versions that are meant.
finding-service-deleted = { $service ->
        [all-services] Deletes all services of this machine.
       *[other] Deletes the service { $service }.
    }
    .remedy = { remedy-danger }
finding-set-twice = { $name } is set again to something else; line { $line } set it first, and this one wins.
    .remedy = Keep only the one that is meant.

finding-not-text = { $name } must be text (REG_SZ) and is { $type }; it is not read.
    .remedy = Write "{ $name }"="…".
finding-weak-suite = { $name } allows { $suite }, which is broken.
    .remedy = Take that suite out of the list.
finding-not-a-number = { $name } must be a number (REG_DWORD) and is { $type } ({ $data }); it is not read.
    .remedy = Write "{ $name }"=dword: and eight hexadecimal digits.
finding-broken-cipher-on = Turns a broken cipher on ({ $name } below this key).
    .remedy = Take this line out, or set it to dword:00000000.
finding-dotnet-weakened = { $name } = 0: programs made for older .NET use SSL 3.0 and TLS 1.0 only.
    .remedy = Set it to dword:00000001.
finding-needs-update = { $name } is read only where the update { $update } is installed.
    .remedy = Install { $update } first.
finding-insecure-renegotiation = { $name } allows renegotiation without RFC 5746, which lets attackers put data in front of a connection.
    .remedy = Set it to dword:00000000.
finding-machine-copy = The machine's own copy of SecureProtocols counts only where the policy Security_HKLM_only is set; otherwise each user's own does.
    .remedy = Set it under HKEY_CURRENT_USER, or by group policy under SOFTWARE\Policies.

finding-mask-zero = { $name } = 0 is no version at all: newer Windows ignore the value and use TLS 1.2 and 1.3.
    .remedy = Write dword:00000a00 for TLS 1.1 and 1.2, or dword:00000800 for TLS 1.2 alone.
finding-mask-decimal = { $mask } is the number { $decimal } typed in decimal; registry text is hexadecimal. { $meant } was meant.
    .remedy = Write the mask { $meant } in hexadecimal.
finding-mask-dotnet = { $mask } has the bits of .NET's SecurityProtocolType, which are not those of this value. Newer WinHTTP ignores the whole value then.
    .remedy = Write { $meant }.
finding-mask-unknown-bits = { $mask } has bits that stand for nothing ({ $bits }). Newer WinHTTP ignores the whole value then.
    .remedy = Use only 0x80 (TLS 1.0), 0x200 (TLS 1.1), 0x800 (TLS 1.2) and 0x2000 (TLS 1.3).
finding-mask-ssl2 = { $mask } turns SSL 2.0 on (0x8), which is broken.
    .remedy = Take the bit 0x8 out.
finding-mask-ssl3 = { $mask } allows SSL 3.0 (0x20) beside newer versions; SSL 3.0 is broken.
    .remedy = Take the bit 0x20 out.
finding-mask-ssl3-only = { $mask } allows nothing newer than SSL 3.0 (0x20), which is broken.
    .remedy = Write dword:00000a00 for TLS 1.1 and 1.2, or dword:00000800 for TLS 1.2 alone.
finding-mask-old-only = { $mask } allows nothing newer than TLS 1.1: servers that accept only TLS 1.2 are lost.
    .remedy = Add 0x800 (TLS 1.2).
finding-mask-trade-off = { $mask } is safe, and loses servers that know only TLS 1.1 or older.
    .remedy = Find out first whether there are such servers: cutover observe says so.
finding-mask-unsupported = { $mask } has { $version }, which { $windows } does not have.
    .remedy = Take that bit out.
finding-mask-bits-ignored = On { $windows } only the bits { $bits } of { $name } count.
    .remedy = Set the other versions in SCHANNEL.
finding-winhttp-unlisted = { $windows } is not in Microsoft's list of those that read { $name }; whether it does is not known.
    .remedy = Try it on one machine and look with cutover observe.
finding-winhttp-not-read = { $windows } does not read { $name }.
    .remedy = { remedy-take-out }

finding-version-unsupported = { $windows } does not have { $version }; turning it on ({ $side }) does nothing good and is not supported.
    .remedy = Take the { $version } keys out.
finding-nothing-to-turn-off = { $windows } does not have { $version }; there is nothing to turn off ({ $side }).
    .remedy = It does no harm.
finding-ssl-on = Turns { $version } on ({ $side }), which is broken.
    .remedy = Set Enabled to dword:00000000 and DisabledByDefault to dword:00000001.
finding-disabled-by-default-alone = { $version } ({ $side }) is only off by default: programs that ask for it by name still use it.
    .remedy = Also set "Enabled"=dword:00000000.
finding-on-request = { $version } ({ $side }) is on, but only for programs that ask for it by name: Enabled and DisabledByDefault are both set.
    .remedy = To turn it on, set DisabledByDefault to 0; to turn it off, set Enabled to 0.
finding-enabled-alone = On { $windows }, { $version } ({ $side }) stays off by default when only Enabled is set.
    .remedy = Also set "DisabledByDefault"=dword:00000000.
finding-enabled-missing = On { $windows }, { $version } ({ $side }) stays off when only DisabledByDefault is set.
    .remedy = Also set "Enabled"=dword:00000001, if it is really wanted.
finding-off-all-the-same = { $version } ({ $side }) is off: Enabled = 0 beats DisabledByDefault = 0.
    .remedy = Set DisabledByDefault to dword:00000001, so that it reads as it works.
finding-old-version-on = Turns { $version } on ({ $side }), also where Windows has it off by now.
    .remedy = Leave it out unless something here still needs it.
finding-only-tls13-left = Nothing but TLS 1.3 is left ({ $side }).
    .remedy = Find out first who would be lost: cutover observe with --policy tls13-only says so.
finding-tls12-off = Turns TLS 1.2 off ({ $side }), the version that most others speak at best.
    .remedy = Leave TLS 1.2 on.
finding-nothing-by-default = On { $windows }, no version is left for programs that do not choose one ({ $side }): they send no hello at all.
    .remedy = Set "DisabledByDefault"=dword:00000000 and "Enabled"=dword:00000001 for TLS 1.2 as well.
finding-components-left-empty = On { $windows }, nothing is left for programs on these that do not choose their versions: { $components }. These have a choice of their own, which is off after this file; such programs send no hello at all.
    .remedy = Give them TLS 1.2 as well: cutover registry generate --windows { $id } --component { $asked } --protocols tls1.2 writes the values.
finding-strong-algorithm-off = { $name } = 0 turns a strong algorithm off, so that weaker ones are left.
    .remedy = Take this line out.
finding-short-keys = { $name } allows keys of { $bits } bits, which can be broken.
    .remedy = Set it to dword:00000800 (2048 bits).
finding-insecure-fallback = { $name } lets WinHTTP go back to older versions when a handshake fails, which attackers can bring about.
    .remedy = Set it to dword:00000000.
finding-elevation = Lets programs or drivers be installed with the rights of the system, without asking.
    .remedy = { remedy-danger }
finding-repair-tools = Takes away tools that a machine is repaired with.
    .remedy = { remedy-danger }
finding-system-core = Changes what Windows needs to start or to find its devices and users.
    .remedy = { remedy-danger }
finding-all-off = No version is left ({ $side }): every one up to TLS 1.2 is off. { $side ->
        [Server] Remote desktop, WinRM, AD FS and web servers on this machine become unreachable.
       *[Client] No program that uses Schannel can connect to anything.
    }
    .remedy = Leave TLS 1.2 on.
finding-twin-missing = { $name } is set for 64-bit programs only; 32-bit programs on a 64-bit Windows, such as 32-bit Outlook, do not see it.
    .remedy = Set it also under { $twin }
finding-twin-missing-native = { $name } is set for 32-bit programs only; 64-bit programs do not see it.
    .remedy = Set it also under { $twin }
finding-twin-differs = { $name } is not the same for 32-bit programs as for 64-bit ones (line { $line }).
    .remedy = Make both the same, unless it is meant so.
finding-mask-left-empty = Every version of { $mask } is turned off in SCHANNEL by this very file: programs cannot connect at all.
    .remedy = Allow TLS 1.2 in both places.
finding-mask-lacks-version = SCHANNEL turns { $version } on here, but { $name } = { $mask } leaves it out: programs that go by it do not use { $version }.
    .remedy = Add the bit of { $version } to the mask.

danger-done = { $action ->
        [set] It sets { $name } = { $data } in { $key }.
        [set-in-hex] It sets { $name } in { $key }; the bytes say: { $data }
        [value-deleted] It deletes { $name } from { $key }.
       *[key-deleted] It deletes { $key }.
    }
finding-autostart = Runs something by itself when Windows starts, somebody signs in or a program starts.
    .remedy = { remedy-danger }
finding-image-hijack = Runs something else in place of a program, or beside it.
    .remedy = { remedy-danger }
finding-class-hijack = Changes what runs when a file is opened or a component is loaded.
    .remedy = { remedy-danger }
finding-system-dll = Changes what Windows loads into itself.
    .remedy = { remedy-danger }
finding-defender = Changes protection against malware, or turns it off.
    .remedy = { remedy-danger }
finding-smartscreen = Changes SmartScreen, which warns of harmful downloads.
    .remedy = { remedy-danger }
finding-firewall = Changes the firewall.
    .remedy = { remedy-danger }
finding-updates = Changes where updates come from, or whether they come.
    .remedy = { remedy-danger }
finding-exploit-protection = Changes protection against exploits, or what may run and start.
    .remedy = { remedy-danger }
finding-logging = Changes what is logged, or which scripts may run.
    .remedy = { remedy-danger }
finding-macros = Changes whether Office runs macros and other active content.
    .remedy = { remedy-danger }
finding-uac = Weakens User Account Control.
    .remedy = { remedy-danger }
finding-lan-manager = Allows LAN Manager and NTLM version 1, which are broken.
    .remedy = { remedy-danger }
finding-sign-in = Weakens how users sign in, or how their passwords are kept.
    .remedy = { remedy-danger }
finding-remote-access = Opens remote access, or weakens it.
    .remedy = { remedy-danger }
finding-file-sharing = Weakens file sharing.
    .remedy = { remedy-danger }
finding-proxy = Sends traffic through a proxy, or changes which.
    .remedy = { remedy-danger }
finding-name-resolution = Changes how names become addresses.
    .remedy = { remedy-danger }
finding-certificates = Changes which certificates this machine trusts.
    .remedy = { remedy-danger }
finding-certificate-checks = Weakens how certificates are checked.
    .remedy = { remedy-danger }
finding-service = Changes a service: what it runs, or whether it starts.
    .remedy = { remedy-danger }
finding-internet-zones = Changes which sites are trusted, and what they may do.
    .remedy = { remedy-danger }
