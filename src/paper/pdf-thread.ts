import { parentPort, workerData } from "node:worker_threads";
import { pdfOf } from "./pdf.ts";
import type { Report } from "./report.ts";

parentPort?.postMessage(await pdfOf(workerData as Report));
