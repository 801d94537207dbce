import { infiniteQueryOptions } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import type { List, SiteKind } from "../api/contract.ts";

export interface UploadedFile {
  /** SHA-256 of its content. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly uploadedAt: number;
  readonly uploadedBy: string;
  readonly alarms: readonly number[];
  readonly usedBy: readonly { readonly kind: SiteKind; readonly id: string }[];
}

interface Files extends List<UploadedFile> {
  readonly stored: { readonly bytes: number; readonly largestBytes: number; readonly totalBytes: number };
}

const PAGE = 200;

/** The newest first. Its key begins with "site": a document that shows a file renews where it is used. */
export const filesQuery = infiniteQueryOptions({
  queryKey: ["site", "files"],
  initialPageParam: "",
  queryFn: ({ pageParam }) => {
    const cursor = pageParam === "" ? "" : `&cursor=${encodeURIComponent(pageParam)}`;
    return get<Files>(`/api/v1/files?limit=${PAGE}${cursor}`);
  },
  getNextPageParam: ({ next }) => next,
});

export function isUnused({ alarms, usedBy }: UploadedFile): boolean {
  return alarms.length === 0 && usedBy.length === 0;
}
