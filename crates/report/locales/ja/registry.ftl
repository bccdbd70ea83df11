# `cutover registry` の explain、generate、undo、diff、effective。

component-winhttp = WinHTTP
component-wininet = WinINET
component-schannel-client = Schannel(クライアント側)
component-schannel-server = Schannel(サーバー側)
component-dotnet-2 = .NET 2.0～3.5
component-dotnet-4 = .NET 4(4.0～4.5.2 向け)
component-dotnet-46 = .NET 4(4.6 向け)
component-dotnet-47 = .NET 4(4.7 以降向け)
component-bits = { $component }、{ $bits } ビット
component-dotnet = .NET Framework
state-on = 有効
state-on-request = 要求時のみ
state-off = 無効
state-unknown = 不明
effective-answer = { $windows } のプログラムが使うバージョン:
effective-heading-component = コンポーネント
effective-heading-confidence = 確かさ
effective-dtls = UDP 上の Schannel({ $side ->
        [both] クライアント・サーバーとも
        [client] クライアント側
       *[server] サーバー側
    }): { $list }
effective-dtls-version = { $version } は{ $state }
effective-meaning = 有効: バージョンを自ら選ばないプログラムが使います。要求時のみ: バージョンを明示して要求したプログラムだけが使います。無効: どのプログラムも使えません。不明: 与えられた情報からは判断できません。
effective-updates-all = 更新プログラム: 関係するものはすべて適用済み({ $updates })。
effective-updates-none = 更新プログラム: 適用なし。
effective-updates-these = 更新プログラム: { $updates }。
effective-updates-not-said = 更新プログラム: 未指定。適用済みのものを --updates で指定してください(all、none、または番号)。
effective-updates-do-not-matter = 更新プログラムによって変わる項目はありません。
effective-decided-heading = レジストリで決まった項目(ほかは Windows の既定のまま):
effective-decided = { $value } = { $data }({ $place }): 対象 { $components }、バージョン { $versions }
effective-decided-nothing = 与えられた情報で決まる項目はなく、すべて Windows の既定のままです。
place-line = { $line } 行目
remark-depends = 上の内容には { $update } の有無によって変わるものがありますが、指定された内容からは判断できません。適用済みの場合は --updates { $update } を指定してください。
remark-depends-since = 上の内容には { $update }({ $date } 以降の更新プログラム)の有無によって変わるものがありますが、指定された内容からは判断できません。--build({ $builds } 以降なら適用済み)か、すべての更新プログラムが適用済みの日付を指定してください。
remark-missing-set = HKEY_LOCAL_MACHINE\SYSTEM\Select は ControlSet{ $set } を現在のコントロールセットとしていますが、存在しません。Schannel は Windows の既定値で表示しています。
remark-control-sets = { $sets }: どれが現在のコントロールセットか分からないため、いずれも使っていません。HKEY_LOCAL_MACHINE\SYSTEM\Select も指定するか、CurrentControlSet をエクスポートしてください。
remark-users = HKEY_USERS の下に { $count } 人分の設定があるため、WinINET の結果には含めていません。対象ユーザーの HKEY_CURRENT_USER をエクスポートしてください。
remark-local-system = HKEY_USERS\.DEFAULT と S-1-5-18 はシステムアカウント LocalSystem の設定です。ユーザーの設定としては扱っていません。
remark-not-read = { $file } には解釈していない行が { $count } 行あり、ここに示す以上のことを行う可能性があります。cutover registry audit で確認できます。
remark-ignored = { $file }: regedit が無視する行が { $count } 行あります。cutover registry audit で確認してください。
remark-settings-only = ハイブについては、TLS の設定が読まれるキーだけを比較しています。
remark-not-imported = { $file }: regedit はこのファイルから何も取り込まないため、ここでも何も反映していません。理由は cutover registry audit で確認してください。

