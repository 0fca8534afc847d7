// `npm start`: the sample's harmful run in the terminal, then a real VS Code on the sample.
import { runScript } from "./bootstrap.mjs";

runScript("open-sample.ts");
