# Lists of policies.

policy-column-id = Policy
policy-column-versions = Versions
policy-column-unsupported = Unsupported from
policy-column-refused = Refused from
policy-column-confidence = Confidence
policy-column-name = Name

policy-field-side = Whose rule
policy-field-scope = Scope
policy-field-versions = Versions
policy-field-unsupported = Older versions unsupported from
policy-field-refused = Older versions refused from
policy-field-suites = Suites (TLS 1.2 and older)
policy-field-denied = Suites not allowed
policy-field-groups = Groups
policy-field-not-judged = Also asked, not judged
policy-field-dates = Dates
policy-field-source = Source
policy-field-confidence = Confidence
policy-field-note = Note

side-server = servers
side-client = clients
side-both = servers and clients
any-suite = any
any-group = any
no-date = –
