// The map: our own outlines, rivers and names; incidents as points with the circle that should hold
// them, or as counted cells where they are many; drawing an area.
import "maplibre-gl/dist/maplibre-gl.css"; // with two pages that show the map, it becomes map.css
import {
  AttributionControl,
  LngLatBounds,
  Map as MapLibre,
  NavigationControl,
  Popup,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONSource,
  type MapMouseEvent,
  type StyleSpecification,
} from "maplibre-gl";
import type {Feature, GeoJsonProperties} from "geojson";
import {areaFrom, areaText, boxCorners, circle, type Corner} from "./geo";

type Row = [
  key: string, lat: number, lon: number, radius: number, type: string, kind: string,
  start: string | null, end: string | null, status: string, contested: boolean, killed: number,
];
type Answer = {cells: true; points: [lat: number, lon: number, count: number][]; names: Record<string, string>}
  | {cells: false; points: Row[]; names: Record<string, string>};
type Draw = (area: string) => void;

const FONT = ["Marsad Arabic"];
const EMPTY = {type: "FeatureCollection" as const, features: []};
const KINDS = [
  "fighting", "remote-violence", "killing", "coercion", "force-posture", "unrest", "diplomacy", "humanitarian",
];
const LISTED = 8;
const SURE = "reported";

export class IncidentMap {
  private readonly map: MapLibre;
  private readonly words: Record<string, string>;
  private readonly lang: string;
  private spots = new Map<string, Row[]>();
  private names: Record<string, string> = {};
  private cells = false;
  private fitted = false;
  private drawn: Corner[] = [];
  private drawing: "" | "box" | "area" = "";
  private timer = 0;
  private readonly ready: Promise<void>;

  constructor(
    private readonly box: HTMLElement,
    private readonly status: HTMLElement,
    private readonly onDrawn: Draw,
  ) {
    this.words = JSON.parse(box.dataset["words"] ?? "{}") as Record<string, string>;
    this.lang = document.documentElement.lang === "ar" ? "ar" : "en";
    setWorkerUrl(new URL(box.dataset["worker"] ?? "", location.href).href);
    this.map = new MapLibre({
      container: box,
      style: this.style(),
      center: [39, 34.5],
      zoom: 5,
      minZoom: 2,
      maxZoom: 15,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200,
      locale: {
        "NavigationControl.ZoomIn": this.words["zoom-in"] ?? "",
        "NavigationControl.ZoomOut": this.words["zoom-out"] ?? "",
        "AttributionControl.ToggleAttribution": this.words["toggle-attribution"] ?? "",
        "ScaleControl.Kilometers": this.words["km"] ?? "km",
        "ScaleControl.Meters": this.words["m"] ?? "m",
        "Map.Title": box.getAttribute("aria-label") ?? "",
      },
    });
    this.map.touchZoomRotate.disableRotation();
    const ends = document.documentElement.dir === "rtl" ? "left" : "right";
    const begins = ends === "left" ? "right" : "left";
    this.map.addControl(new NavigationControl({showCompass: false}), `top-${ends}`);
    this.map.addControl(new ScaleControl({unit: "metric"}), `bottom-${begins}`);
    this.map.addControl(
      new AttributionControl({compact: true, customAttribution: `<bdi dir="${document.documentElement.dir}">${this.words["attribution"] ?? ""}</bdi>`}),
      `bottom-${ends}`,
    );
    this.ready = new Promise((done) => this.map.once("load", () => done()));
    this.map.on("error", (event) => console.warn(event.error?.message ?? event));
    void this.ready.then(() => {
      this.listen();
      void this.refresh();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.map.setStyle(this.style());
      this.map.once("styledata", () => this.draw());
    });
  }

  // Shows what the address asks for.
  async refresh(): Promise<void> {
    await this.ready;
    this.drawn = areaFrom(new URLSearchParams(location.search).get("area") ?? "");
    await this.load(false);
    if (!this.fitted || this.drawn.length) this.fit();
  }

