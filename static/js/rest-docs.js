// Starts Swagger UI over the portal's own schema, in the portal's layout and with the faults of
// accessibility that its markup has mended by a plugin. The vendored file itself stays as it came.
const place = document.getElementById("swagger-ui");
const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
// By its address and not by `import`: published files have their digest in their name.
const { colour } = await import(place.dataset.codeColours);

// Headings step down from the page's own h1: tag (h2), operation (h3), its parts (h4, h5). The
// dialog begins at h2.
const DIALOG_HEADINGS = { h4: "h3", h6: "p" };

// Swagger UI's own React, set when it takes the plugin.
let React;
const h = (...parts) => React.createElement(...parts);
const icon = (name) => h("svg", { className: "icon", "aria-hidden": true }, h("use", { href: `#icon-${name}` }));
const retyped = (element, type) => h(type, { ...element.props, key: element.key });
const has = (element, name) => element.props.className?.split?.(" ").includes(name);

// A table's heads are written as plain cells.
const withHeads = (element) =>
  element.type === "td" && has(element, "col_header")
    ? h("th", { ...element.props, scope: "col", key: element.key })
    : element;

// What changes in what a part renders: `(element, the part's props) => element or null`.
const changes = {
  // One control per operation, as the heading of what it opens. Its arrow is drawn in CSS.
  OperationSummary(element, { operationProps }) {
    if (has(element, "opblock-summary-control")) return h("h3", { key: element.key }, element);
    if (has(element, "opblock-control-arrow")) return null;
    if (!("isAuthorized" in element.props)) return element;
    // The same credentials serve every operation: the button for them stands above, once.
    if (operationProps.get("security").some((scheme) => scheme.isEmpty())) return null;
    return h("span", { className: "opblock-locked", key: element.key }, icon("lock"),
      h("span", { className: "visually-hidden" }, "Needs credentials"));
  },
  // A link inside that control would be a control in a control.
  OperationSummaryPath(element) {
    return "enabled" in element.props ? React.cloneElement(element, { enabled: false }) : element;
  },
  OperationTag(element, { tag }) {
    if (element.type !== "h3") return element;
    const { onClick, "data-is-open": open, ...rest } = element.props;
    const description = rest.children[1];
    const button = h("button", { type: "button", "aria-expanded": open, onClick }, tag);
    return h("div", { ...rest, "data-is-open": open }, h("h2", null, button), description);
  },
  operations(element) {
    if (element.type !== "h3") return element;
    return h("p", { className: "muted", role: "status" }, "No operation has this in its tag or path.");
  },
  // Two ids were one: the label's and its control's. Nothing refers to the label's.
  parameters(element) {
    return element.type === "label" && element.props.id ? React.cloneElement(element, { id: undefined }) : element;
  },
  // Every one of these had the same id, so that each label ticked the first box of the page.
  ParameterIncludeEmpty(element) {
    if (element.type === "label") return React.cloneElement(element, { htmlFor: undefined });
    return element.type === "input" ? React.cloneElement(element, { id: undefined }) : element;
  },
  // A table that says it is a region is no table any more.
  responses(element, { tryItOutResponse }) {
    if (element.type === "table") return React.cloneElement(element, { role: undefined, "aria-live": undefined });
    if (!has(element, "responses-inner")) return withHeads(element);
    const words = tryItOutResponse ? `Answered with status ${tryItOutResponse.get("status")}` : "";
    const status = h("p", { role: "status", className: "visually-hidden", key: "status" }, words);
    return h("div", element.props, status, ...[].concat(element.props.children));
  },
  liveResponse: withHeads,
  // The depth that keeps the list of schemas folded would fold what stands in each of them, too.
  Models(element) {
    if ("defaultModelsExpandDepth" in element.props) return React.cloneElement(element, { defaultModelsExpandDepth: 2 });
    return element.type === "h4" ? retyped(element, "h2") : element;
  },
  // Without a title there is nothing in its button, or only dots.
  ModelCollapse(element, { title, specPath, collapsedContent }) {
    const speaks = !element.props["aria-expanded"] && typeof collapsedContent !== "string";
    if (element.type !== "button" || title || speaks) return element;
    return React.cloneElement(element, { "aria-label": ["Details", specPath?.last?.()].filter(Boolean).join(" of ") });
  },
  // Each form closes the whole dialog, which has its own button for that.
  auths(element, { definitions }) {
    if (has(element, "btn-done")) return null;
    if (!has(element, "modal-btn")) return element;
    const scheme = definitions.keySeq().join(", ");
    return React.cloneElement(element, { "aria-label": `${element.props.children} ${scheme}` });
  },
  apiKeyAuth: inDialog,
  HttpAuth: inDialog,
};

