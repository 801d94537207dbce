import { Problem, problemOf, refuseBarred } from "../api/client.ts";
import { t } from "../texts.ts";

export interface StoredPicture {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
}

/** What `accept` of a file input says. */
export const PICTURES = "image/png,image/jpeg,image/webp,image/gif,image/svg+xml";
export const OUTLINES = ".geojson,.json,application/geo+json";
/** Larger ones make screens slow, and show nothing more. */
const LONGEST_SIDE = 8000;

/** The picture in a size that screens can show; `note` says what was done to it. Throws `Problem` when it is none. */
export async function fitting(file: File): Promise<{ file: Blob; note: string | null }> {
  if (file.type === "image/svg+xml" || !file.type.startsWith("image/")) return { file, note: null };
  const whole = await createImageBitmap(file).catch(() => {
    throw new Problem(0, t.plans.noPicture, t.plans.noPictureHint(file.name));
  });
  const { width, height } = whole;
  const share = LONGEST_SIDE / Math.max(width, height);
  if (share >= 1) {
    whole.close();
    return { file, note: null };
  }
  const [resizeWidth, resizeHeight] = [Math.round(width * share), Math.round(height * share)];
  const small = await createImageBitmap(whole, { resizeWidth, resizeHeight, resizeQuality: "high" });
  whole.close();
  const canvas = new OffscreenCanvas(resizeWidth, resizeHeight);
  canvas.getContext("2d")?.drawImage(small, 0, 0);
  small.close();
  const type = file.type === "image/jpeg" ? "image/jpeg" : "image/webp";
  const reduced = await canvas.convertToBlob({ type, quality: 0.9 });
  return { file: reduced, note: t.plans.reduced(width, height, resizeWidth, resizeHeight) };
}

/** Sends a file as it is, and says how far it is: 0 to 1. Throws `Problem`. */
export function upload(
  file: Blob,
  name: string,
  { progress, signal }: { progress: (share: number) => void; signal: AbortSignal },
): Promise<StoredPicture> {
  const path = `/api/v1/files?name=${encodeURIComponent(name.slice(0, 200))}`;
  return new Promise((resolve, reject) => {
    refuseBarred("POST", path);
    // Only this tells how far a body has gone.
    const request = new XMLHttpRequest();
    const unheard = () => reject(new Problem(0, t.problem.noAnswerTitle, t.problem.noAnswerToOrder));
    request.open("POST", path);
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.upload.addEventListener("progress", ({ loaded, total }) => progress(total > 0 ? loaded / total : 0));
    request.addEventListener("error", unheard);
    request.addEventListener("abort", unheard);
    request.addEventListener("load", () => {
      const { status, statusText, responseText } = request;
      if (status === 200 || status === 201) resolve(JSON.parse(responseText) as StoredPicture);
      else reject(problemOf(status, statusText, responseText, path));
    });
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}
