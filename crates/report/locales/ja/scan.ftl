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

    通信先は指定したターゲット(名前の場合はそのすべてのアドレス)だけです。名前は SNI ありとなしの両方で調べ、結果が異なる場合だけ表に 2 行で示します。--finish、--http、--certificate を指定しない限り、ハンドシェイクは完了させません。1 つのホストへの接続は同時に 2 本、1 秒に 10 本までです(--no-host-limit で解除)。MySQL と MariaDB はログインせずに終わる接続を数え、100 回でホストを締め出すため、名前でだけ、最大 45 回まで調べます。タイムアウトを拒否とは見なしません。
    終了コード: 0 すべてのサーバーがポリシーどおり · 1 ポリシーに反するサーバーがある · 2 使い方の誤り · 3 調べられなかったターゲットがある · 4 判定対象なし、または不明あり。2、1、3、4、0 の順で最初に該当するもの。--nagios を付けた場合は 0、1(証明書の期限が近い)、2、3 のいずれか(使い方の誤りも 3)。
arg-scan-targets = サーバー。ホスト、ホスト:ポート、ホスト:443,8443、アドレス、[IPv6 アドレス]:ポート、https://ホスト/、ldaps://、imaps:// など [ポート: 443]。STARTTLS の場合は smtp://、lmtp://、imap://、pop3://、ldap://、ftp://、nntp://、sieve://、xmpp://、postgres://、mysql://、rdp://、tds:// を前に付けます。postgres-direct:// と tds-strict:// は最初から TLS です
arg-targets-file = 1 行に 1 つのターゲットを書いたファイル(# 以降はコメント)、ターゲットの列がある表(CSV)、または標準入力を表す -
arg-column = 表の中でターゲットが書かれた列の見出し [既定値: target、url、fqdn、hostname、host、server、name、ip、address、ホスト名、サーバー名など]
arg-v4 = 名前の IPv4 アドレスだけを調べる
arg-v6 = 名前の IPv6 アドレスだけを調べる
arg-address = DNS のアドレスの代わりに、このアドレスに接続する(複数回指定可)
arg-deadline = 1 つのターゲットにかける時間の上限(秒)。それまでに分からなかったことは不明とする
arg-ehlo = メールサーバーに名乗る名前 [既定値: 角括弧で囲んだ自分のアドレス]
arg-xmpp-domain = XMPP サーバーに示すドメイン(ホスト名と異なる場合)
arg-tries = 各バージョンを確認する回数 [既定値: 1]
arg-at-once = 同時に調べるターゲットの数の上限(少ない数から始めます)[既定値: { $default }]
arg-timeout = サーバーの次の応答を待つ秒数 [既定値: { $default }]
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
arg-warn-days = 証明書の期限まで DAYS 日を切ったら警告(1)とする(--nagios 用)
arg-critical-days = 証明書の期限まで DAYS 日を切ったら重大(2)とする(--nagios 用)
arg-details = そのほかも調べる: 署名方式、DH の長さ、優先順位、ALPN、安全な再ネゴシエーション、extended master secret、クライアント証明書の要求
arg-nagios = 監視ツール向けに英語で出力する。1 行の結果と数値、終了コード 0(OK)、1(警告、--warn-days)、2(ポリシーに反するサーバーあり、または証明書の期限切れ)、3(不明)。--deadline 50 も設定される
arg-format-scan-diff = table、json、markdown [既定値: table]
arg-scan-old = 前回の結果(ジャーナル、または --format jsonl の出力)
arg-scan-new = 今回の結果
command-scan-diff = 2 回の調査の違いを表示します
command-scan-diff-after = 終了コード: 0 新たにポリシーに反するサーバーはない(他の変化の有無は問わない) · 1 新たに反するサーバーがある · 2 使い方の誤り · 3 ファイルを読めない
arg-format-scan = table、json、markdown、csv は判定結果、jsonl は証跡(1 行に 1 サーバー)[既定値: table]

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
scan-target-scheme = 不明なスキームです。使用できるもの: { $schemes }。
scan-target-name = ホスト名でもアドレスでもありません。
scan-target-not-ascii = 登録できない名前です(UTS 46)。DNS での表記(xn--…)で指定してください。
scan-target-network = これはネットワークです。すべてのアドレスを調べるには --cidr --max-hosts N を付けてください。1 つだけ調べるには、そのアドレスを指定してください。
scan-target-long = 行が長すぎて、ターゲットとして読めません。
scan-days-order = --critical-days { $critical } では --warn-days { $warn } の警告が出ることはありません。--critical-days には --warn-days より小さい日数を指定してください。
scan-no-targets = 調べるターゲットがありません。サーバーを指定するか、--targets でファイルを指定してください。
scan-failed = 調査を開始できません: { $problem }
scan-not-resolved = 名前のアドレスがないか、名前解決に失敗しました。
scan-connection-refused = ポートが閉じています。
scan-connection-timeout = 応答がありません。
scan-connection-unreachable = 到達できません。
scan-connection-exhausted = このコンピューターのソケットが足りません。--at-once で同時に調べる数を減らしてください。
scan-starttls-not-offered = このプロトコルでは TLS が使えません(STARTTLS が拒否されました)。
scan-starttls-busy = サーバーが一時的に応じられないと答えました。時間をおくか、間隔をあけて再試行してください。
scan-starttls-other = サーバーの応答がこのプロトコルのものではありません。
scan-targets-no-column = { $file }: 見出しが { $column } の列がありません。
scan-targets-rows-without = { $file }: ターゲットの列が空の行が { $count } 行あります。
scan-target-user = @ の前のユーザー名とパスワードは書かないでください。
scan-watch-too-short = MySQL と MariaDB はログインせずに終わる接続を数え、100 回でホストを締め出すため、{ $interval } ごとには調べられません。間隔を 1 時間以上にしてください。合計 { $most } 回接続すると、それ以上は調べません。
scan-dry-run-mysql = MySQL と MariaDB は、ログインせずに終わる接続が続けて 100 回(max_connect_errors の既定値)になるとホストを締め出します。時間がたってもカウントは減りません。cutover は 1 台のサーバーに { $most } 回までしか接続しません。このマシンからのログインが成功するか FLUSH HOSTS を実行すると、カウントは 0 に戻ります。
scan-starttls-rejected = サーバーがこのクライアントを拒否しています。誰かが対処しない限り変わりません。
scan-left-alone = ホストが接続過多と応答したため、調べていません。
scan-nothing-clear = 応答はありますが、はっきりした結果が得られません。
scan-budget = このサーバーはログインせずに終わる接続を数えるため、cutover の上限に達した後は調べていません。
scan-deadline = ターゲットごとの時間内(--deadline)に応答がありませんでした。
scan-no-such-address = この名前には、指定された種類のアドレスがありません。
scan-starttls-silent = TLS を開始する前にサーバーの応答が途絶えたか、接続が切られました。
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
scan-reason-list-open = { $versions } を受け入れる。回答以外の暗号スイートやグループもあり得る
scan-reason-not-asked = { $versions } を受け入れる(暗号スイートやグループは未確認)
scan-reason-needs-name = 名前を示した場合だけ応答する
scan-reason-as-required = { $versions } を受け入れる

scan-about-unknown = { $target }: { $versions } は不明です({ $how })。
scan-about-refused-fin = { $target }: アラートを送らず接続を閉じる形での拒否: { $versions }。
scan-about-refused-rst = { $target }: アラートを送らず接続をリセットする形での拒否: { $versions }。
scan-ended-alert = アラート { $code }({ $name })
scan-ended-fin = 接続が閉じられた。拒否とは限らない
scan-ended-rst = 接続がリセットされた。拒否とは限らない
scan-ended-timeout = 時間内に応答がない
scan-ended-not-tls = 応答が TLS ではない
scan-ended-no-connection = 途中から接続できなくなった
scan-ended-cut-off = 応答の途中で接続が切れた
scan-ended-at-times = 明確な応答がなかった回がある
scan-said = サーバーの応答: { $said }
scan-about = { $target }: { $sentence }
scan-speaks = { $protocol } のサーバーです。{ $form } と指定してください。
scan-speaks-no-tls = { $protocol } のサーバーです。TLS は使われません。
scan-speaks-http = TLS なしの HTTP のサーバーです。TLS は別のポートかもしれません。
scan-note-contradictory = { $target }: { $version } について、同じ質問に異なる応答がありました。1 つのアドレスの背後に複数のサーバーがあるか、設定の変更中です。
scan-note-particular = { $target }: { $version } は受け入れられますが、ClientHello の内容によっては拒否されます。{ $version } に対応していても接続できないクライアントがあるかもしれません。
scan-note-unsteady = { $target }: 同じ質問をもう一度すると異なる応答があったため、接続が閉じられただけのものは判断の根拠になりません。
scan-note-large-hello-fails = { $target }: 耐量子の鍵交換は受け入れられますが、1 パケットに収まらない ClientHello は失敗します。経路上の機器が破棄していると考えられます。
scan-note-wants-more = { $target }: { $version } は、cutover が提示できるすべての内容で拒否されましたが、バージョンが無効だと分かる拒否ではありませんでした。提示していない何かを必要としている可能性があります。
scan-note-accepted-nameless = { $target }: { $version } は受け入れられますが、このバージョンのクライアントはホスト名(SNI)を送れません。そのため、この名前ではなくアドレスについての結果です。名前なしの行(--sni both)で確認してください。
scan-note-needs-extended-master-secret = { $target }: { $version } は extended_master_secret(RFC 7627)がある場合のみ受け入れられます。対応していないクライアントは接続できません。
scan-note-needs-encrypt-then-mac = { $target }: { $version } は encrypt_then_mac(RFC 7366)がある場合のみ受け入れられます。対応していないクライアントは接続できません。
scan-note-needs-secure-renegotiation = { $target }: { $version } は安全な再ネゴシエーション(RFC 5746)がある場合のみ受け入れられます。対応していないクライアントは接続できません。
scan-note-needs-session-ticket = { $target }: { $version } は session_ticket(RFC 5077)がある場合のみ受け入れられます。対応していないクライアントは接続できません。
scan-note-needs-alpn = { $target }: { $version } は ALPN がある場合のみ受け入れられます。ALPN を送らないクライアントは接続できません。
scan-note-needs-key-share = { $target }: { $version } は最初の ClientHello に鍵共有(key_share)がある場合のみ受け入れられます。サーバーにないグループを提示したクライアントは、再要求されずに失敗します。
scan-note-needs-post-quantum-signature = { $target }: { $version } は耐量子署名方式(ML-DSA または SLH-DSA)を提示した場合のみ受け入れられます。対応しているクライアントはわずかです。
scan-note-needs-brainpool-signature = { $target }: { $version } は Brainpool の署名方式を提示した場合のみ受け入れられます。対応しているクライアントはわずかです。
scan-note-needs-gost-signature = { $target }: { $version } は GOST の署名方式を提示した場合のみ受け入れられます。対応しているクライアントはわずかです。
scan-note-needs-rare-signature = { $target }: { $version } は、対応クライアントの少ない署名方式を提示した場合のみ受け入れられます。
scan-note-needs-post-quantum-group = { $target }: { $version } は耐量子グループ(ML-KEM)を提示した場合のみ受け入れられます。対応していないクライアントは接続できません。
scan-note-needs-brainpool-group = { $target }: { $version } は Brainpool のグループを提示した場合のみ受け入れられます。対応しているクライアントはわずかです。
scan-note-needs-rare-group = { $target }: { $version } は、対応クライアントの少ないグループ(有限体、GOST、SM2、すでに使われなくなった曲線)を提示した場合のみ受け入れられます。
scan-note-left-alone = { $target }: { $count } 回の接続の後、接続過多と応答したため、調査をやめました。不明のものは調べていません。
scan-note-stopped-answering = { $target }: { $count } 回の接続の後、応答しなくなりました。サーバーか手前の機器に締め出されたと考えられます。不明のものは応答がありませんでした。
scan-note-deadline = { $target }: { $count } 回の接続で、ターゲットごとの時間(--deadline)が終わりました。不明のものは、それまでに応答がありませんでした。
scan-note-budget = { $target }: { $count } 回の接続でやめました。MySQL と MariaDB はログインせずに終わる接続を数え、100 回(max_connect_errors の既定値)でホストを締め出すためです。不明のものは調べていません。
scan-note-counted = { $target }: MySQL と MariaDB はログインせずに終わる接続を数えます。今回は { $count } 回です。max_connect_errors(既定値 100)に達する前なら、このマシンからのログインが成功すると 0 に戻ります。達すると、FLUSH HOSTS を実行するまで締め出されます。
scan-note-wants-name = { $target }: 名前(SNI)を付けずに接続すると、すべて拒否されます。ホスト名で指定してください。
scan-note-needs-name = { $target }: サーバー名(SNI)を示さないクライアントを拒否します。SNI を送らないのは非常に古いクライアントです。
scan-note-suites-incomplete = { $target }: 応答のはっきりしない暗号スイートがあるため、ほかにも受け入れるものがあるかもしれません。
scan-note-groups-incomplete = { $target }: ほかにも受け入れるグループがあるかもしれません。応答のはっきりしないものがあるか、鍵の曲線を提示しないクライアントを拒否するためです。
scan-about-finished = { $target }: { $versions } ではハンドシェイクが最後まで成功します。
scan-about-http = { $target }: { $versions } に対して、アプリケーションはステータス { $status } を返します。
scan-about-http-refused = { $target }: アプリケーションは { $versions } をステータス { $status } で拒否しているか、GET / 以外を求めています。
scan-note-no-certificate = { $target }: 証明書が平文では送られず、ハンドシェイクも完了しなかったため、確認できませんでした。
scan-note-asks-for-certificate = { $target }: クライアント証明書を要求します。
scan-note-certificate-unreadable = { $target }: 送られた証明書を読み取れません。
scan-note-unfinished = { $target }: { $version } は受け入れられますが、ハンドシェイクは(少なくとも OpenSSL では)最後まで完了しませんでした。
scan-about-forbidden = { $target }: 許可されていないのに受け入れるもの: { $names }。
scan-about-suites = { $target }: { $version } で受け入れる暗号スイート: { $suites }。
scan-about-groups = { $target }: { $version } で受け入れるグループ: { $list }。
scan-certificate-out-of-time = { $target }: 証明書(または一緒に送られた証明書)が有効期間外です({ $from }～{ $chain })。
scan-certificate-no-name = { $target }: 証明書にホスト名(SAN)がないため、{ $name } の証明書としても認められません。最近のクライアントは発行先(subject)を確認しません。
scan-certificate-other-name = { $target }: 証明書は { $name } のものではなく、{ $names } のものです。
scan-certificate-trusted = { $target }: 証明書は{ $roots }で信頼されます。
scan-certificate-trust-unknown = { $target }: 証明書が信頼されるかどうかは調べていません。
scan-certificate-not-trusted = { $target }: 証明書は{ $roots }では信頼されません: { $problem }
scan-roots-system = このシステムの認証局一覧
scan-roots-mozilla = Mozilla の認証局一覧
scan-about-signatures = { $target }: { $version } で使う署名方式: { $list }。
scan-about-dh = { $target }: 有限体の鍵交換: { $bits } ビット
scan-about-alpn = { $target }: ALPN: { $protocol }
scan-about-own-order = { $target }: 暗号スイートはサーバー側の優先順位で選ばれます。
scan-about-client-order = { $target }: 暗号スイートはクライアント側の優先順位で選ばれます。
scan-about-renegotiation = { $target }: 安全な再ネゴシエーション(RFC 5746): あり
scan-about-no-renegotiation = { $target }: 安全な再ネゴシエーション(RFC 5746): なし。最近のクライアントはこのようなサーバーを拒否します。
scan-about-ems = { $target }: extended master secret(RFC 7627): あり
scan-about-no-ems = { $target }: extended master secret(RFC 7627): なし
scan-note-signatures-incomplete = { $target }: 応答のはっきりしない署名方式があるため、ほかにも受け入れるものがあるかもしれません。
scan-note-details-incomplete = { $target }: --details で調べる項目の一部にはっきりした応答がありませんでした。上に表示のない項目は不明です。
scan-about-certificate = { $target }: 証明書: { $key }、署名 { $signature }、発行先 { $subject }、有効期間 { $from }～{ $until }。{ $count ->
        [1] 送られた証明書はこの 1 枚だけです。
       *[other] 送られた証明書は { $count } 枚で、最も早い有効期限は { $chain } です。
    }
scan-about-no-fallback = { $target }: TLS_FALLBACK_SCSV に対応していません。フォールバックするクライアントは、古いバージョンを使わされるおそれがあります(RFC 7507)。
scan-about-no-sentinel = { $target }: 古いバージョンを求められたとき、より新しいバージョンに対応していることを ServerHello で示していません(RFC 8446, 4.1.3)。
scan-suites-not-asked = このポリシーは暗号スイートやグループも制限していますが、サーバーが受け入れるものを 1 つずつは確認していません。サーバーが選んだものは許可されていますが、それ以外は不明です。
scan-not-reached = 調査できませんでした: { $target }: { $problem }
scan-not-reached-many = 調査できませんでした: { $targets } など { $count } 件: { $problem }
scan-at-address = { $address }: { $problem }

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
