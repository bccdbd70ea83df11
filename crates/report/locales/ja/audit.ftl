# `cutover registry audit` の指摘と対処。

audit-answer-danger = このファイルはインポートしないでください。「危険」と判定した箇所が { $count } 件あります。
audit-answer-wrong = このファイルは記述どおりには動作しません。誤りが { $count } 件あります。
audit-answer-warning = 「危険」と判定した箇所はありませんが、先に { $count } 件の注意を確認してください。{ $left ->
        [0] {""}
       *[other] なお、{ $left } 件は判定していません。
    }
audit-answer-none-any = 対象の Windows を指定しない範囲では、有害な点や誤りは見つかりませんでした。対象は --windows で指定してください。
audit-answer-none = 有害なものも誤りも見つかりませんでした。すべて判定済みです。
audit-answer-depends = 害があるかどうかは Windows によります。{ $where } では、バージョンを自ら選ばないプログラムに{ $left ->
        [ssl] 残るのは SSL 3.0 以前だけになります
       *[nothing] 使えるバージョンが残りません
    }。対象の Windows を --windows で指定してください。
audit-answer-besides = ほかに、判定していない項目が { $count } 件あります。
audit-answer-judged = 判定できた範囲では、有害なものも誤りも見つかりませんでした。ただし { $count } 件は判定していません。一覧を確認してください。
audit-answer-judged-none-tls = TLS に関係すると分かっている設定はありません。判定できた範囲では有害なものも見つかりませんでしたが、{ $count } 件は判定していません。一覧を確認してください。
audit-answer-none-tls = 有害なものも誤りも見つかりませんでした。ただし、TLS に関する設定は含まれていません。
audit-file = { $file }: { $header }、{ $form }、{ $lines } 行
audit-for = 対象: { $windows }
audit-for-any = 対象の Windows は未指定です。--windows を指定すると、より詳しく調べられます。
audit-totals = 危険 { $danger } 件、誤り { $wrong } 件、注意 { $warning } 件、参考 { $note } 件。
audit-more = ほかに { $count } 件の指摘があります。すべて表示するには --all を付けてください。
audit-heading-level = 重要度
audit-heading-line = 行
audit-heading-finding = 指摘
audit-heading-remedy = 対処
audit-confidence = (確かさ: { $meaning }。)
level-danger = 危険
level-wrong = 誤り
level-warning = 注意
level-note = 参考
header-31 = Windows 3.1 の REGEDIT 形式
header-4 = REGEDIT4 形式
header-5 = バージョン 5.00 形式
header-script = reg コマンドのスクリプト
header-powershell = PowerShell スクリプト
header-listing = reg query の出力
header-preferences = グループポリシーの基本設定
header-none = ヘッダーなし
form-utf16 = UTF-16
form-page = コードページ { $page }
form-unknown = regedit が読めない文字コード

registry-not-text = { $file }: テキストファイルではないため、レジストリファイルとして読めません。ハイブ(SYSTEM、SOFTWARE、NTUSER.DAT)の場合は cutover registry effective に指定してください。
registry-neither = { $file }: レジストリファイル(.reg)でもレジストリハイブでもありません。
registry-is-policy = { $file }: レジストリポリシーファイル(Registry.pol)です。読み取りには対応していません。LGPO.exe /parse でテキストにするか、ポリシーが適用されたコンピューターからキーをエクスポートしてください。
registry-is-hive = { $file }: レジストリファイル(.reg)ではなく、レジストリハイブです。cutover registry effective または diff に指定してください。

remedy-danger = この行を削除し、なぜ含まれているのかを作成者に確認してください。このような行を含むファイルは、ほかの行も信用できません。
remedy-take-out = この行を削除してください。

finding-form-utf8-mark = ファイルが BOM 付き UTF-8 です。regedit は何も取り込まず、エラーも表示しません。
    .remedy = UTF-16 LE(メモ帳の「Unicode」)で保存し直してください。
finding-form-utf16-big-endian = ファイルが UTF-16 ビッグエンディアンです。regedit は何も取り込まず、エラーも表示しません。
    .remedy = UTF-16 LE(メモ帳の「Unicode」)で保存し直してください。
finding-form-utf16-no-mark = ファイルが BOM のない UTF-16 です。regedit は何も取り込まず、エラーも表示しません。
    .remedy = UTF-16 LE(メモ帳の「Unicode」)で保存し直してください。BOM が付きます。
finding-header-other = 1 行目が REGEDIT で始まっていますが、regedit が認識するヘッダーではありません。何も取り込まれず、エラーも表示されません。
    .remedy = 1 行目を次のとおりにしてください: Windows Registry Editor Version 5.00
finding-header-missing = 1 行目がヘッダーではないため、regedit は何も取り込まず、エラーも表示しません。
    .remedy = 1 行目を次のとおりにしてください: Windows Registry Editor Version 5.00

finding-line-prose = キーでも値でもないため、無視される行です。
    .remedy = コメントなら先頭に ; を付けてください。そうでなければ修正するか削除してください。
finding-line-no-opening-bracket = キー名の先頭に [ がないため無視されます。下の値はこのキーに入りません。
    .remedy = 先頭に [ を付けてください。
finding-line-no-closing-bracket = キー名の末尾に ] がないため無視されます。下の値はこのキーに入りません。
    .remedy = 末尾に ] を付けてください。
