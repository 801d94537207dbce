import L from "leaflet";
import "leaflet/dist/leaflet.css";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { createPortal, flushSync } from "react-dom";
import { get } from "../api/client.ts";
import { t } from "../page-texts.ts";
import type { Place, Plan } from "./editing.ts";
import { outlineMistake } from "./outline.ts";

type Level = Plan["levels"][number];

/** A level as it lies on the screen: where places of the plan are, and back. */
export interface Ground {
  readonly map: L.Map;
  /** Within the pane that moves with the picture, in pixels. Another one after every zoom. */
  readonly spot: (at: Place) => { readonly x: number; readonly y: number };
  /** @param x and @param y as the browser counts them, from the window's corner */
  readonly placeAt: (x: number, y: number) => Place;
  readonly placeOf: (at: L.LatLng) => Place;
  /** Of what is in view. */
  readonly centre: () => Place;
  readonly show: (at: Place) => void;
  readonly fit: (places: readonly Place[]) => void;
  /** Shows all of the level again. */
  readonly whole: () => void;
  readonly isClosest: boolean;
}

/** What fits on A4 and on Letter with a table below it: 180 mm by 140 mm at 96 px an inch. */
const SHEET_PX = { width: 680, height: 530 };

const fileUrl = (id: string) => `/api/v1/files/${id}`;

/**
 * One level of a plan, to be dragged and zoomed. A floor is a picture in a flat plane; a map is a picture between its
 * corners, or an outline, in Web Mercator. Nothing comes from a tile server. Symbols are React's, in a pane of Leaflet's.
 */
export function Canvas({
  plan,
  level,
  children,
  onDrop,
  onPoint,
}: {
  plan: Pick<Plan, "kind">;
  level: Level;
  children: (ground: Ground) => ReactNode;
  onDrop?: ((event: DragEvent, place: Place) => void) | undefined;
  /** Somebody clicked or tapped beside all symbols. */
  onPoint?: ((place: Place) => void) | undefined;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [made, setMade] = useState<{ readonly drawing: string; readonly ground: Ground } | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const { file, outline, corners, metresAcross } = level;
  const edges = corners ? `${corners.south} ${corners.west} ${corners.north} ${corners.east}` : "";
  const drawing = [plan.kind, file, outline, edges, metresAcross].join(" ");
  // What was drawn for another level is gone before this one's effects run.
  const ground = made?.drawing === drawing ? made.ground : null;

  // biome-ignore lint: a level is drawn anew when what it shows is another, not when its object is
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const gone = new AbortController();
    let map: L.Map | null = null;
    // Leaflet itself hears of the window only, and a panel beside the plan takes its place too.
    let resized = () => {};
    let stopPrinting = () => {};
    const sizes = new ResizeObserver(() => resized());
    setMade(null);
    setFailed(null);
    void drawn(element, plan.kind, level, gone.signal)
      .then((level) => {
        map = level.map;
        const tell = () => setMade({ drawing, ground: groundOf(level) });
        map.on("zoomend viewreset resize", tell);
        L.DomEvent.disableClickPropagation(level.pane);
        tell();
        let whole = level.map.getZoom();
        stopPrinting = fitOnPaper(element, level);
        sizes.observe(element);
        resized = () => {
          const isWhole = level.map.getZoom() === whole;
          level.map.invalidateSize({ animate: false });
          if (!isWhole) return;
          fitWhole(level.map, level.bounds);
          whole = level.map.getZoom();
        };
      })
      .catch((error: unknown) => {
        if (!gone.signal.aborted) setFailed(error instanceof Error ? error.message : String(error));
      });
    return () => {
      gone.abort();
      sizes.disconnect();
      stopPrinting();
      map?.remove();
    };
  }, [drawing]);

  // React's own drop events would end at Leaflet's panes.
  useEffect(() => {
    const element = box.current;
    if (!element || !ground || !onDrop) return;
    const over = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      event.preventDefault();
      onDrop(event, ground.placeAt(event.clientX, event.clientY));
    };
    element.addEventListener("dragover", over);
    element.addEventListener("drop", drop);
    return () => {
      element.removeEventListener("dragover", over);
      element.removeEventListener("drop", drop);
    };
  }, [ground, onDrop]);

  useEffect(() => {
    if (!ground || !onPoint) return;
    const point = ({ latlng }: L.LeafletMouseEvent) => onPoint(ground.placeOf(latlng));
    ground.map.on("click", point);
    return () => void ground.map.off("click", point);
  }, [ground, onPoint]);

  const pane = ground?.map.getPane("symbols");
  return (
    <div className="plan-canvas" data-testid="plan-canvas" data-ready={ground !== null}>
      <div ref={box} className="plan-map" data-placing={onPoint !== undefined} />
      {ground && (
        <button
          type="button"
          className="plan-whole"
          aria-label={t.plans.zoomWhole}
          title={t.plans.zoomWhole}
          onClick={ground.whole}
        >
          <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
            <path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5" fill="none" stroke="currentColor" strokeWidth="2.5" />
          </svg>
        </button>
      )}
      {ground && pane && createPortal(children(ground), pane)}
      {failed !== null && (
        <p role="alert" className="note note-bad plan-note">
          {t.plans.noBackground(level.name, failed)}
        </p>
      )}
      {ground === null && failed === null && (
        <p role="status" className="muted plan-note">
          {t.common.loading(level.name)}
        </p>
      )}
    </div>
  );
}

