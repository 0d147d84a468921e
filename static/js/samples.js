// The sample of an operation where scripts run: another choice replaces it in place.

let asked = 0;

// Keeps what the reader looks at where it is; the address stays one that leads here.
async function show(address) {
  const turn = ++asked;
  let next;
  try {
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    next = document.importNode(page.querySelector("[data-call]"), true);
  } catch {
    location.assign(address);
    return;
  }
  // A later choice has been made meanwhile.
  if (turn !== asked) return;
  const shown = document.querySelector("[data-call]");
  const held = focusOf(shown);
  const fold = shown.querySelector("details");
  if (fold?.open) next.querySelector("details")?.setAttribute("open", "");
  shown.replaceWith(next);
  address.hash = "";
  history.replaceState(history.state, "", address);
  wire(next);
  next.dispatchEvent(new CustomEvent("portal:added", { bubbles: true }));
  held?.(next)?.focus({ preventScroll: true });
}

// Returns what finds the same control again, where one of them has the focus.
function focusOf(section) {
  const active = document.activeElement;
  if (!section.contains(active)) return undefined;
  if (active.name) return (next) => next.querySelector(`[name="${CSS.escape(active.name)}"]`);
  return (next) => next.querySelector("[aria-current]");
}

function wire(section) {
  section.querySelector("nav").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(new URL(link.href));
  });
  const form = section.querySelector("form");
  if (!form) return;
  form.querySelector("button").hidden = true;
  const send = (event) => {
    event.preventDefault();
    const address = new URL(location);
    address.search = new URLSearchParams(new FormData(form));
    show(address);
  };
  form.addEventListener("submit", send);
  form.addEventListener("change", send);
}

const section = document.querySelector("[data-call]");
if (section) wire(section);
