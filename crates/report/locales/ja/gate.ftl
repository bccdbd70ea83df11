# cutover gate の文言

command-gate = TLS サーバーの前段で、古すぎるクライアントを数え、その後拒否します
command-gate-after = 例:
      cutover gate --listen 0.0.0.0:443 --upstream 10.0.0.5:443 --policy tls12-plus --log gate.jsonl
      cutover gate --config gate.toml
      cutover gate check gate.toml
      cutover gate calendar gate.toml --days 30
      cutover verify gate.jsonl --policy tls12-plus

    ゲートは ClientHello を読むだけで、何も復号せず、すべてをそのまま中継します。report モードでは誰も拒否しません。brownout モードでは設定ファイルで予告した時間帯だけ、enforce モードでは常に、サーバーと同じアラートを返して拒否します。判断はすべて証跡として 1 行ずつ記録され、verify と simulate でそのまま読めます。kill_switch に指定したファイルが存在する間は、誰も拒否しません。
    SIGHUP を受けるか設定ファイルが変わると、再読み込みします。誤りのあるファイルは、誤りを知らせたうえで採用しません。SIGTERM を受けると新しい接続を受け付けず、開いている接続の終了を待ちます。もう一度受けるとただちに終了します。
    終了コード: 0 指示どおり終了 · 2 使い方または設定の誤り · 3 続行できなくなった
command-gate-check = 設定を検査し、その内容を表示します
command-gate-calendar = いつ何が起きるかを表示します: ブラウンアウト、その割合、適用除外の期限
command-gate-calendar-after = 時刻は UTC です。ブラウンアウトにタイムゾーンがあれば、その時刻も表示します。毎時の分の指定はそのまま表示し、1 時間ごとには展開しません。
arg-gate-files = ゲートの設定(TOML)
arg-gate-from = 最初の日。例: 2026-12-01 [既定値: 現在]
arg-gate-days = 日数 [既定値: 90]
arg-gate-config = 設定ファイル: リスナー、モード、ブラウンアウト、適用除外、上限
arg-gate-listen = 待ち受けるアドレスとポート。複数指定可
arg-gate-upstream = 接続の中継先のサーバー(ホスト:ポート または アドレス:ポート)。複数指定すると交互に振り分けます
arg-gate-mode = report または enforce。ブラウンアウトには --config が必要です [既定値: report]
arg-gate-hello-timeout = クライアントが Hello を送り終えるまで待つ時間。例: 5s [既定値: 10s]
arg-gate-log = 証跡を追記するファイル(JSON Lines)。100 MiB を超えると FILE.1 となり、古いものは 10 個まで残します
arg-gate-status = メトリクス(/metrics)と状態ページのアドレスとポート
arg-gate-name = 証跡とメトリクスでの名前 [既定値: gate]

gate-only-linux = cutover gate は Linux でのみ動作します。
gate-listens = { $name } は { $address } で待ち受けています。
gate-ready = 準備ができました。リスナーごとのポリシーとモード: { $listeners }
gate-good = { $file }: 問題ありません。リスナーごとのポリシーとモード: { $listeners }
gate-doubtful = { $file }: 起動はできますが、意図と異なると思われる設定が { $warnings } 件あります。警告を確認してください。リスナーごとのポリシーとモード: { $listeners }
gate-status = 状態ページ: http://{ $address }/ (メトリクス: /metrics)
gate-listener = { $name }: { $policy }、{ $mode }
gate-few-descriptors = ファイル記述子が { $limit } 個しかなく、接続 { $connections } 本分にしかなりません({ $wanted } 本が必要です)。上限を上げてください(systemd ユニットの LimitNOFILE= または ulimit -n)。
gate-log-fails = { $file } に書き込めません: { $problem }。ゲートは動き続けます。失われた記録の数は cutover_gate_failures_total で分かります。
gate-log-writes = { $file } への書き込みを再開しました。
gate-log-gone = { $file } が削除または名前変更されたため、新しいファイルに書き込みます。
gate-upstream-takes = { $address } が再び接続を受け付けています。
gate-upstream-takes-nothing = { $address } が接続を受け付けません。
gate-share-gone = { $client } の記録はこの 1 時間で { $records } 件に達しました。次の 1 時間まで書き込まず、cutover_gate_failures_total (record-beyond-share) で数えます。上限は [log] の per_client です。
gate-worker-ends = ゲートのスレッドが終了しました: { $problem }
gate-cannot-listen = { $address }: { $problem }
gate-cannot-start = ゲートを開始できません: { $problem }
gate-reloaded = { $file } を読み込み、切り替えました。
gate-addresses-changed = アップストリームの名前のアドレスが変わったため、新しいアドレスを使います。
gate-not-reloaded = { $file } は採用しません。これまでの設定のまま動き続けます。
gate-restart-needed = { $file }: workers と status の変更、および log の新設には再起動が必要です。
gate-kill-switch-on = { $file } があります。誰も拒否しません。
gate-kill-switch-off = { $file } がなくなりました。設定どおりに拒否します。
gate-kill-switch-unseen = キルスイッチ { $file } の有無を確認できないため({ $problem })、誰も拒否しません。ゲートがそのフォルダーを読めるようにしてください。
gate-drains = 新しい接続は受け付けません。開いている接続は { $count } 本で、あと { $seconds } 秒まで待ちます。
gate-drained = { $count ->
    [0] すべての接続が終了しました。
   *[other] 接続 { $count } 本を打ち切りました。
}

