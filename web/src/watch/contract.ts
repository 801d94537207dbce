import type { UnmannedPlace } from "../api/contract.ts";

/** What somebody watches that must be manned, and who could take over, as the server tells it. */
export interface Watch {
  readonly watched: readonly UnmannedPlace[];
  /** Those of them that nobody else watches. */
  readonly alone: readonly UnmannedPlace[];
  readonly colleagues: readonly { readonly id: string; readonly name: string; readonly here: boolean }[];
}

export interface HandOver {
  readonly id: string;
  readonly from: { readonly id: string; readonly name: string };
  readonly to: { readonly id: string; readonly name: string };
  readonly places: readonly UnmannedPlace[];
  readonly note: string;
  readonly offeredAt: number;
  readonly state: "offered" | "accepted" | "declined" | "withdrawn" | "lapsed";
  readonly answeredAt: number | null;
}
