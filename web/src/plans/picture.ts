import { MOST_PIXELS, type PictureSize, sizeOfPicture } from "../../../src/site/picture-size.ts";
import { get, Problem, problemOf, refuseBarred } from "../api/client.ts";
import { megabytes } from "../files/size.ts";
import { t } from "../page-texts.ts";
import { outlineMistake } from "./outline.ts";

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

/** As many can be reduced here, once: they take 1.2 GB of this machine's memory while they are. */
const MOST_REDUCIBLE = 300_000_000;
/** Among these bytes a picture says how many pixels it has. */
const HEAD_BYTES = 1024 * 1024;

/** What a file says of itself; null: it is no picture of pixels. Throws `Problem` when it has too many to be decoded at all. */
export async function sizeWithin(file: File, most = MOST_PIXELS): Promise<PictureSize | null> {
  const size = sizeOfPicture(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()));
  const { width, height } = size ?? { width: null, height: null };
  if (width !== null && height !== null && width * height > most) {
    throw new Problem(0, t.plans.tooManyPixels, t.plans.tooManyPixelsHint(width, height, most / 1_000_000));
  }
  return size;
}

/** The picture in a size that screens can show; `note` says what was done to it. Throws `Problem` when it is none. */
export async function fitting(file: File): Promise<{ file: Blob; note: string | null }> {
  const isPicture = (await sizeWithin(file, MOST_REDUCIBLE)) !== null;
  if (file.type === "image/svg+xml" || !(isPicture || file.type.startsWith("image/"))) return { file, note: null };
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

/** An outline as it is. Throws `Problem` when it draws nothing, or not on the earth. */
export async function outlineOf(file: File): Promise<{ file: Blob; note: null }> {
  await refuseTooLarge(file);
  const mistake = outlineMistake(await file.text());
  if (mistake === "not-outline") throw new Problem(0, t.plans.notOutline, t.plans.notOutlineHint(file.name));
  if (mistake === "not-degrees") throw new Problem(0, t.plans.notOutline, t.plans.notDegrees(file.name));
  return { file, note: null };
}

const TENTH_OF_MB = (1024 * 1024) / 10;

/** What is too large isn't sent at all. @param largest in bytes; absent: the server is asked */
export async function refuseTooLarge(file: Blob, largest?: number): Promise<void> {
  const most = largest ?? (await get<Limits>("/api/v1/files?limit=1")).stored.largestBytes;
  if (file.size <= most) return;
  // Rounded up: one byte more than 50 MB is not 50 MB.
  const bytes = Math.ceil(file.size / TENTH_OF_MB) * TENTH_OF_MB;
  throw new Problem(413, t.plans.tooLarge, t.plans.tooLargeHint(megabytes(bytes), megabytes(most)));
}

interface Limits {
  readonly stored: { readonly largestBytes: number };
}

interface Sending {
  readonly progress: (share: number) => void;
  readonly signal: AbortSignal;
  /** To which it is attached. */
  readonly alarm?: number;
}

/** Sends a file as it is, and says how far it is: 0 to 1. Throws `Problem`. */
export function upload(file: Blob, name: string, { progress, signal, alarm }: Sending): Promise<StoredPicture> {
  const attached = alarm === undefined ? "" : `&alarm=${alarm}`;
  const path = `/api/v1/files?name=${encodeURIComponent(name.slice(0, 200))}${attached}`;
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
