// A passage selected in a report's text becomes the evidence of a correction. Offsets count code
// points of the text as received, as the server does; strings here count UTF-16 units.

/** Offset of a boundary point, by the piece (data-start) that it lies in; null outside the text. */
export function offsetOf(node: Node, inside: number, atEnd: boolean): number | null {
  const element = node instanceof Element ? node : node.parentElement;
  const repair = element?.closest<HTMLElement>("[data-repair]");
  if (repair) {
    const [start, end] = (repair.dataset.repair ?? "").split("-").map(Number);
    return (atEnd ? end : start) ?? null;
  }
  const piece = element?.closest<HTMLElement>("[data-start]");
  if (piece) return Number(piece.dataset.start) + pointsBefore(piece, node, inside);
  return null;
}

function pointsBefore(piece: HTMLElement, node: Node, inside: number): number {
  const range = document.createRange();
  range.setStart(piece, 0);
  range.setEnd(node, inside);
  const before = range.cloneContents();
  before.querySelectorAll(".restored").forEach((one) => one.remove());
  return codePoints(before.textContent ?? "");
}

/** The number of code points of a string. */
export function codePoints(text: string): number {
  return [...text].length;
}

/** Begin to fill the evidence of the correction form from selections. */
export function takePassages(): void {
  document.addEventListener("selectionchange", take);
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field instanceof HTMLTextAreaElement && field.name === "quote") fill(field.form, "", "");
  });
  const reveal = (): void =>
    document.querySelectorAll<HTMLElement>("[data-needs-script]").forEach((one) => (one.hidden = false));
  document.addEventListener("marsad:shown", reveal);
  reveal();
}

function take(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-evidence]");
  const selection = document.getSelection();
  if (!form || !selection || selection.isCollapsed || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  const first = range.startContainer;
  const text = (first instanceof Element ? first : first.parentElement)?.closest<HTMLElement>(
    ".source-text[data-doc]",
  );
  if (!text || !text.contains(range.endContainer)) return;
  const start = offsetOf(range.startContainer, range.startOffset, false);
  const end = offsetOf(range.endContainer, range.endOffset, true);
  if (start === null || end === null || end <= start) return;
  const quote = form.elements.namedItem("quote");
  const doc = form.elements.namedItem("doc");
  if (quote instanceof HTMLTextAreaElement) quote.value = textBetween(text, start, end);
  if (doc instanceof HTMLSelectElement) doc.value = text.dataset.doc ?? "";
  fill(form, String(start), String(end));
}

/** The text as received between two offsets, whichever spelling is shown. */
function textBetween(text: HTMLElement, start: number, end: number): string {
  let found = "";
  text.querySelectorAll<HTMLElement>("[data-start]").forEach((piece) => {
    const copy = piece.cloneNode(true) as HTMLElement;
    copy.querySelectorAll(".restored").forEach((one) => one.remove());
    const points = [...(copy.textContent ?? "")];
    const first = Number(piece.dataset.start);
    if (first < end && first + points.length > start) {
      found += points.slice(Math.max(0, start - first), end - first).join("");
    }
  });
  return found;
}

function fill(form: HTMLFormElement | null, start: string, end: string): void {
  for (const [name, value] of [["quote_start", start], ["quote_end", end]] as const) {
    const field = form?.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value;
  }
}
