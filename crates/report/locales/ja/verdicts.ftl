
verdict-breaks = 不適合
verdict-unknown = 不明
verdict-fits = 適合

fault-client = クライアント
fault-server = サーバー

reason-client-too-old = 古いバージョンのみ提示
    .meaning = このクライアントが提示するバージョンは、すべてポリシーの許可範囲より古いものです。クライアントを更新するか、無効になっているだけであれば新しいバージョンを有効にしてください。
reason-client-too-new = 新しいバージョンのみ提示
    .meaning = このクライアントは、ポリシーの許可範囲より新しいバージョンしか提示していません。サーバー側で新しいバージョンを許可する必要があります。
reason-client-suites = 許可スイートの提示なし
    .meaning = バージョンは問題ありませんが、ポリシーが許可する暗号スイートをクライアントが一つも提示していません。
reason-client-groups = 許可グループの提示なし
    .meaning = バージョンは問題ありませんが、ポリシーが許可するグループ(曲線)をクライアントが一つも提示していません。
reason-server-too-old = サーバーが古いバージョンを選択
    .meaning = クライアントはポリシーが許可するバージョンを提示しましたが、サーバーが古いバージョンを選びました。更新または設定変更が必要なのはサーバーです。クライアントに問題はありません。
reason-server-suite = サーバーが許可外スイートを選択
    .meaning = クライアントは許可された暗号スイートを提示しましたが、サーバーが許可外のものを選びました。サーバーのスイート一覧を変更する必要があります。
reason-server-group = サーバーが許可外グループを選択
    .meaning = クライアントは許可されたグループを提示しましたが、サーバーが許可外のものを選びました。サーバーのグループ一覧を変更する必要があります。
reason-server-refused = サーバーが拒否
    .meaning = クライアントはポリシーが許可するバージョンをすべて提示しましたが、サーバーはそのすべてを拒否しました(protocol_version、70)。ポリシーが許可するバージョンをサーバー側で受け入れる必要があります。
reason-nothing-in-common = 共通の方式なし
    .meaning = クライアントはポリシーが許可するバージョンを提示しましたが、サーバーは合意できる方式を見つけられませんでした(handshake_failure(40)、insufficient_security(71)、または、許可されたバージョンをすべては提示していない場合の protocol_version(70))。共通のバージョン、暗号スイート、グループ、署名方式のいずれかがありません。サーバー名やクライアント証明書が求められている場合もあります。どちらを変更すべきかは、アラートからは分かりません。クライアントの提示内容は --explain で、サーバー側は cutover scan --suites で確認してください。
reason-old-version-in-use = 古いバージョンを使用中
    .meaning = ポリシーの許可範囲より古いバージョンが使われています。ClientHello が記録されていないため、原因がどちら側にあるかは分かりません。接続の開始時から記録するか、両端の設定を確認してください。
reason-not-enough-seen = 記録不足
    .meaning = バージョンが「これ以上」としか分からないか、レコードからしか分からない(暗号スイートやグループが見えない)ため、ポリシーの要件を満たすかどうか判定できません。接続の開始時から記録してください。
reason-newer-hello-dropped = 新しい Hello が破棄された可能性
    .meaning = クライアントは最初に新しいバージョンを提示しましたが、切断されたか応答がなく、その後、同じサーバーと古いバージョンで合意しました。サーバーまたは経路上の機器が新しい Hello を破棄している可能性が高く、クライアントには問題がない可能性があります。別のネットワークから cutover scan でサーバーを確認してください。
reason-hello-not-seen = Hello の記録なし
    .meaning = ClientHello が記録されておらず、使用中のバージョンが分かる通信もありません。接続の開始時から、両方向を記録してください。
reason-not-a-hello = TLS の Hello なし
    .meaning = クライアントの最初のデータは TLS の Hello ではありませんでした(ゲートの記録)。別のプロトコル、解釈できない Hello、または時間内に Hello が届かなかった場合です。設定(not_tls、malformed、too_large、too_slow)で許可しない限り、enforce モードでは拒否されます。内容は記録の fault、speaks、first_bytes の各項目で確認できます。
reason-no-answer = 応答の記録なし
    .meaning = クライアントはポリシーが許可する内容を提示しましたが、応答が記録されていません。両方向を、十分な時間記録してください。ゲートの記録の場合は、背後のサーバーに接続できませんでした。
reason-reset-before-answer = 応答前にリセット
    .meaning = クライアントはポリシーが許可する内容を提示しましたが、応答の前に接続がリセットされました。原因はサーバーの場合も、経路上の機器の場合もあります。
reason-closed-before-answer = 応答前に切断
    .meaning = クライアントはポリシーが許可する内容を提示しましたが、応答の前に接続が閉じられました。
reason-non-tls-answer = TLS 以外の応答
    .meaning = クライアントはポリシーが許可する内容を提示しましたが、返ってきた応答が TLS ではありません。
reason-failed-otherwise = 別の理由で失敗
    .meaning = ポリシーが許可する内容は提示または合意されましたが、証明書の問題や、サーバーが Hello を解釈できないなど、別の理由で、そのハンドシェイクか、同じクライアントが直前に試したより新しいバージョンのハンドシェイクが失敗しました。理由はアラートで分かります(--explain で表示)。
reason-agreed = 合意
    .meaning = クライアントとサーバーは、ポリシーが許可する内容で合意しました。
reason-agreed-newer = より新しいバージョンで合意
    .meaning = クライアントとサーバーはポリシーの許可範囲より新しいもので合意しましたが、クライアントは許可された内容も提示しています。

