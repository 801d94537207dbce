import { alarms } from "./alarms.ts";
import { approvals } from "./approvals.ts";
import { arrangement } from "./arrangement.ts";
import { checklist } from "./checklist.ts";
import { editing } from "./editing.ts";
import { form } from "./form.ts";
import { general } from "./general.ts";
import { paper } from "./paper.ts";
import { rights } from "./rights.ts";
import { screen } from "./screen.ts";
import { shell } from "./shell.ts";
import { signIn } from "./sign-in.ts";
import { workspace } from "./workspace.ts";

/** English: the language that every other one translates. What is said before a page is asked for. */
export const english = {
  ...general,
  ...shell,
  ...alarms,
  ...arrangement,
  ...checklist,
  ...form,
  ...signIn,
  ...approvals,
  ...rights,
  ...screen,
  ...paper,
  ...workspace,
  ...editing,
};
