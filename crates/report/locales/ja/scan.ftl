# cutover scan の文言

command-scan = サーバーが実際に受け入れるバージョンを調べます(SSL 2.0～TLS 1.3 を 1 つずつ別の接続で確認)
command-scan-after = 例:
      cutover scan www.example.com mail.example.com:465 smtp://mail.example.com ldap://dc1.example.com
      cutover scan --targets servers.txt --policy m365-2020 --format markdown -o servers.md
      cutover scan --targets - --format jsonl -o servers.jsonl < servers.txt
      cutover simulate --clients winhttp-win7-800 --servers servers.jsonl
      cutover scan --targets servers.txt --resume servers.journal
      cutover scan diff monday.jsonl friday.jsonl
      cutover scan --watch 10m www.example.com
      cutover scan --nagios --policy tls12-plus www.example.com

    通信先は指定したターゲット(名前の場合はそのすべてのアドレス)だけです。名前は SNI ありとなしの両方で調べ、結果が異なる場合だけ表に 2 行で示します。--finish、--http、--certificate を指定しない限り、ハンドシェイクは完了させません。1 つのホストへの接続は同時に 2 本、1 秒に 10 本までです(--no-host-limit で解除)。タイムアウトを拒否とは見なしません。
    終了コード: 0 すべてのサーバーがポリシーどおり · 1 ポリシーに反するサーバーがある · 2 使い方の誤り · 3 調べられなかったターゲットがある · 4 判定対象なし、または不明あり。2、1、3、4、0 の順で最初に該当するもの。--nagios を付けた場合は 0、2、3 のいずれか(使い方の誤りも 3)。
