# `cutover registry` explain, generate, undo, diff, effective.

component-winhttp = WinHTTP
component-wininet = WinINET
component-schannel-client = Schannel, client side
component-schannel-server = Schannel, server side
component-dotnet-2 = .NET 2.0 to 3.5
component-dotnet-4 = .NET 4, built for 4.0 to 4.5.2
component-dotnet-46 = .NET 4, built for 4.6
component-dotnet-47 = .NET 4, built for 4.7 and newer
component-bits = { $component }, { $bits }-bit
component-dotnet = .NET Framework
state-on = on
state-on-request = on request
state-off = off
state-unknown = unknown
effective-answer = What programs on { $windows } use:
effective-heading-component = Component
effective-heading-confidence = How sure
effective-dtls = Schannel over UDP, { $side ->
        [both] client and server
        [client] client side
       *[server] server side
    }: { $list }.
effective-dtls-version = { $version } { $state }
effective-meaning = on: used by programs that do not choose. on request: only by programs that ask for it by name. off: by none. unknown: it cannot be told from what was given.
effective-updates-all = Updates: all that matter here ({ $updates }).
effective-updates-none = Updates: none.
effective-updates-these = Updates: { $updates }.
effective-updates-not-said = Updates: nothing was said; --updates says which are there (all, none, or numbers).
effective-updates-do-not-matter = Nothing here depends on an update.
effective-decided-heading = Decided by the registry (all else is as Windows ships it):
effective-decided = { $value } = { $data } ({ $place }) decides { $versions } of { $components }
effective-decided-nothing = Nothing in what was given decides any of this; it is all as Windows ships it.
place-line = line { $line }
remark-depends = Something above depends on { $update }, and nothing that was said tells whether it is there: --updates { $update }, if it is.
remark-depends-since = Something above depends on { $update } (updates since { $date }), and nothing that was said tells whether they are there: --build settles it ({ $builds } or newer has it), or the day up to which all updates are there.
remark-missing-set = HKEY_LOCAL_MACHINE\SYSTEM\Select names ControlSet{ $set } as the current one, but there is none: Schannel is told as Windows ships it.
remark-control-sets = { $sets }: nothing says which control set is the current one, so none was used. Give HKEY_LOCAL_MACHINE\SYSTEM\Select as well, or export CurrentControlSet.
remark-users = { $count } users have settings of their own under HKEY_USERS; WinINET is told without them. Export HKEY_CURRENT_USER of the one that matters.
remark-local-system = HKEY_USERS\.DEFAULT and S-1-5-18 are the settings of the system account LocalSystem; they were not taken for those of people.
remark-not-read = { $file }: { $count ->
        [one] { $count } line was not read and may do
       *[other] { $count } lines were not read and may do
    } more than is said here; cutover registry audit names them.
remark-ignored = { $file }: { $count ->
        [one] { $count } line is
       *[other] { $count } lines are
    } ignored by regedit; cutover registry audit names them.
remark-settings-only = Of hives only the keys that TLS settings are read from are compared.
remark-not-imported = { $file }: regedit imports nothing of this file, so nothing of it counts here; cutover registry audit says why.

explain-mask-answer = { $mask } is { $versions }.
explain-mask-none = { $mask } has no version.
explain-mask-heading-bit = Bit
explain-mask-heading-version = Version
explain-mask-heading-in = In { $mask }
explain-mask-heading-windows = On
explain-yes = yes
explain-no = no
explain-from = { $windows } and newer
explain-until = up to { $windows }
explain-everywhere = every Windows
explain-mask-sum = Sum: { $sum } = { $mask } (decimal { $decimal }; in a .reg file dword:{ $digits })
explain-mask-sum-none = Sum: no bit that stands for a version.
explain-winhttp = As DefaultSecureProtocols it is for WinHTTP programs that do not choose versions themselves: { $key }, and for 32-bit programs on a 64-bit Windows { $twin }.
explain-winhttp-built-in = Read by { $windows } as they are.
explain-winhttp-update = Read by { $windows } with { $update }.
explain-winhttp-unlisted = { $windows }: no update that Microsoft names makes it read the value (unverified).
explain-winhttp-never = Not read by { $windows } (unverified).
explain-wininet = As SecureProtocols it is for WinINET (Internet Explorer and programs that use its settings): { $key }. A group policy beats it.
explain-mask-limits = A program that chooses versions itself is not bound by a mask. Enabled=0 in SCHANNEL beats every mask (documented).

