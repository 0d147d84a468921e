// The reference's navigation where scripts run: filters as one types, keeps its scroll position.

const MOST_FOUND = 60;
const ASKED_AFTER = 150;
const METHODS = new Set(["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"]);

function rows(found, base, rest) {
  const list = document.createElement("ul");
  list.setAttribute("role", "list");
  for (const [slug, method, path, summary] of found) {
    const link = document.createElement("a");
    link.href = `${base}operations/${slug}/`;
    const badge = document.createElement("span");
    badge.className = `method method-${METHODS.has(method) ? method : "as-sent"}`;
    badge.textContent = method;
    const title = document.createElement("span");
    title.className = "nav-title";
    title.textContent = summary || path;
    title.title = path;
    link.append(badge, title);
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  if (rest || !found.length) {
    const note = document.createElement("li");
    note.className = "nav-note";
    note.textContent = found.length ? `${rest.toLocaleString("en")} more; press Enter for all` : "No operation matches";
    list.append(note);
  }
  return list;
}

function matching(list, words) {
  const found = list.filter(([, text]) => words.every((word) => text.includes(word)));
  return { rows: found.slice(0, MOST_FOUND).map(([row]) => row), total: found.length };
}

async function ask(operations, words) {
  const answer = await fetch(`${operations}?q=${encodeURIComponent(words.join(" "))}`);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

function filterOperations(nav) {
  const input = nav.querySelector("[data-filter]");
  const target = nav.querySelector("[data-found]");
  const sections = nav.querySelector("[data-sections]");
  // Where there are too many to fetch, the server is asked for those that match.
  const asks = "asks" in nav.dataset;
  let operations;

  // The list is fetched once, when the reader first turns to the filter.
  const load = () => {
    if (asks) return Promise.resolve([]);
    operations ??= fetch(nav.dataset.operations).then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status}`);
      return answer.json();
    }).then((list) => list.map((row) => [row, row.slice(1).join(" ").toLowerCase()]));
    return operations;
  };

  const show = async () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    sections.hidden = words.length > 0;
    target.hidden = words.length === 0;
    if (!words.length) return;
    const asked = input.value;
    // While somebody types on, nothing is asked.
    if (asks) await new Promise((resolve) => setTimeout(resolve, ASKED_AFTER));
    if (asked !== input.value) return;
    let found;
    try {
      found = asks ? await ask(nav.dataset.operations, words) : matching(await load(), words);
    } catch {
      // The form still works: Enter asks the server.
      operations = undefined;
      sections.hidden = false;
      target.hidden = true;
      return;
    }
    if (asked !== input.value) return;
    target.replaceChildren(rows(found.rows, nav.dataset.base, found.total - found.rows.length));
  };

  input.addEventListener("focus", () => load().catch(() => { operations = undefined; }), { once: true });
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !input.value) return;
    input.value = "";
    show();
  });
  if (document.activeElement === input) show();
}

function rememberScroll(nav) {
  const key = `reference-scroll ${nav.dataset.base}`;
  const list = nav.querySelector("[data-list]");
  const current = list.querySelector("[aria-current=page]");
  try {
    list.scrollTop = Number(sessionStorage.getItem(key)) || 0;
    addEventListener("pagehide", () => sessionStorage.setItem(key, list.scrollTop));
  } catch {
    // Storage is switched off: the navigation begins at its top.
  }
  if (!current || list.scrollHeight <= list.clientHeight) return;
  const [inner, outer] = [current.getBoundingClientRect(), list.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) {
    list.scrollTop += inner.top - outer.top - outer.height / 3;
  }
}

// On a phone the list of sections would stand before what the reader came for.
function foldOnPhones(nav) {
  const narrow = matchMedia("(max-width: 63.99rem)");
  const sections = nav.querySelector("[data-sections]");
  const fit = () => { sections.open = !narrow.matches; };
  fit();
  narrow.addEventListener("change", fit);
}

function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = target && target.closest("details");
  if (fold) fold.open = true;
}

const nav = document.querySelector("[data-operations]");
filterOperations(nav);
foldOnPhones(nav);
rememberScroll(nav);
openTarget();
addEventListener("hashchange", openTarget);