explain-mask-answer = { $mask } は { $versions } です。
explain-mask-none = { $mask } にはどのバージョンも含まれません。
explain-mask-heading-bit = ビット
explain-mask-heading-version = バージョン
explain-mask-heading-in = { $mask } に含まれるか
explain-mask-heading-windows = 使える Windows
explain-yes = はい
explain-no = いいえ
explain-from = { $windows } 以降
explain-until = { $windows } まで
explain-everywhere = すべての Windows
explain-mask-sum = 合計: { $sum } = { $mask }(10 進数 { $decimal }、.reg ファイルでは dword:{ $digits })
explain-mask-sum-none = 合計: バージョンを表すビットはありません。
explain-winhttp = DefaultSecureProtocols としては、バージョンを自ら選ばない WinHTTP プログラムに効きます。キーは { $key }、64 ビット版 Windows の 32 ビットプログラム用は { $twin } です。
explain-winhttp-built-in = そのまま読む Windows: { $windows }。
explain-winhttp-update = { $windows } では { $update } が必要です。
explain-winhttp-unlisted = { $windows }: この値を読むようにする更新プログラムは Microsoft の文書にありません(未検証)。
explain-winhttp-never = { $windows } では読まれません(未検証)。
explain-wininet = SecureProtocols としては、WinINET(Internet Explorer と、その設定を使うプログラム)に効きます。キーは { $key } です。グループポリシーがあればそちらが優先されます。
explain-mask-limits = バージョンを自ら選ぶプログラムはマスクの制限を受けません。SCHANNEL の Enabled=0 はどのマスクよりも優先されます(文書に記載)。

explain-file-answer = { $file } の TLS に関する内容:
explain-file-nothing = { $file } に TLS に関する内容はありません。
explain-heading-lines = 行
explain-heading-about = 対象
explain-heading-says = 内容
explain-about-winhttp = WinHTTP、{ $bits } ビットプログラム
explain-about-wininet-machine-policy = WinINET、コンピューターのグループポリシー
explain-about-wininet-user-policy = WinINET、ユーザーのグループポリシー
explain-about-wininet-user = WinINET、ユーザー自身の設定
explain-about-wininet-machine = WinINET、コンピューター側の設定
explain-about-schannel = { $version }、Schannel { $side ->
        [Client] クライアント
       *[other] サーバー
    }
explain-about-dotnet = .NET { $dotnet }、{ $bits } ビットプログラム
explain-about-machine-only = WinINET
explain-about-fips = FIPS モード
explain-says-mask = { $mask } = { $sum }: バージョンを自ら選ばないプログラムが使います。
explain-says-mask-mistaken = { $mask }: マスクとして機能しない値です。理由は cutover registry audit で確認してください。
explain-says-user-policy = グループポリシーがあればそちらが優先されます。
explain-says-machine-copy = Security_HKLM_only が 1 のときだけ使われます(未検証)。
explain-says-on = 有効: 既定で使われます({ $values })。
explain-says-on-request = 要求時のみ: このバージョンを明示して要求したプログラムだけが使います({ $values })。
explain-says-off = 全面的に無効: どのプログラムも使えません({ $values })。
explain-says-allowed = 許可({ $values })。DisabledByDefault がないため、既定で使われるかどうかは Windows の既定によります。Windows 7 の TLS 1.1 と 1.2 は要求時のみのままです。
explain-says-by-default = 既定で使われます({ $values })。Enabled がないため、Windows の既定で無効なら無効のままです。
explain-says-unsupported = { $windows } にはないため、設定しても使えません。
explain-says-windows = { $version } が使えるのは { $windows } です。
explain-says-strong = プログラムは TLS 1.0、1.1、1.2 を使い、SSL 3.0 と RC4 は使いません({ $value })。
explain-says-strong-2 = バージョンを指定するプログラムで RC4 と SSL 3.0 を使わなくなります。既定の SSL 3.0 と TLS 1.0 は変わりません({ $value })。
explain-says-weak = プログラムは、自ら選ばない限り SSL 3.0 と TLS 1.0 を使います({ $value })。
explain-says-system = プログラムはバージョンの選択を Schannel に任せます({ $value })。
explain-says-no-system = プログラムはバージョンの選択を Schannel に任せません({ $value })。
explain-says-dotnet-updates = .NET 3.5 では更新プログラムが必要です: { $updates }。
explain-says-machine-only = WinINET はコンピューターの設定だけを使います({ $value })(未検証)。
explain-says-no-machine-only = WinINET はユーザーの設定を使います({ $value })。
explain-says-fips = TLS 1.0 以降を FIPS の暗号スイートだけで使います({ $value })。
explain-says-no-fips = FIPS モードは無効です({ $value })。
explain-about-suites-policy = 暗号スイート(グループポリシー)
explain-about-suites-local = 暗号スイート(このコンピューターの優先順位)
explain-about-curves-policy = 楕円曲線(グループポリシー)
explain-about-curves-local = 楕円曲線(このコンピューターの優先順位)
explain-about-cipher = 暗号 { $name }
explain-about-hash = ハッシュ { $name }
explain-about-key-exchange = 鍵交換 { $name }
explain-about-schannel-itself = Schannel
explain-about-topic = { $topic ->
        [eap] EAP(802.1X、VPN)
        [browsers] ブラウザー
        [dotnet-switches] .NET のスイッチ
        [ldap] LDAP
        [remote-desktop] リモートデスクトップ
        [http-sys] Web サーバー(http.sys)
        [sql-server] SQL Server
        [internet-explorer] Internet Explorer
        [office] Office 2013
        [signatures] 署名アルゴリズム
        [lsa] セキュリティサブシステム
       *[other] その他の TLS 設定
    }
