// Starts Swagger UI over the portal's own schema. The session's CSRF token goes along, so that what
// is tried out works for whoever is signed in.
const place = document.getElementById("swagger-ui");
const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;

// Its dark colours hang on this class.
const theme = document.documentElement.dataset.theme;
const dark = theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.classList.toggle("dark-mode", dark);

window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.schema,
  deepLinking: true,
  // Swagger's own validator badge would ask another host.
  validatorUrl: null,
  requestInterceptor(request) {
    if (token && new URL(request.url, location).origin === location.origin) request.headers["X-CSRFToken"] = token;
    return request;
  },
});