finding-line-blank-after-bracket = [ の直後に空白があるため、この行は無効です。キーの作成も削除も行われず、下の値は直前のキーに入ります。
    .remedy = 空白を削除してください。
finding-line-unknown-root = { $root } は regedit が認識するルートキーではありません。この行と下の値は無視されます。
    .remedy = HKEY_LOCAL_MACHINE、HKEY_CURRENT_USER、HKEY_USERS のように省略せずに書いてください。
finding-line-nothing-to-delete = [- の後ろにキーがないか、ルートキーそのものが指定されているため、何も削除されません。
    .remedy = キーを指定するか、この行を削除してください。
finding-line-name-too-long = キー名の一部が 255 文字を超えているため無視されます。
    .remedy = 短くしてください。
finding-line-no-key = この値の上に有効なキーがないため、無視されます。
    .remedy = 上に正しい [キー] の行を書いてください。
finding-line-wrong-quotes = 引用符 { $quote } は、レジストリファイルで使える半角の引用符ではないため、この行は無視されます。
    .remedy = 半角の " (U+0022)で書いてください。ワープロ、チャット、Web ページからの貼り付けでは別の引用符に変わることがあります。
finding-line-bad-name = 値の名前の引用符が閉じていないか、エスケープが誤っているため、この行は無視されます。
    .remedy = 引用符を閉じてください。名前の中では円記号(バックスラッシュ)を \\、引用符を \" と書きます。
finding-line-no-equals = 値の名前の後ろに = がないため、この行は無視されます。
    .remedy = "名前"=データ の形で書いてください。
finding-line-after-minus = 値を削除する - の後ろに余分な文字があるため、この行は無視されます。
    .remedy = "名前"=- だけを書いてください。
finding-line-unknown-type = { $text } は regedit が認識するデータではないため、この行は無視されます。種類は小文字で書きます。
    .remedy = "文字列"、dword:00000001、hex:00,01、hex(7):… のいずれかで書いてください。
finding-line-bad-string = 文字列の引用符が閉じていないか、エスケープが誤っているため、この行は無視されます。
    .remedy = 引用符を閉じてください。文字列の中では円記号(バックスラッシュ)を \\、引用符を \" と書きます。
finding-line-after-string = 閉じ引用符の後ろに余分な文字があるため、この行は無視されます。
    .remedy = 後ろに書けるのは ; で始まるコメントだけです。
finding-line-bad-dword = dword:{ $text } は 1～8 桁の 16 進数ではないため、この行は無視されます。
    .remedy = dword:00000a00 のように、0x を付けずに 16 進数 8 桁で書いてください。
finding-line-bad-hex = コンマ区切りの 16 進数のバイト列ではないため、この行は無視されます。
    .remedy = hex:00,0a,ff の形で書き、次の行へ続くときは行末を ,\ にしてください。
finding-line-broken-continuation = データが複数行に続いていますが、{ $at } 行目で途切れるため、値全体が無視されます。
    .remedy = { $at } 行目を修正してください。途中に入れられるのは空行と ; のコメントだけです。

finding-not-judged-command = 判定していない行: reg add、reg delete 以外の処理か、ここでは分からないもの(変数、フィルター)に依存しています。
    .remedy = 実行する前に、何をするものか確認してください。
finding-bad-command = このままでは動作しない行です。reg が受け付けない語句か数値が含まれています。
    .remedy = reg add キー /v 名前 /t REG_DWORD /d 数値 /f の形で書いてください。
finding-read-escape = \{ $character } はエスケープではありません。regedit は \ を捨て、{ $character } だけを残します。
    .remedy = \ そのものは \\ と書いてください。文字化けしている場合はコードページが異なります。--code-page で指定してください。
finding-read-last-bracket = キー名は行の最後の ] まで続くため、その手前の文字までキー名に含まれます。
    .remedy = 別の行に書いてください。
finding-read-after-bracket = キーの ] の後ろに書かれたものは無視され、何も設定されません。
    .remedy = 値はキーの下の行に書いてください。
finding-other-code-page = 名前がコードページ 932(日本語)の文字ですが、西欧の文字として読まれています。
    .remedy = --code-page 932 を指定してください(日本語版 Windows と同じ読み方になります)。それ以外の Windows で使う場合は、先に UTF-16 LE で保存し直してください。
finding-read-doubled-backslash = キー名の中で \ が 2 つ続いています。2 つ重ねるのは文字列と値の名前の中だけです。
    .remedy = \ を 1 つにしてください。
finding-read-utf8 = この行は UTF-8 ですが、regedit はそのコンピューター のコードページで読むため、文字化けします。
    .remedy = UTF-16 LE(メモ帳の「Unicode」)で保存し直してください。
finding-read-nul = NUL 文字で行が打ち切られ、その後ろは読まれません。
    .remedy = NUL 文字を削除してください。

finding-name-misspelt = キー { $part } を読むものはありません。{ $nearest } の誤りと思われます。下の値は効果がありません。
    .remedy = { $nearest } に修正してください。
finding-name-unknown = この場所にあるキー { $part } を読むものはありません。下の値は効果がありません。
    .remedy = 名前を修正するか、キーを削除してください。
