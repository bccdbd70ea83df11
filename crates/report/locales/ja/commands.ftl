about = 古い TLS を、利用者を困らせずに廃止するためのツールです。誰が接続できなくなるかを事前に調べ、切り替えの成功を証明します。
heading-usage = 使い方
heading-commands = コマンド
heading-arguments = 引数
heading-options = オプション

command-observe = パケットキャプチャを読み取り、ポリシー適用後に誰が接続できなくなるか、その理由と、どちら側に原因があるかを示します
command-observe-after = 例:
      cutover observe capture.pcapng
      cutover observe captures/ --policy tls13-only --format markdown -o report.md
      tcpdump -U -w - port 443 | cutover observe - --format jsonl
      cutover observe capture.pcapng --explain 17

    終了コード: 0 すべて適合 · 1 不適合あり · 2 使い方の誤り · 3 最後まで読み取れなかった入力あり · 4 判定対象なし、または不明あり。複数当てはまる場合は 2、1、3、4、0 の順に優先します。
command-verify = --format jsonl で出力した証跡を判定します(スクリプト向け、判定のみ)
command-verify-after = 例:
      cutover observe capture.pcapng --format jsonl -o evidence.jsonl
      cutover verify evidence.jsonl --policy m365-2020

    終了コード: 0 すべてのハンドシェイクが適合 · 1 不適合あり · 2 使い方の誤り · 3 最後まで読み取れなかった入力あり · 4 判定対象なし、または不明あり。observe が確認できなかったもの(observe では終了コード 3 または 4)は証跡に含まれないため、ここでは分かりません。
command-registry = Windows の TLS 用レジストリファイル: 監査、説明、作成、復元、比較、実効設定の確認
command-registry-audit = レジストリファイルをダブルクリックしても安全か、記述どおりに動作するかを調べます
command-registry-audit-after = 例:
      cutover registry audit enable-tls12.reg
      cutover registry audit enable-tls12.reg --windows 7 --format markdown
      cutover registry audit enable-tls12.reg --lang ja

    インポートや変更は行いません。終了コード: 0 注意以下のみ · 1 危険または誤りあり · 2 使い方の誤り · 3 ファイルを読み取れない、またはテキストではない。
command-registry-explain = マスクやレジストリファイルの意味を言葉で説明します
command-registry-explain-after = 例:
      cutover registry explain 0xa00
      cutover registry explain enable-tls12.reg --windows 7

    終了コード: 0 説明を表示 · 2 使い方の誤り · 3 ファイルを読み取れない、またはテキストではない。
command-registry-generate = 対象の Windows に必要なレジストリファイル、スクリプト、またはグループポリシー基本設定を作成します
command-registry-generate-after = 例:
      cutover registry generate --windows 7 --component winhttp --protocols tls1.1,tls1.2 -o tls12.reg
      cutover registry generate --windows server-2019 --component schannel-server --protocols tls1.2 -o server.reg
      cutover registry generate --windows 7 --component winhttp,dotnet --protocols 0x800 --as powershell -o tls12.ps1

    実現できない指定は、理由を示して拒否します。インポートや変更は行いません。
    終了コード: 0 作成 · 2 使い方の誤り、または拒否。
command-registry-undo = レジストリファイルの適用前の状態から、元に戻すファイルを作成します
command-registry-undo-after = 例:
      reg export HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL before.reg
      cutover registry undo tls12.reg --from before.reg -o undo.reg

    エクスポートには、ファイルが変更するすべてのキー(またはその上位のキー)が必要です。
    終了コード: 0 作成 · 2 使い方の誤り · 3 ファイルを読み取れない、またはエクスポートに必要なキーがない。
command-registry-diff = 2 つのレジストリファイル、エクスポート、ハイブを、TLS への影響で比較します
command-registry-diff-after = 例:
      cutover registry diff before.reg after.reg
      cutover registry diff before.reg after.reg --windows 7 --updates all

    終了コード: 0 比較を表示(違いがあっても 0) · 2 使い方の誤り · 3 ファイルを読み取れない。
