# Findings of `cutover registry audit`: what is the matter, and what to do about it.

audit-answer-danger = Do not import this file: { $count ->
        [one] { $count } line does
       *[other] { $count } lines do
    } harm.
audit-answer-wrong = This file does not do what it says: { $count ->
        [one] { $count } finding is
       *[other] { $count } findings are
    } wrong.
audit-answer-warning = No danger was found, but read the { $count ->
        [one] warning
       *[other] { $count } warnings
    } first{ $left ->
        [0] .
        [one] ; { $left } thing was not judged.
       *[other] ; { $left } things were not judged.
    }
audit-answer-none-any = Nothing harmful or wrong was found, as far as that can be told without the Windows; --windows says which it is for.
audit-answer-none = Nothing harmful or wrong was found, and all of it was judged.
audit-answer-depends = Whether this does harm depends on the Windows: on { $where } it leaves programs that do not choose their versions with { $left ->
        [ssl] nothing newer than SSL 3.0
       *[nothing] no version at all
    }. Say which it is for with --windows.
audit-answer-besides = Besides, { $count ->
        [one] { $count } thing was
       *[other] { $count } things were
    } not judged.
audit-answer-judged = Nothing harmful or wrong was found in what was judged; { $count ->
        [one] { $count } thing was
       *[other] { $count } things were
    } not judged. See the list.
audit-answer-judged-none-tls = Nothing here is known to be about TLS, and nothing harmful was found in what was judged; { $count ->
        [one] { $count } thing was
       *[other] { $count } things were
    } not judged. See the list.
audit-answer-none-tls = Nothing harmful or wrong was found; but nothing here is about TLS.
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
audit-confidence = (How sure: { $meaning }.)
level-danger = danger
level-wrong = wrong
level-warning = warning
level-note = note
header-31 = REGEDIT of Windows 3.1
header-4 = REGEDIT4
header-5 = version 5.00
header-script = a script with reg lines
header-powershell = a PowerShell script
header-listing = what reg query prints
header-preferences = group policy preferences
header-none = no header
form-utf16 = UTF-16
form-page = code page { $page }
form-unknown = a form that regedit does not know

registry-not-text = { $file }: not a text file, so no registry file either. If it is a hive (SYSTEM, SOFTWARE, NTUSER.DAT), give it to cutover registry effective.
registry-neither = { $file }: neither registry text nor a registry hive.
registry-is-policy = { $file }: a registry policy file (Registry.pol), which is not read. Its text is what LGPO.exe /parse prints; or export the keys from a machine that has the policy.
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
finding-line-wrong-quotes = The quotation mark { $quote } is not the straight one that registry text needs: the line is ignored.
    .remedy = Write " (U+0022). Word processors, chats and web pages put others in its place.
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

finding-not-judged-command = Not judged: this does something other than reg add or reg delete, or depends on what is not known here (a variable, a filter).
    .remedy = Find out what it does before running it.
finding-bad-command = This cannot work as it stands here: a word or a number that reg does not take.
    .remedy = Write it as reg add KEY /v NAME /t REG_DWORD /d NUMBER /f.
finding-read-escape = \{ $character } is no escape in registry text; regedit drops the backslash and keeps { $character }.
    .remedy = Write \\ for a backslash. If the text came out wrong as a whole, the file is in another code page: --code-page says which.
finding-read-last-bracket = The name of the key goes on to the last ] of the line, so what stands between has become part of it.
    .remedy = Put it on a line of its own.
finding-read-after-bracket = What stands behind the ] of a key is dropped without a word: nothing of it is set.
    .remedy = Put the value on a line of its own below the key.
finding-other-code-page = Names here are Japanese text in code page 932, but are read as western letters.
    .remedy = Give --code-page 932, as on a Japanese Windows; on any other Windows save the file as UTF-16 LE first.
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
finding-name-before-vista = Nobody reads a key { $part } since Windows Vista; { $nearest } is meant.
    .remedy = Write { $nearest }.
finding-name-of-old-page = There is no { $part }: an old page printed it for { $nearest }.
    .remedy = Write { $nearest }, if that is what is meant.
finding-name-of-others = Nobody reads a key { $part } here: other programs call it that. Schannel calls it { $nearest }.
    .remedy = Write { $nearest }.
finding-other-list = Nobody reads this key here; it is read below another key.
    .remedy = It is read here: { $right }
finding-look-alike = This looks like { $looks }, but has other characters in it: { $points }. Nobody reads it.
    .remedy = Write { $looks } anew by keyboard.
finding-name-blanks = Blanks at the beginning or end of a name belong to the name; nobody reads it so.
    .remedy = Write { $right }