finding-value-misspelt = この場所にある値 { $value } を読むものはありません。{ $nearest } の誤りと思われます。
    .remedy = { $nearest } に修正してください。
finding-value-unknown = この場所にある値 { $value } を読むものはありません。
    .remedy = 名前を修正するか、この行を削除してください。
finding-name-before-vista = キー { $part } は Windows Vista 以降では読まれません。正しい名前は { $nearest } です。
    .remedy = { $nearest } と書いてください。
finding-name-of-old-page = { $part } というキーはありません。古い文書に誤って書かれていたもので、正しい名前は { $nearest } です。
    .remedy = それを意図している場合は { $nearest } と書いてください。
finding-name-of-others = { $part } は他の製品での呼び名で、このキーは読まれません。Schannel での名前は { $nearest } です。
    .remedy = { $nearest } と書いてください。
finding-other-list = このキーはここでは読まれません。別のキーの下で読まれます。
    .remedy = 読まれる場所: { $right }
finding-look-alike = { $looks } に見えますが、別の文字が含まれています: { $points }。このままでは読まれません。
    .remedy = { $looks } をキーボードから入力し直してください。
finding-name-blanks = 名前の前後の空白も名前の一部になるため、このままでは読まれません。
    .remedy = { $right } と書いてください。
finding-value-as-key = { $name } は値の名前で、キーではありません。この名前のキーは読まれません。
    .remedy = [{ $right }] の中に "{ $name }" を設定してください。
finding-value-on-version-key = { $value } がバージョンのキーに直接書かれていますが、この場所では読まれません。
    .remedy = 下の Client キーと Server キーに書いてください: { $key }\Client、{ $key }\Server
finding-default-value = このキーの既定値を読むものはありません。
    .remedy = この行を削除してください。
finding-wrong-tree = このルートキーの下では、このキーは読まれません。
    .remedy = 読まれる場所: { $right }
finding-misplaced-key = この場所の SCHANNEL キーは読まれません。
    .remedy = 読まれる場所: { $right }
finding-other-key = このキーの { $value } を読むものはありません。
    .remedy = 読まれる場所: { $right }
finding-dotnet-version = .NET はこのキーの { $value } を読みません。読むのは v2.0.50727 と v4.0.30319 だけです。
    .remedy = ...\.NETFramework\v4.0.30319(.NET 4.x)と ...\.NETFramework\v2.0.50727(.NET 2.0～3.5)に書き、どちらも Wow6432Node の下にも書いてください。

finding-hidden-below = この行の前に { $count } 行の空行があり、見えないように隠されている可能性があります。
    .remedy = この先を注意して読み、空行を削除してください。
finding-hidden-right = 長い空白により、行の右端の内容が隠されています。
    .remedy = 行の最後まで読み、空白を削除してください。
finding-deceptive = 見えない文字や文字の向きを変える文字を含む名前です: { $text }
    .remedy = 見た目を信用せず、名前を書き直してください。

finding-control-set = { $name } が使われるのは Select\Current が { $number } の場合だけです。それ以外では効果がありません。
    .remedy = CurrentControlSet と書いてください。
finding-unrelated = TLS と関係のないキー: { $key }
    .remedy = このファイルに必要かどうか確認してください。
finding-not-judged = 判定していないキー(情報がありません): { $key }
    .remedy = インポートする前に、何の設定か確認してください。
finding-not-judged-value = 判定していない値(情報がありません): { $key } の { $name }
    .remedy = インポートする前に、何の設定か確認してください。
finding-not-judged-deleted = 判定していないキー(情報がありません)を削除します: { $key }
    .remedy = 元に戻せるように、先にキーをエクスポートしてください。
finding-not-judged-value-deleted = 判定していない値(情報がありません)を削除します: { $key } の { $name }
    .remedy = 元に戻せるように、先にキーをエクスポートしてください。
finding-local-system = HKEY_USERS\.DEFAULT と S-1-5-18 は、システムアカウント LocalSystem の設定です。サービスが使うもので、サインインするユーザーには適用されません。
    .remedy = ユーザー向けには HKEY_CURRENT_USER かグループポリシーで設定してください。
finding-about = TLS に関する設定: { $topic ->
        [eap] EAP-TLS、TTLS、PEAP(802.1X、VPN)で使うバージョン。TlsVersion のビットは WinHTTP とは異なり、0xc0 が TLS 1.0、0x300 が TLS 1.1、0xc00 が TLS 1.2 です。それ以外の値は TLS 1.0 として扱われます。
        [browsers] ブラウザーが許可するバージョンなど。Schannel は使われず、ブラウザー自身の版によって決まります。
        [dotnet-switches] 自ら設定しない .NET Framework プログラム向けのスイッチ。文字列の true または false で指定します。
        [ldap] LDAP の署名とチャネルバインディング(TLS 上のバインドを接続に結び付けるか)。バージョンはここでは決まりません。
        [remote-desktop] リモートデスクトップの保護方法。使うバージョンは Schannel で決まります。
        [http-sys] http.sys(IIS)の HTTP/2、HTTP/3、TLS 1.3、ポートごとの証明書。
        [sql-server] SQL Server が暗号化を必須とするか。使うバージョンは Schannel で決まります。
        [internet-explorer] Internet Explorer の SSL 3.0 へのフォールバック。
        [office] Office 2013 のサインイン方法。
        [signatures] Schannel が提示する署名アルゴリズム。
        [schannel-cipher-suites] 古いスクリプトに見られるキー。何が読むかは分かっていません。
       *[lsa] セキュリティサブシステムの設定。
    }
    .remedy = ほかに指摘がない限り、これ以上は判定していません。