explain-says-algorithm-on = 有効({ $value })。
explain-says-algorithm-off = 無効({ $value })。
explain-says-bits = { $number } ビット({ $value })。
explain-says-deleted-key = キー { $key } を配下ごと削除します。その設定は Windows の既定に戻ります。
explain-says-deleted-value = { $key } の { $value } を削除します。Windows の既定に戻ります。
explain-about-deleted = 削除
explain-unrelated = TLS と関係のない行が { $count } 行あります。
explain-not-judged = { $count } 行は情報がないため判定していません。
explain-ignored = Windows が無視する行、またはどこからも読まれない行が { $count } 行あります。
explain-audit = ファイルが安全か、見かけどおりに動作するかは cutover registry audit { $words } で確認できます。

diff-answer-same = TLS に関する内容は両方とも同じです。
diff-answer = 異なる設定が { $count } 件あります。
diff-heading-before = 変更前: { $file }
diff-heading-after = 変更後: { $file }
diff-not-set = 未設定(Windows の既定)
diff-effect = { $windows } での影響:
diff-no-effect = { $windows } では、どのコンポーネントの動作も変わりません。
diff-heading-version = バージョン
diff-heading-from = 変更前
diff-heading-to = 変更後
diff-windows-hint = --windows を指定すると、その Windows のプログラムへの影響を表示します。
diff-others = 上記以外に { $count } 件の値またはキーが異なります:
diff-other = { $key }({ $count } 件)
diff-more = ほか { $count } 個のキー

