import { queryOptions } from "@tanstack/react-query";
import { createContext } from "react";
import { get } from "../api/client.ts";

/** A browser on a wall, as the server knows it. */
export interface Display {
  readonly id: string;
  readonly name: string;
  readonly views: readonly string[];
  readonly everySec: number;
}

export const wallQuery = queryOptions({
  queryKey: ["wall"],
  queryFn: () => get<{ readonly display: Display | null }>("/api/v1/wall"),
});

/** This window is a wall: of a display, or of whoever is signed in and opened it so. Null: it is a workspace. */
export const Wall = createContext<Display | "own" | null>(null);

/** Opened as a wall, whoever looks at it. */
export const opensWall = location.pathname === "/wall";