command-registry-effective = WinHTTP、WinINET、Schannel、.NET が実際に使うバージョンと、それを決めたキーを表示します
command-registry-effective-after = 例:
      cutover registry effective export.reg --windows 7 --updates KB3140245
      cutover registry effective SYSTEM SOFTWARE NTUSER.DAT --windows server-2019 --updates all --format jsonl

    ファイルにない設定は Windows の既定とみなします。
    終了コード: 0 表示 · 2 使い方の誤り · 3 ファイルを読み取れない。
command-policy = ポリシーの一覧表示、詳細表示、検査
command-simulate = パケットなしで、どのクライアントが接続できなくなるかを予測します(ポリシーまたはサーバーに対して)
command-simulate-after = 例:
      cutover simulate --policy m365-2020
      cutover simulate --policy tls13-only,pq-required --clients 'ie*,chrome-*'
      cutover simulate --evidence evidence.jsonl --policy tls13-only
      cutover simulate --registry export.reg --windows 7 --updates KB3140245
      cutover simulate --clients winhttp-win7-800 --servers servers.jsonl

    確かさを明記した事実に基づく予測です。分からないことに左右される結果は「不明」とします。
    終了コード: 0 全員が接続可能 · 1 接続できなくなるものがある · 2 使い方の誤り · 3 入力をすべては読み取れなかった · 4 対象がない、または不明がある。2、1、3、4、0 の順で最初に当てはまるもの。
command-clients = クライアントのカタログ: 一覧表示、詳細表示、独自クライアントの追加
command-clients-list = クライアントの一覧を表示します
command-clients-show = クライアントの詳細を表示します
command-clients-add = 記録した Hello から独自のクライアントを作成します(社内のプリンター、業務プログラムなど)
command-clients-add-after = 例:
      cutover clients add --from capture.pcapng --client 192.0.2.17 --id printer-2nd-floor --name "2 階のプリンター"
      cutover simulate --clients printer-2nd-floor --policy tls13-only

    設定フォルダー(~/.config/cutover/clients)に保存されます。終了コード: 0 追加 · 2 使い方の誤り · 3 キャプチャをすべては読み取れなかった · 4 そのアドレスの Hello がない
command-policy-calendar = いつ何がサポート終了になり、いつ拒否されるかをサービス別に表示します。--on を付けると、その日に有効なポリシーを表示します
command-policy-calendar-after = 例:
      cutover policy calendar
      cutover policy calendar m365-pre-2020 m365-2020
      cutover policy calendar --on 2019-01-01
command-policy-list = 組み込みポリシーの一覧を表示します
command-policy-show = ポリシーの詳細を表示します
command-policy-check = 自作のポリシーファイルを検査します

