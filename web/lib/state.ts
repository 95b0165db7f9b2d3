// The page's state is its address. Links and the form that change it are followed without loading
// the whole page: the parts marked data-part are taken from the answer. Where that fails, the
// browser simply goes there.

type Listener = () => void;
const listeners: Listener[] = [];
let running: AbortController | undefined;

export function onState(listener: Listener): void {
  listeners.push(listener);
}

// The address with some filters changed; an empty one is taken out. Pages begin anew.
export function addressWith(changes: Record<string, string>, search = location.search): string {
  const told = new URLSearchParams(search);
  told.delete("page");
  for (const [name, value] of Object.entries(changes)) {
    if (value) told.set(name, value);
    else told.delete(name);
  }
  return written(told);
}

// Commas and semicolons stay readable.
function written(told: URLSearchParams): string {
  const text = told.toString().replaceAll("%2C", ",").replaceAll("%3B", ";");
  return `?${text}`;
}

export async function go(address: string, push = true): Promise<void> {
  const url = new URL(address, location.href);
  running?.abort();
  running = new AbortController();
  document.documentElement.classList.add("loading");
  try {
    const response = await fetch(url, {signal: running.signal, headers: {Accept: "text/html"}});
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    show(new DOMParser().parseFromString(await response.text(), "text/html"));
    if (push) history.pushState({}, "", url);
    for (const listener of listeners) listener();
  } catch (fault) {
    if ((fault as Error).name !== "AbortError") location.assign(url);
    return;
  } finally {
    document.documentElement.classList.remove("loading");
  }
}

function show(page: Document): void {
  const focused = document.activeElement;
  const at = focused?.id;
  for (const part of document.querySelectorAll<HTMLElement>("[data-part]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh) continue;
    const open = [...part.querySelectorAll("details")].map((one) => one.open);
    part.replaceChildren(...fresh.childNodes);
    part.querySelectorAll("details").forEach((one, place) => (one.open = open[place] ?? one.open));
  }
  const language = page.querySelector<HTMLAnchorElement>("header.site .language");
  const here = document.querySelector<HTMLAnchorElement>("header.site .language");
  if (language && here) here.href = language.getAttribute("href") ?? here.href;
  if (at) document.getElementById(at)?.focus({preventScroll: true});
}

export function followLinksAndForm(form: HTMLFormElement): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-state]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    void go(link.getAttribute("href") ?? "?");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void go(addressOf(form));
  });
  form.addEventListener("change", () => void go(addressOf(form)));
  window.addEventListener("popstate", () => void go(location.href, false));
}

function addressOf(form: HTMLFormElement): string {
  const told = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value && !(name === "sort" && value === "newest")) told.set(name, value);
  }
  return written(told);
}
