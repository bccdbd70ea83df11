# One handshake, to be checked by hand.

explain-title = Handshake at packet { $packet } of { $file }
explain-ends = { $client } asks { $server }
explain-ends-name = { $client } asks { $server } for { $name }
explain-offers = Offers: { $versions }
explain-offers-by-legacy = (by its version field: everything up to it)
explain-offers-by-extension = (by supported_versions)
explain-no-hello = Offers: unknown, the ClientHello is not in the capture
explain-got = Got: { $version }, { $suite }
explain-got-group = Got: { $version }, { $suite }, { $group }
explain-got-nothing = Got: no ServerHello
explain-outcome = Ended: { $outcome }
explain-alert = Alert from the { $side }: { $level } { $name } ({ $code })
explain-alert-fatal = fatal
explain-alert-warning = warning
explain-verdict = Verdict under { $policy }: { $verdict } – { $reason }
explain-message-client-hello = ClientHello, packet { $packet }
explain-message-server-hello = ServerHello, packet { $packet }
explain-message-alert = Alert, packet { $packet }
explain-column-offset = Offset
explain-column-bytes = Bytes
explain-column-field = Field
explain-column-value = Value
explain-offsets-packet = Offsets are counted from the start of the packet, as Wireshark shows them; those with + stand in a later packet and are counted from the start of the message.
explain-offsets-message = The message is spread over several packets or records; offsets with + are counted from its start.
explain-filter = In Wireshark, this display filter finds it:
explain-filter-old = Before Wireshark 3.0, write ssl in place of tls.

outcome-refused-alert = refused with a fatal alert
outcome-established = established
outcome-quic-close = closed by QUIC
outcome-non-tls-answer = the answer is not TLS
outcome-reset = reset (RST)
outcome-closed = closed (FIN) without a ServerHello
outcome-incomplete = not completed after the ServerHello
outcome-no-answer = no answer
