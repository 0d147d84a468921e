// Colours samples where they stand, by the CSS Custom Highlight API: the page carries no markup
// for it, and its text stays plain for copying and for browsers that do not know the API.

const TOKEN =
  /("(?:[^"\\\n]|\\.)*")(\s*:)?|(?<![\w.-])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.-])|(?<![\w"])(?:true|false|null)(?![\w"])/g;

function kindOf([token, string, colon]) {
  if (string) return colon ? "key" : "string";
  return /^[tfn]/.test(token) ? "keyword" : "number";
}

const highlights = {};
if (globalThis.CSS?.highlights) {
  for (const kind of ["key", "string", "number", "keyword"]) {
    highlights[kind] = new Highlight();
    CSS.highlights.set(`code-${kind}`, highlights[kind]);
  }
  colourAll(document);
  // What another script puts into the page, in place of what is gone.
  document.addEventListener("portal:added", (event) => {
    for (const kind of Object.values(highlights)) {
      for (const range of kind) if (!range.startContainer.isConnected) kind.delete(range);
    }
    colourAll(event.target);
  });
}

function colourAll(root) {
  for (const code of root.querySelectorAll(".code pre code")) colour(code.firstChild);
}

// Colours one text node; returns what takes the colours away again.
export function colour(text) {
  const coloured = [];
  for (const found of highlights.key && text ? text.data.matchAll(TOKEN) : []) {
    const range = new StaticRange({
      startContainer: text,
      startOffset: found.index,
      endContainer: text,
      endOffset: found.index + (found[1] ?? found[0]).length,
    });
    const kind = highlights[kindOf(found)];
    kind.add(range);
    coloured.push(() => kind.delete(range));
  }
  return () => coloured.forEach((remove) => remove());
}
