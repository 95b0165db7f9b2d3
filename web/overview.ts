// The overview: map and timeline of what the address asks for; filters without loading the page anew.
import "uplot/dist/uPlot.min.css";
import {addressWith, followLinksAndForm, go, onState} from "./lib/state";
import {IncidentMap} from "./lib/map";
import {Timeline} from "./lib/timeline";

const byId = (id: string): HTMLElement | null => document.getElementById(id);
const PHONE = "(max-width: 60rem)";

function showHelp(): void {
  for (const hidden of document.querySelectorAll<HTMLElement>("#map-help, #map-legend, #timeline-help")) {
    hidden.hidden = false;
  }
}

async function begin(): Promise<void> {
  const form = byId("filter-form");
  const filters = byId("filters");
  if (filters instanceof HTMLDetailsElement && matchMedia(PHONE).matches) filters.open = false;
  if (form instanceof HTMLFormElement) followLinksAndForm(form);
  showHelp();

  // Canvases draw with the page's letters, which have to be there.
  await Promise.allSettled([document.fonts.load("12px 'Marsad Arabic'", "أ"), document.fonts.load("12px 'Marsad Arabic'", "a")]);

  const chart = byId("timeline");
  if (chart) {
    const timeline = new Timeline(chart, (since, until) => void go(addressWith({since, until})));
    timeline.refresh();
    onState(() => timeline.refresh());
  }

  const box = byId("map");
  const status = byId("map-state");
  if (box && status) {
    try {
      const map = new IncidentMap(box, status, (area) => void go(addressWith({area})));
      onState(() => void map.refresh());
    } catch (fault) {
      // No WebGL, or switched off: the table has everything.
      console.warn(fault);
      status.textContent = (JSON.parse(box.dataset["words"] ?? "{}") as Record<string, string>)["fault"] ?? "";
      box.hidden = true;
    }
  }
}

void begin();