arg-captures = キャプチャ(pcap または pcapng、gzip・zstd 圧縮も可)、そのフォルダー、JSON Lines 形式の証跡、または標準入力を表す -
arg-evidence = JSON Lines 形式の証跡(キャプチャも併せて指定可)、または標準入力を表す -
arg-policies = ポリシー名、またはファイルのパス
arg-policy-files = ポリシーファイル(TOML)、または標準入力を表す -
arg-policy = 判定に使うポリシー。cutover policy list にある名前、またはファイルのパス [既定値: { $default }]
arg-format-observe = table、json、markdown は判定結果、jsonl、csv は証跡(1 行に 1 ハンドシェイク)[既定値: table]
arg-format-verify = table、json、markdown のいずれか [既定値: table]
arg-format-list = table または json [既定値: table]
arg-output = 標準出力ではなくこのファイルに書き込みます。ファイルは完成してから現れます。Ctrl-C で中断したときは、既存のファイルを残して FILE.….part に書き出します
arg-file-mode = 書き込むファイルの権限(例: 0640)。省略時は置き換えるファイルの権限を引き継ぎ、なければ 0600 とします(端末名などが含まれるため)
arg-all = 深刻な { $rows } 行だけでなく、すべての行を表示します
arg-explain = このパケットで始まるハンドシェイクを、全項目の位置とバイト列とともに表示します
arg-fail-on = 失敗とする条件: breaks(適合があれば不明は許容)、unknown(不明も失敗)、never(使い方の誤りと読み取れない入力のみ失敗)
arg-unpack-limit = 圧縮されたキャプチャ 1 個の展開後の上限(GiB)[既定値: { $default }]
arg-registry-file = レジストリファイル(.reg、ファイル名は任意)。標準入力は -
arg-windows = 対象の Windows: { $known }
arg-code-page = UTF-16 以外のファイルを読むときの、インポート先のコードページ。1252 西欧、932 日本語など [既定値: 1252]
arg-format-audit = table、json、markdown、sarif [既定値: table]
arg-windows-of = レジストリを取得した Windows: { $known }
arg-diff-windows = この Windows での影響も表示します: { $known }
arg-file-or-mask = レジストリファイル(標準入力は -)、または 0xa00 のようなマスク
arg-component = 設定するコンポーネント(コンマ区切り): { $known }、またはすべて(all)
arg-only = 指定したバージョン以外をすべて無効にします。DTLS は DTLS のバージョンを指定したときだけが対象です(指定しない場合、何も無効にしません)
arg-protocols = 使えるバージョン: tls1.0～tls1.3(コンマ区切り、dtls1.0 と dtls1.2 も可)、または 0xa00 のようなマスク
arg-as = reg、powershell(2.0 以降、-WhatIf 対応)、gpp-xml(グループポリシー基本設定)[既定値: reg]
arg-undo-file = 元に戻すレジストリファイル。標準入力は -
arg-from = ファイルをインポートする前のエクスポート(regedit または reg export)
arg-diff-files = レジストリファイル、エクスポート、またはハイブ。1 つ目が変更前、2 つ目が変更後
arg-effective-files = 1 台のコンピューターのレジストリエクスポート(.reg)またはハイブ(SYSTEM、SOFTWARE、NTUSER.DAT)
arg-updates = 適用済みの更新プログラム: all、none、または番号、17763.3406 のようなビルド、すべて適用済みの日付(2024-10-08)をコンマ区切りで。そこから判断できないものは不明とします [既定値: 不明]
arg-build = winver に表示される OS ビルド(17763.3406 など)
arg-format-calendar = 出力形式: table、markdown、json、またはカレンダー用の ics [既定値: table]
arg-format-explain = table、json、markdown [既定値: table]
arg-format-effective = table、json、markdown、または証跡の jsonl(1 行に 1 コンポーネント)[既定値: table]
arg-force = 既存のファイルを上書きします
arg-on = その日にそのサービスで有効だったポリシーで判定します(例: 2019-01-31)
arg-simulate-policy = ポリシー(コンマ区切り)。cutover policy list にある名前、ファイル、または 'm365*' のようなパターン [既定値: { $default }。--servers を指定した場合はなし]
arg-clients = カタログのクライアント(コンマ区切り)。cutover clients list にある名前、または 'ie*' のようなパターン [既定値: すべて]
arg-platform = 指定した環境のクライアントだけを対象にします(例: 'Windows 7')
arg-simulate-evidence = クライアントとして扱う Hello と設定の証跡(observe と registry effective が出力する JSON Lines)
arg-simulate-registry = クライアントとして扱う 1 台分のレジストリのエクスポートまたはハイブ。--windows が必要です
arg-servers = サーバーの応答の証跡(種別 server-answer の JSON Lines)。接続できなくなるサーバーを調べます
arg-certificate = サーバー証明書の種類: rsa または ecdsa。rsa:1024、ecdsa:secp384r1 のほか、末尾に :sha1 も指定できます [既定値: 不明]
arg-client-patterns = クライアントの名前またはパターン(例: 'ie*')
arg-add-from = そのクライアントの Hello を含むキャプチャ
arg-add-client = クライアントのアドレス
arg-add-id = ID(英小文字、数字、- と . のみ)[既定値: local- とアドレス]
arg-add-name = 名前(表示用)
arg-add-packet = 異なる Hello が複数ある場合に、使う Hello が始まるパケットの番号
arg-calendar-from = この日以降の予定だけを表示(日付または today)
arg-calendar-policies = ポリシーの名前、ファイルまたはパターン [既定値: すべて]
arg-lang = 言語: en または ja [既定値: LC_ALL、LC_MESSAGES、LANG]
arg-color = 色: auto、always、never [既定値: auto。NO_COLOR に従います]
arg-help = このヘルプを表示します
arg-version = バージョンを表示します