interface Drawn {
  readonly map: L.Map;
  readonly pane: HTMLElement;
  readonly toLatLng: (at: Place) => L.LatLng;
  readonly toPlace: (at: L.LatLng) => Place;
  readonly bounds: L.LatLngBounds;
}

async function drawn(element: HTMLElement, kind: Plan["kind"], level: Level, signal: AbortSignal): Promise<Drawn> {
  const { file, corners, outline } = level;
  const [size, shapes] = await Promise.all([
    file === undefined ? null : sizeOf(fileUrl(file)),
    outline === undefined ? null : get<GeoJSON.GeoJsonObject>(fileUrl(outline)),
  ]);
  signal.throwIfAborted();
  if (shapes && outlineMistake(JSON.stringify(shapes)) !== null) throw new Error(t.plans.emptyOutline);
  const isFloor = kind === "floor";
  const map = L.map(element, {
    crs: isFloor ? L.CRS.Simple : L.CRS.EPSG3857,
    attributionControl: false,
    zoomControl: false,
    // Symbols lie in a pane of their own that follows when a zoom is over, not while it goes on.
    zoomAnimation: false,
    fadeAnimation: false,
    zoomSnap: 0.25,
    zoomDelta: 0.5,
    minZoom: -8,
    maxZoom: isFloor ? 30 : 20,
    wheelPxPerZoomLevel: 120,
  });
  L.control.zoom({ zoomInTitle: t.plans.zoomIn, zoomOutTitle: t.plans.zoomOut }).addTo(map);
  const pixels = size ?? { width: 1000, height: 1000 };
  // In metres where they are known, so that the scale bar is right; else in pixels.
  const width = level.metresAcross ?? pixels.width;
  const height = (pixels.height * width) / pixels.width;
  const bounds = L.latLngBounds([]);
  if (isFloor) bounds.extend([-height, 0]).extend([0, width]);
  else if (corners) bounds.extend([corners.south, corners.west]).extend([corners.north, corners.east]);
  if (shapes) {
    // What a file says of itself is not shown: its lines are all that is taken from it.
    const drawing = L.geoJSON(shapes, {
      interactive: false,
      style: (feature) => ({ className: isLine(feature) ? "plan-outline plan-line" : "plan-outline" }),
      pointToLayer: (_, at) => L.circleMarker(at, { radius: 2, interactive: false, className: "plan-outline" }),
    }).addTo(map);
    if (!bounds.isValid()) bounds.extend(drawing.getBounds());
  }
  if (!bounds.isValid()) {
    map.remove();
    throw new Error(t.plans.emptyOutline);
  }
  if (file !== undefined)
    L.imageOverlay(fileUrl(file), bounds, { alt: level.name, className: "plan-picture" }).addTo(map);
  if (!isFloor || level.metresAcross !== undefined) L.control.scale({ imperial: false }).addTo(map);
  if (isFloor) map.setMaxZoom(map.getBoundsZoom(bounds) + 6);
  fitWhole(map, bounds);
  map.setMaxBounds(bounds.pad(0.5));
  const pane = map.createPane("symbols");
  return {
    map,
    pane,
    bounds,
    toLatLng: (at) => ("x" in at ? L.latLng(-at.y * height, at.x * width) : L.latLng(at.latitude, at.longitude)),
    toPlace: ({ lat, lng }) => (isFloor ? { x: lng / width, y: -lat / height } : { latitude: lat, longitude: lng }),
  };
}

