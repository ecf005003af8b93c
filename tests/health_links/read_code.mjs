// Reads the QR code in a picture: width and height as arguments, RGBA on standard input.
import { readFileSync } from "node:fs";
import jsQR from "jsqr";

const [width, height] = process.argv.slice(2).map(Number);
const found = jsQR(new Uint8ClampedArray(readFileSync(0)), width, height);
console.log(JSON.stringify(found?.data ?? null));
