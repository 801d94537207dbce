/** A process that makes certificates and ends: the library for it is a tenth of an idle core's memory. */
import { text } from "node:stream/consumers";
import type { Order } from "./certificate-orders.ts";
import { make } from "./certificates.ts";

process.stdout.write(JSON.stringify(await make(JSON.parse(await text(process.stdin)) as Order)));
