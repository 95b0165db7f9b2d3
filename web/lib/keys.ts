// Which key of a Latin keyboard was meant, whatever layout is on: with an Arabic one "ش" is where
// "a" is, and "؟" is a question mark.

type Pressed = Pick<KeyboardEvent, "key" | "code" | "shiftKey">;

/** The key's Latin letter in lower case, "?" for either question mark; other keys by their own names. */
export function keyOf(event: Pressed): string {
  if (event.key === "?" || event.key === "؟") return "?";
  if (event.shiftKey) return event.key === "Enter" ? "Shift+Enter" : "";
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  const place = /^Key([A-Z])$/.exec(event.code);
  const arabic = /^[\u0600-\u06ff\ufb50-\ufefc]+$/.test(event.key);
  return place && arabic ? (place[1] ?? "").toLowerCase() : event.key;
}
