// `npm test`: everything that is checked, in one go.
import { runScript } from "./bootstrap.mjs";

runScript("run-tests.ts");
