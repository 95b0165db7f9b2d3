// htmx, held to what the site's content security policy allows: no code in attributes
// (hx-on, js:, filters of triggers) and no style elements. It reads its settings from
// <meta name="htmx-config"> of base.html.
import htmx from "htmx.org";

// Django wants the token of the form's session with whatever changes something.
document.addEventListener("htmx:config:request", (event) => {
  const token = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value;
  const request = (event as CustomEvent).detail?.ctx?.request;
  if (token && request) request.headers["X-CSRFToken"] = token;
});

export default htmx;
