import Diagnostics

/// The frame of every page: it needs nothing else, and works without scripts.
enum HTMLDocument {
  /// - Parameters:
  ///   - title: as text; with the name of the program before it, it becomes the title of the window.
  ///   - skip: the part that a reader with a keyboard may go to at once, and its name.
  ///   - body: what stands between header and footer, as HTML.
  static func page(
    title: String, heading: String, lead: String, skip: (part: String, text: String), body: String
  ) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Loopwise: \(MarkupText.escaped(title))</title>
    <style>\(HTMLStyle.sheet)</style>
    </head>
    <body>
    <a class="skip" href="#\(skip.part)">\(skip.text)</a>
    <header>
    <h1>\(heading)</h1>
    <p>\(MarkupText.escaped(lead))</p>
    </header>
    \(body)<footer><p>\(Product.name) \(Product.version)</p></footer>
    <script>\(HTMLStyle.script)</script>
    </body>
    </html>

    """
  }
}