finding-value-as-key = { $name } is the name of a value, not a key. A key of that name is read by nobody.
    .remedy = Set "{ $name }" in [{ $right }].
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
finding-not-judged = Not judged: nothing is known here of { $key }
    .remedy = Find out what it does before importing it.
finding-not-judged-value = Not judged: nothing is known here of the value { $name } in { $key }
    .remedy = Find out what it does before importing it.
finding-not-judged-deleted = Not judged: deletes { $key }, of which nothing is known here.
    .remedy = Export the key before, to be able to go back.
finding-not-judged-value-deleted = Not judged: deletes the value { $name } of { $key }, of which nothing is known here.
    .remedy = Export the key before, to be able to go back.
finding-local-system = HKEY_USERS\.DEFAULT and S-1-5-18 are the settings of the system account LocalSystem: services use them, people who sign in do not.
    .remedy = For people, set it under HKEY_CURRENT_USER, or by group policy.
finding-about = About TLS: { $topic ->
        [eap] which versions EAP-TLS, TTLS and PEAP (802.1X, VPN) use. TlsVersion has other bits than WinHTTP: 0xc0 TLS 1.0, 0x300 TLS 1.1, 0xc00 TLS 1.2; what is none of these counts as TLS 1.0.
        [browsers] what a browser allows. It does not use Schannel for it, and goes by its own version.
        [dotnet-switches] switches of .NET Framework for programs that do not set them themselves. They are texts, true or false.
        [ldap] signing and channel binding of LDAP: whether a bind over TLS must prove which connection it belongs to. No version is chosen by it.
        [remote-desktop] how Remote Desktop is protected. Which versions it uses is for Schannel to say.
        [http-sys] web servers on http.sys (IIS): HTTP/2, HTTP/3, TLS 1.3, and the certificates of ports.
        [sql-server] whether SQL Server demands encryption. Which versions it uses is for Schannel to say.
        [internet-explorer] Internet Explorer's way back to SSL 3.0.
        [office] how Office 2013 signs in.
        [signatures] the signature algorithms that Schannel offers.
        [schannel-cipher-suites] a key of old scripts; what reads it is not known.
       *[lsa] settings of the security subsystem.
    }
    .remedy = What it does is not judged any further, except where a finding says so.
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
finding-weak-suite = { $name } allows { $suite }: { $why ->
        [null] it does not encrypt.
        [rc4] RC4 is broken.
        [triple-des] 3DES is weak (Sweet32).
        [des] DES is broken.
       *[export] its keys are short enough to be guessed.
    }
    .remedy = Take that suite out of the list.
finding-suite-misspelt = { $name } has { $suite }, which no Windows knows; { $nearest } is meant, most likely.
    .remedy = Write { $nearest }.
finding-suite-unknown = { $name } has { $suite }, which no Windows knows: it is passed over. Names of OpenSSL and others do not count.
    .remedy = Write the name that Windows has for it, or take it out.
finding-suite-not-there = { $windows } does not know { $suite }; it is passed over.
    .remedy = It does no harm as long as others are left.
finding-suites-only-weak = { $name } leaves nothing but weak suites.
    .remedy = Add suites with AES and GCM, for example TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384.
finding-suites-only-on-request = { $name } has only suites that programs must ask for by name. With any other program there is no connection.
    .remedy = Add suites that are used without being asked for, for example TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384.
finding-suites-not-for-rsa = { $name } has no suite for an RSA certificate. A server that has one accepts nobody, and a client cannot connect to such a server.
    .remedy = Add suites with RSA, for example TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, unless all certificates have keys on elliptic curves.
finding-curve-unknown = { $name } has { $curve }, which Schannel does not know as a curve.
    .remedy = Write the names of Schannel: NistP256, NistP384, curve25519 …
finding-no-curve-left = { $name } has no curve that Schannel knows: suites with ECDHE may not work any more, nor TLS 1.3.
    .remedy = Add curves, for example curve25519, NistP256 and NistP384, or take the value out.
finding-script-not-for-cmd = cmd.exe does not read this file as it is saved ({ $form }): its first command, or all of them, fail.
    .remedy = Save it as ANSI text, or run it in PowerShell.
finding-longer-than-usual = { $name } = { $bits } bits ({ $algorithm }): servers with keys of { $usual } bits, which most have, are refused.
    .remedy = Write dword:00000800 (2,048 bits).
finding-weak-mapping = { $name } allows ways of mapping a client's certificate to an account that can be forged (bits 0x1, 0x2, 0x4; KB5014754).
    .remedy = Write dword:00000018, which is the default since May 2022.
