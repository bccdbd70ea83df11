# ポリシーの日付: cutover policy calendar。

calendar-column-service = サービス
calendar-column-on = 日付
calendar-column-kind = 内容
calendar-column-what = 説明(原文)
calendar-column-policy = ポリシー
calendar-column-confidence = 確かさ
calendar-column-source = 出典
dated-announced = 発表・予定
dated-withdrawn = 撤回
dated-halted = 延期(日程未定)
dated-unsupported = サポート終了
dated-refused = 拒否開始
dated-other = –
calendar-in-force = { $date } に有効なポリシー:
calendar-column-versions = 許可
calendar-nothing = { $date } について分かっていることはありません。
