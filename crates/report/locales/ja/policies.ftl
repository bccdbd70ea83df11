policy-column-id = ポリシー
policy-column-versions = バージョン
policy-column-unsupported = サポート終了
policy-column-refused = 拒否開始
policy-column-confidence = 確かさ
policy-column-name = 名前

policy-field-side = 対象
policy-field-scope = 範囲
policy-field-versions = バージョン
policy-field-unsupported = 旧バージョンのサポート終了
policy-field-refused = 旧バージョンの拒否開始
policy-field-suites = 暗号スイート(TLS 1.2 以前)
policy-field-denied = 許可されない暗号スイート
policy-field-groups = グループ
policy-field-not-judged = その他の要件(判定対象外)
policy-field-dates = 日付
policy-field-source = 出典
policy-field-confidence = 確かさ
policy-field-note = 備考

side-server = サーバー
side-client = クライアント
side-both = サーバーとクライアント
any-suite = すべて
any-group = すべて
no-date = –
