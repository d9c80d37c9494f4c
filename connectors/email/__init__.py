"""E-mail: IMAP and pipe in, SMTP out. Parsing and composing are pure functions of bytes."""