  private async load(looked: boolean): Promise<void> {
    const told = new URLSearchParams(location.search);
    told.delete("page");
    if (looked) {
      const seen = this.map.getBounds();
      const pad = 0.2;
      told.set("box", [seen.getWest() - pad, seen.getSouth() - pad, seen.getEast() + pad, seen.getNorth() + pad]
        .map((one) => one.toFixed(3)).join(","));
    }
    try {
      const response = await fetch(`${this.box.dataset["points"]}?${told}`);
      if (!response.ok) throw new Error(String(response.status));
      const answer = (await response.json()) as Answer;
      this.take(answer, looked);
    } catch {
      this.status.textContent = this.words["fault"] ?? "";
    }
  }

  private take(answer: Answer, looked: boolean): void {
    this.spots.clear();
    this.names = {...this.names, ...answer.names};
    let shown = 0;
    if (answer.cells) {
      this.cells = true;
      this.source("cells", answer.points.map(([lat, lon, count]) => {
        shown += count;
        return point(lon, lat, {count, label: count.toLocaleString("en")});
      }));
      this.source("spots", []);
      this.source("rings", []);
    } else {
      // Points that came for a part of the map only are asked for anew when another part is looked at.
      this.cells = looked;
      for (const row of answer.points) {
        const at = `${row[1]},${row[2]}`;
        const here = this.spots.get(at);
        if (here) here.push(row);
        else this.spots.set(at, [row]);
      }
      shown = answer.points.length;
      this.source("cells", []);
      this.source("spots", [...this.spots].map(([at, rows]) => spot(at, rows)));
      this.source("rings", rings(answer.points));
    }
    this.draw();
    const words = this.words[answer.cells ? "shown-cells" : "shown-all"] ?? "";
    this.status.textContent = words.replace("{number}", `\u2068${shown.toLocaleString("en")}\u2069`);
  }

  private draw(): void {
    const corners = this.drawn.length > 2 ? [...this.drawn, this.drawn[0] as Corner] : this.drawn;
    this.source("area", corners.length ? [{
      type: "Feature", properties: {}, geometry: {type: "LineString", coordinates: corners},
    }] : []);
  }

  private source(name: string, features: Feature[]): void {
    this.map.getSource<GeoJSONSource>(name)?.setData({type: "FeatureCollection", features});
  }

  // Looks at most of what there is: a few places far away do not make the rest small.
  private fit(): void {
    const bounds = new LngLatBounds();
    if (this.drawn.length) this.drawn.forEach((corner) => bounds.extend(corner));
    else {
      const rows = [...this.spots.values()].flat();
      const [lons, lats] = [rows.map((row) => row[2]), rows.map((row) => row[1])].map((all) => all.sort((a, b) => a - b));
      if (!lons?.length || !lats?.length) return;
      const cut = (all: number[], part: number): number => all[Math.round((all.length - 1) * part)] as number;
      bounds.extend([cut(lons, 0.04), cut(lats, 0.04)]).extend([cut(lons, 0.96), cut(lats, 0.96)]);
    }
    this.fitted = true;
    this.map.fitBounds(bounds, {padding: 40, maxZoom: 9, animate: false});
  }

  // What people do

