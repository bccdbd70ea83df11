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
reason-hello-not-seen = Hello の記録なし
    .meaning = サーバー側の通信しか記録されていないため、クライアントが何を提示したか分かりません。接続の開始時から、両方向を記録してください。
reason-no-answer = 応答の記録なし
    .meaning = クライアントはポリシーが許可する内容を提示しましたが、応答が記録されていません。両方向を、十分な時間記録してください。
reason-reset-before-answer = 応答前にリセット
    .meaning = クライアントはポリシーが許可する内容を提示しましたが、応答の前に接続がリセットされました。原因はサーバーの場合も、経路上の機器の場合もあります。
reason-closed-before-answer = 応答前に切断
    .meaning = クライアントはポリシーが許可する内容を提示しましたが、応答の前に接続が閉じられました。
reason-non-tls-answer = TLS 以外の応答
    .meaning = クライアントはポリシーが許可する内容を提示しましたが、返ってきた応答が TLS ではありません。
reason-failed-otherwise = 別の理由で失敗
    .meaning = ポリシーが許可する内容は提示または合意されましたが、証明書の問題や、サーバーが Hello を解釈できないなど、別の理由でハンドシェイクが失敗しました。理由はアラートで分かります(--explain で表示)。
reason-agreed = 合意
    .meaning = クライアントとサーバーは、ポリシーが許可する内容で合意しました。
reason-agreed-newer = より新しいバージョンで合意
    .meaning = クライアントとサーバーはポリシーの許可範囲より新しいもので合意しましたが、クライアントは許可された内容も提示しています。

column-verdict = 判定
column-client = クライアント
column-server = サーバー
column-offers = 提示
column-got = 結果
column-reason = 理由
column-fault = 原因側
column-count = 回数
column-first = 初回
column-last = 最終
column-packet = パケット
column-file = ファイル

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
answer-unknown = ポリシー { $policy }({ $name })で接続できなくなるものは見つかりませんでした。ただし、クライアント { $clients } 台のうち { $unknown } 台については、記録が不十分なため確実ではありません。
answer-fits = { $clients ->
        [1] 記録された 1 台のクライアントは、
       *[other] 記録されたクライアント { $clients } 台は、すべて
    }ポリシー { $policy }({ $name })に適合しています。接続できなくなるものはありません。

totals-handshakes = ハンドシェイク { $all } 件: 不適合 { $breaks }、不明 { $unknown }、適合 { $fits }。
totals-packets = キャプチャ { $inputs } 個から { $packets } パケットを読み取りました。
totals-clients-at-least = クライアントが多すぎて一台ずつ数えられなかったため、クライアントの台数は「少なくともこの数」です。
totals-merged = 行数が { $rows } を超えたため、{ $count } 件のハンドシェイクを、複数のクライアントまたはサーバーをまとめた行に入れました。
rows-left-out = 全 { $all } 行のうち、深刻なものから { $shown } 行を表示しています。--all ですべての行を表示します。
times-are = 時刻は UTC です(日付: { $date })。
times-are-utc = 時刻は UTC です。
meanings = 理由の説明:
not-judged = このポリシーには、ここでは判定していない要件もあります: { $what }。
confidence = このポリシーの情報の確かさ: { $confidence }({ $source })。
explain-hint = 各行を自分で確かめるには: cutover observe { $words } --explain { $packet }

loss-flows = メモリの上限を守るため、{ $count } 件の接続の追跡を終了前に打ち切りました。その時点で進行中だったハンドシェイクは、見えたところまでを報告しています。
loss-segments = メモリの上限を守るため、順序どおりに届かなかったセグメント { $count } 個を保持しませんでした。
loss-handshakes = メモリの上限を守るため、{ $count } 件のハンドシェイクを終了前に報告しました。