generate-heading = { $windows } の { $components }: { $versions }
generate-export = 使う前に、変更されるキーをエクスポートしてください(キーがない場合は、その上のキーを)。cutover registry undo にそれぞれ --from で渡すと、正確に元に戻すファイルを作成できます:
generate-gpp-machine = [コンピューターの構成] > [基本設定] > [Windows の設定] > [レジストリ] にインポートしてください。
generate-gpp-user = [ユーザーの構成] > [基本設定] > [Windows の設定] > [レジストリ] にインポートしてください。
generate-shown = 読みやすいテキストで表示しています。regedit で使える形(UTF-16)で保存するには -o FILE を指定してください。
generate-only-elevated = 管理者として実行してください(管理者権限の PowerShell)。コンピューター全体の設定を変更します。
generate-whose-user = WinINET の設定は、これを実行するユーザーに書き込まれます: { "{0}" }
generate-only-64-bit = 64 ビット版の PowerShell で実行してください。32 ビット版からは 64 ビットプログラム用のキーを操作できません。
generate-changed = {"{0}"} 個の値を設定しました。
advice-needs-update = { $update } が必要です({ $component })。適用されていないと、この設定は効きません。
advice-dotnet-2017 = 4.7 より前の .NET 4 には、2017 年 9 月以降のロールアップが必要です。適用されていないと、この設定は効きません。
advice-dotnet-unlisted = 未検証: { $windows } の .NET 3.5 がこの値を読むようになる更新プログラムは知られていません。
advice-unlisted = 未検証: KB3140245 の対象に { $windows } は含まれておらず、その WinHTTP が DefaultSecureProtocols を読むという情報もありません。cutover observe で実際の通信を確認してください。
advice-loses-servers = 注意: { $version } までしか使えないサーバーには接続できなくなります。
advice-loses-clients = 注意: { $version } までしか使えないクライアントは、このサーバーに接続できなくなります。該当するクライアントは cutover observe で分かります。
advice-keeps = { $version } は有効なままです。不要になったらすぐに外してください。
advice-winhttp-mask = { $windows } の WinHTTP には独自のマスク { $mask }({ $versions })があり、ほかのバージョンは自動では使われません。--component winhttp を加えてください。
advice-winhttp-mask-empty = { $windows } の WinHTTP には独自のマスク { $mask }({ $versions })があり、この設定では使えるバージョンがなくなるため、WinHTTP のプログラムは接続できなくなります。--component winhttp を加えてください。
advice-dotnet-follows = .NET のプログラムは Schannel(クライアント側)のバージョンを使うようになり、自分では選びません。
advice-remote-desktop = { $when ->
        [now] 適用する前に:
       *[later] 将来このサーバーで TLS 1.0 を無効にする前に:
    } { $update ->
        [never] { $windows } のリモートデスクトップは TLS 1.0 より新しいバージョンを使えません(未確認)。ほかのサインイン方法があることを確認してください。
       *[other] { $windows } のリモートデスクトップは、{ $update } がないと TLS 1.0 より新しいバージョンを使えません(未確認)。先に適用しないと、リモートからサインインできなくなります。
    }
advice-turns-off = 無効にするもの: { $versions }。
advice-leaves = { $windows } では、次のコンポーネントを使い、バージョンを自ら選ばないプログラムに{ $left ->
        [ssl] 残るのは SSL 3.0 以前だけになります
       *[nothing] 使えるバージョンが残りません
    }。これらも設定してください: { $components }。
advice-dotnet-keeps = そのため、.NET ではこのファイルで無効になるバージョンはありません。無効にするには --component dotnet,schannel-client と指定してください。
advice-no-longer = 次のバージョンは自動では使われなくなります(明示して要求したプログラムは引き続き使えます): { $versions }({ $components })。
advice-restart = 設定後に開かれた接続から有効になります。プログラムやサービス、または Windows を再起動してください。
step-mask = { $component }: { $sum } = { $mask }
step-on = { $version }、{ $side ->
        [Client] クライアント側(発信接続)
       *[other] サーバー側(着信接続)
    }: 有効(既定で使用)
step-off = { $version }、{ $side ->
        [Client] クライアント側(発信接続)
       *[other] サーバー側(着信接続)
    }: 全面的に無効
step-strong = { $component }: 古い .NET 向けのプログラムでも TLS 1.0～1.2 を使い、RC4 は使わない
step-strong-2 = { $component }: TLS のバージョンを指定するプログラムで RC4 を使わない。それ以外のプログラムには SystemDefaultTlsVersions だけが有効
step-system = { $component }: バージョンは Windows が選ぶ

refusal-no-version = { $text } はバージョンでもマスクでもありません。バージョンは tls1.0、tls1.1、tls1.2、tls1.3、dtls1.0、dtls1.2、マスクは 0xa00 のような数値で指定してください。
refusal-unknown-bits = { $mask } には、どのバージョンも表さないビットが含まれています。
refusal-unknown-bits-meant = { $mask } には、どのバージョンも表さないビットが含まれています。{ $meant }({ $versions })の誤りと思われます。
refusal-nothing-left = 使えるバージョンがなくなり、何も接続できなくなります。
refusal-ssl = { $version } は安全でないため、cutover では有効にしません。
refusal-unsupported = { $windows } に { $version } はなく、レジストリを設定しても使えません。
refusal-not-read = { $windows } の WinHTTP は DefaultSecureProtocols を読まないため(未検証)、ファイルでは変更できません。
refusal-only-bits = { $windows } の WinHTTP が DefaultSecureProtocols から読むのは { $versions } だけです。
refusal-dtls = DTLS を扱うのは Schannel だけです。--component に schannel-client か schannel-server、または両方を指定し、ほかのコンポーネントには TLS のバージョンを指定してください。
refusal-machine-and-user = WinINET の設定はユーザー用、ほかはコンピューター用で、1 つの基本設定ファイルに両方は入りません。--component wininet だけのものと 2 つに分けて作成してください。

