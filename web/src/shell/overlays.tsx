import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { statusQuery } from "../api/queries.ts";
import { tourDesk, useTour } from "../help/tour-desk.ts";
import { keyOf, removedDesk } from "../site/removed.ts";
import { useWatched } from "../watched.ts";
import { overlayDesk, useOverlay, useOverlayKeys } from "./overlay.ts";

const Palette = lazy(async () => ({ default: (await import("../palette/palette.tsx")).Palette }));
const HelpPanel = lazy(async () => ({ default: (await import("../help/panel.tsx")).HelpPanel }));
const UndoRemoval = lazy(async () => ({ default: (await import("../site/undo-removal.tsx")).UndoRemoval }));
const TourStrip = lazy(async () => ({ default: (await import("../help/tour.tsx")).TourStrip }));

/** What lies over any page when a key or a button asks for it. Loaded then. */
export function Overlays() {
  const overlay = useOverlay();
  useOverlayKeys();
  const close = () => overlayDesk.show(null);
  return (
    <Suspense>
      {overlay === "palette" && <Palette onClose={close} />}
      {overlay === "help" && <HelpPanel onClose={close} />}
    </Suspense>
  );
}

/** What was removed last, while nobody has dismissed it. Loaded then. */
export function Removed() {
  const removed = useWatched(removedDesk);
  if (!removed) return null;
  return (
    <Suspense>
      <UndoRemoval key={keyOf(removed)} removed={removed} />
    </Suspense>
  );
}

/** The tour of an example site, where somebody is on it. */
export function Tour() {
  const isDemo = useQuery({ ...statusQuery, enabled: false }).data?.demo === true;
  const step = useTour();
  useEffect(() => {
    if (isDemo) tourDesk.offer();
  }, [isDemo]);
  return <Suspense>{step !== null && <TourStrip step={step} />}</Suspense>;
}
