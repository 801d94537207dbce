import type { Category } from "../api/contract.ts";

/** Something that a source spoke of and that no point names. */
export interface Discovered {
  readonly point: string;
  readonly category: Category;
  readonly conditions: readonly string[];
  readonly kinds: readonly string[];
  readonly text: string | null;
  readonly value: number | null;
  readonly raw: string;
  readonly times: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/**
 * The point that an address becomes: `{address}`, `{text}`, `{category}` and `{condition}` in texts of the template stand
 * for what the source said of it; where it gave no text, that is the address.
 */
export function pointFrom(source: string, found: Discovered, template: unknown): Readonly<Record<string, unknown>> {
  const said: Readonly<Record<string, string>> = {
    address: found.point,
    text: found.text || found.point,
    category: found.category,
    condition: found.conditions[0] ?? "",
  };
  const fill = (value: unknown): unknown => {
    if (typeof value === "string") return value.replace(/\{(\w+)\}/g, (whole, name: string) => said[name] ?? whole);
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, fill(below)]));
  };
  const filled = fill(template) as Readonly<Record<string, unknown>>;
  const name = typeof filled["name"] === "string" ? filled["name"].slice(0, 120) : found.point;
  return { ...filled, name, id: `${source}/${found.point}`, source, address: found.point };
}
