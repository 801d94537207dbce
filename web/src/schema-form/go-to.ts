/** Below a place, as far as a part of a form holds it: the place itself first, then those around it. */
function* around(place: string): Generator<string> {
  for (let rest = place; rest !== ""; rest = rest.slice(0, Math.max(0, rest.lastIndexOf(".")))) yield rest;
}

/** What of a form shows a place: its field, or the part in which it would be. null: nothing of it is there. */
export function partAt(form: ParentNode, place: string): HTMLElement | null {
  for (const one of around(place)) {
    const key = CSS.escape(one);
    const found = form.querySelector<HTMLElement>(`[data-place="${key}"], [name="${key}"]:not([type=hidden])`);
    if (found) return found;
  }
  return null;
}

const FOCUSABLE = "input:not([type=hidden]), select, textarea, button, summary";

/** Leads to a place of a form: unfolds what hides it, and gives it the focus. */
export function goTo(form: ParentNode, place: string): void {
  const part = partAt(form, place);
  for (let fold = part?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
  const field = part?.matches(FOCUSABLE) ? part : (part?.querySelector<HTMLElement>(FOCUSABLE) ?? part);
  field?.focus();
  field?.scrollIntoView({ block: "center" });
}
