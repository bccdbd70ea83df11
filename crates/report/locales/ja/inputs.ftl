
input-not-found = { $file }: ファイルまたはフォルダーが見つかりません
input-folder-empty = { $file }: フォルダーにファイルがありません
input-folder = { $file }: フォルダーです。ファイルを 1 つ指定してください
input-no-permission = { $file }: 読み取る権限がありません
input-not-utf-8 = { $file }: UTF-8 のテキストではありません。UTF-8 で保存し直してください(メモ帳では「名前を付けて保存」の「エンコード」)
input-too-large = { $file }: { $limit } KiB を超えています。この種類のファイルとしては大きすぎます
input-io = { $file }: 読み取れません: { $problem }
input-not-a-capture = { $file }: キャプチャファイルではありません。内容は{ $looks }のようです。pcap または pcapng(gzip、zstd 圧縮も可)を指定してください。
input-cut-off = { $file }: 先頭から { $offset } バイトの位置(パケットの途中)で途切れています。そこまでの内容は判定しました。
input-damaged = { $file }: 先頭から { $offset } バイトの位置で壊れています。そこまでの内容は判定しました。
input-damaged-block = { $file }: 先頭から { $offset } バイトの位置で壊れています。{ $packets ->
        [0] ブロックの終わりが正しくありません。
       *[other] { $packets } パケットのインターフェイスの記述がファイルにありません。
    }それ以外の内容は判定しました。
input-stopped-by-io = { $file }: { $offset } バイトを読んだところで読み取りに失敗しました: { $problem }。そこまでの内容は判定しました。
input-stopped = { $file }: 中断されました。それまでに読んだ内容は判定しました。
input-not-begun = { $file }: 読み取りを始める前に中断されました。
passed-over = フォルダー内の { $count } 個のファイルはキャプチャではないため、読み飛ばしました: { $files }
looks-empty = 空のファイル
looks-text = テキスト
looks-markup = XML または HTML
looks-json = JSON
looks-archive = { $kind } アーカイブ
looks-other-capture = { $kind } 形式のキャプチャ
input-other-capture = { $file }: { $kind } 形式のキャプチャで、読み取りに対応していません。Wireshark 付属の editcap で変換してください: editcap -F pcapng { $words } { $words-converted }
input-etl = { $file }: Windows イベントトレース(ETL)で、まだ読み取りに対応していません。pktmon etl2pcap { $words } --out { $words-converted }(Windows 10 2004 以降)、netsh trace で記録したものは Microsoft の etl2pcapng { $words } { $words-converted } で変換してください。
looks-program = プログラム
looks-unknown = 不明な形式(先頭バイト { $bytes })

nothing-judged = TLS ハンドシェイクが見つからなかったため、判定するものがありません。
nothing-because-cut = パケットが途中で切れているため、ハンドシェイクを確認できません({ $count } パケット)。tcpdump や dumpcap では -s 0 を付け、パケット長を制限せずに記録し直してください。
nothing-because-unidentified = { $count } 件の接続は、記録の開始前から開かれていたか、必要な部分のパケットが失われているか、TLS への切り替え要求の直後に記録が終わっているため、TLS かどうか判定できません。接続の開始時から、より長く記録してください。
nothing-because-encapsulated = 記録された通信は、読み取りに対応していない形式で運ばれています: { $kinds }。
nothing-because-no-tls = 記録された TCP 接続に TLS は見つかりませんでした。
nothing-judged-packets = { $packets ->
        [0] キャプチャにパケットがありません。
       *[other] { $packets } パケットを読み取りました: { $kinds }。
    }
nothing-judged-evidence = 証跡にハンドシェイクがありません。
kind-tcp = TCP { $count }
kind-udp = UDP { $count }
kind-tunnel = UDP トンネル(ポート { $port }) { $count }
kind-dtls = DTLS { $count }
kind-arp = ARP { $count }
kind-icmp = ICMP { $count }
kind-ip = その他の IP { $count }
kind-fragment = IP フラグメント { $count }
kind-link = IP 以外 { $count }
kind-over-link = PPP やフレームリレー上の対応していないプロトコル { $count }
kind-ether-type = EtherType { $ether-type } が { $count }
kind-encrypted = IP より下の層で暗号化(Wi-Fi、MACsec) { $count }
kind-unknown-link = 対応していないリンク種別 { $link } が { $count }
kind-cut = 途切れまたは不正 { $count }

evidence-line = { $file }: { $line } 行目はレコードではありません: { $problem }。
evidence-column = { $problem }({ $column } 文字目)
evidence-schema = schema_version が { $found } です。このバージョンが読み取れるのは { $known } です
evidence-too-long = { $limit } バイトを超えています
evidence-expected = --format jsonl で出力した証跡(1 行に 1 レコード)を指定してください。
evidence-no-handshakes = { $file }: { $count } 件のレコードはハンドシェイクではありません。設定やサーバーの証跡は cutover simulate で判定します。
evidence-is-a-capture = { $file }: 証跡ではなくキャプチャファイルです。cutover observe で読み取ってください。
evidence-lines-more = { $file }: ほかに { $count } 行がレコードではありません。
evidence-endless = { $file }: { $count } MiB にわたってレコードが見つからないため、残りは読み取っていません。

policy-unknown = { $policy } というポリシーはありません。
policy-nearest = { $nearest } のことですか?
policy-see-list = 一覧は cutover policy list で表示できます。自作のファイルは ./mine.toml のようにパスで指定してください。
mistake = { $file }: { $line } 行目: { $problem }
mistake-nearest = { $problem }({ $nearest } のことですか?)
mistake-missing-key = { $key } がありません
mistake-unknown-word = ここに "{ $word }" は書けません(書けるのは { $known })
mistake-unknown-key = ここに { $key } という項目は書けません
mistake-unknown-key-known = ここに { $key } という項目は書けません(書けるのは { $known })
policy-problem-version = { $version } というバージョンはありません。"TLS 1.2" のように書いてください
policy-problem-no-version = 許可されたバージョンが一つもありません。versions = ["TLS 1.2", "TLS 1.3"] のように書いてください
policy-problem-suite = { $name } という暗号スイートはなく、該当するものもありません。名前は IANA の表記で、* は任意の文字列を表します
policy-problem-group = { $name } というグループはありません。名前は x25519 のような IANA の表記です
policy-problem-confidence = { $name } は確かさを表す語ではありません。自分で決めた規則には own と書いてください
policy-problem-date = { $date } は日付ではありません。"2026-03"、"2026-03-31"、"2026" のように書いてください
policy-good = { $file }: 正しいポリシーです: { $id }({ $name })は { $versions } を許可します。

explain-one-input = --explain には、キャプチャファイルをちょうど 1 つ指定してください(フォルダー、パイプ、標準入力は使えません)。
explain-not-found = { $file }: パケット { $packet } で始まるハンドシェイクはありません。
explain-nearest = 最も近いハンドシェイクはパケット { $packets } で始まります。
registry-too-large = { $file }: 2 GiB を超えています。レジストリファイルではありません。
input-captures-beside = フォルダー内で証跡と並んでいるキャプチャ { $count } 件は読みませんでした。証跡の元になったキャプチャを二重に数えないためです。併せて判定するには、キャプチャを直接指定してください。