explain-file-answer = { $file } says of TLS:
explain-file-nothing = { $file } says nothing of TLS.
explain-heading-lines = Line
explain-heading-about = About
explain-heading-says = What it says
explain-about-winhttp = WinHTTP, { $bits }-bit programs
explain-about-wininet-machine-policy = WinINET, group policy of the machine
explain-about-wininet-user-policy = WinINET, group policy of the user
explain-about-wininet-user = WinINET, the user's own
explain-about-wininet-machine = WinINET, the machine's copy
explain-about-schannel = { $version }, Schannel { $side ->
        [Client] client
       *[other] server
    }
explain-about-dotnet = .NET { $dotnet }, { $bits }-bit programs
explain-about-machine-only = WinINET
explain-about-fips = FIPS mode
explain-about-suites-policy = cipher suites, group policy
explain-about-suites-local = cipher suites, the machine's own order
explain-about-curves-policy = elliptic curves, group policy
explain-about-curves-local = elliptic curves, the machine's own order
explain-about-cipher = cipher { $name }
explain-about-hash = hash { $name }
explain-about-key-exchange = key exchange { $name }
explain-about-schannel-itself = Schannel
explain-about-topic = { $topic ->
        [eap] EAP (802.1X, VPN)
        [browsers] browser
        [dotnet-switches] .NET switches
        [ldap] LDAP
        [remote-desktop] Remote Desktop
        [http-sys] web servers (http.sys)
        [sql-server] SQL Server
        [internet-explorer] Internet Explorer
        [office] Office 2013
        [signatures] signature algorithms
        [lsa] security subsystem
       *[other] another TLS setting
    }
explain-says-mask = { $mask } = { $sum }: used by programs that do not choose versions themselves.
explain-says-mask-mistaken = { $mask }: not a mask that can work; cutover registry audit says why.
explain-says-user-policy = A group policy beats it.
explain-says-machine-copy = Counts only where Security_HKLM_only is 1 (unverified).
explain-says-on = On: used by default ({ $values }).
explain-says-on-request = On request: used only by programs that ask for this version by name ({ $values }).
explain-says-off = Off for everybody; no program can use it ({ $values }).
explain-says-allowed = Allowed ({ $values }); DisabledByDefault is not set, so whether it is used by default is as Windows has it. On Windows 7 TLS 1.1 and 1.2 stay on request.
explain-says-by-default = Used by default ({ $values }); Enabled is not set, so it stays off where Windows has it off.
explain-says-unsupported = Not there in { $windows }, whatever is set.
explain-says-windows = { $version } is there in { $windows }.
explain-says-strong = Programs use TLS 1.0, 1.1 and 1.2, without SSL 3.0 and RC4 ({ $value }).
explain-says-strong-2 = Programs that name their versions get no RC4 and no SSL 3.0; the default of SSL 3.0 and TLS 1.0 stays ({ $value }).
explain-says-weak = Programs use SSL 3.0 and TLS 1.0 unless they choose ({ $value }).
explain-says-system = Programs leave the choice to Schannel ({ $value }).
explain-says-no-system = Programs do not leave the choice to Schannel ({ $value }).
explain-says-dotnet-updates = .NET 3.5 needs an update for it: { $updates }.
explain-says-machine-only = WinINET takes the machine's settings only ({ $value }) (unverified).
explain-says-no-machine-only = WinINET takes the user's settings ({ $value }).
explain-says-fips = Only TLS 1.0 and newer with FIPS suites ({ $value }).
explain-says-no-fips = FIPS mode is off ({ $value }).
explain-says-algorithm-on = On ({ $value }).
explain-says-algorithm-off = Off ({ $value }).
explain-says-bits = { $number ->
        [one] { $number } bit
       *[other] { $number } bits
    } ({ $value }).
explain-says-deleted-key = Deletes the key { $key } with everything below it: what it set is as Windows ships it again.
explain-says-deleted-value = Deletes { $value } of { $key }: it is as Windows ships it again.
explain-about-deleted = deletion
explain-unrelated = { $count ->
        [one] { $count } line has
       *[other] { $count } lines have
    } nothing to do with TLS.
