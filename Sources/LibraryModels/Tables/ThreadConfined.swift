/// Objects of libraries that one thread at a time may use, although they are not bound to the thread that made
/// them: a second call while one is under way mixes up what both send and read.
package enum ThreadConfined {
  private static let rows: [(prefix: String, evidence: String)] = [
    ("pymysql.", "PyMySQL 1.2 pymysql/__init__.py: threadsafety = 1"),
    ("http.client.", "CPython 3.13 Lib/http/client.py: one state for request and response"),
    ("smtplib.", "CPython 3.13 Lib/smtplib.py: docmd writes, then reads the next line"),
    ("ftplib.", "CPython 3.13 Lib/ftplib.py: sendcmd writes, then reads the next line"),
    ("imaplib.", "CPython 3.13 Lib/imaplib.py: one state and one table of answers"),
    ("poplib.", "CPython 3.13 Lib/poplib.py: _shortcmd writes, then reads the next line"),
  ]

  package static func holds(_ leaf: String) -> Bool {
    rows.contains { leaf.hasPrefix($0.prefix) }
  }
}
