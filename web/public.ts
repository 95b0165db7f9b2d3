// The map of the public pages: what the list shows, without the tools of the overview.
import {IncidentMap} from "./lib/map";

async function begin(): Promise<void> {
  const box = document.getElementById("map");
  const status = document.getElementById("map-state");
  if (!box || !status) return;
  const letters = ["12px 'Marsad Arabic'"];
  await Promise.allSettled(letters.flatMap((font) => [document.fonts.load(font, "أ"), document.fonts.load(font, "a")]));
  try {
    new IncidentMap(box, status, () => undefined);
  } catch (fault) {
    // No WebGL, or switched off: the table has everything.
    console.warn(fault);
    status.textContent = (JSON.parse(box.dataset["words"] ?? "{}") as Record<string, string>)["fault"] ?? "";
    box.hidden = true;
  }
}

void begin();
