// What every page gains where scripts run. Nothing here is needed to use a page.

function searchOnSlash() {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const box = document.querySelector("[data-search]");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}

function closeMenus() {
  const open = () => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    }
  });
}

function say(text) {
  let region = document.querySelector("[data-say]");
  if (!region) {
    region = document.createElement("div");
    region.className = "visually-hidden";
    region.setAttribute("role", "status");
    region.dataset.say = "";
    document.body.append(region);
  }
  region.textContent = text;
}

function copyButtons(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(source.textContent);
      } catch {
        // The browser or its owner does not allow it: the keyboard still copies what is selected.
        getSelection().selectAllChildren(source);
        say("The browser did not allow copying. The text is selected.");
        return;
      }
      const use = button.querySelector("use");
      use.setAttribute("href", "#icon-check");
      button.dataset.copied = "";
      say("Copied");
      setTimeout(() => {
        use.setAttribute("href", "#icon-copy");
        delete button.dataset.copied;
      }, 2000);
    });
  }
}

function confirmByName() {
  for (const form of document.querySelectorAll("form[data-confirm]")) {
    const [input, button] = [form.querySelector("[name=confirm]"), form.querySelector(".button-danger")];
    const compare = () => { button.disabled = input.value.trim() !== form.dataset.confirm; };
    input.addEventListener("input", compare);
    compare();
  }
}

searchOnSlash();
closeMenus();
copyButtons(document);
// What another script puts into the page.
document.addEventListener("portal:added", (event) => copyButtons(event.target));
confirmByName();
