import { z } from "zod";

/** In which Tocsin speaks and writes to people. */
export const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];
export const language = z.enum(LANGUAGES);
