// Opens a link as a clinic's program does; prints what it found, or the name of its error, as JSON.
import { SHLViewer } from "kill-the-clipboard";

const { address, ...asked } = JSON.parse(process.argv[2]);
try {
  const viewer = new SHLViewer({ shlinkURI: address });
  const { label, requiresPasscode, exp } = viewer.shl;
  const { fhirResources } = await viewer.resolveSHL(asked);
  console.log(JSON.stringify({ label, requiresPasscode, exp, fhirResources }));
} catch (error) {
  console.log(JSON.stringify({ error: error.name, message: error.message }));
}
