import { createTheme } from "@mantine/core";

/**
 * The page is grey so that alarms are the only colour (ISA-101). The variables behind these names stand in `styles/base.css`,
 * because a style sheet that is written at run time would need an exception in the Content-Security-Policy.
 */
export const theme = createTheme({
  primaryColor: "blue",
  primaryShade: 8,
  autoContrast: false,
  cursorType: "pointer",
  respectReducedMotion: true,
});