finding-mask-newest-only = { $mask } loses servers that know only TLS 1.2 or older; many are that old.
    .remedy = Find out first whether there are such servers: cutover observe says so.
finding-tls12-left-without = TLS 1.2 is left without a cipher suite that works ({ $components }): whoever knows nothing newer is lost.
    .remedy = Leave suites in the list, and algorithms on, that TLS 1.2 can use, such as TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384.
finding-only-weak-left = On { $windows }, only weak cipher suites are left: { $suites }.
    .remedy = Leave strong suites in the list and their algorithms on.
finding-suites-not-supported = Microsoft does not support a change of the machine's own order here; updates may set it back. The policy's key is for that.
    .remedy = Set the order by group policy: HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002.
finding-small-messages = { $name }: longer handshake messages than that are refused, and chains of certificates often are longer. Windows allows 16,384 bytes or more by itself.
    .remedy = Take this line out, or write dword:00004000 or more.
finding-suites-blanks = { $name } has blanks between the names of suites. Microsoft asks for commas alone; whether Schannel passes over blanks or drops such names is documented nowhere.
    .remedy = Take the blanks out.
finding-suites-too-long = { $name } is longer than { $most } characters; what Windows does with the rest is not documented.
    .remedy = Take out suites that nobody needs.
finding-sha1-off = { $algorithm } off: TLS 1.0 and 1.1 have no suite without it, and older clients and servers have none at all.
    .remedy = Find out first whether something still needs it: cutover observe says so. To turn versions off, set them below Protocols.
finding-rsa-key-exchange-off = { $algorithm } off: nobody can connect who has only suites without forward secrecy (TLS_RSA_…).
    .remedy = Find out first whether something still needs them: cutover observe says so.
finding-weak-algorithm-on = { $algorithm } on: it is weak, and Windows may have it off by now.
    .remedy = Leave it out unless something here still needs it.
finding-on-as-another-number = { $algorithm } on is documented as 0xffffffff; here it is { $number }. Whether other numbers count as on is reported differently.
    .remedy = Write "{ $name }"=dword:ffffffff.
finding-bits-decimal = { $number } is { $bits } bits; { $meant } was meant, which is { $hex } in hexadecimal ({ $algorithm }).
    .remedy = Write { $hex }.
finding-no-such-curve = No curve has { $bits } bits: no elliptic curve is left for { $algorithm }, if this is read at all.
    .remedy = Write dword:00000100 (256 bits), or leave it out: the order of curves decides.
finding-bits-too-many = { $name } = { $bits } bits ({ $algorithm }): next to nobody has keys of more than { $most } bits.
    .remedy = Write dword:00000800 (2,048 bits) or dword:00000c00 (3,072).
finding-no-length-left = No key has { $least } bits or more and { $most } bits or fewer: nothing is left for { $algorithm }.
    .remedy = Set the longest key to more than the shortest, or take it out.
finding-longest-is-short = { $name } = { $bits } bits ({ $algorithm }): longer keys, which are the good ones, are shut out.
    .remedy = Take this line out.
finding-no-effect = { $name } of { $algorithm } has no effect: the server's certificate decides (documented).
    .remedy = Take this line out.
finding-not-a-number = { $name } must be a number (REG_DWORD) and is { $type } ({ $data }); it is not read.
    .remedy = Write "{ $name }"=dword: and eight hexadecimal digits.
finding-broken-cipher-on = Turns something broken on ({ $name } below this key).
    .remedy = Take this line out, or set it to dword:00000000.
finding-out-of-range = { $name } = { $number } is outside of what is documented: { $least } to { $most }.
    .remedy = Write a number between, or take this line out.
finding-not-read-yet = { $windows } does not read { $name }; { $from } and newer do.
    .remedy = { remedy-take-out }
finding-extended-master-secret-off = { $name } turns the extended master secret (RFC 7627) off, which protects resumed sessions.
    .remedy = Set it to dword:00000000.
finding-fips-misplaced = { $name } directly below Lsa was read by Windows XP and 2003; newer ones read the value Enabled of the key Lsa\FipsAlgorithmPolicy.
    .remedy = Set "Enabled" in the key FipsAlgorithmPolicy.
finding-checks-off = { $name }: certificates are checked less than they should be.
    .remedy = Take this line out.
finding-ssl3-fallback = { $name } lets Internet Explorer go back to SSL 3.0, which is broken.
    .remedy = Set it to dword:00000000.
finding-no-record-splitting = { $name }: TLS 1.0 is left without the protection against BEAST.
    .remedy = Take this line out.
