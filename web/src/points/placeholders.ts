/** `n`, `n+10`, `2*n`, `2*n+40000`, and how many digits it has at least: `n:00`. */
const EXPRESSION = /\{(=?)(?:(\d{1,9})\*)?n(?:([+-])(\d{1,9}))?(?::(0{1,9}))?\}/g;

/**
 * A document made from one with placeholders, for one number: `Pump {n}` → `Pump 7`, `{n:000}` → `007`, `{2*n+100}` → `114`.
 * A text that is nothing but `{=…}` becomes a number.
 */
export function filled(template: unknown, n: number): unknown {
  if (typeof template === "string") {
    const text = template.replace(EXPRESSION, (_, __, factor?: string, sign?: string, offset?: string, zeros = "") => {
      const value = Number(factor ?? 1) * n + (sign === "-" ? -1 : 1) * Number(offset ?? 0);
      return String(value).padStart(zeros.length, "0");
    });
    return /^\{=[^{}]*\}$/.test(template) && Number.isFinite(Number(text)) ? Number(text) : text;
  }
  if (Array.isArray(template)) return template.map((one) => filled(one, n));
  if (typeof template !== "object" || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, filled(value, n)]));
}

/** Whether anything in it is to be filled in. */
export function hasPlaceholder(template: unknown): boolean {
  return JSON.stringify(template).search(EXPRESSION) >= 0;
}

/** `count` documents, numbered from `from`. */
export function instances(template: object, from: number, count: number): Readonly<Record<string, unknown>>[] {
  return Array.from({ length: count }, (_, at) => filled(template, from + at) as Readonly<Record<string, unknown>>);
}