  private listen(): void {
    this.map.on("moveend", () => {
      if (!this.cells) return;
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.load(true), 250);
    });
    for (const layer of ["spots", "cells"]) {
      this.map.on("mouseenter", layer, () => (this.map.getCanvas().style.cursor = this.drawing ? "crosshair" : "pointer"));
      this.map.on("mouseleave", layer, () => (this.map.getCanvas().style.cursor = this.drawing ? "crosshair" : ""));
    }
    this.map.on("click", "spots", (event) => {
      const found = event.features?.[0];
      if (found && !this.drawing) this.tell(String(found.properties["at"]));
    });
    this.map.on("click", "cells", (event) => {
      if (!this.drawing) this.map.easeTo({center: event.lngLat, zoom: this.map.getZoom() + 2});
    });
    document.querySelectorAll<HTMLButtonElement>("[data-draw]").forEach((button) => {
      button.addEventListener("click", () => this.begin(button.dataset["draw"] ?? ""));
    });
    document.querySelectorAll<HTMLElement>(".tools").forEach((tools) => (tools.hidden = false));
  }

  private tell(at: string): void {
    const rows = this.spots.get(at) ?? [];
    const [first] = rows;
    if (!first) return;
    const list = document.createElement("ul");
    for (const row of rows.slice(0, LISTED)) {
      const link = document.createElement("a");
      link.href = (this.box.dataset["incident"] ?? "").replace("KEY", encodeURIComponent(row[0]));
      link.textContent = this.names[row[4]] ?? row[4];
      const day = document.createElement("bdi");
      day.textContent = row[6] === null ? (this.words["undated"] ?? "") : [row[6], row[7]].filter(Boolean)
        .filter((one, place, all) => all.indexOf(one) === place).join(" – ");
      const item = document.createElement("li");
      item.append(link, " ", day);
      list.append(item);
    }
    const box = document.createElement("div");
    box.dir = document.documentElement.dir;
    const head = document.createElement("p");
    const km = (first[3] / 1000).toLocaleString("en", {maximumFractionDigits: 1});
    head.textContent = [
      `${rows.length.toLocaleString("en")} ${this.words["incidents"]}`,
      first[3] ? (this.words["radius"] ?? "").replace("{km}", km) : "",
    ].filter(Boolean).join(" · ");
    box.append(head, list);
    if (rows.length > LISTED) {
      const more = document.createElement("p");
      more.textContent = this.words["more"] ?? "";
      box.append(more);
    }
    new Popup({maxWidth: "20rem", focusAfterOpen: true}).setLngLat([first[2], first[1]]).setDOMContent(box).addTo(this.map);
  }

  // Drawing

  private begin(what: string): void {
    if (what === "view") {
      const seen = this.map.getBounds();
      this.finish(boxCorners([seen.getWest(), seen.getSouth()], [seen.getEast(), seen.getNorth()]));
      return;
    }
    this.drawing = what === "area" ? "area" : "box";
    this.drawn = [];
    this.draw();
    this.map.getCanvas().style.cursor = "crosshair";
    this.map.doubleClickZoom.disable();
    if (what === "area") this.status.textContent = this.words["drawing"] ?? "";
    if (this.drawing === "box") this.drawBox();
    else this.drawArea();
  }

  private drawBox(): void {
    this.map.dragPan.disable();
    const canvas = this.map.getCanvasContainer();
    canvas.addEventListener("pointerdown", (down) => {
      down.preventDefault();
      const from = this.at(down);
      const move = (event: PointerEvent): void => {
        this.drawn = boxCorners(from, this.at(event));
        this.draw();
      };
      window.addEventListener("pointermove", move);
      window.addEventListener("pointerup", (up) => {
        window.removeEventListener("pointermove", move);
        const to = this.at(up);
        const apart = this.map.project(from).dist(this.map.project(to));
        this.finish(apart > 4 ? boxCorners(from, to) : []);
      }, {once: true});
    }, {once: true, capture: true});
  }

  private drawArea(): void {
    const corners: Corner[] = [];
    const click = (event: MapMouseEvent): void => {
      corners.push([event.lngLat.lng, event.lngLat.lat]);
      this.drawn = [...corners];
      this.draw();
    };
    const stop = (fits: boolean): void => {
      this.map.off("click", click);
      this.map.off("dblclick", close);
      document.removeEventListener("keydown", key);
      this.finish(fits && corners.length > 2 ? corners : []);
    };
    // Both clicks of a double click have set a corner; one is enough.
    const close = (): void => {
      corners.pop();
      stop(true);
    };
    const key = (event: KeyboardEvent): void => {
      if (event.key === "Escape") stop(false);
      if (event.key === "Enter") stop(true);
    };
    this.map.on("click", click);
    this.map.on("dblclick", close);
    document.addEventListener("keydown", key);
  }

  private at(event: PointerEvent): Corner {
    const edge = this.map.getCanvas().getBoundingClientRect();
    const {lng, lat} = this.map.unproject([event.clientX - edge.left, event.clientY - edge.top]);
    return [lng, lat];
  }

  private finish(corners: Corner[]): void {
    this.drawing = "";
    this.map.getCanvas().style.cursor = "";
    this.map.dragPan.enable();
    // At once, it would take the double click that closed the area.
    window.setTimeout(() => this.map.doubleClickZoom.enable(), 300);
    this.drawn = corners.length > 2 ? corners : areaFrom(new URLSearchParams(location.search).get("area") ?? "");
    this.draw();
    if (corners.length > 2) this.onDrawn(areaText(corners));
  }

  // Looks

  private style(): StyleSpecification {
    const paint = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    const url = (name: string): string => new URL(this.box.dataset[name] ?? "", location.href).href;
    const named = (band: number): string => url("names").replace("names-0", `names-${band}`);
    const tiles = this.box.dataset["tiles"];
    const kind = ["match", ["get", "kind"], ...KINDS.flatMap((one) => [one, paint(`class-${one}`)]), paint("ink")];
    const size = ["interpolate", ["linear"], ["sqrt", ["get", "count"]], 1, 5, 4, 10, 20, 22];
    const label = (minzoom: number, maxzoom: number, source: string, filter: unknown[], scale: number, ink = "ink") => ({
      id: `${source}-${minzoom}`,
      type: "symbol",
      source,
      minzoom,
      maxzoom,
      filter,
      layout: {
        "text-field": ["get", this.lang],
        "text-font": FONT,
        "text-size": scale,
        "text-padding": 4,
        "text-anchor": "bottom",
        "text-offset": source === "names0" && maxzoom < 7 ? [0, 0] : [0, -0.5],
        "text-max-width": 8,
      },
      paint: {"text-color": paint(ink), "text-halo-color": paint("land"), "text-halo-width": 1.5},
    });
    const kindIs = (...kinds: string[]): unknown[] => ["in", ["get", "kind"], ["literal", kinds]];
    return {
      version: 8,
      sources: {
        outlines: {type: "geojson", data: url("outlines")},
        waters: {type: "geojson", data: url("waters")},
        names0: {type: "geojson", data: named(0)},
        names1: {type: "geojson", data: named(1)},
        names2: {type: "geojson", data: named(2)},
        rings: {type: "geojson", data: EMPTY},
        spots: {type: "geojson", data: EMPTY},
        cells: {type: "geojson", data: EMPTY},
        area: {type: "geojson", data: EMPTY},
        ...(tiles ? {tiles: {type: "raster", tiles: [tiles], tileSize: 256}} : {}),
      },
      layers: [
        {id: "sea", type: "background", paint: {"background-color": paint("sea")}},
        {id: "land", type: "fill", source: "outlines", filter: ["==", ["get", "level"], 0], paint: {"fill-color": paint("land")}},
        {id: "lakes", type: "fill", source: "waters", filter: ["==", ["get", "kind"], "lakes"], paint: {"fill-color": paint("water")}},
        {id: "rivers", type: "line", source: "waters", filter: ["==", ["get", "kind"], "rivers"],
          paint: {"line-color": paint("water"), "line-width": ["interpolate", ["linear"], ["zoom"], 4, 0.8, 10, 3]}},
        ...(tiles ? [{id: "tiles", type: "raster", source: "tiles"}] : []),
        {id: "divisions", type: "line", source: "outlines", filter: ["==", ["get", "level"], 1], minzoom: 4.5,
          paint: {"line-color": paint("line"), "line-width": 1, "line-dasharray": [3, 2]}},
        {id: "borders", type: "line", source: "outlines", filter: ["==", ["get", "level"], 0],
          paint: {"line-color": paint("muted"), "line-width": 1.2}},
        label(3, 6.5, "names0", kindIs("country"), 13, "muted"),
        label(6.3, 15, "names0", kindIs("city"), 13),
        label(5.4, 6.5, "names0", kindIs("governorate"), 11, "muted"),
        label(8, 15, "names1", kindIs("town", "airport", "crossing", "base", "camp", "dam"), 12),
        label(10, 15, "names2", ["has", "kind"], 11, "muted"),
        {id: "rings", type: "fill", source: "rings", paint: {"fill-color": paint("accent"), "fill-opacity": 0.05}},
        {id: "rings-edge", type: "line", source: "rings", paint: {"line-color": paint("accent"), "line-opacity": 0.35, "line-width": 1}},
        {id: "cells", type: "circle", source: "cells", paint: {
          "circle-radius": ["interpolate", ["linear"], ["sqrt", ["get", "count"]], 1, 6, 30, 22, 200, 44],
          "circle-color": paint("accent"), "circle-opacity": 0.75, "circle-stroke-color": paint("raised"), "circle-stroke-width": 1.5,
        }},
        {id: "cell-counts", type: "symbol", source: "cells", layout: {
          "text-field": ["get", "label"], "text-font": FONT, "text-size": 12, "text-allow-overlap": true, "text-ignore-placement": true,
        }, paint: {"text-color": paint("accent-ink")}},
        {id: "spots", type: "circle", source: "spots", paint: {
          "circle-radius": size,
          "circle-color": kind,
          "circle-opacity": ["case", ["get", "unsure"], 0.12, 0.8],
          "circle-stroke-color": ["case", ["get", "contested"], paint("focus"), ["get", "unsure"], kind, paint("raised")],
          "circle-stroke-width": ["case", ["any", ["get", "contested"], ["get", "unsure"]], 2.5, 1],
        }},
        {id: "spot-counts", type: "symbol", source: "spots", filter: [">", ["get", "count"], 4], layout: {
          "text-field": ["to-string", ["get", "count"]], "text-font": FONT, "text-size": 11, "text-allow-overlap": true, "text-ignore-placement": true,
        }, paint: {"text-color": ["case", ["get", "unsure"], paint("ink"), paint("raised")]}},
        {id: "area", type: "line", source: "area", paint: {"line-color": paint("focus"), "line-width": 3, "line-dasharray": [2, 1]}},
      ],
    } as unknown as StyleSpecification;
  }
}

function point(lon: number, lat: number, properties: GeoJsonProperties): Feature {
  return {type: "Feature", properties, geometry: {type: "Point", coordinates: [lon, lat]}};
}

// All incidents of one point: the class that most are of; unsure or contested where all of them are.
function spot(at: string, rows: Row[]): Feature {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row[5], (counts.get(row[5]) ?? 0) + 1);
  const [kind] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [""];
  const first = rows[0] as Row;
  return point(first[2], first[1], {
    at,
    kind,
    count: rows.length,
    unsure: rows.every((row) => row[8] !== SURE),
    contested: rows.every((row) => row[9]),
  });
}

// Each circle once, however many incidents it holds; the smallest are hidden by their points anyway.
function rings(rows: Row[]): Feature[] {
  const seen = new Set<string>();
  const found: Feature[] = [];
  for (const [, lat, lon, radius] of rows) {
    const name = `${lat},${lon},${radius}`;
    if (radius < 1_500 || radius > 120_000 || seen.has(name)) continue;
    seen.add(name);
    found.push({type: "Feature", properties: {}, geometry: {type: "Polygon", coordinates: [circle(lon, lat, radius)]}});
  }
  return found;
}