explain-not-judged = { $count ->
        [one] { $count } line was
       *[other] { $count } lines were
    } not judged: nothing is known of it here.
explain-ignored = { $count ->
        [one] { $count } line is
       *[other] { $count } lines are
    } ignored by Windows or read by nobody.
explain-audit = cutover registry audit { $words } says whether the file is safe and does what it seems to.

diff-answer-same = Both say the same of TLS.
diff-answer = { $count ->
        [one] { $count } setting differs.
       *[other] { $count } settings differ.
    }
diff-heading-before = Before: { $file }
diff-heading-after = After: { $file }
diff-not-set = not set (as Windows ships it)
diff-effect = What this changes on { $windows }:
diff-no-effect = On { $windows } no component offers anything else for it.
diff-heading-version = Version
diff-heading-from = Before
diff-heading-to = After
diff-windows-hint = --windows says what this changes for programs on that Windows.
diff-others = Beside these, { $count ->
        [one] { $count } value or key differs:
       *[other] { $count } values and keys differ:
    }
diff-other = { $key } ({ $count })
diff-more = … and { $count } more keys

generate-heading = { $components } on { $windows }: { $versions }
generate-export = Before running it, export what it changes (a key that is not there is no fault: then export the one above it); cutover registry undo makes the exact way back from these files, each behind a --from:
generate-gpp-machine = Import under Computer Configuration, Preferences, Windows Settings, Registry.
generate-gpp-user = Import under User Configuration, Preferences, Windows Settings, Registry.
generate-shown = This is the file as readable text; -o FILE writes it as regedit takes it (UTF-16).
generate-only-elevated = Run this as an administrator (an elevated PowerShell): it changes settings of the machine.
generate-whose-user = The settings of WinINET are written for the user who runs this: { "{0}" }
generate-only-64-bit = Run this in the 64-bit PowerShell: in a 32-bit one the keys of 64-bit programs are out of reach.
generate-changed = {"{0}"} values set.
advice-needs-update = Needs { $update } ({ $component }): without it the setting does nothing.
advice-dotnet-2017 = .NET 4 before 4.7 needs its rollup of September 2017 or later: without it the setting does nothing.
advice-dotnet-unlisted = Unverified: no update is known with which .NET 3.5 on { $windows } reads its values.
advice-unlisted = Unverified: KB3140245 does not name { $windows }, and nothing else says that its WinHTTP reads DefaultSecureProtocols. Prove it on the wire: cutover observe.
advice-loses-servers = Trade-off: servers that know nothing newer than { $version } can no longer be reached.
advice-loses-clients = Trade-off: clients that know nothing newer than { $version } can no longer reach this server. cutover observe says which those are.
advice-keeps = { $version } stays on; leave it out as soon as nobody needs it.
advice-winhttp-mask = WinHTTP on { $windows } has a mask of its own, { $mask } ({ $versions }), and does not offer the others by itself: add --component winhttp.
advice-winhttp-mask-empty = WinHTTP on { $windows } has a mask of its own, { $mask } ({ $versions }), of which this leaves nothing: programs on it could not connect any more. Add --component winhttp.
advice-dotnet-follows = .NET programs then offer what Schannel, client side, offers; they do not choose.
advice-remote-desktop = { $when ->
        [now] Before this goes in:
       *[later] Before TLS 1.0 goes off on this server one day:
    } { $update ->
        [never] Remote Desktop of { $windows } speaks nothing newer (unverified), so make sure that there is another way to sign in.
       *[other] Remote Desktop of { $windows } speaks nothing newer without { $update } (unverified). Install that first, or nobody can sign in from afar any more.
    }
advice-turns-off = Turns off: { $versions }.
advice-leaves = On { $windows }, programs on these that do not choose their versions are left with { $left ->
        [ssl] nothing newer than SSL 3.0
       *[nothing] no version at all
    } after this, unless they are set up as well: { $components }.
advice-dotnet-keeps = So no version goes off for .NET by this: name --component dotnet,schannel-client for that.
advice-no-longer = Not used by themselves any more after this, but still there for programs that ask for it: { $versions } ({ $components }).
advice-restart = It counts for connections opened afterwards: restart programs and services, or Windows.
step-mask = { $component }: { $sum } = { $mask }
step-on = { $version }, { $side ->
        [Client] outgoing
       *[other] incoming
    } connections: on, and used by default
