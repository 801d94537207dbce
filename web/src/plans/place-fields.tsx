import { TextInput } from "@mantine/core";
import { useEffect, useRef } from "react";
import { t } from "../page-texts.ts";
import type { Place } from "./editing.ts";

const EDGES = { latitude: 85, longitude: 180 } as const;

/** Where a symbol of a map is, in degrees, to be typed: of a pumping station one knows that better than one can point at it. */
export function PlaceFields({ at, onMove }: { at: Place; onMove: (at: Place) => void }) {
  const box = useRef<HTMLDivElement>(null);
  // Who types is not disturbed; who drags sees where it is.
  useEffect(() => {
    if ("x" in at) return;
    for (const field of box.current?.querySelectorAll("input") ?? []) {
      if (field !== document.activeElement) field.value = String(at[field.name as keyof typeof EDGES]);
    }
  }, [at]);
  if ("x" in at) return null;
  function move(name: keyof typeof EDGES, text: string): void {
    const degrees = Number(text.trim().replace(",", "."));
    if (text.trim() === "" || !(Math.abs(degrees) <= EDGES[name]) || "x" in at) return;
    if (degrees !== at[name]) onMove({ ...at, [name]: degrees });
  }
  return (
    <div ref={box} className="row-wrap">
      {(["latitude", "longitude"] as const).map((name) => (
        <TextInput
          key={name}
          name={name}
          label={t.plans[name]}
          inputMode="decimal"
          defaultValue={at[name]}
          onBlur={(event) => {
            move(name, event.currentTarget.value);
          }}
          onKeyDown={(event) => event.key === "Enter" && move(name, event.currentTarget.value)}
        />
      ))}
    </div>
  );
}
