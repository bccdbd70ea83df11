
simulate-answer-breaks = ポリシー { $policy }({ $name })では、クライアント { $all } 件中 { $breaks } 件が接続できなくなります。
simulate-answer-unknown = ポリシー { $policy }({ $name })で接続できなくなると分かっているクライアントはありませんが、{ $all } 件中 { $unknown } 件は情報が足りず、断定できません。
simulate-answer-fits = ポリシー { $policy }({ $name })では、{ $all ->
        [1] このクライアントは接続できます。
       *[other] クライアント { $all } 件すべてが接続できます。接続できなくなるものは { $all } 件中 0 件です。
    }
simulate-answer-breaks-server = { $policy } には、クライアント { $all } 件中 { $breaks } 件が接続できません。
simulate-answer-unknown-server = { $policy } に接続できないと分かっているクライアントはありませんが、{ $all } 件中 { $unknown } 件は情報が足りず、断定できません。
simulate-answer-fits-server = { $policy } には、{ $all ->
        [1] このクライアントは接続できます。
       *[other] クライアント { $all } 件すべてが接続できます。
    }
simulate-answer-unknown-more = ほかに { $unknown } 件は情報が足りません。
simulate-rows-left-out = { $all } 件のうち、問題の大きい { $shown } 件を表示しています。--all ですべて表示します。
simulate-totals = クライアント { $all } 件: 不適合 { $breaks }、不明 { $unknown }、適合 { $fits }。
simulate-totals-of = { $policy }: 不適合 { $breaks }、不明 { $unknown }、適合 { $fits }。
simulate-in-force = { $date } に有効だったのはポリシー { $policy } です。
alerts-heading = 予想されるアラート(サーバーの TLS ライブラリ別。バージョンや設定によっては異なることがあります):
alerts-of = { $alert }({ $stacks })
simulate-model = これは予測です。実際に記録した通信は cutover observe で判定してください。

result-connects = { $version }
result-connects-suite = { $version }、{ $suite }
result-connects-hybrid = { $version }、X25519MLKEM768
result-no-alert = 拒否される
result-alert = アラート { $alert } の見込み
result-client-alert = { $version } の ServerHello の後、クライアントが中断(アラート { $alert } の見込み)
result-no-hello = Hello を送らない
offers-nothing = なし
result-unknown = 不明

simulate-reason-agreed = 合意
    .meaning = バージョンが合意され、スイートとグループも、条件がある範囲で合意されます。
simulate-reason-client-too-old = 古いバージョンのみ提示
    .meaning = このクライアントが提示するバージョンは、すべて許可範囲より古いものです。
simulate-reason-server-too-old = サーバーが古いバージョンのみ
    .meaning = サーバーが対応するバージョンは、すべてクライアントの提示より古いものです。クライアントに問題はありません。
simulate-reason-client-suites = 共通の暗号スイートなし
    .meaning = バージョンは問題ありませんが、この証明書で使える共通の暗号スイートがありません。
simulate-reason-client-groups = 共通のグループなし
    .meaning = バージョンは問題ありませんが、共通のグループ(曲線)がありません。
simulate-reason-client-signatures = 共通の署名方式なし
    .meaning = バージョンは問題ありませんが、クライアントが理解できる方式でサーバーが署名できません。
simulate-reason-server-name-missing = サーバー名の提示なし
    .meaning = サーバーは Hello にホスト名(SNI)を求めますが、このクライアントは送信しません。
simulate-reason-hello-format = SSL 2.0 形式の Hello
    .meaning = クライアントは SSL 2.0 形式の Hello を送りますが、このサーバーは受け付けません。
simulate-reason-inappropriate-fallback = バージョンを下げた再接続をサーバーが拒否
simulate-reason-client-aborts = クライアントが中断
    .meaning = クライアントの Hello にはこのバージョンが含まれますが、サーバーがそれを選ぶと、クライアントの TLS ライブラリが接続を中断します。
simulate-reason-certificate-too-weak = 証明書の強度不足
    .meaning = 合意はできますが、クライアントがサーバーの証明書を拒否します。