undo-heading = { $export } を取得したコンピューターで、{ $file } による変更を元に戻します。適用後はエクスポート時と同じ状態になります。
undo-nothing = { $file } によって変わる内容がないため、元に戻すものはありません。
undo-not-exported = { $file }: { $line } 行目は { $key } を変更しますが、{ $export } には元の内容がありません。そのキー(なければ、その上にある最も近いキー)もエクスポートし、--from で追加してください。
undo-not-imported = { $file }: regedit はこのファイルから何も取り込まないため、元に戻すものはありません。理由は cutover registry audit で確認してください。
undo-not-read = { $file }: { $line } 行目が何をするのか判断できないため、復元ファイルを作成しても元に戻らない変更が残ります。この行を手作業で元に戻すか、行を取り除いてからやり直してください。
undo-export-damaged = { $file }: { $line } 行目が regedit のエクスポートの形式ではありません。ファイルが破損しているか途中で切れている可能性があり、これを元にした復元ファイルは既存の設定を削除するおそれがあります。エクスポートをやり直してください。
undo-export-cut = { $file }: 最後の行が途中で終わっています。ファイルが途中で切れている可能性があり、これを元にした復元ファイルは既存の設定を削除するおそれがあります。エクスポートをやり直してください。
undo-export-not-imported = { $file }: regedit のエクスポートではないため、元の内容を読み取れません。

hive-truncated = { $file }: ハイブが途中で切れています。コピーし直してください。動作中の Windows では reg save を使ってください。
hive-dirty = { $file }: 書き込み中にコピーされたハイブで、不足分は .LOG1 と .LOG2 にあります。reg save で取得し直すか、先にログを適用してください。
hive-other-kind = { $file }: ハイブですが、SYSTEM、SOFTWARE、NTUSER.DAT のいずれでもありません。
hive-too-deep = { $file }: レジストリの上限である 512 階層より深いキーがあります。
hive-damaged = { $file }: ハイブが壊れています(オフセット { $offset } バイト): { $problem }。
hive-damage-version = 未知のバージョンです
hive-damage-kind = 未知の種類のファイルです
hive-damage-size = サイズがページ単位になっていません
hive-damage-bin = ビンがあるべき位置にありません
hive-damage-cell-size = セルのサイズが不正です
hive-damage-too-often-named = 同じ部分が何度も参照されています
hive-damage-no-cell = 参照先にセルがありません
hive-damage-unused-cell = 未使用のセルが参照されています
hive-damage-no-key = 参照先にキーがありません
hive-damage-root = ルートキーが不正です
hive-damage-other-place = 別の場所に属するキーです
hive-damage-two-keys = 同じ名前のキーが 2 つあります
hive-damage-key-count = キーの一覧の件数が合いません
hive-damage-no-key-list = 参照先にキーの一覧がありません
hive-damage-key-list-short = キーの一覧が短すぎます
hive-damage-value-list-short = 値の一覧が短すぎます
hive-damage-no-value = 参照先に値がありません
hive-damage-value-too-large = 値が収まるはずのない場所にあります
hive-damage-data-short = データが短すぎます
hive-damage-no-segment-list = 参照先にセグメントの一覧がありません
hive-damage-segment-count = セグメントの数が合いません
hive-damage-key-name = キー名として使えない名前です
registry-too-deep = { $file }: { $line } 行目: レジストリの上限である 512 階層より深いキーです。ファイルの内容は判定していません。