got-refused-alert = 拒否
got-established = 確立
got-quic-close = 切断
got-non-tls-answer = TLS 以外
got-reset = リセット
got-closed = 切断
got-incomplete = なし
got-no-answer = 応答なし
other-clients = (その他のクライアント)
other-servers = (その他のサーバー)
no-server-name = { $address }(名前なし)

answer-breaks = ポリシー { $policy }({ $name })では、{ $clients ->
        [1] 記録された 1 台のクライアントが接続できなくなります。
       *[other] クライアント { $clients } 台のうち { $breaking } 台が接続できなくなります。
    }
answer-breaks-clients = クライアント { $count } 台は、提示する内容がポリシーの要件を満たしていません。
answer-breaks-servers = サーバー { $count } 台は、クライアントではなくサーバー自身に原因があります: { $servers }。
answer-and-more = { $servers } ほか { $count } 台
answer-unknown = ポリシー { $policy }({ $name })で接続できなくなるものは見つかりませんでした。ただし、クライアント { $clients } 台のうち { $unknown } 台は判定できません。
answer-unidentified = ポリシー { $policy }({ $name })で接続できなくなるものは見つかりませんでした。ただし、{ $count } 件の接続は記録が不十分で、TLS かどうかも判定できません。
answer-fits = ポリシー { $policy }({ $name })で接続できなくなるものは見つかりませんでした。{ $clients ->
        [1] 記録された 1 台のクライアントは適合しています。
       *[other] 記録されたクライアント { $clients } 台はすべて適合しています。
    }
answer-fits-partly = ポリシー { $policy }({ $name })で接続できなくなるものは見つかりませんでした。{ $clients ->
        [1] 1 台のクライアントは、確認できた範囲では適合しています。
       *[other] クライアント { $clients } 台はすべて、確認できた範囲では適合しています。
    }
answer-not-read = 失われたか読み取れなかった { $count } パケットは判定していません。
answer-inputs-not-read = { $count } 件の入力は読み取れなかったか、途中までしか読み取れていません。
answer-old-in-use = { $count } 件の接続で古いバージョンが使われています。ClientHello が記録されていないため、原因がどちら側にあるかは分かりません。
answer-share = 記録時間 { $duration }、全体を確認できた接続は { $percent } % です。
answer-share-no-time = 全体を確認できた接続は { $percent } % です。
answer-share-evidence = この証跡のハンドシェイクのうち、全体を確認できたものは { $percent } % です。記録時に欠けていたものは、証跡からは分かりません。

coverage = 記録範囲: { $from } ~ { $to }({ $duration })。{ $all } 件の接続のうち { $whole } 件({ $percent } %)の全体を確認できました。
coverage-no-time = 記録範囲: { $all } 件の接続のうち { $whole } 件({ $percent } %)の全体を確認できました。時刻の情報はありません。
coverage-gaps = 記録のない時間帯: { $gaps }。
coverage-gap = { $from } ~ { $to }({ $before } と { $after } の間)
coverage-gaps-more = { $gaps } ほか { $count } か所
coverage-not-whole = 一部しか確認できなかった接続: { $parts }。
coverage-one-hello = Hello が片側のみ { $count } 件
coverage-records-alone = Hello がなくレコードのみ { $count } 件({ $versions })
coverage-version = { $version } { $count } 件
coverage-version-unknown = バージョン不明
coverage-unidentified = TLS かどうか判定できない接続 { $count } 件
coverage-cut = { $count } パケットがキャプチャ長の制限(snaplen)で途中までしか記録されていません。-s 0 を付けて記録してください。
coverage-dropped = 記録時に { $count } パケットが失われています(インターフェイスの統計による)。
coverage-proxied = { $count } 件のハンドシェイクは、負荷分散装置が通知したクライアントのアドレスで集計しました。
coverage-seen-twice = { $count } 件のハンドシェイクは NAT や負荷分散装置の両側で記録されていたため、1 件として数えました。
coverage-many-hellos = 1 分以内に同じサーバーへ多種類の Hello を送ったクライアント: { $clients }(スキャナー、または 1 つのアドレスの背後にある多数のプログラム)。
coverage-skipped = 読み取っていないもの: { $kinds }。
coverage-of-evidence = 記録時に何が欠けていたかは、証跡からは分かりません。
version-at-least = { $version } 以上
duration-days = { $count } 日
duration-hours = { $count } 時間
duration-minutes = { $count } 分
duration-seconds = { $count } 秒
duration-short = 1 秒未満

totals-handshakes = ハンドシェイク { $all } 件: 不適合 { $breaks }、不明 { $unknown }、適合 { $fits }。
totals-packets = キャプチャ { $inputs } 個から { $packets } パケットを読み取りました。
totals-clients-at-least = クライアントが多すぎて一台ずつ数えられなかったため、クライアントの台数は「少なくともこの数」です。
totals-merged = 行数が { $rows } を超えたため、{ $count } 件のハンドシェイクを、複数のクライアントまたはサーバーをまとめた行に入れました。
times-are = 時刻は UTC です(日付: { $date })。
times-are-utc = 時刻は UTC です。
meanings = 理由の説明:
not-wholly-read = 読み取れなかった、または途中までの入力: { $problem }
explain-hint = 各行を自分で確かめるには: cutover observe { $words } --explain { $packet }

loss-flows = メモリの上限を守るため、{ $count } 件の接続の追跡を終了前に打ち切りました。その時点で進行中だったハンドシェイクは、見えたところまでを報告しています。
loss-segments = メモリの上限を守るため、順序どおりに届かなかったセグメント { $count } 個を保持しませんでした。
loss-handshakes = メモリの上限を守るため、{ $count } 件のハンドシェイクを終了前に報告しました。