arg-scan-targets = サーバー: ホスト名、ホスト名:ポート、アドレス、[IPv6 アドレス]:ポート、https://ホスト名/ [ポート: 443]。STARTTLS の場合は smtp://、imap://、pop3://、ldap://、ftp://、nntp://、sieve://、xmpp://、postgres://、mysql://、rdp://、tds:// を前に付けます
arg-targets-file = ターゲットを 1 行に 1 つ書いたファイル(# 以降はコメント)。- は標準入力
arg-tries = 各バージョンを確認する回数 [既定値: 1]
arg-at-once = 同時に調べるターゲットの数の上限(少ない数から始めます)[既定値: { $default }]
arg-timeout = 応答を待つ秒数 [既定値: { $default }]
arg-no-host-limit = 1 つのホストへの接続数を制限しません(自分のサーバーに限って使用してください)
arg-dry-run = 接続数の見積もりだけを表示し、通信はしません
arg-rate = 全ホストを合わせた 1 秒あたりの最大接続数
arg-sni = 名前を SNI ありで調べるか、なしで調べるか、両方か。アドレスには SNI を付けません [既定値: both]
arg-suites = バージョンごとに、受け入れる暗号スイートをすべて調べます(ポリシーが制限していれば、指定がなくても調べます)
arg-groups = 受け入れるグループをすべて調べます(ポリシーが制限していれば、指定がなくても調べます)
arg-scan-certificate = 証明書を読み取り、TLS_FALLBACK_SCSV も確認します。TLS 1.3 だけに対応するサーバーでは、証明書を得るためにハンドシェイクを最後まで行います
arg-finish = 受け入れられたバージョンごとに、ハンドシェイクを最後まで行います(OpenSSL を使用。TLS 1.0～1.3)
arg-http = さらに HTTP で / を要求します。古い TLS を受け入れたうえで 403 を返すサーバーもあります
arg-cidr = 192.0.2.0/24 や smtp://192.0.2.0/28:587 のようなネットワークもターゲットに指定できるようにします。--max-hosts が必要です
arg-max-hosts = ターゲットがこの数を超える場合は、通信せずに終了コード 2 で終了します
arg-exclude = 調べてはならない名前、アドレス、ネットワークを 1 行に 1 つ書いたファイル。名前は、その名前だけを指します
arg-journal = 応答を得るたびに追記するファイル(新規または空)
arg-resume = 同じく追記するファイル。すでに記録のあるものは調べ直さず、続きから調べます
arg-watch = 30s、10m、1h30m のような間隔で繰り返し調べ、変化だけを表示します。新たにポリシーに反するサーバーが現れたら終了コード 1 で終了します
arg-nagios = 監視ツール向けの出力(英語)。1 行目に結果と数値。終了コードは 0 正常、2 重大(ポリシーに反するサーバーがある)、3 不明
arg-format-scan-diff = table、json、markdown [既定値: table]
arg-scan-old = 前回の結果(ジャーナル、または --format jsonl の出力)
arg-scan-new = 今回の結果
command-scan-diff = 2 回の調査の違いを表示します
command-scan-diff-after = 終了コード: 0 新たにポリシーに反するサーバーはない(他の変化の有無は問わない) · 1 新たに反するサーバーがある · 2 使い方の誤り · 3 ファイルを読めない
arg-format-scan = table、json、markdown は判定結果、jsonl は証跡(1 行に 1 サーバー)[既定値: table]

scan-dry-run = ターゲット { $targets } 件: 名前のアドレス 1 つにつき、接続は最小 { $least } 本、最大 { $most } 本です。
scan-dry-run-names = 名前は SNI ありとなしの両方で調べるため、接続数は 2 倍になります。
scan-dry-run-depth = 暗号スイート、グループ、証明書の確認には、受け入れられたもの 1 つにつき 1 本とその他数本の接続が加わります。
scan-too-many = ターゲットは { $count } 件になり、--max-hosts の { $most } 件を超えます。どこにも接続していません。
scan-excluded = --exclude により、ターゲットまたはアドレス { $count } 件を除外しました。
scan-journal-not-empty = { $file } は空ではありません。続きから調べるには --resume を使うか、別のファイルを指定してください。
scan-journal-other-evidence = { $file } はジャーナルではありません。証跡の記録はありますが、サーバーの応答が 1 件も含まれていません。ファイルは変更していません。
scan-journal-no-file = { $file } は、追記して読み直せるファイルではありません。
scan-journal-in-use = { $file } には別のプログラムが書き込み中です。
scan-journal-line = { $file } はジャーナルとして続けられません: { $problem }。ファイルは変更していません。
scan-journal-io = { $file } をジャーナルとして使えません: { $problem }
scan-target-problem = { $place }: { $target }: { $problem }
scan-target-line = { $file } の { $line } 行目
scan-target-argument = コマンドライン
scan-target-empty = ホストがありません。
scan-target-port = ポートは 1～65535 の数値で指定してください。
scan-target-scheme = 指定できるのは https、tls、smtp、imap、pop3、ldap、ftp、nntp、sieve、xmpp、postgres、mysql、rdp、tds です。
scan-target-name = ホスト名でもアドレスでもありません。
scan-target-not-ascii = 日本語などの名前は、DNS での表記(xn--…)で指定してください。
scan-target-network = これはネットワークです。すべてのアドレスを調べるには --cidr --max-hosts N を付けてください。1 つだけ調べるには、そのアドレスを指定してください。
scan-target-long = 行が長すぎて、ターゲットとして読めません。
scan-no-targets = 調べるターゲットがありません。サーバーを指定するか、--targets でファイルを指定してください。
scan-failed = 調査を開始できません: { $problem }
scan-not-resolved = 名前を解決できませんでした。
scan-connection-refused = { $address }: ポートが閉じています。
scan-connection-timeout = { $address }: 応答がありません。
scan-connection-unreachable = { $address }: 到達できません。
scan-connection-exhausted = { $address }: このコンピューターのソケットが足りません。--at-once で同時に調べる数を減らしてください。
scan-starttls-not-offered = { $address }: サーバーはこのプロトコルの STARTTLS に対応していません。
scan-starttls-busy = { $address }: サーバーが一時的に応じられないと答えました。時間をおくか、間隔をあけて再試行してください。
scan-starttls-other = { $address }: サーバーの応答がこのプロトコルのものではありません。
scan-starttls-silent = { $address }: TLS を開始する前にサーバーの応答が途絶えたか、接続が切られました。
scan-targets-left = ターゲット { $count } 件
scan-stopped = 途中で中断されました。
progress-scanning = 調査中

scan-verdict-breaks = 違反
scan-verdict-unknown = 不明
scan-verdict-fits = 適合
scan-column-target = ターゲット
scan-column-address = アドレス
scan-yes = 可
scan-no = 不可
scan-unknown = ?
scan-at-times = 不定
scan-nothing = なし
scan-without-name = { $target }(SNI なし)
scan-of = { $all } 回中 { $count } 回

scan-answer-nothing = 応答したサーバーがないため、判定できません。
scan-answer-nobody = 調査したサーバーがないため、判定できません。
scan-answer-breaks = サーバー { $all } 件のうち { $breaks } 件が、ポリシー { $policy }({ $name })に反しています。
scan-answer-unknown = ポリシー { $policy }({ $name })に反するものは見つかりませんでしたが、サーバー { $all } 件のうち { $unknown } 件は応答がはっきりせず、断定できません。
scan-answer-fits = 調べたサーバー { $all } 件は、{ $all ->
        [1] {""}
       *[other] すべて
    }ポリシー { $policy }({ $name })どおりです。
scan-answer-old = 廃止すべきバージョンをまだ受け入れるターゲットが { $count } 件あります: { $servers }。
scan-answer-lost = 許可されたバージョンをまったく受け入れないターゲットが { $count } 件あります。ポリシーに合わせたクライアントは接続できなくなります: { $servers }。

scan-reason-nothing-allowed = { $versions } を受け入れない
scan-reason-allowed-at-times = { $versions } を受け入れないことがある
scan-reason-old-accepted = { $versions } をまだ受け入れる
scan-reason-suite-accepted = { $versions } で、許可されていない暗号スイートを受け入れる
scan-reason-group-accepted = { $versions } で、許可されていないグループを受け入れる
scan-reason-not-clear = { $versions } について明確な応答がない
scan-reason-not-asked = { $versions } を受け入れる(暗号スイートやグループは未確認)
scan-reason-needs-name = 名前を示した場合だけ応答する
scan-reason-as-required = { $versions } を受け入れる

scan-about-unknown = { $target }: { $versions } は不明です({ $how })。
scan-ended-alert = アラート { $code }({ $name })
scan-ended-fin = 接続が閉じられた。拒否とは限らない
scan-ended-rst = 接続がリセットされた。拒否とは限らない
scan-ended-timeout = 時間内に応答がない
scan-ended-not-tls = 応答が TLS ではない
scan-ended-no-connection = 途中から接続できなくなった
scan-ended-cut-off = 応答の途中で接続が切れた
scan-ended-at-times = 明確な応答がなかった回がある
scan-note-contradictory = { $target }: { $version } について、同じ質問に異なる応答がありました。1 つのアドレスの背後に複数のサーバーがあるか、設定の変更中です。
scan-note-particular = { $target }: { $version } は受け入れられますが、ClientHello の内容によっては拒否されます。{ $version } に対応していても接続できないクライアントがあるかもしれません。
scan-note-unsteady = { $target }: 同じ質問をもう一度すると異なる応答があったため、接続が閉じられただけのものは判断の根拠になりません。
scan-note-large-hello-fails = { $target }: X25519MLKEM768 は受け入れられますが、1 パケットに収まらない ClientHello は失敗します。経路上の機器が破棄していると考えられます。
scan-note-wants-name = { $target }: 名前(SNI)を付けずに接続すると、すべて拒否されます。ホスト名で指定してください。
scan-note-needs-name = { $target }: サーバー名(SNI)を示さないクライアントを拒否します。SNI を送らないのは非常に古いクライアントです。
scan-note-suites-incomplete = { $target }: 応答のはっきりしない暗号スイートがあり、一覧が不完全なため示していません。
scan-note-groups-incomplete = { $target }: 応答のはっきりしないグループがあり、一覧が不完全なため示していません。
scan-about-finished = { $target }: { $versions } ではハンドシェイクが最後まで成功します。
scan-about-http = { $target }: { $versions } に対して、アプリケーションはステータス { $status } を返します。
scan-about-http-refused = { $target }: アプリケーションは { $versions } をステータス { $status } で拒否しているか、GET / 以外を求めています。
scan-note-certificate-unreadable = { $target }: 送られた証明書を読み取れません。
scan-note-unfinished = { $target }: { $version } は受け入れられますが、ハンドシェイクは(少なくとも OpenSSL では)最後まで完了しませんでした。
scan-about-forbidden = { $target }: 許可されていないのに受け入れるもの: { $names }。
scan-about-suites = { $target }: { $version } で受け入れる暗号スイート: { $suites }。
scan-about-groups = { $target }: グループ: { $groups }。
scan-about-certificate = { $target }: 証明書: { $key }、署名 { $signature }、発行先 { $subject }、有効期間 { $from }～{ $until }。{ $count ->
        [1] 送られた証明書はこの 1 枚だけです。
       *[other] 送られた証明書は { $count } 枚で、最も早い有効期限は { $chain } です。
    }
scan-about-no-fallback = { $target }: TLS_FALLBACK_SCSV に対応していません。フォールバックするクライアントは、古いバージョンを使わされるおそれがあります(RFC 7507)。
scan-about-no-sentinel = { $target }: 古いバージョンを求められたとき、より新しいバージョンに対応していることを ServerHello で示していません(RFC 8446, 4.1.3)。
scan-suites-not-asked = このポリシーは暗号スイートやグループも制限していますが、サーバーが受け入れるものを 1 つずつは確認していません。サーバーが選んだものは許可されていますが、それ以外は不明です。
scan-not-reached = 調査できませんでした: { $target }: { $problem }

scan-column-what = 項目
scan-column-before = 前回
scan-column-after = 今回
scan-what-server = サーバー
scan-what-reach = 調査の可否
scan-what-suites = { $version } の暗号スイート
scan-what-groups = グループ
scan-what-certificate = 証明書
scan-there = あり
scan-reached = 可
scan-diff-same = 変化はありません。
scan-diff-answer = 変化が { $count } 件あります。
scan-watch-answer = { $time }: 変化が { $count } 件あります。
scan-diff-breaks = { $target }({ $address })はポリシー { $policy } に反しています(前回は違反を確認していませんでした): { $reason }。
