import { problemOf } from "../api/client.ts";

/** How much of a download has come. */
export interface Progress {
  readonly bytes: number;
  readonly rows: number;
}

const LINE_FEED = 10;

/** Fetches a file as it is written by the server and gives it to the browser to keep. Throws what `Problem` says, or the signal's reason. */
export async function download(
  path: string,
  file: string,
  signal: AbortSignal,
  told: (progress: Progress) => void,
): Promise<Progress> {
  const response = await fetch(path, { credentials: "same-origin", signal });
  if (!response.ok || !response.body)
    throw problemOf(response.status, response.statusText, await response.text(), path);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let progress: Progress = { bytes: 0, rows: 0 };
  for await (const part of response.body) {
    parts.push(part as Uint8Array<ArrayBuffer>);
    let rows = progress.rows;
    for (const byte of part) if (byte === LINE_FEED) rows++;
    progress = { bytes: progress.bytes + part.length, rows };
    told(progress);
  }
  const address = URL.createObjectURL(new Blob(parts, { type: response.headers.get("content-type") ?? "" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = file;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return progress;
}