simulate-reason-nothing-offered = 提示なし
    .meaning = 有効なバージョンがありません。このクライアントは Hello を送りません。
simulate-reason-certificate-demand-unknown = 証明書の要件による
    .meaning = 合意はできますが、このクライアントがこのような証明書を受け入れるかどうかは分かりません。
simulate-reason-client-versions-unknown = クライアントのバージョンが不明
    .meaning = クライアントが提示するバージョンが分からず、結果がそれに左右されます。
simulate-reason-server-versions-unknown = サーバーのバージョンが不明
    .meaning = サーバーに確認していないバージョン、または応答が明確でないバージョンがあり、結果がそれに左右されます。
simulate-reason-client-suites-unknown = クライアントのスイートが不明
    .meaning = バージョンは適合します。共通の暗号スイートがあるかどうかは分かりません。
simulate-reason-server-signatures-unknown = サーバーが SHA-1 で署名するか不明
simulate-reason-client-signatures-unknown = クライアントが SHA-1 の署名を受け入れるか不明
simulate-reason-server-suites-unknown = サーバーのスイートが不明
    .meaning = バージョンは適合します。クライアントが提示するスイートをサーバーが受け付けるかどうかは分かりません。
simulate-reason-client-groups-unknown = クライアントのグループが不明
    .meaning = バージョンは適合します。共通のグループがあるかどうかは分かりません。
simulate-reason-server-name-unknown = サーバー名の提示が不明
    .meaning = サーバーはサーバー名(SNI)を求めますが、このクライアントが送信するかどうかは分かりません。
simulate-reason-certificate-unknown = 証明書の種類による
    .meaning = サーバー証明書の種類によって、接続できる場合とできない場合があります。--certificate rsa または --certificate ecdsa で指定してください。

consequence-retries-lower = 次のクライアントは、あきらめる前に低いバージョンで再試行するため、最後のアラートは別のものになることがあります:
consequence-goes-on-in-clear-text = 次のクライアントは、TLS に失敗すると、サーバーが TLS を必須にしていない限り、平文で通信を続けます:
helps-if-like = { $clients }(下記の推定が正しい場合)
looks-like-heading = カタログの記録から推定したクライアント(ほかのクライアントが同じ Hello を送ることもあります):
looks-like = { $clients }: { $names } と同じ特徴
basis-borrowed = 同じ環境で同じ TLS ライブラリを使う別のクライアントの Hello で判定したもの:
basis-borrowed-line = { $like }: { $ids }

unknown-heading = 確認方法:
not-known = 不明
policy-not-in-force = { $policy } は { $date } には有効ではありませんでした。その日の { $service } のポリシーは、ほかに知られていません。
policy-without-dates = { $policy } は特定のサービスのポリシーではなく、日付もありません。--on を指定しても結果は変わりません。
policy-of-clients = { $policy } はサーバーではなくクライアントに対する規則です。規則を守れないクライアントを「不適合」としています。
policies-not-in-force = { $date } に有効でなかったポリシー { $count } 件を除いています。
policy-old-unsupported = { $policy } がまだ受け付けている古いバージョンは、{ $date } 以降サポート対象外です。
policies-none-match = { $pattern } に当てはまるポリシーはありません。
simulate-unreached = 調査時に応答を得られなかったサーバーが { $count } 件あります。これらについては判定しません。
simulate-no-servers = { $file }: 種別 server-answer のレコードがありません。
simulate-no-evidence = { $file }: 種別 handshake または client-settings のレコードがありません。
simulate-nothing-clients = シミュレーションの対象となるクライアントがありません。
simulate-nothing-servers = クライアントと照合するサーバーもポリシーもありません。
simulate-too-many = 異なる Hello が { $limit } 種類を超えたため、{ $count } 件を対象から除きました。
simulate-other-records = { $file }: 対象外の種別のレコード { $count } 件を読み飛ばしました。
settings-name = { $component }、{ $windows }
policy-field-service = サービス
policy-field-in-force = 有効期間
policy-in-force = { $from }～{ $until }