finding-unrelated-value = TLS と関係のない値: { $key } の { $name }
    .remedy = このファイルに必要かどうか確認してください。
finding-unrelated-deleted = TLS と関係のないキーを削除します: { $key }
    .remedy = このファイルに必要かどうか確認し、事前にエクスポートしてください。
finding-unrelated-value-deleted = TLS と関係のない値 { $name } を { $key } から削除します。
    .remedy = このファイルに必要かどうか確認してください。
finding-settings-deleted = { $key } を削除します。Windows の既定に戻ります。
    .remedy = 元に戻せるよう、事前にエクスポートしてください。
finding-value-deleted = { $name } を削除します。Windows の既定に戻ります。
    .remedy = 元に戻せるよう、事前にエクスポートしてください。
finding-list-deleted = { $key } を、ほかの人が行った設定も含めてすべて削除します。無効にしていた SSL なども、Windows の既定が有効なら復活します。
    .remedy = 対象のバージョンのキーだけを削除してください。
finding-deletes-more = { $key } を、TLS 以外の内容も含めてすべて削除します。
    .remedy = 対象の値だけを削除してください: "名前"=-
finding-deletes-too-much = Windows やほかのプログラムが必要とする { $key } 以下をすべて削除します。
    .remedy = { remedy-danger }
finding-schannel-deleted = { $key } を削除し、このコンピューター の TLS の設定をすべて失わせます。
    .remedy = 対象のバージョンのキーだけを削除してください。
finding-service-deleted = { $service ->
        [all-services] このコンピューター のすべてのサービスを削除します。
       *[other] サービス { $service } を削除します。
    }
    .remedy = { remedy-danger }
finding-set-twice = { $name } に別のデータを設定しています。先に { $line } 行目で設定されていますが、こちらが有効になります。
    .remedy = 必要なほうだけを残してください。

finding-not-text = { $name } は文字列(REG_SZ)でなければなりませんが、{ $type } のため読まれません。
    .remedy = "{ $name }"="…" と書いてください。
finding-weak-suite = { $name } が { $suite } を許可しています: { $why ->
        [null] 暗号化されません。
        [rc4] RC4 は安全ではありません。
        [triple-des] 3DES は弱い暗号です(Sweet32)。
        [des] DES は安全ではありません。
       *[export] 鍵が短く、解読されます。
    }
    .remedy = 一覧からこの暗号スイートを削除してください。
finding-suite-misspelt = { $name } の { $suite } は、どの Windows にもない暗号スイートです。おそらく { $nearest } の誤りです。
    .remedy = { $nearest } と書いてください。
finding-suite-unknown = { $name } の { $suite } は、どの Windows にもない暗号スイートのため無視されます。OpenSSL などの名前は使えません。
    .remedy = Windows での名前で書くか、削除してください。
finding-suite-not-there = { $windows } に { $suite } はなく、無視されます。
    .remedy = ほかのスイートが残っていれば問題ありません。
finding-suites-only-weak = { $name } には弱い暗号スイートしか残りません。
    .remedy = TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 など、AES と GCM の暗号スイートを追加してください。
finding-suites-only-on-request = { $name } にあるのは、プログラムが名前を指定した場合にだけ使われる暗号スイートばかりです。それ以外のプログラムは接続できません。
    .remedy = TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 など、指定がなくても使われる暗号スイートを追加してください。
finding-suites-not-for-rsa = { $name } には RSA 証明書で使える暗号スイートがありません。RSA 証明書のサーバーはどのクライアントとも接続できず、クライアントもそのようなサーバーに接続できません。
    .remedy = すべての証明書が楕円曲線の鍵でない限り、TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 など RSA の暗号スイートを追加してください。
finding-curve-unknown = { $name } にある { $curve } は、Schannel が知っている曲線の名前ではありません。
    .remedy = NistP256、NistP384、curve25519 など、Schannel での名前で書いてください。
finding-no-curve-left = { $name } に Schannel が知っている曲線がありません。ECDHE の暗号スイートや TLS 1.3 が使えなくなるおそれがあります。
    .remedy = curve25519、NistP256、NistP384 などの曲線を追加するか、この値を削除してください。
finding-script-not-for-cmd = このファイルの保存形式({ $form })は cmd.exe では読めません。最初のコマンド、またはすべてのコマンドが失敗します。
    .remedy = ANSI 形式で保存するか、PowerShell で実行してください。
finding-longer-than-usual = { $name } = { $bits } ビット({ $algorithm }): 大半のサーバーが使う { $usual } ビットの鍵が拒否されます。
    .remedy = dword:00000800(2,048 ビット)にしてください。
finding-weak-mapping = { $name } で、偽造の余地があるクライアント証明書のマッピング方法が有効になります(ビット 0x1、0x2、0x4。KB5014754)。
    .remedy = 2022 年 5 月以降の既定値である dword:00000018 にしてください。
finding-mask-newest-only = { $mask } では、TLS 1.2 以前しか使えないサーバーに接続できません。そのようなサーバーは多くあります。
    .remedy = そのようなサーバーがないか、先に cutover observe で確認してください。
