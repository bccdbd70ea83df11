# 自作ファイルのひな形の先頭に付く説明。

policy-template =
    ポリシー。書き換えたら cutover policy check で検査し、--policy にファイルをパスで指定します(./mine.toml など)。

    id, name, name_ja          短い名前、長い名前、長い名前の日本語
    side                       どちら側の規則か: "server"、"client"、"both"
    scope, scope_ja            適用範囲(すべてではない場合)
    service, service_ja        どのサービスのポリシーか。同じサービスの別の時期のポリシーと対になります(--on)
    hosted = true              他社のサーバー(サーバー側では何も変更できません)
    in_force_from, in_force_until   日付: "2026-03-31"、"2026-03"、"2026"
    unsupported_from           古いバージョンのサポートが終わる日(接続はまだできることがあります)
    refused_from               古いバージョンが拒否される日
    versions                   許可するもの: "SSL 3.0"、"TLS 1.0"、"TLS 1.1"、"TLS 1.2"、"TLS 1.3"
    source, confidence         出典と確からしさ。自分で決めた規則は "own"
    note, note_ja              補足
    not_judged, not_judged_ja  ポリシーがほかに求めていて cutover が判定しないもの(その旨を表示します)
    {"["}suites] allowed, denied   暗号スイート(IANA の名前)。* は任意の文字列。TLS 1.3 のものを 1 つも書かなければ TLS 1.3 では不問
    {"["}groups] allowed           鍵交換グループ(IANA の名前、"x25519" など)
    {"["}[dates]] on, kind, what, what_ja   kind は "announced"、"withdrawn"、"halted"、"unsupported"、"refused"、
                               "recommended"。省略もできます

    id、name、side、versions、source、confidence は必須です。

client-template =
    クライアント([[client]] 1 つにつき 1 件)。書き換えたら cutover clients check で検査し、独自のクライアント用フォルダーに
    置きます(cutover clients check --help)。記録した Hello があれば、cutover clients add が自動で作成します。

    id, name               id は英小文字、数字、-、. のみ。ほかのクライアントと重ならないもの
    name_ja                日本語の名前
    vendor, platform       開発元、動作環境
    kind                   "os-library"、"browser"、"mail"、"library"、"runtime"、"device"、"other"
    released, support_ends, dates_source   "2026-03-31"、"2026-03"、"2026" と、その出典
    versions               既定で使い、そのまま接続するバージョン
    configurable, control  設定すれば使えるバージョンと、その設定
    hello_format           最初の Hello が SSL 2.0 形式なら "sslv2"
    server_name            サーバー名(SNI)を送るか。省略すると「不明」
    x25519mlkem768         "yes"、"no"、"optional"(あるが既定では無効)、"unknown"
    retries_lower          失敗すると低いバージョンで接続し直す
    opportunistic          TLS が失敗すると平文で続ける
    certificate            {"{"} rsa_bits = 2048, sha1 = false {"}"}: サーバー証明書に求める条件
    remedies, own_remedy   対策(cutover が知っている短い名前、または自分の言葉)
    source, confidence     出典と確からしさ。自分で確かめたものは "own"
    note, note_ja          補足
    hello_like             代わりに使う Hello を持つクライアントの id
    {"["}client.hello]         Hello: source、record_version、legacy_version、supported_versions、suites(または
                           suite_classes)、groups、key_shares、signature_schemes(または signature_classes)、
                           extended_master_secret、renegotiation_info、alpn

    id、name、kind、versions、source、confidence は必須です。
