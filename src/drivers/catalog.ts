import type { Driver } from "./driver.ts";
import modbusTcp from "./modbus-tcp/index.ts";

/** Every protocol this house speaks. To add one, write its folder and add its line. */
export const DRIVERS: readonly Driver[] = [modbusTcp];