finding-tls12-left-without = TLS 1.2 で使える暗号スイートがなくなります({ $components })。TLS 1.2 までしか使えない相手とは接続できません。
    .remedy = TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 など、TLS 1.2 で使えるスイートを一覧に残し、そのアルゴリズムを有効にしておいてください。
finding-only-weak-left = { $windows } では、弱い暗号スイートしか残りません: { $suites }
    .remedy = 強い暗号スイートを一覧に残し、そのアルゴリズムを有効にしておいてください。
finding-suites-not-supported = コンピューター自身の優先順位をここで変更することは Microsoft がサポートしておらず、更新プログラムで元に戻ることがあります。変更にはポリシーのキーを使います。
    .remedy = グループポリシーで設定してください: HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002
finding-small-messages = { $name }: これより長いハンドシェイク メッセージは拒否されます。証明書チェーンはこれを超えることがよくあります。Windows の既定は 16,384 バイト以上です。
    .remedy = この行を削除するか、dword:00004000 以上にしてください。
finding-suites-blanks = { $name } の暗号スイート名の間に空白があります。Microsoft はコンマだけで区切るよう求めています。空白を読み飛ばすか、その名前を無視するかは文書化されていません。
    .remedy = 空白を削除してください。
finding-suites-too-long = { $name } が { $most } 文字を超えています。超えた部分を Windows がどう扱うかは文書化されていません。
    .remedy = 不要な暗号スイートを削除してください。
finding-sha1-off = { $algorithm } を無効にすると、TLS 1.0 と 1.1 には使える暗号スイートがなくなり、古いクライアントやサーバーとは接続できなくなります。
    .remedy = まだ必要としているものがないか、先に cutover observe で確認してください。バージョンを無効にするには Protocols の下で設定します。
finding-rsa-key-exchange-off = { $algorithm } を無効にすると、前方秘匿性のない暗号スイート(TLS_RSA_…)しか使えない相手とは接続できなくなります。
    .remedy = まだ必要としているものがないか、先に cutover observe で確認してください。
finding-weak-algorithm-on = 弱いアルゴリズム { $algorithm } を有効にします。Windows では既に無効になっている場合もあります。
    .remedy = まだ必要な場合を除き、削除してください。
finding-on-as-another-number = { $algorithm } を有効にする値として文書化されているのは 0xffffffff ですが、{ $number } が指定されています。ほかの数値でも有効になるかどうかは、報告が分かれています。
    .remedy = "{ $name }"=dword:ffffffff と書いてください。
finding-bits-decimal = { $number } は { $bits } ビットです。意図した { $meant } は、16 進数では { $hex } です({ $algorithm })。
    .remedy = { $hex } と書いてください。
finding-no-such-curve = { $bits } ビットの楕円曲線はありません。この値が読まれる場合、{ $algorithm } で使える曲線がなくなります。
    .remedy = dword:00000100(256 ビット)にするか、削除してください。使う曲線は曲線の優先順位で決まります。
finding-bits-too-many = { $name } = { $bits } ビット({ $algorithm }): { $most } ビットを超える鍵を使っている相手はほとんどありません。
    .remedy = dword:00000800(2,048 ビット)または dword:00000c00(3,072 ビット)にしてください。
finding-no-length-left = { $least } ビット以上かつ { $most } ビット以下の鍵はありません。{ $algorithm } で使える鍵がなくなります。
    .remedy = 最大の長さを最小より大きくするか、設定を削除してください。
finding-longest-is-short = { $name } = { $bits } ビット({ $algorithm }): これより長い安全な鍵が使えなくなります。
    .remedy = この行を削除してください。
finding-no-effect = { $algorithm } の { $name } に効果はありません。サーバーの証明書で決まります(文書化済み)。
    .remedy = この行を削除してください。
finding-not-a-number = { $name } は数値(REG_DWORD)でなければなりませんが、{ $type }({ $data })のため読まれません。
    .remedy = "{ $name }"=dword: の後ろに 16 進数 8 桁で書いてください。
finding-broken-cipher-on = 安全でないものを有効にします(このキーの { $name })。
    .remedy = この行を削除するか、dword:00000000 にしてください。
finding-out-of-range = { $name } = { $number } は、文書化されている範囲({ $least }～{ $most })の外です。
    .remedy = 範囲内の値にするか、この行を削除してください。
finding-not-read-yet = { $windows } では { $name } は読まれません。読まれるのは { $from } 以降です。
    .remedy = { remedy-take-out }
finding-extended-master-secret-off = { $name } は、再開されるセッションを保護する拡張マスターシークレット(RFC 7627)を無効にします。
    .remedy = dword:00000000 にしてください。
finding-fips-misplaced = Lsa の直下の { $name } が読まれるのは Windows XP と 2003 です。新しい Windows では、キー Lsa\FipsAlgorithmPolicy の値 Enabled が読まれます。
    .remedy = キー FipsAlgorithmPolicy の "Enabled" を設定してください。
finding-checks-off = { $name }: 証明書の確認が不十分になります。
    .remedy = この行を削除してください。
finding-ssl3-fallback = { $name } により、Internet Explorer が安全でない SSL 3.0 に戻ることがあります。
    .remedy = dword:00000000 にしてください。