/** While the page is printed all of the level is shown, as large as paper has room for; then what was in view again. The answer ends it. */
function fitOnPaper(element: HTMLElement, { map, bounds }: Drawn): () => void {
  const stage = element.parentElement ?? element;
  let before: { readonly centre: L.LatLng; readonly zoom: number } | null = null;
  const { zoomSnap = 1 } = map.options;
  const begin = () => {
    before ??= { centre: map.getCenter(), zoom: map.getZoom() };
    const { x: width, y: height } = L.bounds(
      map.project(bounds.getNorthWest()),
      map.project(bounds.getSouthEast()),
    ).getSize();
    const share = Math.min(SHEET_PX.width / width, SHEET_PX.height / height);
    stage.style.width = `${Math.round(width * share)}px`;
    stage.style.height = `${Math.round(height * share)}px`;
    stage.dataset["paper"] = "true";
    map.options.zoomSnap = 0;
    flushSync(() => {
      map.invalidateSize({ animate: false });
      fitWhole(map, bounds);
    });
  };
  const end = () => {
    if (!before) return;
    const { centre, zoom } = before;
    before = null;
    stage.style.width = "";
    stage.style.height = "";
    delete stage.dataset["paper"];
    map.options.zoomSnap = zoomSnap;
    map.invalidateSize({ animate: false });
    fitWhole(map, bounds);
    map.setView(centre, zoom, { animate: false });
  };
  window.addEventListener("beforeprint", begin);
  window.addEventListener("afterprint", end);
  return () => {
    window.removeEventListener("beforeprint", begin);
    window.removeEventListener("afterprint", end);
  };
}

/** A street or a fence encloses nothing. */
function isLine(feature: GeoJSON.Feature | undefined): boolean {
  return feature?.geometry?.type.endsWith("LineString") ?? false;
}

/** Shows all of it. */
function fitWhole(map: L.Map, bounds: L.LatLngBounds): void {
  map.setMinZoom(-20);
  map.fitBounds(bounds, { animate: false });
  map.setMinZoom(map.getZoom() - 1);
}

function groundOf({ map, toLatLng, toPlace, bounds }: Drawn): Ground {
  return {
    map,
    spot: (at) => map.latLngToLayerPoint(toLatLng(at)),
    placeAt: (x, y) => {
      const corner = map.getContainer().getBoundingClientRect();
      return toPlace(map.containerPointToLatLng([x - corner.left, y - corner.top]));
    },
    placeOf: toPlace,
    centre: () => toPlace(map.getCenter()),
    whole: () => fitWhole(map, bounds),
    show: (at) => {
      const close = Math.min(map.getMaxZoom(), map.getBoundsZoom(bounds) + 2);
      map.setView(toLatLng(at), Math.max(map.getZoom(), close), { animate: false });
    },
    fit: (places) => {
      map.fitBounds(L.latLngBounds(places.map(toLatLng)), {
        animate: false,
        padding: [60, 60],
        maxZoom: map.getMaxZoom(),
      });
    },
    isClosest: map.getZoom() >= map.getMaxZoom(),
  };
}

/** A picture without a size of its own is taken for a square. */
function sizeOf(url: string): Promise<{ width: number; height: number }> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.addEventListener("load", () =>
      resolve({ width: image.naturalWidth || 1000, height: image.naturalHeight || 1000 }),
    );
    image.addEventListener("error", () => reject(new Error(t.plans.pictureUnread)));
    image.src = url;
  });
}
