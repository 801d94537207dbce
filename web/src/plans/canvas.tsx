import L from "leaflet";
import "leaflet/dist/leaflet.css";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { get } from "../api/client.ts";
import { t } from "../texts.ts";
import type { Place, Plan } from "./editing.ts";

type Level = Plan["levels"][number];

/** A level as it lies on the screen: where places of the plan are, and back. */
export interface Ground {
  readonly map: L.Map;
  /** Within the pane that moves with the picture, in pixels. Another one after every zoom. */
  readonly spot: (at: Place) => { readonly x: number; readonly y: number };
  /** @param x and @param y as the browser counts them, from the window's corner */
  readonly placeAt: (x: number, y: number) => Place;
  /** Of what is in view. */
  readonly centre: () => Place;
  readonly show: (at: Place) => void;
  readonly fit: (places: readonly Place[]) => void;
  readonly isClosest: boolean;
}

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
}: {
  plan: Pick<Plan, "kind">;
  level: Level;
  children: (ground: Ground) => ReactNode;
  onDrop?: ((event: DragEvent, place: Place) => void) | undefined;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [ground, setGround] = useState<Ground | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const { file, outline, corners, metresAcross } = level;
  const edges = corners ? `${corners.south} ${corners.west} ${corners.north} ${corners.east}` : "";

  // biome-ignore lint: a level is drawn anew when what it shows is another, not when its object is
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const gone = new AbortController();
    let map: L.Map | null = null;
    // Leaflet itself hears of the window only, and a panel beside the plan takes its place too.
    let resized = () => {};
    const sizes = new ResizeObserver(() => resized());
    setGround(null);
    setFailed(null);
    void drawn(element, plan.kind, level, gone.signal)
      .then((made) => {
        map = made.map;
        const { pane } = made;
        const tell = () => setGround(groundOf(made));
        map.on("zoomend viewreset resize", tell);
        L.DomEvent.disableClickPropagation(pane);
        tell();
        let whole = made.map.getZoom();
        sizes.observe(element);
        resized = () => {
          const isWhole = made.map.getZoom() === whole;
          made.map.invalidateSize({ animate: false });
          if (!isWhole) return;
          fitWhole(made.map, made.bounds);
          whole = made.map.getZoom();
        };
      })
      .catch((error: unknown) => {
        if (!gone.signal.aborted) setFailed(error instanceof Error ? error.message : String(error));
      });
    return () => {
      gone.abort();
      sizes.disconnect();
      map?.remove();
    };
  }, [plan.kind, file, outline, edges, metresAcross]);

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

  const pane = ground?.map.getPane("symbols");
  return (
    <div className="plan-canvas" data-testid="plan-canvas" data-ready={ground !== null}>
      <div ref={box} className="plan-map" />
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
      style: { className: "plan-outline" },
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
    centre: () => toPlace(map.getCenter()),
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
