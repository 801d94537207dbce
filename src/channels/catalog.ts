import type { Channel } from "./channel.ts";
import { webhook } from "./webhook/index.ts";

/** Every way to reach people that there is. */
export const CHANNELS: readonly Channel[] = [webhook];
