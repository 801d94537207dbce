import { t } from "../texts.ts";

export function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toLocaleString(t.locale, { maximumFractionDigits: 1 });
}

/** As people read it: `310 KB`, `4.2 MB`. */
export function sizeOf(bytes: number): string {
  if (bytes >= 1024 * 1024) return `${megabytes(bytes)} MB`;
  return `${Math.max(1, Math.round(bytes / 1024)).toLocaleString(t.locale)} KB`;
}
