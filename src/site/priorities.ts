import { z } from "zod";
import { PRIORITIES } from "#events/event.ts";

export const priorities = z.array(z.enum(PRIORITIES)).min(1);