finding-no-record-splitting = { $name }: TLS 1.0 で BEAST 攻撃への対策が無効になります。
    .remedy = この行を削除してください。
finding-dotnet-switch-weakens = { $name } = true のため、バージョンを自ら選ばない .NET プログラムは新しいバージョンを使えなくなります。
    .remedy = "false" にするか、この行を削除してください。
finding-edge-ignores = Edge はバージョン 98 以降、{ $name } を無視します。使われるのは TLS 1.2 以降です。
    .remedy = この行を削除してください。
finding-dotnet-weakened = { $name } = 0 のため、古い .NET 向けのプログラムは SSL 3.0 と TLS 1.0 しか使いません。
    .remedy = dword:00000001 にしてください。
finding-dotnet-number = { $name } = { $number }: 文書化されているのは 0 と 1 だけで、ほかの数値を .NET がどう扱うかは分かっていません。
    .remedy = dword:00000001 にしてください。
finding-needs-update = { $name } が読まれるのは、更新プログラム { $update } が適用されている場合だけです。
    .remedy = 先に { $update } を適用してください。
finding-insecure-renegotiation = { $name } は RFC 5746 に対応しない再ネゴシエーションを許可します。攻撃者が接続の先頭にデータを差し込めるようになります。
    .remedy = dword:00000000 にしてください。
finding-machine-copy = コンピューター側の SecureProtocols が使われるのは、ポリシー Security_HKLM_only が設定されている場合だけです。それ以外では各ユーザーの設定が使われます。
    .remedy = HKEY_CURRENT_USER に設定するか、グループポリシー(SOFTWARE\Policies)で設定してください。

finding-mask-zero = { $name } = 0 はどのバージョンも表しません。新しい Windows はこの値を無視し、TLS 1.2 と 1.3 を使います。
    .remedy = TLS 1.1 と 1.2 なら dword:00000a00、TLS 1.2 のみなら dword:00000800 と書いてください。
finding-mask-decimal = { $mask } は 10 進数の { $decimal } をそのまま書いたものです。レジストリファイルの数値は 16 進数です。正しくは { $meant } と思われます。
    .remedy = 16 進数で { $meant } を表す値を書いてください。
finding-mask-dotnet = { $mask } は .NET の SecurityProtocolType の値で、この値のビットとは異なります。新しい WinHTTP は値全体を無視します。
    .remedy = { $meant } と書いてください。
finding-mask-unknown-bits = { $mask } に意味のないビット({ $bits })があります。新しい WinHTTP は値全体を無視します。
    .remedy = 0x80(TLS 1.0)、0x200(TLS 1.1)、0x800(TLS 1.2)、0x2000(TLS 1.3)だけを使ってください。
finding-mask-ssl2 = { $mask } は、安全でない SSL 2.0(0x8)を有効にします。
    .remedy = ビット 0x8 を外してください。
finding-mask-ssl3 = { $mask } は、新しいバージョンに加えて安全でない SSL 3.0(0x20)も許可します。
    .remedy = ビット 0x20 を外してください。
finding-mask-ssl3-only = { $mask } は、安全でない SSL 3.0(0x20)以前しか許可しません。
    .remedy = TLS 1.1 と 1.2 なら dword:00000a00、TLS 1.2 のみなら dword:00000800 と書いてください。
finding-mask-old-only = { $mask } は TLS 1.1 以前しか許可しないため、TLS 1.2 のみを受け付けるサーバーに接続できなくなります。
    .remedy = 0x800(TLS 1.2)を加えてください。
finding-mask-trade-off = { $mask } は安全ですが、TLS 1.1 以前にしか対応しないサーバーには接続できなくなります。
    .remedy = そのようなサーバーがないか、事前に cutover observe で確認してください。
finding-mask-unsupported = { $mask } に含まれる { $version } は、{ $windows } では使えません。
    .remedy = そのビットを外してください。
finding-mask-experimental = { $mask } に含まれる { $version } は、{ $windows } ではバージョン 1903 以降に試験的に含まれ、Microsoft のサポート対象外です。
    .remedy = このビットを外してください。
finding-mask-bits-ignored = { $windows } では、{ $name } のうちビット { $bits } だけが有効です。
    .remedy = ほかのバージョンは SCHANNEL で設定してください。
finding-winhttp-unlisted = Microsoft が公開している { $name } の対象一覧に { $windows } はなく、読まれるかどうか分かりません。
    .remedy = 1 台で試し、cutover observe で確認してください。
finding-winhttp-not-read = { $windows } は { $name } を読みません。
    .remedy = { remedy-take-out }

finding-version-unsupported = { $windows } に { $version } はありません。有効にしても効果はなく、サポートもされません({ $side })。
    .remedy = { $version } のキーを削除してください。
finding-version-experimental = { $version }({ $side })は、{ $windows } ではバージョン 1903 以降に試験的に含まれ、Microsoft のサポート対象外です。
    .remedy = { $version } のキーを削除してください。
finding-nothing-to-turn-off = { $windows } に { $version } はなく、無効にする対象がありません({ $side })。
    .remedy = 害はありません。
finding-ssl-on = 安全でない { $version } を有効にします({ $side })。
    .remedy = Enabled を dword:00000000、DisabledByDefault を dword:00000001 にしてください。