// One id for the field of every scheme, a name that is an id, and the focus for the last of them.
function inDialog(element, { name }) {
  const { id, htmlFor } = element.props;
  if (htmlFor) return React.cloneElement(element, { htmlFor: `${htmlFor}-${name}` });
  if (id) return React.cloneElement(element, { id: `${id}-${name}`, "aria-label": undefined, autoFocus: undefined });
  return DIALOG_HEADINGS[element.type] ? retyped(element, DIALOG_HEADINGS[element.type]) : element;
}

// The dialog of the platform: it keeps the focus inside, and gives it back.
function AuthorizationPopup({ authSelectors, authActions, errSelectors, specSelectors, getComponent }) {
  const dialog = React.useRef(null);
  const Auths = getComponent("auths");
  const close = () => authActions.showDefinitions(false);
  React.useLayoutEffect(() => {
    const element = dialog.current;
    element.showModal();
    return () => element.close();
  }, []);
  // No script may set a cookie's header; the browser sends the session along by itself.
  const schemes = authSelectors
    .shownDefinitions()
    .map((definition) => definition.filter((scheme) => scheme.get("in") !== "cookie"))
    .filter((definition) => definition.size);
  return h("dialog", { ref: dialog, className: "auth-dialog", "aria-labelledby": "auth-title", onCancel: close },
    h("div", { className: "between" },
      h("h2", { id: "auth-title" }, "Credentials"),
      h("button", { type: "button", className: "button button-small", onClick: close }, "Close")),
    h("p", { className: "muted" }, "While you are signed in, calls go out as you and need nothing here. What you enter stays in this page."),
    schemes.toArray().map((definitions, key) =>
      h(Auths, { key, definitions, getComponent, errSelectors, authSelectors, authActions, specSelectors })));
}

function Failure({ message, retry }) {
  return h("div", { className: "alert alert-error", role: "alert" }, icon("error"),
    h("div", null,
      h("p", { className: "alert-title" }, "The description could not be loaded."),
      h("p", null, message),
      h("p", { className: "actions" }, h("button", { type: "button", className: "button button-small", onClick: retry }, "Try again"))));
}

function PortalLayout({ specSelectors, specActions, errSelectors, layoutActions, getComponent }) {
  const status = specSelectors.loadingStatus();
  if (status === "failed" || (status === "success" && !specSelectors.isOAS3())) {
    const message = errSelectors.lastError()?.get("message") ?? "What came is no OpenAPI description.";
    return h(Failure, { message, retry: () => specActions.download(specSelectors.url()) });
  }
  if (status !== "success") return h("p", { className: "muted", role: "status" }, "Loading the description…");
  const [Authorize, Operations, Models] = ["AuthorizeBtnContainer", "operations", "Models"].map((name) => getComponent(name, true));
  return h("div", { className: "swagger-ui" },
    h("div", { className: "toolbar" },
      h("div", { className: "search" }, icon("search"),
        h("input", {
          type: "search", "aria-label": "Filter operations", placeholder: "Filter by tag or path", autoComplete: "off",
          onChange: (event) => layoutActions.updateFilter(event.target.value),
        })),
      h(Authorize)),
    h(Operations),
    h(Models));
}

