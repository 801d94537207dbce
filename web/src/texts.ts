import { english } from "./texts/english/index.ts";

/** Every text of the page. Another language is another folder of this shape beside `texts/english`. */
export const t = english;