finding-disabled-by-default-alone = { $version }({ $side })は既定で使われなくなるだけで、明示的に要求するプログラムは引き続き使います。
    .remedy = "Enabled"=dword:00000000 も設定してください。
finding-on-request = { $version }({ $side })は有効ですが、明示的に要求するプログラムしか使いません。Enabled と DisabledByDefault の両方が設定されています。
    .remedy = 有効にするなら DisabledByDefault を 0 に、無効にするなら Enabled を 0 にしてください。
finding-enabled-alone = { $windows } では、Enabled だけを設定しても { $version }({ $side })は既定で使われません。
    .remedy = "DisabledByDefault"=dword:00000000 も設定してください。
finding-enabled-missing = { $windows } では、DisabledByDefault だけを設定しても { $version }({ $side })は無効のままです。
    .remedy = 本当に必要な場合は "Enabled"=dword:00000001 も設定してください。
finding-off-all-the-same = { $version }({ $side })は無効です。Enabled = 0 は DisabledByDefault = 0 より優先されます。
    .remedy = 実際の動作に合わせ、DisabledByDefault を dword:00000001 にしてください。
finding-old-version-on = Windows が既定で無効にしている場合でも、{ $version } を有効にします({ $side })。
    .remedy = 必要とするものがなければ、書かないでください。
finding-only-tls13-left = TLS 1.3 だけが残ります({ $side })。
    .remedy = 接続できなくなる相手がないか、事前に cutover observe --policy tls13-only で確認してください。
finding-tls12-off = 多くの相手が使える最新のバージョンである TLS 1.2 を無効にします({ $side })。
    .remedy = TLS 1.2 は有効のままにしてください。
finding-components-left = { $windows } では、次のコンポーネントを使い、バージョンを自ら選ばないプログラムに{ $left ->
        [ssl] 残るのは SSL 3.0 以前だけです
       *[nothing] 使えるバージョンが残りません
    }: { $components }。{ $left ->
        [ssl] SSL 3.0 を拒否するサーバー(ほぼすべて)に接続できなくなります。
       *[nothing] 接続することも、接続を受け付けることもできなくなります。
    }
    .remedy = { $by ->
        [suites] これらが使えるスイート(TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 など)を一覧に残し、そのアルゴリズムを有効にしておいてください。
        [policy] 優先されるポリシーまたはコンピューター側の設定を変更してください。ユーザーの設定は反映されません。
       *[version] これらでも TLS 1.2 を使えるようにしてください。必要な値は cutover registry generate --windows { $id } --component { $asked } --protocols tls1.2 で作成できます。
    }
finding-components-left-empty = { $windows } では、古い .NET 向けに作られ、バージョンを自ら選ばないプログラムに、SSL 3.0 より新しいバージョンが残りません: { $components }。これらは既定で使うバージョンが独自に決まっていて、そのすべてがこのファイルで無効になります。
    .remedy = { $by ->
        [suites] これらが使えるスイート(TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 など)を一覧に残し、そのアルゴリズムを有効にしておいてください。
        [policy] 優先されるポリシーまたはコンピューター側の設定を変更してください。ユーザーの設定は反映されません。
       *[version] これらでも TLS 1.2 を使えるようにしてください。必要な値は cutover registry generate --windows { $id } --component { $asked } --protocols tls1.2 で作成できます。
    }
finding-components-left-old-dotnet = 古い .NET 向けに作られ、バージョンを自ら選ばないプログラムに、SSL 3.0 より新しいバージョンが残りません: { $components }。
    .remedy = 該当するプログラムがないか確認してください。SchUseStrongCrypto と SystemDefaultTlsVersions で TLS 1.2 を使えるようになります。
finding-components-left-on = { $where } では、バージョンを自ら選ばないプログラムに{ $left ->
        [ssl] 残るのは SSL 3.0 以前だけです
       *[nothing] 使えるバージョンが残りません
    }。{ $windows } で該当するもの: { $components }。
    .remedy = 対象の Windows を --windows で指定し、該当するコンポーネントでも TLS 1.2 を使えるようにしてください。必要な値は cutover registry generate で作成できます。
finding-components-left-everywhere = どの Windows でも、バージョンを自ら選ばないプログラムに{ $left ->
        [ssl] 残るのは SSL 3.0 以前だけです
       *[nothing] 使えるバージョンが残りません
    }: { $components }。
    .remedy = TLS 1.2 を有効のままにしてください。
finding-sides-differ = { $version } は、{ $on ->
        [Client] 発信接続(クライアント)では有効、着信接続(サーバー)では無効
       *[Server] 着信接続(サーバー)では有効、発信接続(クライアント)では無効
    }になります。
    .remedy = 意図したものでなければ、両方を同じにしてください。
finding-remote-desktop-needs-update = { $windows } のリモートデスクトップは、{ $update } がないと TLS 1.0 しか使えません。この更新プログラムがないと、リモートからサインインできなくなります。
    .remedy = 先に { $update } を適用してください。
finding-remote-desktop-lost = { $windows } のリモートデスクトップは、更新プログラムの有無にかかわらず TLS 1.0 しか使えません。リモートからサインインできなくなります。
    .remedy = ほかのサインイン方法があることを確認してください。
finding-strong-algorithm-off = 強いアルゴリズム { $algorithm } を無効にするため、より弱いものだけが残ります。
    .remedy = この行を削除してください。