gate-problem-policy = { $name } というポリシーはありません
gate-problem-value = { $text } は{ $kind }ではありません
gate-problem-resolve = { $name } のアドレスが見つかりません
gate-kind-address = ポート付きのアドレス(例: 0.0.0.0:443、[::]:443)
gate-kind-server = ポート付きのサーバー(例: 10.0.0.5:443、www.example.com:443)
gate-kind-network = ネットワークまたはアドレス(例: 10.0.0.0/8)
gate-kind-server-name = サーバー名(例: www.example.com、*.example.com)
gate-kind-mode = モード(report、brownout、enforce)
gate-kind-time = 時間(例: 10s、5m)
gate-kind-moment = 日付または日時(例: 2026-12-01、2026-12-01T08:00:00Z)
gate-kind-minutes = 毎時の分の組(例: [0, 10])
gate-kind-share = 0 から 100 までの割合(%)
gate-kind-starttls = ゲートが追える STARTTLS のプロトコル(smtp、lmtp、imap、pop3、ldap、ftp、nntp、sieve、xmpp、postgres、mysql、rdp)
gate-kind-fault-action = 扱い(pass、refuse)
gate-kind-proxy-version = PROXY プロトコルのバージョン(v1、v2)
gate-kind-file-mode = 所有者が読み書きできるファイルの権限(例: 0640)
gate-kind-zone = タイムゾーン(例: Asia/Tokyo)
gate-sense-no-listener = [[listener]] がありません
gate-sense-no-server = upstream にサーバーが 1 つもありません(例: upstream = ["10.0.0.5:443"])
gate-sense-name-twice = { $name } という名前のリスナーが 2 つあります
gate-sense-address-twice = 2 つのリスナーが { $name } で待ち受けています
gate-sense-address-covered = { $name } と { $any } を同時に待ち受けることはできません。後者はすべてのアドレスを含みます
gate-sense-no-brownout = brownout モードには brownout = "名前" が必要です
gate-sense-unknown-brownout = { $name } という [[brownout]] はありません
gate-sense-no-phase = ブラウンアウト { $name } に [[brownout.phase]] がないため、誰も拒否しません
gate-sense-exempts-all = この適用除外には client、server_name、ja4 のどれもないため、全員が対象になってしまいます
gate-sense-legacy-starttls = legacy_upstream は starttls と併用できません: TLS の前のやり取りはすでに別のサーバーと行われています
gate-sense-upstream-is-gate = 中継先 { $name } はこのゲート自身です

gate-sense-no-address = リスナー { $name } に待ち受け先がありません
gate-sense-phase-backwards = ブラウンアウト { $name } のこの段階は、始まる前に終わっています
gate-sense-names-starttls = starttls では、server_name ごとに中継先を変えられません: TLS の前のやり取りは、名前が分かる前に 1 つのサーバーと行われます
gate-log-not-rotated = { $file } が上限の大きさに達しましたが、新しいファイルを作れません: { $problem }。このまま書き続けます。
gate-unused-socket = 渡されたソケットは { $address } で待ち受けていますが、該当するリスナーがないため使いません。
gate-cannot-reset = クライアントの受信確認をカーネルから取得できません({ $problem })。サーバー側のリセットは、クライアントには通常の切断として伝わります。systemd では RestrictAddressFamilies= に AF_NETLINK が必要です。
gate-cannot-splice = カーネルによるソケット間の転送ができないため、コピーで中継します(CPU の使用が増えます)。

