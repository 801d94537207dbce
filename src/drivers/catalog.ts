import type { Driver } from "./driver.ts";
import http from "./http/index.ts";
import modbusTcp from "./modbus-tcp/index.ts";
import siaDc09 from "./sia-dc09/index.ts";
import snppGateway from "./snpp-gateway/index.ts";

/** Every protocol this house speaks. To add one, write its folder and add its line. */
export const DRIVERS: readonly Driver[] = [http, modbusTcp, siaDc09, snppGateway];