finding-short-keys = { $name } が { $bits } ビットの鍵を許可しています({ $algorithm })。{ $least } ビット未満の鍵は解読されるおそれがあります。
    .remedy = { $least } ビット以上にしてください。2,048 ビットは dword:00000800、256 ビット(楕円曲線)は dword:00000100 です。
finding-insecure-fallback = { $name } により、ハンドシェイクが失敗すると WinHTTP が古いバージョンに戻ります。攻撃者がこれを引き起こすことができます。
    .remedy = dword:00000000 にしてください。
finding-elevation = プログラムやドライバーを、確認なしにシステム権限でインストールできるようにします。
    .remedy = { remedy-danger }
finding-repair-tools = コンピューターの修復に使うツールを使えなくします。
    .remedy = { remedy-danger }
finding-system-core = Windows の起動や、デバイスとユーザーの認識に必要なものを変更します。
    .remedy = { remedy-danger }
finding-all-off = 使えるバージョンがなくなります({ $side })。TLS 1.2 以前がすべて無効です。{ $side ->
        [Server] このコンピューター へのリモートデスクトップ、WinRM、AD FS、Web サーバーに接続できなくなります。
       *[Client] Schannel を使うプログラムは、どこにも接続できなくなります。
    }
    .remedy = TLS 1.2 を有効なまま残してください。
finding-twin-missing = { $name } は 64 ビットプログラム用にしか設定されていません。64 ビット Windows 上の 32 ビットプログラム(32 ビット版 Outlook など)には効果がありません。
    .remedy = 次のキーにも設定してください: { $twin }
finding-twin-missing-native = { $name } は 32 ビットプログラム用にしか設定されていません。64 ビットプログラムには効果がありません。
    .remedy = 次のキーにも設定してください: { $twin }
finding-twin-differs = { $name } の値が、32 ビットプログラム用と 64 ビットプログラム用({ $line } 行目)で異なります。
    .remedy = 意図したものでなければ、同じ値にしてください。
finding-mask-left-empty = { $mask } のすべてのバージョンが、このファイル自身の SCHANNEL 設定で無効になっています。プログラムは接続できなくなります。
    .remedy = 両方で TLS 1.2 を許可してください。
finding-mask-lacks-version = SCHANNEL で { $version } を有効にしていますが、{ $name } = { $mask } には含まれていないため、この値に従うプログラムは { $version } を使いません。
    .remedy = { $version } のビットをマスクに加えてください。

danger-done = { $action ->
        [set] { $key } の { $name } を { $data } に設定します。
        [set-in-hex] { $key } の { $name } を設定します。バイト列の内容: { $data }
        [value-deleted] { $key } から { $name } を削除します。
       *[key-deleted] { $key } を削除します。
    }
finding-autostart = Windows の起動時、サインイン時、またはプログラムの起動時に、何かを自動的に実行させます。
    .remedy = { remedy-danger }
finding-image-hijack = プログラムの代わりに、または一緒に、別のものを実行させます。
    .remedy = { remedy-danger }
finding-class-hijack = ファイルを開くときやコンポーネントを読み込むときに実行されるものを変更します。
    .remedy = { remedy-danger }
finding-system-dll = Windows 自身が読み込むものを変更します。
    .remedy = { remedy-danger }
finding-defender = マルウェア対策の設定を変更するか、無効にします。
    .remedy = { remedy-danger }
finding-smartscreen = 有害なダウンロードを警告する SmartScreen の設定を変更します。
    .remedy = { remedy-danger }
finding-firewall = ファイアウォールの設定を変更します。
    .remedy = { remedy-danger }
finding-updates = 更新プログラムの入手先や適用の有無を変更します。
    .remedy = { remedy-danger }
finding-exploit-protection = 脆弱性悪用への対策や、実行・起動の制限を変更します。
    .remedy = { remedy-danger }
finding-logging = ログの記録や、スクリプトの実行制限を変更します。
    .remedy = { remedy-danger }
finding-macros = Office のマクロなどの実行に関する設定を変更します。
    .remedy = { remedy-danger }
finding-uac = ユーザーアカウント制御(UAC)を弱めます。
    .remedy = { remedy-danger }
finding-lan-manager = 安全でない LAN Manager 認証と NTLM バージョン 1 を許可します。
    .remedy = { remedy-danger }
finding-sign-in = サインインやパスワードの保護を弱めます。
    .remedy = { remedy-danger }
finding-remote-access = リモートアクセスを許可するか、その保護を弱めます。
    .remedy = { remedy-danger }
finding-file-sharing = ファイル共有の保護を弱めます。
    .remedy = { remedy-danger }
finding-proxy = 通信をプロキシに送るか、プロキシの設定を変更します。
    .remedy = { remedy-danger }
finding-name-resolution = 名前解決の設定を変更します。
    .remedy = { remedy-danger }
finding-certificates = このコンピューター が信頼する証明書を変更します。
    .remedy = { remedy-danger }
finding-certificate-checks = 証明書の検証を弱めます。
    .remedy = { remedy-danger }
finding-service = サービスが実行するものや起動の設定を変更します。
    .remedy = { remedy-danger }
finding-internet-zones = 信頼するサイトや、サイトに許可する動作を変更します。
    .remedy = { remedy-danger }