finding-dotnet-switch-weakens = { $name } = true takes newer versions away from .NET programs that do not choose themselves.
    .remedy = Write "false", or take this line out.
finding-edge-ignores = Edge ignores { $name } since version 98; TLS 1.2 is the oldest that it speaks.
    .remedy = Take this line out.
finding-dotnet-weakened = { $name } = 0: programs made for older .NET use SSL 3.0 and TLS 1.0 only.
    .remedy = Set it to dword:00000001.
finding-dotnet-number = { $name } = { $number }: only 0 and 1 are documented; what .NET does with another number is not known.
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
finding-mask-experimental = { $mask } has { $version }, which is experimental on { $windows } from version 1903 on, and not supported by Microsoft.
    .remedy = Take that bit out.
finding-mask-bits-ignored = On { $windows } only the bits { $bits } of { $name } count.
    .remedy = Set the other versions in SCHANNEL.
finding-winhttp-unlisted = { $windows } is not in Microsoft's list of those that read { $name }; whether it does is not known.
    .remedy = Try it on one machine and look with cutover observe.
finding-winhttp-not-read = { $windows } does not read { $name }.
    .remedy = { remedy-take-out }

finding-version-unsupported = { $windows } does not have { $version }; turning it on ({ $side }) does nothing good and is not supported.
    .remedy = Take the { $version } keys out.
finding-version-experimental = { $version } ({ $side }) is experimental on { $windows } from version 1903 on, and not supported by Microsoft.
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
finding-components-left = On { $windows }, programs on these that do not choose their versions are left with { $left ->
        [ssl] nothing newer than SSL 3.0
       *[nothing] no version at all
    }: { $components }. { $left ->
        [ssl] Every server that refuses SSL 3.0 is lost to them, and that is nearly every one.
       *[nothing] They cannot connect or be reached any more.
    }
    .remedy = { $by ->
        [suites] Leave suites in the list, and algorithms on, that these can use, such as TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384.
        [policy] Change the policy, or the machine's copy, that decides: what a user sets does not count beside it.
       *[version] Give them TLS 1.2 as well: cutover registry generate --windows { $id } --component { $asked } --protocols tls1.2 writes the values.
    }
finding-components-left-empty = On { $windows }, nothing newer than SSL 3.0 is left for programs built for an old .NET that do not choose their versions: { $components }. They have a choice of their own, which is off after this file.
    .remedy = { $by ->
        [suites] Leave suites in the list, and algorithms on, that these can use, such as TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384.
        [policy] Change the policy, or the machine's copy, that decides: what a user sets does not count beside it.
       *[version] Give them TLS 1.2 as well: cutover registry generate --windows { $id } --component { $asked } --protocols tls1.2 writes the values.
    }
finding-components-left-old-dotnet = Nothing newer than SSL 3.0 is left for programs built for an old .NET that do not choose their versions: { $components }.
    .remedy = Find out whether there are any; SchUseStrongCrypto and SystemDefaultTlsVersions give them TLS 1.2.
finding-components-left-on = On { $where }, programs that do not choose their versions are left with { $left ->
        [ssl] nothing newer than SSL 3.0
       *[nothing] no version at all
    }. On { $windows } these are { $components }.
    .remedy = Say which Windows it is for with --windows, and give those components TLS 1.2 as well: cutover registry generate writes the values.
finding-components-left-everywhere = On every Windows, programs that do not choose their versions are left with { $left ->
        [ssl] nothing newer than SSL 3.0
       *[nothing] no version at all
    }: { $components }.
    .remedy = Leave TLS 1.2 on.
finding-sides-differ = { $version } is on for { $on ->
        [Client] outgoing connections (client) and off for incoming ones (server)
       *[Server] incoming connections (server) and off for outgoing ones (client)
    }.
    .remedy = Make both the same, unless it is meant so.
finding-remote-desktop-needs-update = Remote Desktop of { $windows } speaks nothing newer than TLS 1.0 without { $update }: without that update nobody can sign in from afar any more.
    .remedy = Install { $update } first.
finding-remote-desktop-lost = Remote Desktop of { $windows } speaks nothing newer than TLS 1.0, whatever is installed: nobody can sign in from afar any more.
    .remedy = Make sure that there is another way to sign in.
finding-strong-algorithm-off = { $algorithm } off: it is a strong algorithm, and weaker ones are left.
    .remedy = Take this line out.
finding-short-keys = { $name } allows keys of { $bits } bits ({ $algorithm }); fewer than { $least } can be broken.
    .remedy = Set it to { $least } bits or more: dword:00000800 is 2,048 bits, dword:00000100 is 256 (a curve).
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
