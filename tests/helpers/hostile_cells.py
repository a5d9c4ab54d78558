"""What a student could write or display against whoever reads it.

To try your own, add a line: `MARKDOWN` holds written answers, `BUNDLES` what a cell displays. A
script says RAN on the console when it runs, and whatever it or the browser asks of `ELSEWHERE` is
noticed. The tests of the sanitiser and those in a browser both take all of them.
"""

import base64
import struct
import zlib

ELSEWHERE = "http://elsewhere.example"
RAN = "run-by-a-student"
JS = f"console.log(&quot;{RAN}&quot;)"
ENCODED = base64.b64encode(f"<script>console.log({RAN!r})</script>".encode()).decode()


def png(colour=(200, 30, 30)):
    """A picture of two by two pixels, in base64."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data))
            + kind
            + data
            + struct.pack(">I", zlib.crc32(kind + data) & 0xFFFFFFFF)
        )

    header = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    rows = (b"\0" + bytes(colour) * 2) * 2
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows))
    return base64.b64encode(content + chunk(b"IEND", b"")).decode()


def drawing(inside, **attributes):
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' width="40" height="40"{written}>{inside}<rect width="40" height="40"/></svg>'
    )


def encoded(text):
    return base64.b64encode(text.encode()).decode()


DRAWINGS = {
    "a script in a drawing": drawing(f"<script>console.log('{RAN}')</script>"),
    "a drawing that loads": drawing("", onload=JS),
    "a drawing that is clicked": drawing("", onclick=JS),
    "a link that is animated": drawing(
        '<a><animate attributeName="href" values="javascript:'
        f"{JS}\"/><text y='20'>click</text></a>"
    ),
    "a link that is set": drawing(
        f'<a href="#"><set attributeName="href" to="javascript:{JS}"/><text y="20">click</text></a>'
    ),
    "a picture in a drawing": drawing(f'<image href="{ELSEWHERE}/in.png" width="9" height="9"/>'),
    "a symbol from elsewhere": drawing(f'<use xlink:href="{ELSEWHERE}/x.svg#a"/>'),
    "a style in a drawing": drawing(f"<style>@import url({ELSEWHERE}/x.css);</style>"),
    "HTML in a drawing": drawing(
        f'<foreignObject width="9" height="9"><img xmlns="http://www.w3.org/1999/xhtml" src="x"'
        f' onerror="{JS}"/></foreignObject>'
    ),
    "a drawing in a style sheet": f'<?xml-stylesheet href="{ELSEWHERE}/x.xsl"?>' + drawing(""),
}

HTML = {
    "a script": f"<script>console.log('{RAN}')</script>",
    "a script from elsewhere": f'<script src="{ELSEWHERE}/x.js"></script>',
    "a picture that fails": f'<img src="x" onerror="{JS}">',
    "a picture from elsewhere": f"<img src={ELSEWHERE}/x.png>",
    "a picture of the same protocol": '<img src="//elsewhere.example/x.png">',
    "a picture of a larger screen": f'<img srcset="{ELSEWHERE}/x.png 2x">',
    "one of several sources": f'<picture><source srcset="{ELSEWHERE}/x.png"><img alt=""></picture>',
    "a film": f'<video poster="{ELSEWHERE}/x.png" src="{ELSEWHERE}/x.mp4" autoplay></video>',
    "a sound": f'<audio src="{ELSEWHERE}/x.mp3" autoplay></audio>',
    "a link with a script": f'<a href="javascript:{JS}">click</a>',
    "a link with a blank in it": f'<a href=" java\nscript:{JS}">click</a>',
    "a link with an entity in it": f'<a href="&#106;avascript:{JS}">click</a>',
    "a link to a page of data": f'<a href="data:text/html;base64,{ENCODED}">click</a>',
    "a link to elsewhere": f'<a href="{ELSEWHERE}/">click</a>',
    "a link that reports": f'<a href="#" ping="{ELSEWHERE}/">click</a>',
    "a link to a file beside": '<a href="evil.html">click</a>',
    "a link that signs out": '<a href="/logout">click</a>',
    "a picture that signs out": '<img src="/logout">',
    "a picture above": '<img src="../../../logout?x.png">',
    "a click": f'<b onclick="{JS}">click</b>',
    "a slash for a blank": f'<img/src="x"/onerror="{JS}">',
    "a focus": f'<p tabindex="1" autofocus onfocus="{JS}">x</p>',
    "something that opens": f'<details open ontoggle="{JS}"><summary>x</summary></details>',
    "something that moves": f'<marquee onstart="{JS}">x</marquee>',
    "a form": f'<form action="{ELSEWHERE}/"><button>click</button></form>',
    "a button for a form": f'<button form="f" formaction="javascript:{JS}">click</button>',
    "a picture that sends": f'<form><input type="image" src="{ELSEWHERE}/x.png"></form>',
    "another page": f'<meta http-equiv="refresh" content="0;url={ELSEWHERE}/">',
    "another base": f'<base href="{ELSEWHERE}/">',
    "a style sheet": f'<link rel="stylesheet" href="{ELSEWHERE}/x.css">',
    "a style": f"<style>@import url({ELSEWHERE}/x.css);</style>",
    "a background": f'<p style="background: url({ELSEWHERE}/x.png)">x</p>',
    "a background as it was": f'<table background="{ELSEWHERE}/x.png"><tr><td>x</td></tr></table>',
    "a cover": '<div style="position:fixed;inset:0;z-index:9999">x</div>',
    "a frame": f"<iframe srcdoc=\"<script>top.console.log('{RAN}')</script>\"></iframe>",
    "a frame from elsewhere": f'<iframe src="{ELSEWHERE}/"></iframe>',
    "an object": f'<object data="{ELSEWHERE}/x.swf"></object>',
    "something embedded": f'<embed src="data:text/html;base64,{ENCODED}">',
    "a formula that links": f'<math><maction actiontype="statusline" href="javascript:{JS}">x'
    "</maction></math>",
    "a formula around HTML": "<math><mtext><table><mglyph><style><!--</style><img title="
    f'"--&gt;&lt;img src=x onerror={JS}&gt;"></table></mtext></math>',
    "no script": f'<noscript><p title="</noscript><img src=x onerror={JS}>"></noscript>',
    "a template": f'<template><img src="x" onerror="{JS}"></template>',
    "text that is none": f'<textarea></textarea><img src="x" onerror="{JS}"><plaintext>',
    "a comment": f'<!--><img src="x" onerror="{JS}">-->',
    "full credit": '<button class="btn full-credit">click</button>'
    '<span class="full-credit">click</span>',
    "a score of one's own": '<input class="score" id="q01_double_test" value="100">',
    "a comment of one's own": '<div id="q02_linear-comment" class="comment">Well done.</div>',
    "a link of the formgrader": '<a data-link="source/secret.ipynb">click</a>',
    "a tip with HTML in it": '<b data-toggle="tooltip" data-html="true" class="live-notebook"'
    f' title="<img src=x onerror={JS}>">click</b>',
    "settings of MathJax": f"<script type=\"text/x-mathjax-config\">console.log('{RAN}')</script>",
    **DRAWINGS,
}

FORMULAS = {
    "a link in a formula": rf"\href{{javascript:console.log('{RAN}')}}{{x^2}}",
    "a link to elsewhere in a formula": rf"\href{{{ELSEWHERE}/}}{{x^2}}",
    "more of MathJax": r"\require{../../../../formgrader/submissions/evil}x",
    "a class in a formula": r"\class{full-credit}{x} \cssId{q01_double_test}{y}",
    "a style in a formula": rf"\style{{background: url({ELSEWHERE}/x.png)}}{{x}}",
    "a letter of a font": rf"\unicode[url({ELSEWHERE}/x.woff)]{{x41}}",
    "a token with attributes": rf'\mmlToken{{mi}}[href="javascript:{JS}"]{{x}}',
    "a box with a style": rf"\bbox[background: url({ELSEWHERE}/x.png)]{{x}}",
}

MARKDOWN = {
    "a link with a script": f"[the figure](javascript:console.log('{RAN}'))",
    "capitals": f"[the figure](JaVaScRiPt:console.log('{RAN}'))",
    "an entity": f"[the figure](java&#115;cript:console.log('{RAN}'))",
    "a control character": f"[the figure](<java&#x0A;script:console.log('{RAN}')>)",
    "a reference": f"[the figure][a]\n\n[a]: javascript:console.log('{RAN}')",
    "an address in brackets": f"<javascript:console.log('{RAN}')>",
    "an old script": f"[the figure](vbscript:console.log('{RAN}'))",
    "a page of data": f"[the figure](data:text/html;base64,{ENCODED})",
    "a page of data as a picture": f"![the figure](data:text/html;base64,{ENCODED})",
    "a link to elsewhere": f"[the figure]({ELSEWHERE}/)",
    "a bare address": f"See {ELSEWHERE}/ for more.",
    "a file beside": "[the figure](evil.html)",
    "a picture from elsewhere": f"![the figure]({ELSEWHERE}/x.png)",
    "a picture that is referred to": f"![the figure][a]\n\n[a]: {ELSEWHERE}/x.png",
    "a picture that leads elsewhere": f"[![x]({ELSEWHERE}/x.png)]({ELSEWHERE}/)",
    "a picture of the same protocol": "![the figure](//elsewhere.example/x.png)",
    "a picture that signs out": "![the figure](/logout)",
    "a text that leaves its picture": f'![x" onerror="{JS}](x.png)',
    "a title that leaves its link": f"[x](# 'a\" onclick=\"{JS}')",
    "an attachment that is not there": "![the figure](attachment:lost.png)",
    "a heading like a question": "# q01_double_test\n\n## q02_linear-comment",
    "a diagram": f'```mermaid\ngraph TD\nA@{{ img: "{ELSEWHERE}/x.png" }}\nclick A "{ELSEWHERE}"'
    "\n```",
    "a diagram with HTML in it": f'```mermaid\n</pre><img src="x" onerror="{JS}">\n```',
    "code with a name": f'```"><img src="x" onerror="{JS}">\nx\n```',
    "code with HTML in it": f'~~~\n<img src="x" onerror="{JS}">\n~~~',
    "code that ends early": f'`</code><img src="x" onerror="{JS}">`',
    "a formula with HTML in it": f'$x<img src="x" onerror="{JS}">y$',
    "a table": f'|a|\n|-|\n|<img src="x" onerror="{JS}">|',
    "nested deeply": "<div>" * 2000 + "x",
    "quoted deeply": ">" * 2000 + "x",
    "bracketed deeply": "[" * 2000 + "x" + "](a)" * 2000,
    **{f"HTML: {name}": text for name, text in HTML.items()},
    **{f"HTML in a line: {name}": f"So {text} it is." for name, text in HTML.items()},
    **{f"formula: {name}": f"${text}$" for name, text in FORMULAS.items()},
    **{f"formula of its own: {name}": f"$$\n{text}\n$$" for name, text in FORMULAS.items()},
    **{f"formula in HTML: {name}": f"<p>\\\\({text}\\\\)</p>" for name, text in FORMULAS.items()},
    **{
        f"drawn: {name}": f"![the figure](data:image/svg+xml;base64,{encoded(text)})"
        for name, text in DRAWINGS.items()
    },
}

# Attachments of a cell that shows all of them.
ATTACHMENTS = {
    "page.html": {"text/html": ENCODED},
    "page.png": {"image/png": ENCODED},
    "script.js": {"application/javascript": encoded(f"console.log('{RAN}')")},
    "no picture.png": {"image/png": "not base64!"},
    "nothing.png": {},
    'quoted" onerror="alert(1).png': {"image/png": png()},
    **{f"{n}.svg": {"image/svg+xml": encoded(text)} for n, text in enumerate(DRAWINGS.values())},
}

# What a cell displays: its MIME bundle and the metadata that come with it.
BUNDLES = {
    **{f"HTML: {name}": ({"text/html": text}, {}) for name, text in HTML.items()},
    **{f"drawn: {name}": ({"image/svg+xml": text}, {}) for name, text in DRAWINGS.items()},
    **{f"formula: {name}": ({"text/latex": f"${text}$"}, {}) for name, text in FORMULAS.items()},
    "Markdown": ({"text/markdown": f"[click](javascript:console.log('{RAN}'))"}, {}),
    "Markdown with a picture": ({"text/markdown": f"![]({ELSEWHERE}/x.png)"}, {}),
    "Markdown with an attachment": ({"text/markdown": "![](attachment:lost.png)"}, {}),
    "JavaScript": ({"application/javascript": f"console.log('{RAN}')"}, {}),
    "JavaScript as it was": ({"text/javascript": f"console.log('{RAN}')"}, {}),
    "isolated": (
        {"text/html": f"<script>console.log('{RAN}')</script>"},
        {"text/html": {"isolated": True}},
    ),
    "a width": ({"image/png": png()}, {"image/png": {"width": f"9 onload={JS}"}}),
    "an address for a picture": ({"image/png": f'x" onerror="{JS}'}, {}),
    "a file name": ({"image/png": png()}, {"filenames": {"image/png": f"{ELSEWHERE}/x.png"}}),
    "a widget": ({"application/vnd.jupyter.widget-view+json": {"model_id": "x"}}, {}),
    "a chart": ({"application/vnd.vega.v5+json": {"data": [{"url": f"{ELSEWHERE}/x.json"}]}}, {}),
    "a diagram": ({"text/vnd.mermaid": f'graph TD\nclick A "{ELSEWHERE}"'}, {}),
    "data": ({"application/json": {"x": f"<img src=x onerror={JS}>"}}, {}),
    "a document": ({"application/pdf": ENCODED}, {}),
    "an unknown type": ({f'x/"><img src=x onerror={JS}>': "x"}, {}),
    "text": ({"text/plain": f'<img src="x" onerror="{JS}">'}, {}),
    "colours": ({"text/plain": f'\x1b[31"><img src=x onerror={JS}>m red \x1b[0m'}, {}),
}
