// The menu of narrow screens opens and closes by itself (<details>). With scripts it also closes by
// Escape, and when something else is pressed.

/** Begin to close the menu. */
export function closeMenu(): void {
  document.addEventListener("keydown", (event) => {
    const menu = opened();
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  document.addEventListener("click", (event) => {
    const menu = opened();
    if (menu && !(event.target as Element).closest("header.site")) menu.open = false;
  });
}

function opened(): HTMLDetailsElement | null {
  return document.querySelector<HTMLDetailsElement>("header.site .menu[open]");
}
