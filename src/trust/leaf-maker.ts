/** A process that makes one web certificate and ends: the library for it is a tenth of an idle core's memory. */
import { text } from "node:stream/consumers";
import { makeLeaf } from "./site-authority.ts";
import type { LeafOrder } from "./web-certificate.ts";

const { folder, now, names } = JSON.parse(await text(process.stdin)) as LeafOrder;
process.stdout.write(JSON.stringify(await makeLeaf(folder, now, names)));