gate-exemption-ended = { $owner } の適用除外は { $until } に期限が切れ、もう誰にも適用されません。

gate-calendar-nothing = その期間に始まるものも終わるものもありません。
gate-calendar-column-at = 日時(UTC)
gate-calendar-column-local = 現地時刻
gate-calendar-column-what = 内容
gate-calendar-column-listeners = リスナー
gate-calendar-all-clients = すべて
gate-calendar-share = { $share } %
gate-calendar-begins = ブラウンアウト { $brownout }: 古すぎるクライアント({ $whom })を { $until } まで拒否
gate-calendar-begins-forever = ブラウンアウト { $brownout }: 古すぎるクライアント({ $whom })を以後拒否
gate-calendar-begins-minutes = ブラウンアウト { $brownout }: 古すぎるクライアント({ $whom })を毎時 { $first } 分から { $last } 分まで拒否({ $until } まで)
gate-calendar-begins-minutes-forever = ブラウンアウト { $brownout }: 古すぎるクライアント({ $whom })を毎時 { $first } 分から { $last } 分まで、以後ずっと拒否
gate-calendar-ends = ブラウンアウト { $brownout }: この段階は終了
gate-calendar-exemption-ends = { $owner } の適用除外の期限

gate-page-title = cutover gate
gate-page-none = これまでの接続は { $connections } 件で、すべてポリシーに適合しています。
gate-page-some = { $connections } 件の接続のうち { $breaking } 件がポリシーに適合していません(クライアントは { $clients } 台)。拒否したのは { $refused } 件です。
gate-page-kill-switch = kill_switch が有効です。誰も拒否しません。
gate-page-by-hour = ポリシーに適合しない接続(時間(UTC)とサーバー名ごと)
gate-page-clients = 接続できなくなるクライアント
gate-page-more = 表示していないクライアント: { $clients } 台、区別していない接続: { $connections } 件
gate-page-problems = 発生した問題
gate-page-others = その他
gate-page-no-name = (名前なし)
gate-page-connections = { $refused ->
    [0] { $connections }
   *[other] { $connections }(拒否 { $refused })
}
gate-page-footer = { $at } UTC 現在。ゲートの開始以後、最長 7 日間の数字です。判断はすべて証跡ファイルにあります。機械向けの数字は /metrics と /status.json にあります。
gate-page-column-listener = リスナー
gate-page-column-accepted = 接続
gate-page-column-open = 接続中
gate-page-column-spared = 不適合だが通過
gate-page-column-refused = 拒否
gate-page-column-faults = Hello なし
gate-page-column-client = クライアント
gate-page-column-server-name = サーバー名
gate-page-column-offers = 最も新しい提示
gate-page-column-reason = 理由
gate-page-column-connections = 接続
gate-page-column-first = 最初
gate-page-column-last = 最後

gate-doubt-share-falls = ブラウンアウト { $name } の割合が { $before } % から { $after } % に下がります。いったん拒否されたクライアントが再び通るようになります。
gate-doubt-brownout-over = ブラウンアウト { $name } は { $until } に終わっており、もう誰も拒否しません。
gate-doubt-brownout-unused = ブラウンアウト { $name } を使うリスナーがありません。
gate-doubt-brownout-twice = { $name } という名前のブラウンアウトが 2 つあります。2 つ目は使われません。
gate-doubt-rule-never-reached = リスナー { $name }: ルール { $rule } が適用されることはありません。前にあるルール { $behind } がすべての接続に適用されます。
gate-doubt-exempts-everybody = { $owner } の例外は { $network }、つまり全員が対象です。誰も拒否されません。
gate-doubt-proxy-from-everybody = リスナー { $name }: proxy_from に { $network } があるため、どのクライアントも別のクライアントを名乗れます。
gate-doubt-no-ja4 = { $owner } の例外にある { $ja4 } は JA4 フィンガープリントではないため、適用されることはありません。
gate-doubt-status-is-listener = ステータスページとリスナーのアドレスがどちらも { $address } です。
gate-doubt-no-folder = フォルダー { $folder } がありません。
