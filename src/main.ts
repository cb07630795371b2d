import { versionLine } from "./version.ts";
console.log(versionLine);