// Takes the focus, so that a keyboard can scroll it.
function PlainTextViewer({ className, children }) {
  const code = React.useRef(null);
  const isCommand = className?.includes("curl");
  React.useEffect(() => (isCommand ? undefined : colour(code.current.firstChild)), [children]);
  return h("pre", { className: `microlight ${className ?? ""}`, ref: code, tabIndex: 0 }, String(children));
}

const layout = {
  wrapActions: {
    // Its own reading of an address takes "_" in an operation's id for a blank, and complains.
    parseDeepLinkHash: (_, { layoutActions }) => (hash) => {
      const [tag, operation] = hash.replace(/^#!?\/?/, "").split("/");
      if (!tag) return;
      layoutActions.show(["operations-tag", tag], true);
      if (operation) layoutActions.show(["operations", tag, operation], true);
      layoutActions.scrollTo(operation ? ["operations", tag, operation] : ["operations-tag", tag]);
    },
    // At once, and below the top bar.
    scrollToElement: () => (element) => element.scrollIntoView(),
  },
};

// Returns what makes, of a component, the same one with `change` made to every element it renders.
// One that only hands its own props on to another (deep links, error boundaries) is looked through.
function mending(change) {
  const known = new WeakMap();

  function mended(Part) {
    if (!known.has(Part)) known.set(Part, rendering(Part, walk));
    return known.get(Part);
  }

  function walk(node, props) {
    if (Array.isArray(node)) return node.map((child) => walk(child, props));
    if (!React.isValidElement(node)) return node;
    if (typeof node.type === "function" && handsOn(node.props, props)) {
      return h(mended(node.type), { ...node.props, key: node.key });
    }
    const { children } = node.props;
    if (children === undefined || children === null) return change(node, props);
    const inside = walk(children, props);
    return change(React.cloneElement(node, null, ...(Array.isArray(inside) ? inside : [inside])), props);
  }

  return mended;
}

function rendering(Part, made) {
  if (!Part.prototype?.isReactComponent) return (props) => made(Part(props), props);
  return class extends Part {
    render() {
      return made(super.render(), this.props);
    }
  };
}

function handsOn(props, given) {
  const names = Object.keys(given);
  return names.length > 1 && names.every((name) => props[name] === given[name]);
}

function plugin(system) {
  React = system.React;
  const wrapComponents = {};
  for (const [name, change] of Object.entries(changes)) wrapComponents[name] = mending(change);
  return {
    wrapComponents,
    components: { authorizationPopup: AuthorizationPopup, PortalLayout, PlainTextViewer },
    statePlugins: { layout },
  };
}

// The fields of "Try it out" are made by parts that pass no name on, so it is written here, as they
// come: the name that stands in the first column of their row.
function nameFields() {
  for (const field of place.querySelectorAll(":is(input, select, textarea):not([aria-label], [id], label *)")) {
    const row = field.closest("[data-param-name], [data-property-name]");
    const name = row?.dataset.paramName ?? row?.dataset.propertyName;
    if (name) field.setAttribute("aria-label", name);
    else if (field.matches(".examples-select select")) field.setAttribute("aria-label", "Example");
    else if (field.closest(".opblock-section-request-body")) field.setAttribute("aria-label", "Request body");
  }
}
new MutationObserver(nameFields).observe(place, { childList: true, subtree: true });

window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.schema,
  plugins: [plugin],
  layout: "PortalLayout",
  deepLinking: true,
  filter: true,
  // The schemas are a reference to look up; the operations come first.
  defaultModelsExpandDepth: 0,
  defaultModelExpandDepth: 2,
  // Its colours are made for one dark ground; ours follow the theme.
  syntaxHighlight: { activated: false },
  // Swagger's own validator badge would ask another host.
  validatorUrl: null,
  requestInterceptor(request) {
    if (token && new URL(request.url, location).origin === location.origin) request.headers["X-CSRFToken"] = token;
    return request;
  },
});