usage-unknown-option = { $argument } というオプションはありません。
usage-unexpected = ここに { $argument } は指定できません。
usage-unknown-command = { $argument } というコマンドはありません。
usage-nearest = { $nearest } のことですか?
usage-component-ambiguous = --component の schannel はどちらか決まりません。schannel-client(外への接続)か schannel-server(受ける接続)、またはコンマで区切って両方を指定してください。
usage-invalid-value = { $value } は { $argument } に指定できません。指定できるのは { $possible } です。
usage-invalid-number = { $value } は { $argument } に指定できません。1 以上の整数を指定してください。
usage-windows = { $value } に該当する Windows がないか、1 つに決まりません。指定できるのは { $known } です。"Windows 10 22H2"、win7、2008r2 のような名前や、10.0.17763 のようなビルド番号も使えます。
windows-taken = { $typed } は { $windows }({ $id })として扱います。
windows-taken-as-client = ビルド { $typed } は { $windows }({ $id })のリリース { $release } として扱います。{ $server } も同じビルドです。そちらの場合は { $server-id } を指定してください。
usage-code-page = { $value } は Windows の文字コードに使われるコードページではありません。874、932、936、949、950、1250～1258、65001 から指定してください。
usage-updates = { $value } は更新プログラムの一覧として読めません。all、none、または KB3140245,KB3154518 のような番号、17763.3406 のようなビルド、2024-10-08 のような日付を指定してください。
usage-build-of-another = { $build } は { $windows } のビルドではありません。該当するビルドは { $known } です。
usage-build = { $value } はビルドとして読めません。winver に表示される 17763.3406 のような番号を指定してください。
usage-file-mode = { $value } はファイルの権限として使えません（所有者が読み書きできる必要があります）。0640 のように指定してください。
usage-interval = { $value } は時間として読めません。30s、10m、1h30m のように指定してください。
usage-date = { $value } は日付ではありません。2026-03-31 のように指定してください。
usage-certificate = { $value } は証明書の種類ではありません。rsa、ecdsa、rsa:1024、ecdsa:secp384r1、またはそれらの末尾に :sha1 を付けて指定してください。
usage-address = { $value } はアドレスではありません。192.0.2.17 のように指定してください。
usage-missing-value = { $argument } には値が必要です。
usage-missing-argument = { $argument } の指定がありません。
usage-conflict-with = { $argument } は { $other } と同時に指定できません。
usage-conflict = ここでは { $argument } を使えません。
usage-other = { $problem }
usage-one-standard-input = 標準入力(-)を指定できるのは、入力のうち 1 つだけです。
usage-number-of-range = { $value } は { $argument } に指定できません。{ $least } 以上 { $most } 以下の整数を指定してください。
usage-too-many-values = { $argument } の指定が多すぎます。
usage-not-text = 引数に、UTF-8 として読めない文字列があります。
usage-given-twice = { $argument } が 2 回指定されています。
usage-conflict-with-command = { $argument } はコマンドと同時に指定できません。

command-clients-check = 自作のクライアントファイルを検査します
command-clients-check-after = 独自のクライアント用フォルダーに置いたファイルは、すべてのコマンドで使われます(場所は cutover clients add が表示します)。
    ひな形の作成: cutover clients show winhttp-win7-kb --format toml > mine.toml
arg-client-files = クライアントファイル(TOML)、または標準入力を表す -
arg-format-show = table、json、または toml(自作ファイルのひな形)[既定値: table]
usage-one-policy = ポリシーファイルには 1 つのポリシーだけを書きます。--format toml では 1 つだけ指定してください。
