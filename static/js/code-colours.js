// Colours samples where they stand, by the CSS Custom Highlight API: the page carries no markup
// for it, and its text stays plain for copying and for browsers that do not know the API.

const TOKEN =
  /("(?:[^"\\\n]|\\.)*")(\s*:)?|(?<![\w.-])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.-])|(?<![\w"])(?:true|false|null)(?![\w"])/g;

function kindOf([token, string, colon]) {
  if (string) return colon ? "key" : "string";
  return /^[tfn]/.test(token) ? "keyword" : "number";
}

function colour(text, highlights) {
  for (const found of text.data.matchAll(TOKEN)) {
    const range = new StaticRange({
      startContainer: text,
      startOffset: found.index,
      endContainer: text,
      endOffset: found.index + (found[1] ?? found[0]).length,
    });
    highlights[kindOf(found)].add(range);
  }
}

if (globalThis.CSS?.highlights) {
  const highlights = {};
  for (const kind of ["key", "string", "number", "keyword"]) {
    highlights[kind] = new Highlight();
    CSS.highlights.set(`code-${kind}`, highlights[kind]);
  }
  for (const code of document.querySelectorAll(".code pre code")) {
    if (code.firstChild) colour(code.firstChild, highlights);
  }
}
