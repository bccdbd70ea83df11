# ポリシーの日付: cutover policy calendar。

calendar-column-service = サービス
calendar-column-on = 日付
calendar-column-what = 内容
calendar-column-policy = ポリシー
calendar-column-confidence = 確かさ
calendar-column-source = 出典
dated-announced = 発表・予定
dated-withdrawn = 撤回
dated-halted = 延期(日程未定)
dated-unsupported = サポート終了
dated-refused = 拒否開始
dated-recommended = 推奨
calendar-in-force = { $date } に有効なポリシー:
calendar-column-versions = 許可
calendar-nothing = { $date } について分かっていることはありません。
calendar-next = 今日以降:
calendar-past = 昨日まで:
calendar-none = その期間について分かっていることはありません。
calendar-sources = 出典:
calendar-what = { $kind }: { $what }
calendar-name = 古い TLS の廃止予定
usage-calendar-on-ics = --format ics は日付の一覧用です。--on で有効なポリシーを表示するときは table、markdown、json を指定してください。
