// The reader's choice of theme: a cookie, so that the server renders it without a flash.
// The admin, whose <html> Django writes, loads this file before its stylesheets paint.
(() => {
  const root = document.documentElement;
  // The portal's own path: the cookie of a neighbour on this host stays as it is.
  const path = new URL(document.currentScript.src).pathname.split("/static/")[0] || "/";
  const secure = location.protocol === "https:" ? "; secure" : "";
  const chosen = document.cookie.match(/(?:^|; )theme=(light|dark)(?:;|$)/)?.[1] ?? "";

  function show(theme) {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const button of document.querySelectorAll("[data-theme-choice] button")) {
      button.setAttribute("aria-pressed", String(button.value === theme));
    }
  }

  function choose(theme) {
    const age = theme ? 365 * 24 * 60 * 60 : 0;
    document.cookie = `theme=${theme}; path=${path}; max-age=${age}; samesite=lax${secure}`;
    show(theme);
  }

  function wire() {
    for (const group of document.querySelectorAll("[data-theme-choice]")) {
      group.hidden = false;
      group.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (button) choose(button.value);
      });
    }
    show(chosen);
  }

  show(chosen);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", wire);
  else wire();
})();
