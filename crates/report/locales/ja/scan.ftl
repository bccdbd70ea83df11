# cutover scan の文言

command-scan = サーバーが実際に受け入れるバージョンを調べる (SSL 2.0 ~ TLS 1.3 を 1 つずつ別の接続で確認)
command-scan-after = 例:
      cutover scan www.example.com mail.example.com:465 smtp://mail.example.com ldap://dc1.example.com
      cutover scan --targets servers.txt --policy m365-2020 --format markdown -o servers.md
      cutover scan --targets - --format jsonl -o servers.jsonl < servers.txt
      cutover simulate --clients winhttp-win7-800 --servers servers.jsonl

    通信先は指定したターゲット (名前の場合はそのすべてのアドレス) だけです。ハンドシェイクは完了させません。1 つのホストへの接続は同時に 2 本、1 秒に 10 本までです (--no-host-limit で解除)。タイムアウトを拒否とは見なしません。
    終了コード: 0 すべてのサーバーがポリシーどおり · 1 ポリシーに反するサーバーがある · 2 使い方の誤り · 3 調べられなかったターゲットがある · 4 判定対象なし、または不明あり。2、1、3、4、0 の順で最初に該当するもの。
arg-scan-targets = サーバー: ホスト名、ホスト名:ポート、アドレス、[IPv6 アドレス]:ポート、https://ホスト名/ [ポート: 443]。STARTTLS は smtp://、imap://、pop3://、ldap://、ftp://、nntp://、sieve://、xmpp://、postgres://、mysql://、rdp:// を前に付ける
arg-targets-file = ターゲットを 1 行に 1 つ書いたファイル (# 以降はコメント)。- は標準入力
arg-tries = 各バージョンを確認する回数 [既定: 1]
arg-at-once = 同時に調べるターゲットの数 [既定: { $default }]
arg-timeout = 応答を待つ秒数 [既定: { $default }]
arg-no-host-limit = 1 つのホストへの接続数を制限しない (自分のサーバーに限って使用)
arg-dry-run = 接続数の見積もりだけを表示し、通信はしない
arg-format-scan = table、json、markdown は判定結果、jsonl はエビデンス (1 行に 1 サーバー) [既定: table]

scan-dry-run = ターゲット { $targets } 件: 名前のアドレス 1 つにつき、接続は最少 { $least } 本、最大 { $most } 本です。
scan-target-problem = { $place }: { $target }: { $problem }
scan-target-line = { $file } の { $line } 行目
scan-target-argument = コマンドライン
scan-target-empty = ホストがありません。
scan-target-port = ポートは 1 ~ 65535 の数値で指定してください。
scan-target-scheme = 指定できるのは https、tls、smtp、imap、pop3、ldap、ftp、nntp、sieve、xmpp、postgres、mysql、rdp です。
scan-target-name = ホスト名でもアドレスでもありません。
scan-target-not-ascii = 日本語などの名前は、DNS での表記 (xn--…) で指定してください。
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
scan-stopped = 途中で中止されました。
progress-scanning = 調査中

scan-verdict-breaks = 違反
scan-verdict-unknown = 不明
scan-verdict-fits = 適合
scan-column-target = ターゲット
scan-column-address = アドレス
scan-yes = 可
scan-no = 不可
scan-unknown = ?
scan-of = { $all } 回中 { $count } 回

scan-answer-nothing = 応答したサーバーがないため、判定できません。
scan-answer-breaks = サーバー { $all } 件のうち { $breaks } 件が、ポリシー { $policy } ({ $name }) に反しています。
scan-answer-unknown = ポリシー { $policy } ({ $name }) に反するものは見つかりませんでしたが、サーバー { $all } 件のうち { $unknown } 件は応答がはっきりせず、断定できません。
scan-answer-fits = 調べたサーバー { $all } 件は、すべてポリシー { $policy } ({ $name }) どおりです。
scan-answer-old = 廃止すべきバージョンをまだ受け入れるターゲットが { $count } 件あります: { $servers }。
scan-answer-lost = 許可されたバージョンをまったく受け入れないターゲットが { $count } 件あります。ポリシーに合わせたクライアントは接続できなくなります: { $servers }。

scan-reason-nothing-allowed = { $versions } を受け入れない
scan-reason-allowed-at-times = { $versions } を受け入れないことがある
scan-reason-old-accepted = { $versions } をまだ受け入れる
scan-reason-suite-accepted = { $versions } で、許可されていない暗号スイートを受け入れる
scan-reason-group-accepted = { $versions } で、許可されていないグループを受け入れる
scan-reason-not-clear = { $versions } について明確な応答がない
scan-reason-not-asked = { $versions } を受け入れる (暗号スイートやグループは未確認)
scan-reason-as-required = { $versions } を受け入れる

scan-about-unknown = { $target }: { $versions } は不明です ({ $how })。
scan-ended-alert = アラート { $code } ({ $name })
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
scan-note-wants-name = { $target }: 名前 (SNI) を付けずに接続すると、すべて拒否されます。ホスト名で指定してください。
scan-suites-not-asked = このポリシーは暗号スイートやグループも制限していますが、サーバーが受け入れるものを 1 つずつは確認していません。サーバーが選んだものは許可されていますが、それ以外は不明です。
scan-not-reached = 未調査: { $target }: { $problem }
