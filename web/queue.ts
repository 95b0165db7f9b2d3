// The review queue by keyboard. Single keys do nothing while somebody types, nor where they are
// switched off (WCAG 2.1.4), nor held down; with Ctrl, Alt or the like they are the browser's.
import {sendDeeds} from "./lib/deeds";
import {keyOf} from "./lib/keys";
import {takePassages} from "./lib/passage";

const OFF = "marsad.keys-off";

sendDeeds();
takePassages();
document.addEventListener("keydown", onKey);
document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.id === "keys-on") {
    if (event.target.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
    ready();
  }
});
document.addEventListener("marsad:shown", ready);
ready();

function ready(): void {
  const off = Boolean(localStorage.getItem(OFF));
  const box = document.querySelector<HTMLInputElement>("#keys-on");
  if (box) box.checked = !off;
  document.documentElement.classList.toggle("keys-off", off);
  const list = document.querySelector<HTMLElement>(".waiting");
  const here = list?.querySelector<HTMLElement>('[aria-current="true"]');
  if (list && here) {
    list.scrollTop += here.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 3;
  }
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const at = event.target;
  if (at instanceof HTMLTextAreaElement && at.name === "note" && event.key === "Enter" && event.ctrlKey) {
    event.preventDefault();
    press('button[value="reject"]');
    return;
  }
  if (event.key === "Escape" && at instanceof HTMLElement && isField(at)) {
    at.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF)) return;
  if (at instanceof HTMLElement && isField(at)) return;
  const key = keyOf(event);
  // A key that is held down moves along the list, but decides once.
  if (event.repeat && key !== "j" && key !== "k") return;
  const act = ACTS[key];
  if (act && act() !== false) event.preventDefault();
}

function isField(element: HTMLElement): boolean {
  return element.isContentEditable || element.matches("input:not([type=checkbox]), textarea, select");
}

// Where one was before the list of keys was opened.
let before: Element | null = null;

const ACTS: Record<string, () => boolean | void> = {
  j: () => move(1),
  k: () => move(-1),
  a: () => press('button[value="accept"]'),
  r: () => {
    const note = document.querySelector<HTMLTextAreaElement>("#note");
    if (note?.value.trim()) press('button[value="reject"]');
    else note?.focus();
  },
  c: () => follow("a[data-contested]") || follow('a[data-correct="killed"]') || follow("a[data-correct]"),
  m: () => press('button[data-key="m"]'),
  n: () => press('button[data-key="n"]'),
  p: () => press('button[data-key="p"]'),
  u: () => press('button[data-key="u"]'),
  "?": () => {
    const help = document.querySelector<HTMLDetailsElement>("#keys-help");
    if (help) {
      help.open = !help.open;
      if (help.open) {
        before = document.activeElement;
        help.querySelector("summary")?.focus();
      } else if (before instanceof HTMLElement && before.isConnected) {
        before.focus();
      }
    }
  },
  Enter: () => {
    const active = document.activeElement;
    if (active && active !== document.body && !active.matches("main")) return false;
    return follow("a[data-open]");
  },
};

function press(selector: string): boolean {
  const button = document.querySelector<HTMLButtonElement>(selector);
  button?.click();
  return button !== null;
}

function follow(selector: string): boolean {
  const link = document.querySelector<HTMLAnchorElement>(selector);
  link?.click();
  return link !== null;
}

function move(step: number): boolean {
  const items = [...document.querySelectorAll<HTMLAnchorElement>("a[data-item]")];
  const here = items.findIndex((item) => item.getAttribute("aria-current") === "true");
  const next = here < 0 ? items[0] : items[here + step];
  next?.click();
  return next !== undefined;
}
