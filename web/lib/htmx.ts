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

// A part of a page that a link asks for and does not get (signed out meanwhile, gone by now): go
// where the link leads, as without scripts.
document.addEventListener("htmx:before:response", (event) => {
  const ctx = (event as CustomEvent).detail?.ctx;
  const response: Response | undefined = ctx?.response?.raw;
  const link: unknown = ctx?.sourceElement;
  if (!response || !(link instanceof HTMLAnchorElement) || (response.ok && !response.redirected)) return;
  event.preventDefault();
  location.assign(link.href);
});

export default htmx;