step-off = { $version }, { $side ->
        [Client] outgoing
       *[other] incoming
    } connections: off for everybody
step-strong = { $component }: TLS 1.0 to 1.2 without RC4, also for programs built for older .NET
step-strong-2 = { $component }: no RC4 for programs that name a version of TLS; for the others only SystemDefaultTlsVersions helps
step-system = { $component }: Windows chooses the versions

refusal-no-version = { $text } is no version and no mask. Versions are tls1.0, tls1.1, tls1.2, tls1.3, dtls1.0, dtls1.2; a mask is a number such as 0xa00.
refusal-unknown-bits = { $mask } has bits that stand for no version.
refusal-unknown-bits-meant = { $mask } has bits that stand for no version; { $meant } ({ $versions }) was meant, most likely.
refusal-nothing-left = No version would be left: nothing could connect any more.
refusal-ssl = { $version } is broken and is not turned on by cutover.
refusal-unsupported = { $windows } has no { $version }, whatever the registry says.
refusal-not-read = WinHTTP on { $windows } does not read DefaultSecureProtocols (unverified), so a file cannot change it.
refusal-only-bits = WinHTTP on { $windows } reads only { $versions } from DefaultSecureProtocols.
refusal-dtls = DTLS belongs to Schannel alone: name --component schannel-client, schannel-server or both, and TLS versions for the other components.
refusal-machine-and-user = WinINET's setting is the user's and the others are the machine's, and one preferences file cannot hold both. Generate two: one with --component wininet alone.

undo-heading = Undoes { $file } on the machine that { $export } is from. Afterwards everything is as it was exported.
undo-nothing = { $file } changed nothing there, so there is nothing to undo.
undo-not-exported = { $file }: line { $line } changes { $key }, and { $export } does not say what was there. Export that key too (or the nearest one above it that is there) and give it with another --from.
undo-not-imported = { $file }: regedit imports nothing of this file, so there is nothing to undo. cutover registry audit says why.
undo-not-read = { $file }: what line { $line } does is not understood here, so an undo would leave it. Undo it by hand, or take the line out.
undo-export-damaged = { $file }: line { $line } is not as regedit exports it, so the export may be damaged or cut off; an undo made from it could delete what was there. Export again.
undo-export-cut = { $file }: the last line has no end, so the export may be cut off; an undo made from it could delete what was there. Export again.
undo-export-not-imported = { $file }: not an export of regedit; nothing of it can be read as one.

hive-truncated = { $file }: the hive is cut short. Copy it again; on a running Windows, with reg save.
hive-dirty = { $file }: the hive was being written to when it was copied, and what is missing lies in its .LOG1 and .LOG2. Take a clean copy with reg save, or replay the logs first.
hive-other-kind = { $file }: a hive, but neither SYSTEM, SOFTWARE nor NTUSER.DAT.
hive-too-deep = { $file }: a key lies deeper than the 512 levels that a registry has.
hive-damaged = { $file }: the hive is damaged at byte { $offset }: { $problem }.
hive-damage-version = a version that is not known
hive-damage-kind = a kind of file that is not known
hive-damage-size = a size that is no number of pages
hive-damage-bin = no bin is where one must be
hive-damage-cell-size = a cell of a size that none has
hive-damage-too-often-named = parts that are named again and again
hive-damage-no-cell = no cell is where one is named
hive-damage-unused-cell = a cell is named that is not in use
hive-damage-no-key = no key is where one is named
hive-damage-root = the root key is none
hive-damage-other-place = a key that belongs elsewhere
hive-damage-two-keys = two keys of one name
hive-damage-key-count = a list with more keys or fewer than are counted
hive-damage-no-key-list = no list of keys is where one is named
hive-damage-key-list-short = a list of keys that is too short
hive-damage-value-list-short = a list of values that is too short
hive-damage-no-value = no value is where one is named
hive-damage-value-too-large = a value that does not fit where it is
hive-damage-data-short = data that are too short
hive-damage-no-segment-list = no list of segments is where one is named
hive-damage-segment-count = a list with more segments or fewer than are counted
hive-damage-key-name = a name that no key has
registry-too-deep = { $file }: line { $line }: a key deeper than the 512 levels that a registry has. Nothing of the file was judged.
